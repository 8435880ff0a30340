"""An article or issue set for site and feeds at once. Called by name, in a child process."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.errors import ContentError, Problem
from pressrun.model.article import Piece, Target
from pressrun.model.document import Document
from pressrun.model.feed import Enclosure, Entry, FeedLink, Record
from pressrun.model.house import House, SetPiece
from pressrun.model.issue import BoundIssue
from pressrun.model.language import Alternates
from pressrun.render.digest import issue_words_digest, words_digest
from pressrun.render.findable import findable_article, findable_issue
from pressrun.render.formats import set_entry
from pressrun.render.page import article_page, feed_content, issue_feed_content, issue_page

Parsed = tuple[Document, tuple[Problem, ...]]


def ready(loaded: None = None) -> None:
    """Do nothing: whoever can call this has loaded what sets articles."""


def set_article(
    parsed: Parsed,
    piece: Piece,
    record: Record,
    at: datetime | None,
    links: tuple[FeedLink, ...],
    house: House,
    part_of: Target | None = None,
    alternates: Alternates = (),
) -> SetPiece:
    """Return the page and the entries of an article whose body was just parsed.

    ``at`` is the instant of this publication, None where nothing may be remembered; ``part_of``
    the issue that the article came with; ``alternates`` are its pages in every language.

    Raises:
        ContentError: The body does not parse.
        RenderError: A template does not work.
    """
    document, problems = parsed
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise ContentError.of(errors)
    piece = replace(piece, document=document)
    digest = words_digest(piece)
    updated_at = record.revised(digest, at)
    piece = replace(piece, published_at=record.published_at, updated_at=updated_at)
    feeds = (*house.links, *links)
    page = article_page(piece, house.publication, feeds, house.theme, part_of, alternates)
    entry = article_entry(piece, record, updated_at, house)
    return SetPiece(
        page=page.encode(),
        fragments=set_entry(entry, house.contents),
        digest=digest,
        updated_at=updated_at,
        findable=findable_article(piece, record.published_at, house.publication, house.theme),
    )


def try_pages(bound: BoundIssue, own: Record, records: Sequence[Record], house: House) -> None:
    """Set an issue and all its articles, and keep nothing.

    Args:
        own: What would be remembered of the issue.
        records: The same of its articles, in their order.

    Raises:
        RenderError: A template does not work.
    """
    for piece, record in zip(bound.pieces, records, strict=True):
        set_article((piece.document, ()), piece, record, None, (), house)
    set_issue(bound, own, None, house)


def set_issue(
    bound: BoundIssue,
    record: Record,
    at: datetime | None,
    house: House,
    before: Target | None = None,
    after: Target | None = None,
    alternates: Alternates = (),
) -> SetPiece:
    """Return the page and the entries of an issue, ``before`` and ``after`` those around it.

    ``alternates`` are its pages in every language.

    Raises:
        RenderError: A template does not work.
    """
    publication, theme = house.publication, house.theme
    digest = issue_words_digest(bound)
    updated_at = record.revised(digest, at)
    entry = Entry(
        id=publication.entry_id(bound.issue.key, record.language),
        url=bound.url,
        title=bound.issue.subject,
        content_html=issue_feed_content(bound, publication, theme),
        summary=bound.issue.preheader,
        published_at=record.published_at,
        updated_at=updated_at,
        authors=(publication.author or publication.title,),
        language=record.language,
    )
    return SetPiece(
        page=issue_page(bound, publication, house.links, theme, before, after, alternates).encode(),
        fragments=set_entry(entry, house.contents),
        digest=digest,
        updated_at=updated_at,
        findable=findable_issue(bound, record.published_at, publication, theme),
    )


def article_entry(piece: Piece, record: Record, updated_at: datetime, house: House) -> Entry:
    """Return an article as feeds show it."""
    article, publication = piece.article, house.publication
    picture = piece.pictures.get(article.image) or next(iter(piece.pictures.values()), None)
    return Entry(
        id=publication.entry_id(article.id, record.language),
        url=piece.url,
        title=article.title,
        content_html=feed_content(piece, publication, house.theme),
        summary=article.summary,
        published_at=record.published_at,
        updated_at=updated_at,
        authors=article.authors or (publication.author or publication.title,),
        language=article.language,
        tags=article.tags,
        scheme=house.scheme,
        image=Enclosure(
            url=publication.address(picture.site_path),
            media_type=picture.media_type,
            size_octets=picture.size_octets,
            width=picture.width,
            height=picture.height,
        )
        if picture
        else None,
    )
