"""Regular files below a folder, read whole and never while they change."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pressrun.errors import ContentError, Place, Problem

_ATTEMPTS: Final = 3
# Opening a pipe without a writer would wait for ever; O_NONBLOCK makes it return.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def read_file(root: Path, path: str, *, limit_octets: int) -> bytes:
    """Return the octets of ``path`` below ``root``, as they stood at one moment.

    Raises:
        ContentError: There is no such file, it is no regular file, it leads out of ``root``, it
            is larger than ``limit_octets``, or it kept changing while it was read.
    """
    try:
        inside = os.path.realpath(os.path.join(root, path))
        if not inside.startswith(os.path.join(os.path.realpath(root), "")):
            raise _error(
                "SRC012",
                "this file leads out of the publication's folder",
                path,
                "copy into the folder what the link points to",
            )
        for _ in range(_ATTEMPTS):
            octets = _read(inside, path, limit_octets)
            if octets is not None:
                return octets
    # A NUL in the path is a ValueError.
    except (OSError, ValueError) as cause:
        raise _unreadable(cause, path) from cause
    raise _error("SRC014", "this file keeps changing while it is read", path, "try again")


def find_files(root: Path, folder: str, *, depth: int) -> tuple[list[str], list[Problem]]:
    """Return paths of what lies in ``folder``, and in its folders up to ``depth``, in order.

    Whatever it is that lies there; names that begin with ``.`` or ``_`` are passed over, and a
    folder that is missing holds nothing.
    """
    paths: list[str] = []
    problems: list[Problem] = []
    try:
        with os.scandir(root / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return [], []
    except OSError as cause:
        return [], [_unreadable(cause, folder).problem]
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith((".", "_")):
            continue
        if not path.isascii() and (shown := path.encode("utf-8", "replace").decode()) != path:
            advice = "give it a name of plain letters"
            problems.append(_error("SRC015", "its name is not UTF-8", shown, advice).problem)
        elif not _is_folder(entry):
            paths.append(path)
        elif depth:
            below, faults = find_files(root, path, depth=depth - 1)
            paths += below
            problems += faults
    return paths, problems


def stamped(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each path below ``root`` at which there is a regular file, with what tells that file
    from itself after any change.

    Copies may keep the time of their original, and never the moment at which they were made.
    """
    top = os.path.join(root, "")
    for path in paths:
        try:
            status = os.stat(top + path)
        except (OSError, ValueError):
            continue
        if stat.S_ISREG(status.st_mode):
            times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
            yield path, f"{status.st_ino} {status.st_size} {times}"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _read(inside: str, path: str, limit_octets: int) -> bytes | None:
    """Return the octets, or None where the file changed meanwhile."""
    descriptor = os.open(inside, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise _error(
                "SRC011", "this is not a regular file", path, "put a file of this name here"
            )
        octets = file.read(limit_octets + 1)
        if len(octets) > limit_octets:
            raise _error(
                "SRC013",
                f"this file is larger than {limit_octets:,} octets",
                path,
                "make it smaller",
            )
    # By name, not by descriptor: editors save by putting another file in the place of this one.
    return octets if _version(os.stat(inside)) == _version(before) else None


def _version(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _unreadable(cause: Exception, path: str) -> ContentError:
    reason = getattr(cause, "strerror", None) or str(cause)
    advice = "check its name and that you may read it"
    return _error("SRC010", f"this cannot be read: {reason.lower()}", path, advice)


def _error(code: str, what: str, path: str, help: str) -> ContentError:
    return ContentError(what, code=code, place=Place(path=path), help=help)
