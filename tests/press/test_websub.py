"""Hubs hear of a feed once it can be fetched, once, and in the end."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles import CountingEntropy
from doubles.hub import Hub, Reply, Site
from doubles.shop import PrintShop
from pressrun.model.manifest import PATH, Line, Manifest
from pressrun.model.ping import SITE, Ping, PingState
from pressrun.press.backoff import HUB_DELAYS, LONGEST, Answer, retry_after, settle
from pressrun.press.websub import Pushed, WebSub
from pressrun.system.fetch import GuardedFetch

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
MOST_JITTER = 1.25
BUSY: Reply = (503, {}, b"Try again,\r\n\x1b[31mplease")


class Town:
    """A print shop, the site where readers find it, and two hubs, each a server of its own.

    ``publish`` writes the manifest alone; the site shows what ``deploy`` puts there.
    """

    def __init__(self, shop: PrintShop, stack: ExitStack) -> None:
        self.shop = shop
        self.site = stack.enter_context(Site("notes.example.org", {}))
        self.hub = stack.enter_context(Hub("hub.example.org"))
        self.other = stack.enter_context(Hub("other.example.org"))
        self.shop.desk = replace(
            shop.desk, publication=replace(shop.desk.publication, url=self.site.url)
        )
        self.use(self.hub.url)

    def use(self, *hubs: str) -> None:
        """Set these hubs and start anew, as a new process does."""
        self.shop.desk = replace(self.shop.desk, feeds=replace(self.shop.desk.feeds, hubs=hubs))
        self.restart()

    def restart(self) -> None:
        fetch = GuardedFetch(
            allowed=lambda address: address.is_loopback,
            resolver=lambda host, port: ["127.0.0.1" if "example.org" in host else host],
        )
        self.websub = WebSub(self.shop.desk, self.shop.store, fetch)

    def publish(self, files: Mapping[str, bytes], **rest: object) -> None:
        lines = {p: Line(hashlib.sha256(o).hexdigest(), START) for p, o in files.items()}
        self.shop.write(PATH, Manifest(lines, **rest).dump().decode())  # type: ignore[arg-type]

    def deploy(self, files: Mapping[str, bytes]) -> None:
        self.site.files = dict(files)

    def put(self, files: Mapping[str, bytes]) -> None:
        """Publish and deploy."""
        self.publish(files)
        self.deploy(files)

    def topic(self, path: str) -> str:
        return f"{self.site.url}/{path}"

    def pass_by(self, by: timedelta) -> Pushed:
        self.shop.clock.advance(by)
        return self.websub.push()

    def rows(self) -> list[Ping]:
        with self.shop.store.unit(write=False) as unit:
            return list(unit.pings.all())


@pytest.fixture
def town(shop: PrintShop) -> Iterator[Town]:
    with ExitStack() as stack:
        yield Town(shop, stack)


MAIN = "feeds/main.atom"
FEEDS = {"feeds/main.atom": b"atom", "feeds/main.json": b"json", "feeds/tags/tide.rss": b"rss"}


def test_a_hub_is_told_with_a_form_that_common_hubs_read(town: Town) -> None:
    town.put({MAIN: b"one"})

    pushed = town.websub.push()

    topic = town.topic(MAIN)
    assert list(town.hub.forms) == [{"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}]
    [told] = pushed.told
    assert (told.hub, told.topic, told.state) == (town.hub.url, topic, PingState.TOLD)
    assert (pushed.waiting, pushed.given_up, pushed.gave_up) == ((), (), ())


def test_the_ping_comes_after_the_new_bytes_can_be_fetched_and_once(town: Town) -> None:
    town.put({MAIN: b"old"})
    town.websub.push()
    town.publish({MAIN: b"new"})

    for _ in range(3):
        early = town.pass_by(timedelta(hours=1))
        assert town.hub.pinged.total() == 1
        [waits] = early.waiting
        assert (waits.hub, waits.topic) == (SITE, town.topic(MAIN))
        assert waits.reply == "200 but not the octets that were published"
    town.deploy({MAIN: b"new"})
    town.pass_by(timedelta(hours=2))
    for _ in range(3):
        town.pass_by(timedelta(hours=2))

    assert town.hub.pinged == {town.topic(MAIN): 2}


def test_while_the_site_shows_old_bytes_it_is_looked_at_less_and_less(town: Town) -> None:
    town.publish({MAIN: b"new"})

    waits = []
    for _ in range(12):
        [row] = town.websub.push().waiting
        assert row.next_at is not None
        waits.append(row.next_at - town.shop.clock.now())
        assert town.pass_by(waits[-1] - SECOND).waiting == (row,)
        town.shop.clock.advance(SECOND)

    assert waits[0] <= 15 * SECOND * MOST_JITTER
    assert waits[0] < waits[3] < waits[6]
    assert max(waits) <= timedelta(hours=1) * MOST_JITTER
    assert len(town.site.requests) == 12
    assert town.hub.forms == []


def test_each_hub_hears_once_of_each_topic_that_changed_and_of_no_other(town: Town) -> None:
    town.use(town.hub.url, town.other.url)
    town.put(FEEDS)
    town.websub.push()
    once = dict.fromkeys(map(town.topic, FEEDS), 1)
    assert (town.hub.pinged, town.other.pinged) == (once, once)

    town.put({**FEEDS, MAIN: b"changed"})
    pushed = town.pass_by(SECOND)
    again = town.pass_by(DAY)

    assert {ping.topic for ping in pushed.told} == {town.topic(MAIN)}
    assert again == Pushed()
    assert town.hub.pinged == town.other.pinged == {**once, town.topic(MAIN): 2}
    assert town.hub.most_at_once == town.other.most_at_once == 1


def test_only_current_documents_of_public_feeds_are_topics(town: Town) -> None:
    files = {
        **FEEDS,
        "feeds/archive/main/1.atom": b"archive",
        "feeds/private/token.atom": b"private",
        "feeds/main.html": b"page",
        "feeds/feeds.opml": b"opml",
        "feeds/tags/withdrawn.atom": b"gone",
        "articles/tide/index.html": b"page",
        "index.html": b"page",
    }
    town.publish(files, gone=frozenset({"feeds/tags/withdrawn.atom"}))
    town.deploy(files)

    town.websub.push()

    assert town.hub.pinged == dict.fromkeys(map(town.topic, FEEDS), 1)


def test_a_hub_that_is_busy_is_told_later_and_once(town: Town) -> None:
    town.hub.script(BUSY)
    town.put({MAIN: b"one"})

    first = town.websub.push()
    [waits] = first.waiting
    assert waits.reply == "503 Try again, [31mplease"
    assert waits.next_at is not None
    town.pass_by(waits.next_at - town.shop.clock.now() - SECOND)
    assert town.hub.pinged.total() == 1
    second = town.pass_by(SECOND)

    assert first.told == ()
    assert [ping.attempt for ping in second.told] == [2]
    assert town.hub.pinged == {town.topic(MAIN): 2}
    assert town.pass_by(DAY) == Pushed()


def test_a_busy_hub_is_asked_once_a_pass_however_much_is_due_and_holds_up_no_other(
    town: Town,
) -> None:
    town.use(town.hub.url, town.other.url)
    town.hub.script(BUSY)
    town.put(FEEDS)

    pushed = town.websub.push()

    assert town.hub.pinged.total() == 1
    assert {ping.hub for ping in pushed.told} == {town.other.url}
    assert len(pushed.waiting) == len(FEEDS)
    town.pass_by(DAY)
    assert set(town.hub.pinged) == set(town.other.pinged)


@pytest.mark.parametrize("as_date", [False, True])
@pytest.mark.parametrize("status", [429, 503])
def test_a_hub_that_says_when_is_asked_then_and_not_sooner(
    town: Town, status: int, as_date: bool
) -> None:
    wait = timedelta(hours=3)
    at = format_datetime(town.shop.clock.now() + wait, usegmt=True)
    value = at if as_date else f"{wait.seconds}"
    town.hub.script((status, {"Retry-After": value}, b""))
    town.put({MAIN: b"one"})

    [waits] = town.websub.push().waiting
    town.pass_by(wait - SECOND)

    assert waits.next_at == START + wait
    assert town.hub.pinged.total() == 1
    assert town.pass_by(SECOND).told


@pytest.mark.parametrize("status", [400, 403, 404, 410, 301])
def test_a_refusal_is_final_until_the_topic_changes(town: Town, status: int) -> None:
    town.hub.script((status, {}, b"unknown topic"))
    town.put({MAIN: b"one"})

    pushed = town.websub.push()
    later = town.pass_by(2 * DAY)

    assert [ping.reply for ping in pushed.gave_up] == [f"{status} unknown topic"]
    assert (later.gave_up, later.given_up) == ((), pushed.given_up)
    assert town.hub.pinged.total() == 1
    town.put({MAIN: b"two"})
    assert town.pass_by(SECOND).told
    assert town.pass_by(SECOND) == Pushed()


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_what_passes_is_tried_for_about_a_day_and_then_given_up(town: Town, status: int) -> None:
    town.hub.script(*[(status, {}, b"")] * 100)
    town.put({MAIN: b"one"})

    pushed = town.websub.push()
    while pushed.waiting:
        [waits] = pushed.waiting
        assert waits.next_at is not None
        pushed = town.pass_by(waits.next_at - town.shop.clock.now())

    took = town.shop.clock.now() - START
    assert [ping.state for ping in pushed.gave_up] == [PingState.GIVEN_UP]
    assert 0.75 * DAY < took < 1.3 * DAY
    assert town.hub.pinged.total() == 1 + len(HUB_DELAYS)
    assert town.pass_by(DAY).gave_up == ()


def test_a_hub_where_nobody_listens_is_tried_again(town: Town) -> None:
    with Hub("gone.example.org") as gone:
        pass
    town.use(gone.url)
    town.put({MAIN: b"one"})

    [waits] = town.websub.push().waiting

    assert (waits.hub, waits.attempt) == (gone.url, 1)
    assert "cannot be reached" in waits.reply


def test_a_restart_at_any_moment_loses_no_ping_and_tells_nobody_twice(town: Town) -> None:
    town.use(town.hub.url, town.other.url)
    town.put(FEEDS)

    for _ in range(3 * len(FEEDS)):
        before = town.hub.pinged.total() + town.other.pinged.total() + len(town.site.requests)
        town.websub.push(limit=1)
        after = town.hub.pinged.total() + town.other.pinged.total() + len(town.site.requests)
        assert after == before + 1
        town.restart()

    once = dict.fromkeys(map(town.topic, FEEDS), 1)
    assert (town.hub.pinged, town.other.pinged) == (once, once)
    assert town.websub.push() == Pushed()


def test_back_off_outlives_a_restart(town: Town) -> None:
    town.hub.script(BUSY)
    town.put({MAIN: b"one"})
    [waits] = town.websub.push().waiting

    town.restart()

    assert town.websub.push().waiting == (waits,)
    assert town.hub.pinged.total() == 1
    assert town.pass_by(DAY).told


def test_when_it_is_time_to_stop_no_other_request_is_made(town: Town) -> None:
    town.put(FEEDS)

    pushed = town.websub.push(stop=lambda: len(town.site.requests) == 1)

    assert len(town.site.requests) == 1
    assert town.hub.forms == []
    assert len(pushed.waiting) == len(FEEDS)
    assert len(town.websub.push().told) == len(FEEDS)


def test_a_topic_or_hub_that_is_gone_is_forgotten(town: Town) -> None:
    town.use(town.hub.url, town.other.url)
    town.put(FEEDS)
    town.websub.push()

    town.use(town.other.url)
    town.put({MAIN: FEEDS[MAIN]})
    pushed = town.websub.push()

    assert pushed == Pushed()
    assert [(row.hub, row.topic) for row in town.rows()] == [
        (SITE, town.topic(MAIN)),
        (town.other.url, town.topic(MAIN)),
    ]
    town.use()
    town.websub.push()
    assert town.rows() == []


@pytest.mark.parametrize("lost", ["", "not json", '{"version": 99}'])
def test_a_manifest_that_is_lost_forgets_nothing(town: Town, lost: str) -> None:
    town.put(FEEDS)
    town.websub.push()

    town.shop.write(PATH, lost)
    town.websub.push()
    town.put(FEEDS)
    town.websub.push()

    assert town.hub.pinged == dict.fromkeys(map(town.topic, FEEDS), 1)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost:8080"])
def test_a_site_that_is_not_public_tells_nobody_and_says_so(town: Town, url: str) -> None:
    town.put(FEEDS)
    assert town.websub.refusal() is None
    public = town.shop.desk.publication
    town.shop.desk = replace(town.shop.desk, publication=replace(public, url=url))
    town.restart()

    problem = town.websub.refusal()

    assert problem is not None
    assert problem.code == "PSH002"
    assert town.websub.push() == town.websub.due() == Pushed()
    assert (town.hub.forms, town.site.requests) == ([], [])


def test_a_hub_inside_is_never_told_and_one_that_may_be_reached_is(town: Town) -> None:
    town.use("http://169.254.169.254", town.hub.url)
    town.put({MAIN: b"one"})

    pushed = town.websub.push()

    assert [ping.hub for ping in pushed.told] == [town.hub.url]
    assert [(ping.hub, ping.reply) for ping in pushed.waiting] == [
        ("http://169.254.169.254", "169.254.169.254 has no public address")
    ]


def test_looking_asks_nobody_and_changes_nothing(town: Town) -> None:
    town.put(FEEDS)

    looked = town.websub.due()

    assert {ping.topic for ping in looked.waiting} == set(map(town.topic, FEEDS))
    assert (town.rows(), town.hub.forms, town.site.requests) == ([], [], [])


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "Tue, 99 Nov 2026", "٣"])
def test_a_retry_after_that_makes_no_sense_asks_for_nothing(value: str) -> None:
    assert retry_after(value, START) == timedelta()


@given(st.text())
def test_whatever_a_hub_asks_for_is_between_now_and_a_day(value: str) -> None:
    assert timedelta() <= retry_after(value, START) <= LONGEST
    assert timedelta() <= retry_after(f"{value}9", START) <= LONGEST


@given(st.integers(0, len(HUB_DELAYS) - 1), st.text(), st.floats(0, 86_400))
def test_jitter_moves_a_try_by_a_quarter_at_most_and_never_before_it_was_asked_for(
    attempt: int, seed: str, wait_s: float
) -> None:
    ping = Ping(hub="https://hub.example.org", topic="t", digest="d", attempt=attempt)
    answer = Answer(reply="503", again=True, wait=timedelta(seconds=wait_s))

    after = settle(ping, answer, at=START, entropy=CountingEntropy(seed))

    assert after.next_at is not None
    waited = after.next_at - START
    assert waited >= answer.wait
    assert waited >= 0.75 * HUB_DELAYS[attempt]
    assert waited <= max(answer.wait, MOST_JITTER * HUB_DELAYS[attempt])


def test_what_failed_together_is_not_tried_again_together() -> None:
    ping = Ping(hub="https://hub.example.org", topic="t", digest="d")
    entropy, answer = CountingEntropy(), Answer(reply="503", again=True)

    moments = {settle(ping, answer, at=START, entropy=entropy).next_at for _ in range(20)}

    assert len(moments) > 10  # of the 31 seconds there are


def test_a_reply_is_kept_short_and_printable(town: Town) -> None:
    town.hub.script((400, {}, b"\x00\x1b[2J" + b"word " * 200 + b"\xff"))
    town.put({MAIN: b"one"})

    [ping] = town.websub.push().gave_up

    assert ping.reply.startswith("400 [2Jword word")
    assert len(ping.reply) <= 200
    assert ping.reply.isprintable()
