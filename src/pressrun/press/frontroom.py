"""Pages that lead to others: the first page, years, feeds, and what stands for the withdrawn."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from pressrun.errors import PressrunError
from pressrun.model.feed import FeedKind, FeedView, Record
from pressrun.model.house import House
from pressrun.ports import Lent
from pressrun.press.desk import Desk
from pressrun.press.entries import short
from pressrun.press.feedroom import FeedRoom
from pressrun.press.feeds import Gathered, by_feed
from pressrun.press.outputs import Outputs
from pressrun.render.opml import PATH as OPML

Pages = Iterator[tuple[str, bytes]]
Title = tuple[str, str, datetime, int]  # title, address, first publication, sequence

# So many of each stand on the first page; the pages of years have all of them.
NEWEST: Final = 50
# So many of a feed's entries stand on its page.
_LATEST: Final = 10


class FrontRoom:
    """Makes those pages of an edition that are not one article's or one issue's."""

    def __init__(self, desk: Desk, outputs: Outputs, house: Lent, feeds: FeedRoom) -> None:
        self._desk, self._outputs, self._feeds = desk, outputs, feeds
        value: House = house.value
        self._links, self._key = value.links, house.key
        self._theme = Lent(f"theme {house.key}", value.theme)
        self.beginning = datetime(desk.publication.year, 1, 1, tzinfo=UTC)

    def lists(self, issues: Sequence[Title], articles: Sequence[Title], zone: ZoneInfo) -> Pages:
        """Yield the first page, the pages of years and the page for what is not there."""
        by_year: dict[int, tuple[list[Title], list[Title]]] = defaultdict(lambda: ([], []))
        for kind, titles in enumerate((issues, articles)):
            for title in titles:
                by_year[title[2].astimezone(zone).year][kind].append(title)
        many = max(len(issues), len(articles)) > NEWEST
        address = self._desk.publication.address
        years = tuple((year, address(f"archive/{year}/")) for year in sorted(by_year, reverse=True))
        lists = (_newest(issues)[:NEWEST], _newest(articles)[:NEWEST], years if many else ())
        yield from self._page("index.html", "index_page", lists, _latest((*issues, *articles)))
        for year, url in years if many else ():
            some, others = by_year[year]
            about = (year, url, _newest(some), _newest(others))
            path = f"archive/{year}/index.html"
            yield from self._page(path, "year_page", about, _latest((*some, *others)))
        key = short(f"404 {self._key}")
        if not self._outputs.stands("404.html", key):
            page = self._call("service_page", "not-found", self._publication, self._theme, {})
            yield from self._publish("404.html", key, page, self.beginning)

    def feed_pages(self, titles: Mapping[str, tuple[str, str]]) -> Pages:
        """Yield the page of every feed, and the page of all of them."""
        views = {feed.name: self._view(feed, titles) for feed in self._feeds.in_order()}
        jobs = []
        for feed in self._feeds.in_order():
            path, view = f"feeds/{feed.name}.html", views[feed.name]
            key = short(f"{view} {self._key}")
            if not self._outputs.stands(path, key):
                jobs.append((path, view, key))
        yield from self._views(jobs)
        groups = tuple(
            (kind, tuple(views[feed.name] for feed in found))
            for kind in FeedKind
            if (found := by_feed(self._feeds.feeds, kind))
        )
        listed = [[(view.title, view.page_url) for view in some] for _, some in groups]
        key = short(f"{listed} {self._key}")
        if not self._outputs.stands("feeds/index.html", key):
            opml = self._desk.publication.address(OPML)
            page = self._call(
                "feeds_page", groups, opml, self._publication, self._links, self._theme
            )
            yield from self._publish("feeds/index.html", key, page, self.beginning)

    def withdrawn(self, paths: Iterable[str], records: Iterable[Record]) -> Pages:
        """Yield a page for every address of what was withdrawn."""
        at = max((r.withdrawn_at for r in records if r.withdrawn_at), default=self.beginning)
        for path in sorted(paths):
            url = self._desk.publication.address(path)
            key = short(f"withdrawn {url} {self._key}")
            if not self._outputs.stands(f"{path}index.html", key):
                page = self._call(
                    "withdrawn_page", self._publication, self._links, self._theme, url
                )
                yield from self._publish(f"{path}index.html", key, page, at)

    def _view(self, feed: Gathered, titles: Mapping[str, tuple[str, str]]) -> FeedView:
        masthead = self._feeds.masthead
        return FeedView(
            title=masthead.title(feed),
            description=masthead.description(feed),
            kind=feed.kind,
            subject=feed.subject,
            documents=masthead.links(feed),
            content=self._desk.feeds.content_of(feed.name),
            latest=tuple(
                (*titles[record.id], record.published_at)
                for record in self._feeds.shown(feed)[:_LATEST]
            ),
            page_url=masthead.page_url(feed.name),
        )

    def _views(self, jobs: Sequence[tuple[str, FeedView, str]]) -> Pages:
        rows = (((view, self._publication, self._links, self._theme),) for _, view, _ in jobs)
        pages = self._desk.isolate.map(["pressrun.render.page:feed_page"], rows)
        for (path, view, key), page in zip(jobs, pages, strict=True):
            if isinstance(page, PressrunError):
                raise page
            modified_at = max((at for _, _, at in view.latest), default=self.beginning)
            yield from self._publish(path, key, page, modified_at)

    def _page(self, path: str, name: str, about: tuple[Any, ...], modified_at: datetime) -> Pages:
        key = short(f"{about} {self._key}")
        if not self._outputs.stands(path, key):
            page = self._call(name, *about, self._publication, self._links, self._theme)
            yield from self._publish(path, key, page, max(modified_at, self.beginning))

    def _publish(self, path: str, key: str, page: str, modified_at: datetime) -> Pages:
        octets = page.encode()
        digest = hashlib.sha256(octets).hexdigest()
        yield from self._outputs.publish(path, key, octets, digest, modified_at)

    def _call(self, name: str, *arguments: Any) -> str:
        page: str = self._desk.isolate.call(f"pressrun.render.page:{name}", *arguments)
        return page

    @property
    def _publication(self) -> Any:
        return self._desk.publication


def _newest(titles: Iterable[Title]) -> tuple[tuple[str, str, datetime], ...]:
    """Return (title, address, first publication) of each, the newest first."""
    ordered = sorted(titles, key=lambda title: (title[2], title[3]), reverse=True)
    return tuple((title, url, at) for title, url, at, _ in ordered)


def _latest(titles: Iterable[Title]) -> datetime:
    return max((at for _, _, at, _ in titles), default=datetime.min.replace(tzinfo=UTC))
