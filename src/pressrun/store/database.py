"""The database's file: how it is made, opened and watched."""

import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, cast
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import StatementError

from pressrun.errors import Place, StoreError
from pressrun.store.faults import open_error, store_error, text_error

JOURNAL_LIMIT_OCTETS: Final = 64 * 1024 * 1024
_PRAGMAS: Final = (
    # A commit that returned must survive a power cut: a forgotten outcome is mail sent twice.
    "synchronous = FULL",
    "foreign_keys = ON",
    f"journal_size_limit = {JOURNAL_LIMIT_OCTETS}",
    "temp_store = MEMORY",
    "secure_delete = ON",  # who was erased is not left in pages that are free
)


class FileId(NamedTuple):
    """Which file this is, whatever it is called."""

    device: int
    inode: int


def make_file(path: Path) -> FileId:
    """Open or make an empty file that only its owner reads, in a folder only theirs.

    Raises:
        StoreError: It is a folder, or it cannot be read, written or made.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise open_error(error, path) from error
    try:
        status = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    return FileId(status.st_dev, status.st_ino)


def check_file(path: Path, opened: FileId) -> None:
    """Make sure that the path still leads to the file that was opened.

    A database that vanished is never made anew: an empty one knows nobody who unsubscribed.

    Raises:
        StoreError: The file was moved, deleted or replaced.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise open_error(error, path) from error
    if FileId(status.st_dev, status.st_ino) != opened:
        raise StoreError(
            "the database was replaced while it was open",
            code="DB006",
            place=Place(path=str(path)),
            help="start pressrun again",
        )


def make_engine(path: Path, *, busy_timeout_s: float) -> Engine:
    """Return an engine over an existing file, whose every error is one of ours.

    Its connections may be used from any thread, one thread at a time. A transaction is for reading
    unless its connection has the execution option ``write``.
    """
    # mode=rw never makes a file.
    uri = f"file:{quote(os.fsencode(path.absolute()))}?mode=rw"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri, uri=True, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def translate(context: ExceptionContext) -> None:
        error = context.original_exception
        if isinstance(error, sqlite3.Error):
            raise store_error(error, path) from error
        if isinstance(error, UnicodeEncodeError):
            raise text_error() from error
        if isinstance(context.sqlalchemy_exception, StatementError):
            raise error  # a value that no column takes, told as whoever refused it told it

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, max_overflow=-1, hide_parameters=True
    )
    event.listen(engine, "handle_error", translate)
    event.listen(engine, "begin", partial(_begin, path))
    return engine


def _begin(path: Path, connection: Connection) -> None:
    raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    if raw.in_transaction:
        return  # SQLAlchemy follows where the transaction of a writer has begun
    write, info = connection.get_execution_options().get("write", False), connection.info
    if info.get("write") is not write:
        allow(path, raw, write=write)
        info["write"] = write
    begin(path, raw, write=write)


def allow(path: Path, raw: sqlite3.Connection, *, write: bool) -> None:
    """Let a connection write, or read only.

    Raises:
        StoreError: The database cannot be read or written.
    """
    try:
        raw.execute(f"PRAGMA query_only = {'OFF' if write else 'ON'}")
        if write:
            # It stays with the file. Not sooner, for a file that is not ours is left as it is.
            raw.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise store_error(error, path) from error


def begin(path: Path, raw: sqlite3.Connection, *, write: bool = True) -> None:
    """Begin a transaction; who may write says so first.

    A reader that turns writer would fail at once if somebody wrote since (SQLITE_BUSY_SNAPSHOT),
    whatever the timeout.

    Raises:
        StoreBusy: Another process held the database for too long.
        StoreError: It cannot be read or written.
    """
    try:
        raw.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    except sqlite3.Error as error:
        raise store_error(error, path) from error
