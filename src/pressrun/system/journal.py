"""A living sender's marks, in shared memory that outlives its process (port Journal)."""

import mmap
import os
from contextlib import suppress
from pathlib import Path

from pressrun.errors import OutletError
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, Receipt
from pressrun.model.issue import IssueKey
from pressrun.system.markfile import Slot, head, size_octets

# What is marked in mapped memory goes to the disk with the file's data: fdatasync is what msync
# comes to on Linux, and lets other threads run meanwhile. macOS has fsync alone.
_to_disk = getattr(os, "fdatasync", os.fsync)


class FileJournal:
    """Marks in a file that is mapped into memory: a few stores each, and no call of the kernel.

    Several threads may use it.

    Args:
        path: The file, named like its sender.
        descriptor: It, open, locked and laid down; closed with the journal.
        room: How many marks it was laid down for.
    """

    def __init__(self, path: Path, descriptor: int, room: int) -> None:
        self._path, self._descriptor = path, descriptor
        self._octets = mmap.mmap(descriptor, size_octets(room))
        self._free = [Slot(self._octets, number) for number in reversed(range(room))]
        self._marked: dict[tuple[IssueKey, SubscriberId, int], Slot] = {}

    @property
    def sender(self) -> str:
        return self._path.name

    def intend(self, claimed: Claimed) -> None:
        """Mark that the final dot of this delivery is about to be sent.

        Raises:
            ValueError: There is no room for another mark.
        """
        key = (claimed.issue, claimed.subscriber, claimed.fence)
        slot = self._marked.get(key)
        if slot is not None:
            slot.intend_again()
            return
        if not self._free:
            raise ValueError(f"the journal has room for {len(self._marked)} marks and no more")
        slot = self._free.pop()
        slot.intend(claimed)
        self._marked[key] = slot

    def answer(self, claimed: Claimed, receipt: Receipt, *, relay: str) -> None:
        """Add the answer to a mark; without a mark nothing happens."""
        slot = self._marked.get((claimed.issue, claimed.subscriber, claimed.fence))
        if slot is not None:
            slot.answer(receipt, relay)

    def clear(self, claimed: Claimed) -> None:
        """Take a mark away; without a mark nothing happens."""
        slot = self._marked.pop((claimed.issue, claimed.subscriber, claimed.fence), None)
        if slot is not None:
            slot.clear()
            self._free.append(slot)

    def sync(self) -> None:
        """Return once every mark is on the disk.

        Raises:
            OutletError: The disk does not take it.
        """
        try:
            _to_disk(self._descriptor)
        except OSError as cause:
            raise unusable(self._path, cause) from cause

    def close(self, *, keep: bool = False) -> None:
        """Stop living: leave the file if it has marks or is to be kept, else remove it."""
        if self._octets.closed:
            return
        if not self._marked and not keep:
            # One that cannot be removed has no marks, and the next recovery buries it.
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
        self._octets.close()
        os.close(self._descriptor)


def lay_down(descriptor: int, room: int) -> None:
    """Write a journal without marks and wait for the disk, the head last.

    Every octet is written, so that the file has all its room: a full disk cannot stop a mark.
    """
    size = size_octets(room)
    written = os.pwrite(descriptor, bytes(size), 0)
    if written < size:  # the disk is full, and only the next call would say so
        os.pwrite(descriptor, bytes(size - written), written)
    os.fsync(descriptor)
    os.pwrite(descriptor, head(room), 0)
    os.fsync(descriptor)


def unusable(path: Path, cause: OSError) -> OutletError:
    """Return the error of a file or folder of journals that cannot be used."""
    return OutletError(
        f"cannot keep the journal {path}: {cause.strerror}",
        code="JRN002",
        help="make its folder writable, on a disk of this machine with room on it",
    )
