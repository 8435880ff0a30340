"""What templates are given: plain data under the same names on every face."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from pressrun.model.article import Piece, Target
from pressrun.model.document import Figure
from pressrun.model.issue import BoundIssue, Chapter
from pressrun.model.publication import Publication, Theme
from pressrun.render.faces import FACES_KEPT, find_faces, keep
from pressrun.render.html import blocks
from pressrun.render.links import Links
from pressrun.render.look import look_data
from pressrun.render.markup import clean
from pressrun.render.measure import WIDTH, wrap
from pressrun.render.policy import Policy
from pressrun.render.text import lines, title
from pressrun.render.theme import markup
from pressrun.render.words import Words, direction, fill, find_words

Data = dict[str, Any]

# An issue of more articles than this begins with a list of them.
CONTENTS_ABOVE: Final = 4


def frame(publication: Publication, words: Words, theme: Theme) -> Data:
    """Return what every template may use: ``publication``, ``words``, ``look``, ``language``, …

    ``start`` and ``end`` are ``left`` and ``right``, or the other way round where people read
    from the right.
    """
    return dict(_frame(publication, words.language, tuple(words.entries.items()), theme))


@lru_cache(maxsize=16)
def _frame(
    publication: Publication, language: str, words: tuple[tuple[str, str], ...], theme: Theme
) -> Data:
    reading = direction(publication.language)
    start, end = ("left", "right") if reading == "ltr" else ("right", "left")
    return {
        "publication": {k: v for k, v in asdict(publication).items() if isinstance(v, str)},
        "words": dict(words),
        "look": look_data(publication, theme),
        "language": publication.language,
        "direction": reading,
        "start": start,
        "end": end,
    }


def issue_language(bound: BoundIssue, publication: Publication) -> str:
    """Return the language in which an issue's subject, titles and words stand.

    It is not that of the face where nobody has translated them; ``publication`` speaks its own.
    """
    return bound.issue.language or publication.language


def issue_data(
    bound: BoundIssue, publication: Publication, words: Words, language: str = ""
) -> Data:
    """Return what templates know as ``issue``, without its articles.

    ``contents`` lists its articles where there are many, else none. ``language`` is that of its
    subject, titles and words, empty where it is that of the face.
    """
    issue, look = bound.issue, publication.look
    language = language or publication.language
    layout = look.layout_of(issue.layout)
    many = len(bound.pieces) > CONTENTS_ABOVE
    return {
        "subject": issue.subject,
        "subject_ruled": title(issue.subject),
        "preheader": issue.preheader,
        "language": language,
        "direction": direction(language),
        "number": issue.shown_number,
        "url": bound.url,
        "layout": str(layout),
        "content": str(look.content_of(layout, issue.content)),
        "contents": [_entry(piece) for piece in bound.pieces] if many else [],
        **moment(bound.published_at, publication, words),
    }


def _entry(piece: Piece) -> Data:
    """Return an article's line in a list of contents."""
    article = piece.article
    return {
        "id": article.slug,
        "title": article.title,
        "title_wrapped": wrap(clean(article.title), WIDTH, "- ", "  "),
        "url": piece.url,
        "language": article.language,
        "direction": direction(article.language),
    }


def chapters_data(
    bound: BoundIssue, policy: Policy, publication: Publication, theme: Theme
) -> list[Data]:
    """Return chapters with their articles; one with a title sets its articles a level lower."""
    return [_chapter(chapter, policy, publication, theme) for chapter in bound.chapters]


def wanted(
    bound: BoundIssue, policy: Policy, publication: Publication, theme: Theme
) -> tuple[str, ...]:
    """Return the paths of articles whose document is left out and needed to set the issue.

    That is where faces are not kept, and everywhere if the issue has more articles than are kept:
    the first would be gone when it is their turn.
    """
    left_out = [(c, p) for c in bound.chapters for p in c.pieces if p.left_out]
    if len(bound.pieces) > FACES_KEPT:
        return tuple(piece.article.path for _, piece in left_out)
    return tuple(
        piece.article.path
        for chapter, piece in left_out
        if not keep(
            piece,
            policy_in(chapter, policy),
            base=publication.url,
            words=find_words(theme, piece.article.language),
        )
    )


def policy_in(chapter: Chapter, policy: Policy) -> Policy:
    """Return how the articles of a chapter are set: below its title, where it has one."""
    return replace(policy, headings_from=policy.headings_from + bool(chapter.title))


def _chapter(chapter: Chapter, policy: Policy, publication: Publication, theme: Theme) -> Data:
    policy = policy_in(chapter, policy)
    return {
        "title": chapter.title,
        "title_ruled": title(chapter.title, "*") if chapter.title else "",
        "intro": chapter.intro,
        "intro_wrapped": wrap(chapter.intro, WIDTH),
        "featured": any(piece.featured for piece in chapter.pieces),
        "pieces": [piece_data(piece, policy, publication, theme) for piece in chapter.pieces],
    }


def piece_data(piece: Piece, policy: Policy, publication: Publication, theme: Theme) -> Data:
    """Return an article: its facts, its ``body`` in HTML and its ``text``.

    ``teaser`` and ``text_teaser`` stand for it where it is not given whole, with its lead
    ``picture``. ``level`` is that of its title; ``byline`` is empty where it names no
    author, ``picture`` where it has none, ``text`` and ``text_teaser`` where the policy has no
    twin.
    """
    article = piece.article
    words = find_words(theme, article.language)
    names = ", ".join(article.authors)
    byline = fill(words["by"], {"names": names}) if names else ""
    faces = find_faces(piece, policy, base=publication.url, words=words)
    few = faces.teaser
    head: tuple[str, ...] = ()
    if policy.twin:
        head = (title(article.title), wrap(clean(few), WIDTH), wrap(clean(byline), WIDTH))
    return {
        **_entry(piece),
        "featured": piece.featured,
        "summary": article.summary,
        "byline": byline,
        "teaser": few,
        "text_teaser": "\n\n".join(part for part in head if part),
        "picture": _picture(piece, faces.figure, policy, publication),
        "read_on": words["read_on"],
        "read_on_named": fill(words["read_on_named"], {"title": article.title}),
        "tags": list(article.tags),
        "level": policy.headings_from,
        "body": markup(faces.html),
        "text": faces.text,
        **moment(piece.published_at, publication, words),
    }


def _picture(piece: Piece, figure: Figure | None, policy: Policy, publication: Publication) -> Data:
    """Return the picture beside a teaser, no wider than the face allows; empty where none is."""
    if figure is None:
        return {}
    picture = piece.pictures[figure.source]
    width = min(picture.width, policy.image_width or picture.width)
    return {
        "url": publication.address(picture.site_path),
        "width": width,
        "height": max(1, round(picture.height * width / picture.width)),
        "alt": figure.alt or piece.article.title,
    }


def words_data(bound: BoundIssue, policy: Policy, publication: Publication, words: Words) -> Data:
    """Return the editor's own words as ``html`` and ``text``, empty where there are none.

    The subject is their title, so they stand a level above the articles.
    """
    policy = replace(policy, headings_from=policy.headings_from - 1)
    links = Links(
        url=bound.url,
        base=publication.url,
        anchor=f"{bound.issue.folder}--",
        pictures=bound.pictures,
        targets=_targets(bound),
        vote_url=policy.vote_url,
        owner=bound.issue.key,
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
        for name in (*piece.aliases, *_names(piece))
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
