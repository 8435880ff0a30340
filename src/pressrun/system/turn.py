"""One publication at a time in a folder: whoever comes second waits for the first."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pressrun.errors import OutletError


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Hold the lock at ``path`` while the block runs; wait for it first, however long.

    Two publications that read the memory of entries before either has written it would forget
    what the other made public. The lock is the kernel's and ends with its holder.

    Raises:
        OutletError: The file cannot be opened or locked.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as cause:
        raise _unusable(path, cause) from cause
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as cause:
            raise _unusable(path, cause) from cause
        yield
    finally:
        os.close(descriptor)


def _unusable(path: Path, cause: OSError) -> OutletError:
    return OutletError(
        f"cannot lock {path}: {cause.strerror}",
        code="RUN002",
        help="make its folder writable, on a disk of this machine",
    )
