"""The pages of the site and the entries of its feeds, made from what is public and sound."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pressrun.model.article import Picture, Piece
from pressrun.model.feed import Enclosure, Entry, Record
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Theme
from pressrun.ports import Contents
from pressrun.press.desk import Desk
from pressrun.press.feeds import feed_links, newest_first
from pressrun.press.record import Register
from pressrun.render.page import SERVICE_PAGES


@dataclass(frozen=True, slots=True)
class Shown:
    """``pages`` by site path; entries beside their records; ``kept`` are paths left as they are."""

    pages: dict[str, bytes]
    articles: list[tuple[Record, Entry]]
    issues: list[tuple[Record, Entry]]
    kept: set[str]


def show(
    desk: Desk,
    contents: Contents,
    register: Register,
    pieces: list[Piece],
    bound: list[BoundIssue],
    theme: Theme,
) -> Shown:
    """Return every page and entry of what is public, and what must stay as it was.

    Raises:
        RenderError: A template does not work.
    """
    publication, public = desk.publication, register.public
    links = feed_links(publication)
    shown = Shown(pages={}, articles=[], issues=[], kept=_kept(contents, public, pieces, bound))
    _add_pictures(desk, (picture for _, picture in theme.logos), shown.pages)
    stamped = [_stamped(piece, public) for piece in pieces]
    for piece in stamped:
        page = desk.isolate.call(
            "pressrun.render.page:article_page", piece, publication, links, theme
        )
        shown.pages[f"{piece.article.site_path}index.html"] = page.encode()
        shown.articles.append((public[piece.article.id], _article_entry(desk, piece, theme)))
        _add_pictures(desk, piece.pictures.values(), shown.pages)
    for issue in bound:
        page = desk.isolate.call(
            "pressrun.render.page:issue_page", issue, publication, links, theme
        )
        shown.pages[f"{issue.issue.site_path}index.html"] = page.encode()
        record = public[issue.issue.key]
        shown.issues.append((record, _issue_entry(desk, issue, record, theme)))
        _add_pictures(desk, issue.pictures.values(), shown.pages)
        for piece in issue.pieces:
            _add_pictures(desk, piece.pictures.values(), shown.pages)
    index = desk.isolate.call(
        "pressrun.render.page:index_page",
        _contents_list(shown.issues),
        _contents_list(shown.articles),
        publication,
        links,
        theme,
    )
    missing = desk.isolate.call(
        "pressrun.render.page:service_page", "not-found", publication, theme, {}
    )
    shown.pages["index.html"] = index.encode()
    shown.pages["404.html"] = missing.encode()
    return shown


def try_pages(desk: Desk, bound: BoundIssue, theme: Theme) -> None:
    """Render the pages an issue will have, and keep none: what fails must fail before it is sent.

    Raises:
        RenderError: A template does not work.
    """
    publication, links = desk.publication, feed_links(desk.publication)
    for piece in bound.pieces:
        desk.isolate.call("pressrun.render.page:article_page", piece, publication, links, theme)
        desk.isolate.call("pressrun.render.page:feed_content", piece, publication, theme)
    desk.isolate.call("pressrun.render.page:issue_page", bound, publication, links, theme)
    desk.isolate.call("pressrun.render.page:issue_feed_content", bound, publication, theme)
    for name in SERVICE_PAGES:
        desk.isolate.call("pressrun.render.page:service_page", name, publication, theme, {})


def _kept(
    contents: Contents,
    public: Mapping[str, Record],
    pieces: list[Piece],
    bound: list[BoundIssue],
) -> set[str]:
    """Return the ids of what is public and cannot be shown now: their pages stay as they are."""
    shown = {piece.article.id for piece in pieces} | {issue.issue.key for issue in bound}
    paths: dict[str, str] = {a.id: a.site_path for a in contents.articles}
    paths |= {i.key: i.site_path for i in contents.issues}
    broken = public.keys() - shown
    if broken - paths.keys():
        # A file that does not load has no slug to look its page up by: keep every page.
        return {"articles/", "issues/", "media/"}
    return {paths[key] for key in broken} | ({"media/"} if broken else set())


def _stamped(piece: Piece, public: Mapping[str, Record]) -> Piece:
    record = public[piece.article.id]
    return replace(piece, published_at=record.published_at, updated_at=record.updated_at)


def _add_pictures(desk: Desk, pictures: Iterable[Picture], pages: dict[str, bytes]) -> None:
    for picture in pictures:
        if picture.site_path not in pages:
            pages[picture.site_path] = desk.folder.octets(picture.path)


def _contents_list(
    shown: list[tuple[Record, Entry]],
) -> tuple[tuple[str, str, datetime], ...]:
    """Return (title, address, first publication) of each entry, the newest first."""
    return tuple((e.title, e.url, e.published_at) for _, e in newest_first(shown))


def _article_entry(desk: Desk, piece: Piece, theme: Theme) -> Entry:
    article, publication = piece.article, desk.publication
    if piece.published_at is None or piece.updated_at is None:
        raise AssertionError(f"{article.path} is shown without having been published")
    first = next(iter(piece.pictures.values()), None)
    return Entry(
        id=publication.entry_id(article.id, article.language),
        url=piece.url,
        title=article.title,
        content_html=desk.isolate.call(
            "pressrun.render.page:feed_content", piece, publication, theme
        ),
        summary=article.summary,
        published_at=piece.published_at,
        updated_at=piece.updated_at,
        authors=article.authors or (publication.author or publication.title,),
        language=article.language,
        tags=article.tags,
        image=Enclosure(
            url=publication.address(first.site_path),
            media_type=first.media_type,
            size_octets=first.size_octets,
        )
        if first
        else None,
    )


def _issue_entry(desk: Desk, bound: BoundIssue, record: Record, theme: Theme) -> Entry:
    publication = desk.publication
    return Entry(
        id=publication.entry_id(bound.issue.key, record.language),
        url=bound.url,
        title=bound.issue.subject,
        content_html=desk.isolate.call(
            "pressrun.render.page:issue_feed_content", bound, publication, theme
        ),
        summary=bound.issue.preheader,
        published_at=record.published_at,
        updated_at=record.updated_at,
        authors=(publication.author or publication.title,),
        language=record.language,
    )
