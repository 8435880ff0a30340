"""Stores that fail at one transaction, in the three ways in which one can."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum

from pressrun.errors import StoreError
from pressrun.ports import Store, Unit
from pressrun.store.sql import SqlStore


class Failure(Enum):
    """How much of a transaction was done when it failed."""

    REFUSED = "it could not begin"
    UNDONE = "it could not be committed"
    DOUBTFUL = "it was committed, and nobody was told"


class FailingStore:
    """Fails at the n-th transaction, the first being 1, and works otherwise (port Store).

    ``failed`` says whether it came to that; ``room`` is what the disk is said to take.
    """

    def __init__(
        self, store: Store, at: int, failure: Failure, *, kind: type[StoreError] = StoreError
    ) -> None:
        self._store, self._at, self._failure, self._kind = store, at, failure, kind
        self._count, self.failed = 0, False

    @contextmanager
    def unit(self, *, write: bool = True) -> Iterator[Unit]:
        self._count += 1
        fails = self._count == self._at
        self.failed = self.failed or fails
        if fails and self._failure is Failure.REFUSED:
            raise self._error()
        with self._store.unit(write=write) as unit:
            yield unit
            if fails and self._failure is Failure.UNDONE:
                raise self._error()
        if fails:
            raise self._error()

    def scrub(self, words: Iterable[str] = ()) -> bool:
        return self._store.scrub(words)

    def room_octets(self) -> int:
        return self._store.room_octets()

    def close(self) -> None:
        self._store.close()

    def _error(self) -> StoreError:
        return self._kind(f"as told: {self._failure.value}", code="DB001")


class RoomyStore(SqlStore):
    """Says that there is room on the disk, however little there is."""

    def room_octets(self) -> int:
        return 1 << 40
