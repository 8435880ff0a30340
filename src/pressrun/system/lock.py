"""One sender a publication: a lock that the kernel takes back however its holder ends."""

import asyncio
import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pressrun.errors import Locked, OutletError
from pressrun.system.clock import SystemClock

LOOK_EVERY_S: Final = 1.0


class SenderLock:
    """Held while this process sends for a publication (design §4 item 11).

    ``path`` is a file that is made when missing and never removed: a second process could
    otherwise lock a new file beside an old one that is still held. It names the holder's process
    id and since when it holds the lock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock without waiting.

        Raises:
            Locked: Another process, or another lock of this one, holds it.
            OutletError: The file cannot be opened or locked.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as cause:
            raise self._unusable(cause) from cause
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, _holder(), 0)
        except BlockingIOError as cause:
            holder = os.pread(descriptor, 200, 0)
            os.close(descriptor)
            raise _locked(holder) from cause
        except OSError as cause:
            os.close(descriptor)
            raise self._unusable(cause) from cause
        self._descriptor = descriptor

    async def wait(self, stop: asyncio.Event, *, look_every_s: float = LOOK_EVERY_S) -> bool:
        """Take the lock as soon as nobody holds it, however its holder ended.

        Returns False, without the lock, once ``stop`` is set. The kernel could wake us the moment
        it is free, but a thread that waits for that could not be stopped.

        Raises:
            OutletError: The file cannot be opened or locked.
        """
        while not stop.is_set():
            try:
                self.acquire()
            except Locked:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), look_every_s)
            else:
                return True
        return False

    def release(self) -> None:
        """Give the lock back. Idempotent."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.release()

    def _unusable(self, cause: OSError) -> OutletError:
        return OutletError(
            f"cannot lock {self._path}: {cause.strerror}",
            code="RUN002",
            help="make its folder writable, on a disk of this machine",
        )


def _holder() -> bytes:
    return f"{os.getpid()} {SystemClock().now():%Y-%m-%dT%H:%M:%SZ}\n".encode()


def _locked(holder: bytes) -> Locked:
    pid, _, since = holder.decode("ascii", "replace").strip().partition(" ")
    if not pid.isdigit():  # seen between its lock and its words
        return Locked("another pressrun sends for this publication", help="wait until it ends")
    return Locked(
        f"another pressrun sends for this publication (pid {pid}, since {since})",
        help="what is scheduled goes out from there:  pressrun schedule ISSUE now\n"
        f"or wait until it ends, or stop it:  kill {pid}",
    )
