"""The journals of all senders in one folder, and who of them lives (port Journals)."""

import fcntl
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pressrun.errors import Place, Problem, Severity, StoreError
from pressrun.model.mark import Mark
from pressrun.ports import Entropy
from pressrun.system.journal import FileJournal, lay_down, unusable
from pressrun.system.markfile import Unreadable, read_marks

UNREADABLE: Final = ".unreadable"
_SENDER: Final = re.compile(r"[0-9a-f]{16}")
_MADE: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
_LOOKS: Final = 10


class FileJournals:
    """The journals in one folder, a file a sender, named like it (port Journals).

    The kernel's lock on its file tells a living sender from a dead one, however it died.
    """

    def __init__(self, folder: Path, *, entropy: Entropy) -> None:
        self._folder, self._entropy = folder, entropy

    def open(self, *, room: int) -> FileJournal:
        """Make a new sender's journal, with room for so many marks.

        Raises:
            OutletError: It cannot be made.
        """
        path = self._folder / self._entropy.octets(8).hex()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._locked_folder() as folder:
                descriptor = os.open(path, _MADE, 0o600)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX)
                    lay_down(descriptor, room)
                    os.fsync(folder)
                    return FileJournal(path, descriptor, room)
                except OSError:
                    os.close(descriptor)
                    path.unlink(missing_ok=True)
                    raise
        except OSError as cause:
            raise unusable(path, cause) from cause

    def dead(self) -> Sequence[str]:
        """Return the senders whose journals are left and readable and who live no more."""
        return [name for name, alive in self._senders() if not alive and self._is_sound(name)]

    def alive(self) -> Sequence[str]:
        """Return the senders that live, on this machine."""
        return [name for name, alive in self._senders() if alive]

    def marks(self, sender: str) -> Sequence[Mark]:
        """Return what a sender has marked; nothing once it is buried.

        Raises:
            StoreError: Its journal is there and cannot be read; see :meth:`set_aside`.
        """
        found = self._read(sender)
        if isinstance(found, Unreadable):
            raise StoreError(
                f"the journal {found.why}", code="JRN001", place=Place(path=str(self._at(sender)))
            )
        return found

    def bury(self, sender: str) -> None:
        """Remove a dead sender's journal. Idempotent.

        Raises:
            OutletError: It cannot be removed.
        """
        try:
            self._at(sender).unlink(missing_ok=True)
        except OSError as cause:
            raise unusable(self._at(sender), cause) from cause

    def set_aside(self) -> Sequence[Problem]:
        """Rename what lies among the journals and cannot be read, and say of each what it was.

        Raises:
            OutletError: It cannot be renamed.
        """
        told: list[Problem] = []
        for name, alive in self._senders(every=True):
            if alive:
                continue
            found = self._read(name)
            if isinstance(found, Unreadable):
                aside = self._folder / f"{name}{UNREADABLE}"
                try:
                    (self._folder / name).rename(aside)
                except OSError as cause:
                    raise unusable(self._folder / name, cause) from cause
                told.append(_told(found, aside))
        return told

    def _at(self, sender: str) -> Path:
        if not _SENDER.fullmatch(sender):
            raise ValueError(f"{sender!r} is no sender's name")
        return self._folder / sender

    def _is_sound(self, name: str) -> bool:
        return not isinstance(self._read(name), Unreadable)

    def _read(self, name: str) -> Sequence[Mark] | Unreadable:
        path = self._folder / name
        try:
            found = read_marks(path.read_bytes())
            # A living sender may have been writing just then; a dead one writes no more.
            for _ in range(_LOOKS if isinstance(found, Unreadable) else 0):
                found = read_marks(path.read_bytes())
                if not isinstance(found, Unreadable):
                    break
        except FileNotFoundError:
            return []
        except OSError as cause:
            raise unusable(path, cause) from cause
        return found

    def _senders(self, *, every: bool = False) -> list[tuple[str, bool]]:
        """Return each sender and whether it lives; with ``every``, foreign files as well."""
        try:
            with self._locked_folder():
                names = sorted(
                    entry.name
                    for entry in os.scandir(self._folder)
                    if entry.is_file(follow_symlinks=False)
                    and not entry.name.endswith(UNREADABLE)
                    and (every or _SENDER.fullmatch(entry.name))
                )
                return [(name, _is_locked(self._folder / name)) for name in names]
        except FileNotFoundError:
            return []
        except OSError as cause:
            raise unusable(self._folder, cause) from cause

    @contextmanager
    def _locked_folder(self) -> Iterator[int]:
        """Hold the folder while a journal is made or looked for.

        A file that is made and not locked yet would look like a dead sender's.
        """
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _is_locked(path: Path) -> bool:
    """Tell whether a sender holds its file; a shared lock, so that two who look see the same."""
    try:
        descriptor = os.open(path, _READ)
    except FileNotFoundError:  # buried meanwhile
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _told(found: Unreadable, aside: Path) -> Problem:
    return Problem(
        code="JRN001",
        what=f"the journal {found.why}; it was set aside",
        place=Place(path=str(aside)),
        help="what its sender had under way counts as unknown once its claims run out;"
        " pressrun audit ISSUE lists it",
        severity=Severity.WARNING,
    )
