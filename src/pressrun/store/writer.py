"""The one connection that writes: kept open, begun and committed in as few steps as there may be.

A sender commits thousands of times a minute, and SQLAlchemy's way from pool to transaction and back
is dearer than such a commit. It still sees every statement of its own, in this transaction.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Connection, Engine

from pressrun.errors import Place, StoreBusy, StoreError
from pressrun.store.database import JOURNAL_LIMIT_OCTETS, allow, begin

log = logging.getLogger(__name__)

# Told at this size and at every doubling: a reader that never ends keeps the journal growing. The
# opening of a long list alone makes some hundred megabytes.
ALARM_OCTETS: Final = 16 * JOURNAL_LIMIT_OCTETS


class Writer:
    """Gives the threads of this process the connection that writes, one after another."""

    def __init__(self, engine: Engine, path: Path, *, busy_timeout_s: float) -> None:
        self._engine, self._path, self._busy_timeout_s = engine, path, busy_timeout_s
        self._journal = path.with_name(f"{path.name}-wal")
        self._turn = threading.Lock()
        self._connection: Connection | None = None
        self._alarm_octets = ALARM_OCTETS

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction: committed when the block ends, undone when it raises.

        Raises:
            StoreBusy: Another thread or process held the database for too long.
            StoreError: It cannot be written.
        """
        if not self._turn.acquire(timeout=self._busy_timeout_s):
            raise StoreBusy(
                "the database is being written to by another part of this process",
                code="DB003",
                place=Place(path=str(self._path)),
                help="wait for it to end, then try again",
            )
        try:
            connection, raw = self._open()
            begin(self._path, raw)
            try:
                connection.begin()  # which finds the transaction begun
                yield connection
                self._commit(connection, raw)
            except BaseException:
                self._undo(connection, raw)
                raise
            self._look_at_journal()
        except StoreBusy:
            raise
        except StoreError:
            # Whatever ails it, the next transaction begins on a connection without a past.
            self._discard()
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """Close the connection, once nobody writes."""
        with self._turn:
            self._discard()

    def _open(self) -> tuple[Connection, sqlite3.Connection]:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(write=True)
            allow(self._path, _raw(self._connection), write=True)
            self._connection.info["write"] = True
        return self._connection, _raw(self._connection)

    def _commit(self, connection: Connection, raw: sqlite3.Connection) -> None:
        if not raw.in_transaction:
            # Some faults make SQLite undo everything; going on would commit what came after it.
            raise StoreError(
                "the database undid this step; nothing of it was written",
                code="DB001",
                place=Place(path=str(self._path)),
                help="try again",
            )
        connection.commit()

    def _undo(self, connection: Connection, raw: sqlite3.Connection) -> None:
        with suppress(sqlite3.Error, StoreError):
            connection.rollback()
            raw.rollback()

    def _discard(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error, StoreError):
                connection.invalidate()
                connection.close()

    def _look_at_journal(self) -> None:
        try:
            octets = self._journal.stat().st_size
        except OSError:
            return
        if octets > self._alarm_octets:
            self._alarm_octets = 2 * octets
            log.warning("store.journal-grows", extra={"octets": octets})


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)
