"""A mapping of paths to octets becomes a folder; only what differs is written (port Outlet).

A file is written under a temporary name in its own directory, flushed to the disk and renamed, so
whoever looks finds it whole, old or new, whenever the machine stops.
"""

import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Final

from pressrun.errors import OutletError, Place
from pressrun.ports import Stage, Written

# The number is the writer's process id: what a living writer is about to rename is not litter.
_TEMPORARY: Final = re.compile(r"\.pressrun-(?P<pid>[0-9]{1,9})-.*")
_MODE: Final = 0o644
_HELP: Final = {
    errno.ENOSPC: "free some space on this disk",
    errno.EDQUOT: "free some space: your quota on this disk is used up",
    errno.EACCES: "make the file and its folder writable for you",
    errno.EPERM: "make the file and its folder writable for you",
    errno.EROFS: "mount this disk for writing",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.ENOTDIR: "move the file away that stands where a folder must be",
    errno.EEXIST: "move the file away that stands where a folder must be",
    errno.EISDIR: "move the folder away that stands where a file must be",
}


class FolderOutlet:
    """Writes below ``root`` and nowhere else."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, stages: Iterable[Stage], *, remove: Iterable[str] = ()) -> Written:
        """Write every stage in turn, then remove; only what differs is touched.

        Each file is whole, old or new, at every instant, a crash included; a stage is on the
        disk before the next is asked for. Folders that become empty are removed, except those
        that stand directly in the root. A path that leaves the root is refused before anything
        is written, where all of them are known beforehand, or else when its turn comes.

        Raises:
            OutletError: A file could not be written; what was written before stays written.
        """
        cleared: set[Path] = set()
        foreknown = [*stages, remove] if isinstance(stages, Sequence) else []
        for known in foreknown:
            for path in known if isinstance(known, (Mapping, Sequence)) else ():
                self._check(str(path), cleared)
        changed = [path for stage in stages for path in self._write_stage(stage, cleared)]
        doomed = []
        for path in remove:
            self._check(path, cleared)
            doomed.append(path)
        return Written(changed=tuple(changed), removed=self._remove(doomed))

    def _check(self, path: str, cleared: set[Path]) -> None:
        """Refuse a path that leads outside, and clear its folder of a crashed writer's litter."""
        directory = (self._root / _plain(path)).parent
        if directory in cleared:
            return
        with _telling(path):
            root = Path(os.path.realpath(self._root))
            if not Path(os.path.realpath(directory)).is_relative_to(root):
                raise OutletError(
                    f"{path} leads out of the folder by a link",
                    code="OUT003",
                    place=Place(path=path),
                    help="remove the link, and write a real folder in its place",
                )
            _sweep(directory)
        cleared.add(directory)

    def _write_stage(self, stage: Stage, cleared: set[Path]) -> list[str]:
        changed = []
        touched: dict[Path, str] = {}
        for path, octets in stage.items() if isinstance(stage, Mapping) else stage:
            self._check(path, cleared)
            target = self._root / path
            with _telling(path):
                if _holds(target, octets):
                    continue
                touched |= dict.fromkeys((*_make(target.parent), target.parent), path)
                _replace(target, octets)
            changed.append(path)
        _flush(touched)
        return changed

    def _remove(self, doomed: Iterable[str]) -> tuple[str, ...]:
        removed = []
        touched: dict[Path, str] = {}
        for path in doomed:
            target = self._root / path
            with _telling(path):
                try:
                    target.unlink()
                except (FileNotFoundError, NotADirectoryError):
                    continue
            touched[self._prune(target.parent)] = path
            removed.append(path)
        _flush(touched)
        return tuple(removed)

    def _prune(self, directory: Path) -> Path:
        """Remove empty folders from here upwards, and return the first that stays."""
        while self._root not in (directory, directory.parent):
            try:
                directory.rmdir()
            except OSError:  # not empty
                break
            directory = directory.parent
        return directory


def _plain(path: str) -> str:
    """Return ``path`` if it names one place below a folder, in one way, on every system."""
    pure = PurePosixPath(path)
    normal = str(pure) == path and path != "."
    if not normal or pure.is_absolute() or ".." in pure.parts or {"\\", "\0"} & {*path}:
        raise OutletError(
            f"{path!r} is not the name of a file below a folder",
            code="OUT002",
            help="write it relative to the folder, with forward slashes",
        )
    return path


def _sweep(directory: Path) -> None:
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(directory) as entries:
        for entry in entries:
            match = _TEMPORARY.fullmatch(entry.name)
            if match and not _writes(int(match["pid"])):
                Path(entry).unlink(missing_ok=True)


def _writes(pid: int) -> bool:
    """Tell whether another process with this id lives. Our own files of now do not exist yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()


def _holds(target: Path, octets: bytes) -> bool:
    """Tell whether ``target`` is a regular file with these octets; a link never is."""
    try:
        found = target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    same_size = stat.S_ISREG(found.st_mode) and found.st_size == len(octets)
    return same_size and target.read_bytes() == octets


def _make(directory: Path) -> list[Path]:
    """Make a folder with its parents, and return those that have a new entry."""
    if directory.exists():
        return []
    grown = _make(directory.parent)
    directory.mkdir(exist_ok=True)
    return [*grown, directory.parent]


def _replace(target: Path, octets: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".pressrun-{os.getpid()}-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            file.flush()
            os.fchmod(descriptor, _mode(target))
            os.fsync(descriptor)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _mode(target: Path) -> int:
    """Return who may read a file and write it: those who may now, or all may read a new one."""
    with suppress(FileNotFoundError):
        found = target.lstat()
        if stat.S_ISREG(found.st_mode):
            return found.st_mode & 0o777
    return _MODE


def _flush(directories: Mapping[Path, str]) -> None:
    """Put the entries of folders on the disk: a rename is not there before that."""
    for directory, path in directories.items():
        with _telling(path), suppress(FileNotFoundError):  # pruned meanwhile
            descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def _telling(path: str) -> Iterator[None]:
    """Turn what the system says into an error that names ``path`` and what to do."""
    try:
        yield
    except (OSError, ValueError) as cause:  # ValueError: a name that this system cannot write
        number = cause.errno if isinstance(cause, OSError) else None
        reason = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
        remedy = _HELP.get(number or 0, "mend this")
        raise OutletError(
            f"cannot write {path}: {reason[:1].lower()}{reason[1:]}",
            place=Place(path=path),
            help=f"{remedy}, then run the same command again",
        ) from cause
