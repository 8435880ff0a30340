"""What a page says of itself to programs: schema.org in JSON-LD (W3C, JSON-LD 1.1 §7).

It stands in a ``script`` element that is a block of data: no browser runs it, and the policy of
our pages, which allows no script, has no word in it (HTML, ``prepare the script element``).
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from pressrun.model.article import Piece, Target
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Publication
from pressrun.model.shelfmark import shelfmark
from pressrun.render.theme import markup

_CONTEXT: Final = "https://schema.org"
# So that no text ends the element or begins a comment in it, and old parsers see one line.
_ESCAPES: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def article_facts(
    piece: Piece,
    publication: Publication,
    image: str,
    part_of: Target | None,
    alternates: Sequence[tuple[str, str]] = (),
) -> str:
    """Return what an article's page says: a NewsArticle, and the issue it came with.

    ``alternates`` are (language, address) of it in every language, the original first.
    """
    article = piece.article
    people = [
        {
            "@type": "Person",
            "name": name,
            "url": publication.address(f"authors/{shelfmark(name)}/"),
        }
        for name in article.authors
    ]
    original = article.original and alternates
    whole = _periodical(publication)
    if part_of is not None:
        whole = {
            "@type": "PublicationIssue",
            "name": part_of.title,
            "url": part_of.url,
            "isPartOf": whole,
        }
    return _written(
        {
            "@type": "NewsArticle",
            "headline": article.title,
            "description": article.summary,
            "url": piece.url,
            "mainEntityOfPage": piece.url,
            "datePublished": piece.published_at.isoformat() if piece.published_at else "",
            "dateModified": piece.updated_at.isoformat() if piece.updated_at else "",
            "inLanguage": article.language,
            "author": people or [_publisher(publication)],
            "publisher": _publisher(publication),
            "image": [image] if image else [],
            "keywords": list(article.tags),
            "isPartOf": whole,
            "translationOfWork": [_work(*alternates[0])] if original else [],
            "workTranslation": [] if original else [_work(*each) for each in alternates[1:]],
        }
    )


def issue_facts(bound: BoundIssue, publication: Publication, image: str) -> str:
    """Return what an issue's page says: a PublicationIssue with its articles."""
    return _written(
        {
            "@type": "PublicationIssue",
            "name": bound.issue.subject,
            "issueNumber": bound.issue.number,
            "url": bound.url,
            "datePublished": bound.published_at.isoformat() if bound.published_at else "",
            "inLanguage": publication.language,
            "publisher": _publisher(publication),
            "image": [image] if image else [],
            "isPartOf": _periodical(publication),
            "hasPart": [
                {"@type": "NewsArticle", "headline": piece.article.title, "url": piece.url}
                for piece in bound.pieces
            ],
        }
    )


def _work(language: str, url: str) -> dict[str, str]:
    return {"@type": "NewsArticle", "inLanguage": language, "url": url}


def _publisher(publication: Publication) -> dict[str, Any]:
    name = publication.author or publication.title
    return {"@type": "Organization", "name": name, "url": publication.address()}


def _periodical(publication: Publication) -> dict[str, Any]:
    return {"@type": "Periodical", "name": publication.title, "url": publication.address()}


def _written(facts: dict[str, Any]) -> str:
    said = {"@context": _CONTEXT, **{name: value for name, value in facts.items() if _says(value)}}
    return markup(json.dumps(said, ensure_ascii=False).translate(_ESCAPES))


def _says(value: object) -> bool:
    return not (isinstance(value, str | Sequence) and not value)
