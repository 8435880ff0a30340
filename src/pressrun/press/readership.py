"""Counting readers of feeds without tracking anybody: in memory what could tell one person from
another, and that for a day at most; in the database numbers alone."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from threading import Lock
from typing import Final

from pressrun.model.readership import DAYS, Count, Readership, gather, read_agent
from pressrun.ports import Clock, Entropy, Store

# Beyond these nobody more is counted: it is "at least", and memory has an end.
EACH_FEED: Final = 20_000
ALL_FEEDS: Final = 200_000
SERVICES: Final = 64
_VARIANTS: Final = 16
_SALT_OCTETS: Final = 16


class Tally:
    """What fetches of today tell; may be used by several threads.

    Readers' own programs are told apart by eight octets of a keyed hash of address and
    User-Agent. Its key is made anew each day (UTC) and is written nowhere, so that no hash leads
    to a person, or from one day to the next. Behind a proxy all addresses are one, and so may
    readers be that use the same program.
    """

    def __init__(self, *, clock: Clock, entropy: Entropy) -> None:
        self._clock, self._entropy = clock, entropy
        self._lock = Lock()
        self._unkept: dict[tuple[str, str, date], int] = {}
        self._begin(clock.now().date())

    def note(self, feed: str, format: str, *, agent: str, address: str) -> None:
        """Count one fetch of a feed's document; ``agent`` is the User-Agent as it was sent."""
        said = read_agent(agent)
        if said.crawler:
            return
        day = self._clock.now().date()
        with self._lock:
            if day != self._day:
                self._begin(day)
            if said.readers is None:
                # A service that fetches from ten addresses is still one.
                self._meet(feed, said.service or f"{address}\n{agent}")
            else:
                self._hear(feed, said.service, f"{format} {said.feed_id}", said.readers)

    def take(self) -> list[Count]:
        """Return the numbers that have changed since they were last taken."""
        with self._lock:
            taken, self._unkept = self._unkept, {}
        return [Count(*where, readers) for where, readers in sorted(taken.items())]

    def give_back(self, counts: Iterable[Count]) -> None:
        """Have numbers taken again that could not be kept."""
        with self._lock:
            for count in counts:
                self._raise(count.feed, count.service, count.day, count.readers)

    def _begin(self, day: date) -> None:
        self._day, self._salt = day, self._entropy.octets(_SALT_OCTETS)
        self._met: dict[str, set[int]] = defaultdict(set)
        self._all = 0
        self._heard: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)

    def _meet(self, feed: str, who: str) -> None:
        met = self._met[feed]
        octets = who.encode("utf-8", "surrogatepass")
        mark = int.from_bytes(hashlib.blake2b(octets, key=self._salt, digest_size=8).digest())
        if mark in met or len(met) >= EACH_FEED or self._all >= ALL_FEEDS:
            return
        met.add(mark)
        self._all += 1
        self._raise(feed, "", self._day, len(met))

    def _hear(self, feed: str, service: str, variant: str, readers: int) -> None:
        """Note what a service states; of several formats and addresses the greatest counts."""
        services = self._heard[feed]
        if service not in services and len(services) >= SERVICES:
            return
        variants = services.setdefault(service, {})
        if variant in variants or len(variants) < _VARIANTS:
            variants[variant] = readers
            self._raise(feed, service, self._day, max(variants.values()))

    def _raise(self, feed: str, service: str, day: date, readers: int) -> None:
        where = (feed, service, day)
        self._unkept[where] = max(readers, self._unkept.get(where, 0))


def keep(tally: Tally, store: Store) -> None:
    """Write down what a tally has that is new.

    Raises:
        StoreError: The database cannot be written; the next call tries again.
    """
    counts = tally.take()
    if not counts:
        return
    try:
        with store.unit() as unit:
            unit.readerships.raise_to(counts)
    except BaseException:
        tally.give_back(counts)
        raise


def readerships(store: Store, clock: Clock) -> Sequence[Readership]:
    """Return the readership of every feed that was read in the last seven days (UTC)."""
    today = clock.now().date()
    with store.unit(write=False) as unit:
        counts = unit.readerships.since(today - timedelta(days=DAYS - 1))
    return gather(counts, today=today)
