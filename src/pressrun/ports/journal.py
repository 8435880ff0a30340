"""What survives the sender: marks beside the store."""

from collections.abc import Sequence
from typing import Protocol

from pressrun.errors import Problem
from pressrun.model.delivery import Claimed, Receipt
from pressrun.model.mark import Mark


class Journal(Protocol):
    """One sender's marks of what is under way; each survives SIGKILL once its call has returned.

    There is room for as many marks as the journal was opened for, one a connection. A power cut
    may undo what was marked since the last :meth:`sync`.
    """

    @property
    def sender(self) -> str:
        """Return this sender's name, which its claims carry."""
        ...

    def intend(self, claimed: Claimed) -> None:
        """Mark that the final dot of this delivery is about to be sent.

        Raises:
            ValueError: There is no room for another mark.
        """
        ...

    def answer(self, claimed: Claimed, receipt: Receipt, *, relay: str) -> None:
        """Add the answer to a mark; its text may be cut to what there is room for.

        Without a mark nothing happens: an answer before the dot leaves nothing in doubt.
        """
        ...

    def clear(self, claimed: Claimed) -> None:
        """Take a mark away, its outcome being in the ledger; without a mark nothing happens."""
        ...

    def sync(self) -> None:
        """Return once every mark is on the disk.

        Raises:
            OutletError: The disk does not take it.
        """
        ...

    def close(self, *, keep: bool = False) -> None:
        """Stop living: a journal without marks vanishes, one with marks is left for a recovery.

        With ``keep`` it is left in any case: its sender may still hold claims.
        """
        ...


class Journals(Protocol):
    """The journals of all senders on this machine, living and dead."""

    def open(self, *, room: int) -> Journal:
        """Open a journal for a new sender, with room for so many marks, on the disk beforehand.

        Raises:
            OutletError: It cannot be made.
        """
        ...

    def dead(self) -> Sequence[str]:
        """Return the senders whose journals are left and can be read, and who live no more."""
        ...

    def alive(self) -> Sequence[str]:
        """Return the senders that live, on this machine."""
        ...

    def marks(self, sender: str) -> Sequence[Mark]:
        """Return what a sender, living or dead, has marked; a torn answer leaves the intent.

        Raises:
            StoreError: Its journal is there and cannot be read.
        """
        ...

    def set_aside(self) -> Sequence[Problem]:
        """Put away what lies there and cannot be read, and say of each what it was.

        Nothing is known of what such a sender had under way; its claims run out.

        Raises:
            OutletError: It cannot be put away.
        """
        ...

    def bury(self, sender: str) -> None:
        """Remove a dead sender's journal, its marks being in the ledger. Idempotent.

        Raises:
            OutletError: It cannot be removed.
        """
        ...
