"""Port Store without a file: the contract's reference, and what tests of verbs use."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from pressrun.errors import StoreBusy
from pressrun.ports import Clock, Entropy, Instance
from pressrun.store.memory.approvals import MemoryApprovals
from pressrun.store.memory.bookings import MemoryBookings
from pressrun.store.memory.deliveries import MemoryDeliveries
from pressrun.store.memory.digests import MemoryDigests
from pressrun.store.memory.issues import MemoryIssues
from pressrun.store.memory.keys import MemoryKeys
from pressrun.store.memory.letters import MemoryLetters
from pressrun.store.memory.noes import MemoryKnownNoes
from pressrun.store.memory.people import MemoryPeople
from pressrun.store.memory.pings import MemoryPings
from pressrun.store.memory.privatefeeds import MemoryPrivateFeeds
from pressrun.store.memory.readership import MemoryReaderships
from pressrun.store.memory.runs import MemoryRuns
from pressrun.store.memory.sending import MemoryBuckets, MemoryHeartbeats
from pressrun.store.memory.shelf import Shelf
from pressrun.store.memory.throttles import MemoryThrottles
from pressrun.store.memory.votes import MemoryVotes
from pressrun.store.memory.wishes import MemoryWishes

BUSY_TIMEOUT_S: Final = 10.0


class MemoryUnit:
    """One transaction (port Unit)."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self.then: dict[Callable[[], None], None] = {}
        self.people = MemoryPeople(shelf)
        self.issues = MemoryIssues(shelf, clock)
        self.runs = MemoryRuns(shelf, clock)
        self.deliveries = MemoryDeliveries(shelf, clock)
        self.keys = MemoryKeys(shelf)
        self.private_feeds = MemoryPrivateFeeds(shelf)
        self.readerships = MemoryReaderships(shelf)
        self.pings = MemoryPings(shelf)
        self.buckets = MemoryBuckets(shelf)
        self.heartbeats = MemoryHeartbeats(shelf)
        self.letters = MemoryLetters(shelf)
        self.votes = MemoryVotes(shelf)
        self.wishes = MemoryWishes(shelf)
        self.throttles = MemoryThrottles(shelf)
        self.noes = MemoryKnownNoes(shelf)
        self.bookings = MemoryBookings(shelf)
        self.approvals = MemoryApprovals(shelf)
        self.digests = MemoryDigests(shelf, clock)

    def before_answer(self, work: Callable[[], None]) -> None:
        self.then[work] = None

    def instance(self) -> Instance:
        return self._shelf.instance

    def renew_instance(self, nonce: str) -> None:
        self._shelf.instance = Instance(id=self._shelf.instance.id, nonce=nonce)


class MemoryStore:
    """Dictionaries, copied when a transaction opens and put in place when it commits."""

    def __init__(self, *, clock: Clock, entropy: Entropy, room_octets: int = sys.maxsize) -> None:
        self._clock, self._room_octets = clock, room_octets
        self._writer = threading.Lock()
        self._shelf = Shelf(
            instance=Instance(id=entropy.octets(16).hex(), nonce=""),
            hash_key=entropy.octets(32),
        )

    @contextmanager
    def unit(self, *, write: bool = True) -> Iterator[MemoryUnit]:
        """Open a transaction; see port Store. One that does not write forgets any change."""
        if not write:
            yield MemoryUnit(self._shelf.copy(), self._clock)
            return
        if not self._writer.acquire(timeout=BUSY_TIMEOUT_S):
            raise StoreBusy("another writer holds the store")
        try:
            draft = self._shelf.copy()
            unit = MemoryUnit(draft, self._clock)
            yield unit
            self._shelf = draft
        finally:
            self._writer.release()
        for work in unit.then:
            work()

    def scrub(self, words: Iterable[str] = ()) -> bool:
        """Do nothing: there is no disk."""
        return True

    def room_octets(self) -> int:
        """Return what it was made with: memory has no disk."""
        return self._room_octets

    def close(self) -> None:
        """Keep everything: there is nothing to close."""
