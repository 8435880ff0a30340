"""The store: one transaction at a time, with a room for each noun."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from pressrun.ports.digests import Digests
from pressrun.ports.ledger import Deliveries, Issues, Runs
from pressrun.ports.letters import Letters
from pressrun.ports.noes import KnownNoes
from pressrun.ports.people import People
from pressrun.ports.pings import Pings
from pressrun.ports.privatefeeds import Keys, PrivateFeeds
from pressrun.ports.readership import Readerships
from pressrun.ports.schedules import Approvals, Bookings
from pressrun.ports.sending import Buckets, Heartbeats
from pressrun.ports.votes import Votes
from pressrun.ports.wishes import Throttles, Wishes


@dataclass(frozen=True, slots=True)
class Instance:
    """Which database this is (design §4 item 3).

    ``nonce`` is new whenever a sender has begun or gone on, so that an older state is known for
    one; it is empty before anybody has sent from it.
    """

    id: str
    nonce: str


class Unit(Protocol):
    """One transaction. Its rooms are used inside ``with store.unit() as unit`` and nowhere else."""

    @property
    def people(self) -> People: ...

    @property
    def issues(self) -> Issues: ...

    @property
    def runs(self) -> Runs: ...

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def keys(self) -> Keys: ...

    @property
    def private_feeds(self) -> PrivateFeeds: ...

    @property
    def readerships(self) -> Readerships: ...

    @property
    def pings(self) -> Pings: ...

    @property
    def buckets(self) -> Buckets: ...

    @property
    def heartbeats(self) -> Heartbeats: ...

    @property
    def letters(self) -> Letters: ...

    @property
    def wishes(self) -> Wishes: ...

    @property
    def throttles(self) -> Throttles: ...

    @property
    def votes(self) -> Votes: ...

    @property
    def noes(self) -> KnownNoes: ...

    @property
    def bookings(self) -> Bookings: ...

    @property
    def approvals(self) -> Approvals: ...

    @property
    def digests(self) -> Digests: ...

    def before_answer(self, work: Callable[[], None]) -> None:
        """Have work done once this unit is committed, before whoever opened it goes on.

        What it raises is raised to them, though all is committed. Units that are committed together
        have the same work done once, and others may write meanwhile.
        """
        ...

    def instance(self) -> Instance:
        """Return this database's identity."""
        ...

    def renew_instance(self, nonce: str) -> None:
        """Say that from now on this very state is the one that may send; see ``press.tenure``."""
        ...


class Store(Protocol):
    """Remembers people, issues, runs and deliveries. Synchronous; one writer at a time."""

    def unit(self, *, write: bool = True) -> AbstractContextManager[Unit]:
        """Open a transaction: committed when the block ends, undone when it raises.

        Raises:
            StoreBusy: Another writer held the database for too long.
            StoreError: The database cannot be read or written.
        """
        ...

    def scrub(self, words: Iterable[str] = ()) -> bool:
        """Let what was deleted leave the disk too, such as the address of somebody erased.

        With ``words`` (the address as written and its key) their octets are looked for, and what
        is found is removed. Outside every unit; may take a second. False if somebody reads the
        old state still, or the database is too large to be rebuilt now.
        """
        ...

    def room_octets(self) -> int:
        """Return how much the disk it writes to still takes."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...
