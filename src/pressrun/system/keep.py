"""What was made from what, in a file of its own beside the database (port Keep)."""

import hashlib
import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeVar

from pressrun.ports.keep import ROOMS

log = logging.getLogger(__name__)

_FORM: Final = 1
_MANY: Final = 500  # names a query; SQLite's own limit lies higher
_BUSY_S: Final = 30.0

T = TypeVar("T")


class FileKeep:
    """A small SQLite file. Several threads and processes may use it.

    Args:
        path: The file; its folder is made with it.
        maker: What made the things kept. When that changes, nothing kept is believed.
    """

    def __init__(self, path: Path, *, maker: str) -> None:
        self._path, self._maker = path, f"{_FORM} {maker}"
        self._lock = RLock()
        self._open: sqlite3.Connection | None = None

    def marks(self, room: str) -> Mapping[str, str]:
        """Return the mark of everything in a room, by name."""
        query = f"SELECT name, mark FROM {_table(room)}"  # noqa: S608  # a name of ours
        return self._safely(lambda file: dict(file.execute(query)), {})

    def all(self, room: str) -> Mapping[str, tuple[str, bytes]]:
        """Return mark and octets of everything in a room, by name."""
        query = f"SELECT name, mark, octets FROM {_table(room)}"  # noqa: S608  # a name of ours
        return self._safely(
            lambda file: {name: (mark, octets) for name, mark, octets in file.execute(query)}, {}
        )

    def find(self, room: str, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return the octets kept under these names; what is not there is left out."""

        def look(file: sqlite3.Connection) -> dict[str, bytes]:
            found: dict[str, bytes] = {}
            for start in range(0, len(names), _MANY):
                some = names[start : start + _MANY]
                places = ",".join("?" * len(some))
                query = f"SELECT name, octets FROM {_table(room)} WHERE name IN ({places})"  # noqa: S608  # a name of ours
                found.update(file.execute(query, some))
            return found

        return self._safely(look, {})

    def put(self, room: str, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep (name, mark, octets), each in the place of what had its name."""
        rows = iter(rows)
        query = f"INSERT OR REPLACE INTO {_table(room)} VALUES (?, ?, ?)"  # noqa: S608  # a name of ours
        while some := list(islice(rows, _MANY)):
            self._safely(partial(_write, query=query, rows=some), None, writes=True)

    def drop(self, room: str, names: Iterable[str]) -> None:
        """Forget what has these names."""
        gone = [(name,) for name in names]
        if gone:
            query = f"DELETE FROM {_table(room)} WHERE name = ?"  # noqa: S608  # a name of ours
            self._safely(partial(_write, query=query, rows=gone), None, writes=True)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def _safely(
        self, work: Callable[[sqlite3.Connection], T], nothing: T, *, writes: bool = False
    ) -> T:
        """Return what ``work`` does, or ``nothing`` where the file cannot be used.

        A damaged file is put away: everything in it can be made again. Only writing makes one.
        """
        with self._lock:
            try:
                if not writes and not self._path.exists():
                    return nothing
                return work(self._connection())
            except sqlite3.OperationalError as error:  # locked, full, not writable
                log.warning("keep.unusable", extra={"why": str(error)})
            except sqlite3.DatabaseError as error:
                log.warning("keep.damaged", extra={"why": str(error)})
                self.close()
                self._remove()
            except OSError as error:
                log.warning("keep.unusable", extra={"why": str(error.strerror)})
            return nothing

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            file = sqlite3.connect(
                self._path, timeout=_BUSY_S, check_same_thread=False, isolation_level=None
            )
            try:
                self._prepare(file)
            except BaseException:
                file.close()
                raise
            self._open = file
        return self._open

    def _prepare(self, file: sqlite3.Connection) -> None:
        # A crash of the machine may lose what was kept last, and never leaves half of it.
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = NORMAL")
        file.execute("BEGIN IMMEDIATE")
        try:
            file.execute("CREATE TABLE IF NOT EXISTS maker (name TEXT)")
            if file.execute("SELECT name FROM maker").fetchone() != (self._maker,):
                for room in ROOMS:
                    table = _table(room)
                    file.execute(f"DROP TABLE IF EXISTS {table}")
                    columns = "name TEXT PRIMARY KEY, mark TEXT NOT NULL, octets BLOB NOT NULL"
                    file.execute(f"CREATE TABLE {table} ({columns})")
                file.execute("DELETE FROM maker")
                file.execute("INSERT INTO maker VALUES (?)", (self._maker,))
            file.execute("COMMIT")
        except BaseException:
            file.execute("ROLLBACK")
            raise

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                os.unlink(f"{self._path}{ending}")


class MemoryKeep:
    """Keeps everything until the process ends: the contract's reference, and enough for tests."""

    def __init__(self) -> None:
        self._rooms: dict[str, dict[str, tuple[str, bytes]]] = {room: {} for room in ROOMS}

    def marks(self, room: str) -> Mapping[str, str]:
        return {name: mark for name, (mark, _) in self._rooms[room].items()}

    def all(self, room: str) -> Mapping[str, tuple[str, bytes]]:
        return dict(self._rooms[room])

    def find(self, room: str, names: Sequence[str]) -> Mapping[str, bytes]:
        kept = self._rooms[room]
        return {name: kept[name][1] for name in names if name in kept}

    def put(self, room: str, rows: Iterable[tuple[str, str, bytes]]) -> None:
        self._rooms[room] |= {name: (mark, octets) for name, mark, octets in rows}

    def drop(self, room: str, names: Iterable[str]) -> None:
        for name in names:
            self._rooms[room].pop(name, None)


def maker_of(*folders: Path) -> str:
    """Return what tells one state of our own code, and of what runs it, from another."""
    seen = hashlib.sha256(f"{sys.version}".encode())
    for folder in folders:
        for directory, below, names in os.walk(folder):
            below[:] = sorted(name for name in below if name != "__pycache__")
            for name in sorted(names):
                status = os.stat(os.path.join(directory, name))
                seen.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _table(room: str) -> str:
    if room not in ROOMS:
        raise ValueError(f"{room!r} is not one of {ROOMS}")
    return f"kept_{room}"


def _write(file: sqlite3.Connection, query: str, rows: Sequence[tuple[Any, ...]]) -> None:
    file.execute("BEGIN IMMEDIATE")
    try:
        file.executemany(query, rows)
        file.execute("COMMIT")
    except BaseException:
        file.execute("ROLLBACK")
        raise
