"""The log of noes beside the database, and how much of it a database knows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from pressrun.model.no import No


class NoLog(Protocol):
    """``.pressrun/no.log``: only ever added to."""

    def hash(self, address_key: str) -> str:
        """Return the keyed hash of an address's key; the key lies beside the log."""
        ...

    def write(self, noes: Iterable[No]) -> int:
        """Add lines and return the log's length after them; :meth:`sync` makes them last.

        Raises:
            OutletError: The disk does not take them.
        """
        ...

    def sync(self) -> None:
        """Wait until the disk has every line that was written.

        Raises:
            OutletError: It does not take them.
        """
        ...

    def length(self) -> int:
        """Return how long the log is, in octets; 0 where there is none."""
        ...

    def read(self, *, after: int) -> Iterator[No]:
        """Yield the lines behind position ``after``.

        Raises:
            ContentError: A line is not one of ours; the last one may be torn and is left out.
        """
        ...


class KnownNoes(Protocol):
    """Up to where a database has taken the log in."""

    def position(self) -> int:
        """Return the length of the log when it was last taken in; 0 for never."""
        ...

    def advance(self, position: int) -> None:
        """Say that everything up to ``position`` is in the database."""
        ...

    def forgotten(self) -> Mapping[str, int]:
        """Return how many noes were in the log alone when they were taken in, by list.

        Those to mail of any list stand under the empty name.
        """
        ...

    def add_forgotten(self, counts: Mapping[str, int]) -> None:
        """Count more of them."""
        ...

    def clear_forgotten(self) -> None:
        """Begin to count anew."""
        ...
