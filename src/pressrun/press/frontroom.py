"""Pages that lead to others: the first page, the archive, subjects, feeds, and apologies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.model.feed import FeedKind, FeedView, Group, Record
from pressrun.model.language import Alternates
from pressrun.press.desk import Desk
from pressrun.press.feedroom import FeedRoom
from pressrun.press.feeds import Gathered, by_feed, newest_first
from pressrun.press.pagemaker import PageMaker, Pages
from pressrun.press.subjects import Subject
from pressrun.render.archive import APOLOGIES
from pressrun.render.languages import language_path
from pressrun.render.opml import PATH as OPML

Title = tuple[str, str, datetime, int]  # title, address, first publication, sequence

# So many of each stand on the first page; the archive has all of them.
NEWEST: Final = 50
# So many of a feed's entries stand on its page, and of everything's on a page that apologises.
_LATEST: Final = 10
_FEW: Final = 3


class FrontRoom:
    """Makes those pages of an edition that are not one article's or one issue's.

    ``issues`` and ``articles`` are what can be seen; ``languages`` are all articles, translations
    among them, each with the language it is in.
    """

    def __init__(
        self,
        desk: Desk,
        maker: PageMaker,
        feeds: FeedRoom,
        *,
        issues: Sequence[Title],
        articles: Sequence[Title],
        languages: Iterable[tuple[str, Title]] = (),
    ) -> None:
        self._desk, self._maker, self._feeds = desk, maker, feeds
        self._address = desk.publication.address
        self._issues, self._articles = issues, articles
        self._languages = _apart(languages, desk.publication.language)
        self._few = _newest((*issues, *articles))[:_FEW]

    def _in_languages(self) -> Pages:
        """Yield the archive of every language that is not the publication's."""
        has_feed = Group.LANGUAGE in self._desk.feeds.each
        by_subject = {f.subject: f for f in by_feed(self._feeds.feeds, FeedKind.LANGUAGE)}
        jobs = (
            (
                f"{language_path(language)}index.html",
                (
                    language,
                    _newest(titles),
                    self._feeds.masthead.links(by_subject[language]) if has_feed else (),
                    self._archives(),
                ),
                _latest(titles),
            )
            for language, titles in self._languages.items()
        )
        yield from self._maker.pages("pressrun.render.archive:language_page", jobs)

    def _archives(self) -> Alternates:
        """Return the archive in every language, the publication's own first."""
        own = (self._desk.publication.language, self._address("archive/"))
        return (own, *((tag, self._address(language_path(tag))) for tag in self._languages))

    def lists(self, subjects: Sequence[Subject]) -> Pages:
        """Yield the first page, the archive, and the page of every year and every language."""
        issues, articles, maker = self._issues, self._articles, self._maker
        lists = (_newest(issues)[:NEWEST], _newest(articles)[:NEWEST])
        at = _latest((*issues, *articles))
        yield from maker.page("index.html", "pressrun.render.page:index_page", lists, at)
        years = self._years()
        rows = tuple(
            (year, self._address(f"archive/{year}/"), _newest(some))
            for year, (some, _) in years.items()
        )
        names = [
            tuple((each.name, self._address(each.path)) for each in subjects if each.kind == kind)
            for kind in ("topic", "author")
        ]
        yield from maker.page(
            "archive/index.html",
            "pressrun.render.archive:archive_page",
            (rows, *names, self._archives()),
            at,
        )
        jobs = (
            (
                f"archive/{year}/index.html",
                (year, self._address(f"archive/{year}/"), _newest(some), _newest(others)),
                _latest((*some, *others)),
            )
            for year, (some, others) in years.items()
        )
        yield from maker.pages("pressrun.render.page:year_page", jobs)
        yield from self._in_languages()

    def subjects(self, subjects: Iterable[Subject], titles: Mapping[str, tuple[str, str]]) -> Pages:
        """Yield the page of every topic and author, with all that there is, the newest first."""
        has_feed = {group.kind for group in self._desk.feeds.each if group is not Group.LANGUAGE}
        jobs = (
            (
                f"{each.path}index.html",
                (
                    each.kind,
                    each.name,
                    self._address(each.path),
                    _rows(newest_first(each.records), titles),
                    self._feeds.masthead.links(each.feed) if each.feed.kind in has_feed else (),
                ),
                max(record.published_at for record in each.records),
            )
            for each in subjects
        )
        yield from self._maker.pages("pressrun.render.archive:subject_page", jobs)

    def feed_pages(self, titles: Mapping[str, tuple[str, str]]) -> Pages:
        """Yield the page of every feed, and the page of all of them."""
        views = {feed.name: self._view(feed, titles) for feed in self._feeds.in_order()}
        jobs = (
            (f"feeds/{name}.html", (view,), max((at for _, _, at in view.latest), default=None))
            for name, view in views.items()
        )
        yield from self._maker.pages("pressrun.render.feedpage:feed_page", jobs)
        groups = tuple(
            (kind, tuple(views[feed.name] for feed in found))
            for kind in FeedKind
            if (found := by_feed(self._feeds.feeds, kind))
        )
        listed = [[(view.title, view.page_url) for view in some] for _, some in groups]
        yield from self._maker.page(
            "feeds/index.html",
            "pressrun.render.feedpage:feeds_page",
            (groups, self._address(OPML)),
            key=listed,
        )

    def service(self) -> Pages:
        """Yield what readers are told who find no page, a broken one, or ask what we store."""
        for name in APOLOGIES:
            about = (name, self._few)
            yield from self._maker.page(
                f"{name}.html", "pressrun.render.archive:apology_page", about
            )
        yield from self._maker.page(
            "privacy/index.html", "pressrun.render.archive:privacy_page", ()
        )

    def withdrawn(self, paths: Iterable[str], records: Iterable[Record]) -> Pages:
        """Yield a page for every address of what was withdrawn."""
        at = max((r.withdrawn_at for r in records if r.withdrawn_at), default=None)
        jobs = (
            (f"{path}index.html", (self._address(path), self._few), at) for path in sorted(paths)
        )
        yield from self._maker.pages("pressrun.render.archive:withdrawn_page", jobs)

    def _years(self) -> dict[int, tuple[list[Title], list[Title]]]:
        """Return issues and articles by the year of their first publication, the newest first."""
        zone = ZoneInfo(self._desk.publication.zone)
        years: dict[int, tuple[list[Title], list[Title]]] = defaultdict(lambda: ([], []))
        for kind, titles in enumerate((self._issues, self._articles)):
            for title in titles:
                years[title[2].astimezone(zone).year][kind].append(title)
        return dict(sorted(years.items(), reverse=True))

    def _view(self, feed: Gathered, titles: Mapping[str, tuple[str, str]]) -> FeedView:
        masthead = self._feeds.masthead
        return FeedView(
            title=masthead.title(feed),
            description=masthead.description(feed),
            kind=feed.kind,
            subject=feed.subject,
            documents=masthead.links(feed),
            content=self._desk.feeds.content_of(feed.name),
            latest=_rows(self._feeds.shown(feed)[:_LATEST], titles),
            page_url=masthead.page_url(feed.name),
        )


def _rows(
    records: Iterable[Record], titles: Mapping[str, tuple[str, str]]
) -> tuple[tuple[str, str, datetime], ...]:
    return tuple((*titles[record.id], record.published_at) for record in records)


def _newest(titles: Iterable[Title]) -> tuple[tuple[str, str, datetime], ...]:
    """Return (title, address, first publication) of each, the newest first."""
    ordered = sorted(titles, key=lambda title: (title[2], title[3]), reverse=True)
    return tuple((title, url, at) for title, url, at, _ in ordered)


def _latest(titles: Iterable[Title]) -> datetime | None:
    return max((at for _, _, at, _ in titles), default=None)


def _apart(articles: Iterable[tuple[str, Title]], own: str) -> Mapping[str, Sequence[Title]]:
    """Return articles by the languages that are not the publication's, in order of their tags."""
    found: dict[str, list[Title]] = defaultdict(list)
    for language, title in articles:
        if language.casefold() != own.casefold():
            found[language].append(title)
    return {language: found[language] for language in sorted(found)}
