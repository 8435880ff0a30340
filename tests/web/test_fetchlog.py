"""Fetches of feeds are counted as they are answered, and nobody can be found in what is kept."""

import asyncio
import logging
from pathlib import Path

import pytest
from starlette.types import Message, Scope

from doubles import CountingEntropy, StoppedClock
from doubles.logged import Logged
from doubles.site import ServedSite
from pressrun.app import App
from pressrun.errors import StoreBusy
from pressrun.model.readership import Readership
from pressrun.press.readership import Tally
from pressrun.web.fetchlog import FetchLog, keep_or_log

NEWSBOAT = "newsboat/2.21.0 (a sample of a reader)"
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher)"
FEED = "/feeds/main.rss"


def fetch(site: ServedSite, path: str = FEED, agent: str = NEWSBOAT, **headers: str) -> int:
    return site.ask("GET", path, headers={"User-Agent": agent, **headers}).status


def counted(folder: Path) -> dict[str, Readership]:
    with App(folder, {}) as app:
        return {found.feed: found for found in app.readership.all()}


def test_a_site_that_stops_has_kept_who_fetched_whole_or_not_modified(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        etag = site.ask("HEAD", FEED, headers={"User-Agent": "Liferea/1.13"}).headers["ETag"]
        statuses = [
            fetch(site),
            fetch(site, agent=FEEDLY),
            fetch(site, agent="NetNewsWire/6.1", **{"If-None-Match": etag}),
        ]

    found = counted(site.folder)
    assert statuses == [200, 200, 304]
    assert set(found) == {"main"}
    assert [(count.service, count.readers) for count in found["main"].services] == [("Feedly", 16)]
    assert [count.readers for count in found["main"].rest] == [3]
    assert found["main"].at_least == 19


def test_all_formats_of_a_feed_are_one_and_each_feed_is_its_own(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        for path in ("/feeds/main.rss", "/feeds/main.atom", "/feeds/main.json"):
            assert fetch(site, path) == 200
        assert fetch(site, "/feeds/issues.atom") == 200

    found = counted(site.folder)
    assert {feed: readership.at_least for feed, readership in found.items()} == {
        "main": 1,
        "issues": 1,
    }


def test_pages_pictures_and_what_is_not_there_do_not_count(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        site.subscribe("ada")
        home = site.app.site.url.rstrip("/")
        owned = site.app.private_feeds.rotate("ada@example.org", list="", commit=True)
        assert owned.address is not None
        private = owned.address.ending(".rss").removeprefix(home)
        for path in ("/", "/feeds/nope.rss", "/feeds/archive/main/1.rss", "/healthz"):
            fetch(site, path)
        assert fetch(site, private) == 200
        site.ask("POST", FEED, headers={"User-Agent": NEWSBOAT})
        assert fetch(site, "/feeds/issues.rss") == 200

    assert set(counted(site.folder)) == {"issues"}


def test_nothing_that_is_kept_or_logged_tells_who_it_was(tmp_path: Path) -> None:
    with Logged() as logged, ServedSite(tmp_path / "notes") as site:
        logging.getLogger("pressrun").debug("a line that is kept")
        fetch(site)
        fetch(site, agent=FEEDLY)

    kept = "".join(
        file.read_bytes().decode("latin-1")
        for file in site.folder.rglob("*")
        if file.is_file() and file.name != "pressrun.toml"
    )
    assert "Feedly" in kept
    assert "a line that is kept" in logged.text
    for word in ("newsboat", "a sample of a reader", "feedly.com", "like FeedFetcher"):
        assert word not in kept
        assert word not in logged.text
    database = "\n".join(site.rows())
    assert "'Feedly'" in database
    assert "127.0.0.1" not in database


class Sink:
    """Keeps numbers as a busy database does: not at first (port of app.readership)."""

    def __init__(self, failures: int = 0) -> None:
        self.tally = Tally(clock=StoppedClock(), entropy=CountingEntropy())
        self.failures, self.kept = failures, asyncio.Event()
        self.calls: list[int] = []

    def note(self, feed: str, format: str, *, agent: str, address: str) -> None:
        self.tally.note(feed, format, agent=agent, address=address)

    def keep(self) -> None:
        self.calls.append(len(self.tally.take()))
        if self.failures:
            self.failures -= 1
            raise StoreBusy("another writer holds the store")


async def answer(status: int, scope: Scope, log: FetchLog) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    await log({"status": status, **scope}, receive, send)
    return sent


async def app(scope: Scope, receive: object, send: object) -> None:
    await send({"type": "http.response.start", "status": scope["status"], "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"x"})  # type: ignore[operator]


def scope_of(path: str = FEED, agent: bytes = b"newsboat/2", **more: object) -> Scope:
    headers = [(b"user-agent", agent)]
    about = {"type": "http", "method": "GET", "path": path, "headers": headers}
    return {**about, "client": ("192.0.2.1", 1), **more}


def test_fetches_are_kept_a_while_after_the_first_and_then_again() -> None:
    async def work() -> list[int]:
        sink = Sink()
        log = FetchLog(app, readership=sink, every_s=0.0)  # type: ignore[arg-type]
        for agent in (b"one", b"two"):
            sent = await answer(200, scope_of(agent=agent), log)
            assert [message["type"] for message in sent] == [
                "http.response.start",
                "http.response.body",
            ]
            await settled(log)
        return sink.calls

    assert asyncio.run(work()) == [1, 1]


async def settled(log: FetchLog) -> None:
    """Wait until what was noted has been kept."""
    while log._waiting is not None:
        await asyncio.sleep(0)


@pytest.mark.parametrize("status", [200, 304, 206, 301, 404, 410, 500, 503])
def test_only_an_answer_with_the_feed_or_that_it_is_the_same_counts(status: int) -> None:
    async def work() -> int:
        sink = Sink()
        await answer(status, scope_of(), FetchLog(app, readership=sink))  # type: ignore[arg-type]
        return len(sink.tally.take())

    assert asyncio.run(work()) == (status in (200, 304))


@pytest.mark.parametrize(
    "scope",
    [
        scope_of(headers=[]),
        scope_of(client=None),
        scope_of(agent=b"\xff\xfe\x00"),
        scope_of(agent=b"x" * 100_000),
    ],
    ids=["no agent", "no address", "octets", "long"],
)
def test_whatever_is_sent_or_missing_the_answer_goes_out(scope: Scope) -> None:
    async def work() -> tuple[int, int]:
        sink = Sink()
        sent = await answer(200, scope, FetchLog(app, readership=sink))  # type: ignore[arg-type]
        return len(sent), len(sink.tally.take())

    assert asyncio.run(work()) == (2, 1)


def test_a_database_that_is_busy_stops_nothing_and_is_logged_by_its_code(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keep_or_log(Sink(failures=1))  # type: ignore[arg-type]

    [record] = caplog.records
    assert (record.message, vars(record)["code"]) == ("readership.not-kept", "DB003")
