"""Tell WebSub hubs which feeds have changed, once what changed can be fetched.

How a publisher tells its hub is left open by the recommendation (WebSub §4); this is the form of
PubSubHubbub 0.3 §7.1, which the hubs people use understand.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from pressrun.errors import ContentError, Place, Problem
from pressrun.model.feed import MEDIA_TYPES
from pressrun.model.manifest import PATH as MANIFEST_PATH
from pressrun.model.manifest import Manifest
from pressrun.model.network import may_be_public
from pressrun.model.ping import SITE, Ping, PingState
from pressrun.ports import Fetch, Store
from pressrun.press.backoff import Answer, look_at, settle, tell
from pressrun.press.desk import Desk

log = logging.getLogger(__name__)

REQUESTS_A_TICK: Final = 32
_FEEDS: Final = "feeds/"
_NO_TOPICS: Final = ("feeds/archive/", "feeds/private/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What hubs were told in one pass, and what stands open after it.

    ``told`` and ``gave_up`` happened in this pass. ``waiting`` and ``given_up`` are all that
    stand so: a row of :data:`~pressrun.model.ping.SITE` waits for the site to show new octets.
    """

    told: tuple[Ping, ...] = ()
    gave_up: tuple[Ping, ...] = ()
    waiting: tuple[Ping, ...] = ()
    given_up: tuple[Ping, ...] = ()


class WebSub:
    """The publication as a publisher of WebSub.

    What is due is worked out anew each time: a hub's topic whose digest in the manifest is not
    the one the hub was told of. Nothing is queued, so a crash at any moment loses no ping; one
    between a hub's answer and its commit tells that hub twice.
    """

    def __init__(self, desk: Desk, store: Store, fetch: Fetch) -> None:
        self._desk, self._store, self._fetch = desk, store, fetch
        self._read: tuple[str, Mapping[str, str]] = "", {}

    def refusal(self) -> Problem | None:
        """Return why no hub is told anything, None where hubs are."""
        if not self._desk.feeds.hubs:
            return Problem(
                code="PSH001",
                what="no WebSub hub is set",
                place=Place(path="pressrun.toml"),
                help='under [feeds], write  hubs = ["https://hub.example.org/"]',
            )
        url = self._desk.publication.url
        if not may_be_public(url):
            return Problem(
                code="PSH002",
                what=f"url is {url}: no hub could fetch a feed there",
                place=Place(path="pressrun.toml"),
                help='set  url = "https://…"  to the address at which readers reach the site',
            )
        return None

    def due(self) -> Pushed:
        """Return how things stand, and ask nobody."""
        return self._standing(self._rows(drop=False)) if self._may_tell() else Pushed()

    def push(self, *, limit: int | None = None, stop: Callable[[], bool] = lambda: False) -> Pushed:
        """Do what is due, one request after another, at most ``limit`` of them.

        Every answer is written down before the next request. A hub that is away, or asks for
        time, is left alone for the rest of the pass: all that is due there waits longer.

        Raises:
            StoreError: The database cannot be read or written.
        """
        if not self._may_tell():
            return Pushed()
        rows, asked = self._rows(drop=True), Counter[str]()
        away: dict[str, Answer] = {}
        settled: list[Ping] = []
        for place, topic in self._in_order(rows):
            ping = rows[place, topic]
            answer = away.get(place)
            if answer is None:
                if stop() or (limit is not None and asked.total() >= limit):
                    break
                asked[place] += 1
                answer = self._ask(ping)
                if answer.away:
                    away[place] = answer
            after = settle(ping, answer, at=self._desk.clock.now(), entropy=self._desk.entropy)
            with self._store.unit() as unit:
                unit.pings.write(after)
            rows[place, topic] = after
            settled.append(after)
            _note(after)
        return replace(
            self._standing(rows),
            told=tuple(p for p in settled if p.state is PingState.TOLD and p.hub != SITE),
            gave_up=tuple(p for p in settled if p.state is PingState.GIVEN_UP),
        )

    def _may_tell(self) -> bool:
        """Tell whether hubs are told anything; without any, what they were told is forgotten."""
        problem = self.refusal()
        return problem is None or problem.code == "PSH001"

    def _ask(self, ping: Ping) -> Answer:
        if ping.hub == SITE:
            return look_at(self._fetch, ping)
        return tell(self._fetch, ping, now=self._desk.clock.now())

    def _in_order(self, rows: Mapping[tuple[str, str], Ping]) -> Iterator[tuple[str, str]]:
        """Yield what is due, a topic's hubs after the site has shown it; ``rows`` moves on."""
        for place, topic in list(rows):
            ready = place == SITE or rows[SITE, topic].state is PingState.TOLD
            if ready and rows[place, topic].is_due(self._desk.clock.now()):
                yield place, topic

    def _rows(self, *, drop: bool) -> dict[tuple[str, str], Ping]:
        """Return a row for the site and each hub of every topic, by topic; new where it changed.

        With ``drop`` rows of topics and hubs that are no more are forgotten.
        """
        topics, hubs = self._topics(), self._desk.feeds.hubs
        with self._store.unit(write=False) as unit:
            known = {(ping.hub, ping.topic): ping for ping in unit.pings.all()}
        rows = {}
        for topic, digest in topics.items() if hubs else ():
            for place in (SITE, *hubs):
                ping = known.get((place, topic))
                if ping is None or ping.digest != digest:
                    ping = Ping(hub=place, topic=topic, digest=digest)
                rows[place, topic] = ping
        gone = known.keys() - rows.keys()
        # A site without any feed is one whose manifest was lost: what hubs know is kept.
        if drop and gone and topics:
            with self._store.unit() as unit:
                for place, topic in gone:
                    unit.pings.drop(place, topic)
        return rows

    def _topics(self) -> Mapping[str, str]:
        """Return the digest of every public feed's current document, by its address."""
        folder, address = self._desk.folder, self._desk.publication.address
        stamp = folder.stamps([MANIFEST_PATH]).get(MANIFEST_PATH, "")
        if not stamp or stamp != self._read[0]:
            try:
                manifest = Manifest.parse(folder.octets(MANIFEST_PATH))
            except ContentError:
                manifest = Manifest({})
            files = sorted(manifest.files.items())
            found = {address(p): line.digest for p, line in files if _is_topic(p, manifest)}
            self._read = stamp, found
        return self._read[1]

    def _standing(self, rows: Mapping[tuple[str, str], Ping]) -> Pushed:
        waiting = (
            ping
            for (place, topic), ping in rows.items()
            if ping.state is PingState.WAITING
            and (place == SITE or rows[SITE, topic].state is PingState.TOLD)
        )
        given_up = (ping for ping in rows.values() if ping.state is PingState.GIVEN_UP)
        return Pushed(waiting=tuple(waiting), given_up=tuple(given_up))


def _is_topic(path: str, manifest: Manifest) -> bool:
    return (
        path.startswith(_FEEDS)
        and not path.startswith(_NO_TOPICS)
        and PurePosixPath(path).suffix in MEDIA_TYPES
        and path not in manifest.gone
    )


def _note(ping: Ping) -> None:
    level = logging.WARNING if ping.state is PingState.GIVEN_UP else logging.INFO
    about = {"hub": ping.hub or "site", "topic": ping.topic, "attempt": ping.attempt}
    log.log(level, "ping.%s", ping.state, extra={**about, "reply": ping.reply})
