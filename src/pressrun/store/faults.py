"""What SQLite says when it fails, in words a person can act on."""

import sqlite3
from pathlib import Path
from typing import Final, NamedTuple

from pressrun.errors import Conflict, Place, StoreBusy, StoreError


class _Fault(NamedTuple):
    kind: type[StoreError]
    code: str
    what: str
    help: str


_BUSY: Final = _Fault(
    StoreBusy,
    "DB003",
    "another process holds the database",
    "wait for it to end, then try again; `pressrun status` shows what is under way",
)
_DAMAGED: Final = _Fault(
    StoreError,
    "DB005",
    "the database is damaged",
    "move the file away and put the last backup in its place",
)
_UNREADABLE: Final = _Fault(
    StoreError,
    "DB001",
    "the database cannot be opened",
    "check that the file and its folder exist and that you may read and write them",
)
_FAULTS: Final = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _UNREADABLE,
    sqlite3.SQLITE_PERM: _UNREADABLE,
    sqlite3.SQLITE_NOTADB: _Fault(
        StoreError,
        "DB005",
        "this file is not a database",
        "move the file away; put the last backup in its place if there is one",
    ),
    sqlite3.SQLITE_READONLY: _Fault(
        StoreError,
        "DB007",
        "the database cannot be written",
        "give yourself the right to write the file and its folder",
    ),
    sqlite3.SQLITE_FULL: _Fault(
        StoreError,
        "DB008",
        "the disk is full; nothing of this step was written",
        "free some space, then try again",
    ),
    sqlite3.SQLITE_CONSTRAINT: _Fault(
        Conflict,
        "DB004",
        "this does not fit what the database holds now",
        "try again; what you started from has changed meanwhile",
    ),
}
_FAULTS_OF_FILES: Final = _Fault(
    StoreBusy,
    "DB010",
    "the database's file cannot be read or written now",
    "look whether the disk is full (df); if it is not, check the disk itself",
)
_OTHER: Final = _Fault(
    StoreError,
    "DB001",
    "the database cannot be used",
    "check the disk; if it goes on, put the last backup in the file's place",
)


def store_error(error: sqlite3.Error, path: Path) -> StoreError:
    """Return what to raise instead of ``error``; it names columns at most, never their values."""
    # The low octet is the primary result code, the rest says more (sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # A full disk often shows as a failed write of the journal's shared memory.
    fault = _FAULTS_OF_FILES if code == sqlite3.SQLITE_IOERR else _FAULTS.get(code, _OTHER)
    return fault.kind(
        f"{fault.what} ({error})", code=fault.code, place=Place(path=str(path)), help=fault.help
    )


def open_error(error: OSError, path: Path) -> StoreError:
    """Return what to raise when the file itself cannot be reached or made."""
    return StoreError(
        f"{_UNREADABLE.what} ({error.strerror or error})",
        code=_UNREADABLE.code,
        place=Place(path=str(path)),
        help=_UNREADABLE.help,
    )


def text_error() -> StoreError:
    """Return what to raise for text that holds half of a pair of surrogates."""
    return StoreError(
        "this text is not Unicode and cannot be kept", code="DB009", help="give it in UTF-8"
    )
