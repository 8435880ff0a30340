"""What templates are given: plain data under the same names on every face."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from pressrun.model.article import Piece, Target
from pressrun.model.issue import BoundIssue, Chapter
from pressrun.model.publication import Publication, Theme
from pressrun.render.html import blocks, fragment
from pressrun.render.links import Links
from pressrun.render.measure import WIDTH, wrap
from pressrun.render.policy import Policy
from pressrun.render.text import lines, text, title
from pressrun.render.theme import markup
from pressrun.render.words import Words, direction, fill, find_words

Data = dict[str, Any]


def frame(publication: Publication, words: Words) -> Data:
    """Return what every template may use: ``publication``, ``words``, ``language``, direction.

    ``start`` and ``end`` are ``left`` and ``right``, or the other way round where people read
    from the right.
    """
    reading = direction(publication.language)
    start, end = ("left", "right") if reading == "ltr" else ("right", "left")
    return {
        "publication": {k: v for k, v in asdict(publication).items() if isinstance(v, str)},
        "words": dict(words.entries),
        "language": publication.language,
        "direction": reading,
        "start": start,
        "end": end,
    }


def issue_data(bound: BoundIssue, publication: Publication, words: Words) -> Data:
    """Return what templates know as ``issue``, without its articles."""
    issue = bound.issue
    return {
        "subject": issue.subject,
        "subject_ruled": title(issue.subject),
        "preheader": issue.preheader,
        "number": issue.number,
        "url": bound.url,
        **moment(bound.published_at, publication, words),
    }


def chapters_data(
    bound: BoundIssue, policy: Policy, publication: Publication, theme: Theme
) -> list[Data]:
    """Return chapters with their articles; one with a title sets its articles a level lower."""
    return [_chapter(chapter, policy, publication, theme) for chapter in bound.chapters]


def _chapter(chapter: Chapter, policy: Policy, publication: Publication, theme: Theme) -> Data:
    if chapter.title:
        policy = replace(policy, headings_from=policy.headings_from + 1)
    return {
        "title": chapter.title,
        "title_ruled": title(chapter.title, "*") if chapter.title else "",
        "intro": chapter.intro,
        "intro_wrapped": wrap(chapter.intro, WIDTH),
        "pieces": [piece_data(piece, policy, publication, theme) for piece in chapter.pieces],
    }


def piece_data(piece: Piece, policy: Policy, publication: Publication, theme: Theme) -> Data:
    """Return an article: its facts, its ``body`` in HTML and its ``text``.

    ``level`` is that of its title; ``byline`` is empty where it names no author.
    """
    article = piece.article
    words = find_words(theme, article.language)
    names = ", ".join(article.authors)
    return {
        "id": article.slug,
        "title": article.title,
        "summary": article.summary,
        "url": piece.url,
        "language": article.language,
        "direction": direction(article.language),
        "byline": fill(words["by"], {"names": names}) if names else "",
        "tags": list(article.tags),
        "level": policy.headings_from,
        "body": markup(fragment(piece, policy, base=publication.url, words=words)),
        "text": text(piece, base=publication.url, words=words),
        **moment(piece.published_at, publication, words),
    }


def words_data(bound: BoundIssue, policy: Policy, publication: Publication, words: Words) -> Data:
    """Return the editor's own words as ``html`` and ``text``, empty where there are none.

    The subject is their title, so they stand a level above the articles.
    """
    policy = replace(policy, headings_from=policy.headings_from - 1)
    links = Links(
        url=bound.url,
        base=publication.url,
        anchor=f"{bound.issue.folder}-",
        pictures=bound.pictures,
        targets=_targets(bound),
    )
    return {
        "html": markup(blocks(bound.words, policy, links=links, words=words)),
        "text": lines(bound.words, links=links, words=words),
    }


def _targets(bound: BoundIssue) -> dict[str, Target]:
    """Return the issue's own articles by every name that the editor may call them."""
    return {
        name: Target(title=piece.article.title, url=piece.url)
        for piece in bound.pieces
        for name in _names(piece)
    }


def _names(piece: Piece) -> Sequence[str]:
    path = piece.article.path
    file = path.rpartition("/")[2]
    return (piece.article.id, piece.article.slug, path, file, f"../../{path}")


def moment(at: datetime | None, publication: Publication, words: Words) -> Data:
    """Return an instant as ``date`` for people and ``date_iso`` for machines; empty for None."""
    return {
        "date": words.date(at, publication.zone) if at else "",
        "date_iso": at.isoformat() if at else "",
    }
