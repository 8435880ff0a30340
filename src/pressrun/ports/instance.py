"""The mark beside a database that tells the one which sends from every copy of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Marked:
    """What a mark says.

    ``nonces`` are those that its database may have, none where it cannot be read; ``is_original``
    is False where it was copied: it is another file than the one that was written, or lies on
    another machine.
    """

    nonces: tuple[str, ...]
    is_original: bool


class InstanceMark(Protocol):
    """``.pressrun/instance``: written by whoever sends, and by nobody else."""

    def read(self) -> Marked | None:
        """Return what it says; None where there is none.

        Raises:
            StoreError: It may not be read.
        """
        ...

    def write(self, nonces: Sequence[str]) -> None:
        """Write it anew, here and now; it is on the disk, whole, when this returns.

        Raises:
            OutletError: The disk does not take it; what was there before stays.
        """
        ...

    def remove(self) -> None:
        """Take it away, for a press that begins anew. Idempotent.

        Raises:
            OutletError: It cannot be removed.
        """
        ...
