"""Whose turn it is to write, among processes: who waits is next, and nobody is passed over.

SQLite has whoever finds the database locked look again after a while, ever more seldom; a process
that writes all the time is hardly ever found at rest, and the other one starves. Here who wants to
write takes the place of the next one first, and keeps it until the one before has ended. Only the
order is decided here: the lock that keeps writers apart is SQLite's.
"""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

_LOOK_S: Final = 0.0005


class Turnstile:
    """Two files beside the database, locked by the kernel, which unlocks for whoever dies."""

    def __init__(self, path: Path, *, timeout_s: float) -> None:
        self._paths = (path.with_name(f"{path.name}-next"), path.with_name(f"{path.name}-turn"))
        self._timeout_s = timeout_s
        self._descriptors: tuple[int, ...] = ()

    def enter(self) -> None:
        """Wait for our turn, and not for ever: then SQLite says what is the matter."""
        try:
            if not self._descriptors:
                self._descriptors = tuple(map(_open, self._paths))
            place, turn = self._descriptors
            until_s = time.monotonic() + self._timeout_s
            _take(place, until_s)
            try:
                _take(turn, until_s)
            finally:
                fcntl.flock(place, fcntl.LOCK_UN)
        except OSError:
            return  # a folder that takes no files: the database will tell it better

    def leave(self) -> None:
        """Let the next one in."""
        for descriptor in self._descriptors[1:]:
            with suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close both files."""
        descriptors, self._descriptors = self._descriptors, ()
        for descriptor in descriptors:
            os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _take(descriptor: int, until_s: float) -> None:
    """Lock a file, or give up at a moment of the monotonic clock."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until_s:
                return
            time.sleep(_LOOK_S)
        else:
            return
