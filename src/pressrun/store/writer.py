"""The one connection that writes: kept open, begun and committed in as few steps as there may be.

A sender commits thousands of times a minute, and SQLAlchemy's way from pool to transaction and back
is dearer than such a commit. It still sees every statement of its own, in this transaction.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Connection, Engine

from pressrun.errors import Place, PressrunError, StoreBusy, StoreError
from pressrun.store.database import JOURNAL_LIMIT_OCTETS, allow, begin
from pressrun.store.faults import store_error
from pressrun.store.turnstile import Turnstile

log = logging.getLogger(__name__)

# Told at this size and at every doubling: a reader that never ends keeps the journal growing. The
# opening of a long list alone makes some hundred megabytes.
ALARM_OCTETS: Final = 16 * JOURNAL_LIMIT_OCTETS


MOST_TOGETHER: Final = 16
"""Units of one commit: the first of them waits for all."""

_LOOK_S: Final = 0.05  # until somebody looks whether a group was taken on
_BEGUN: Final = "SAVEPOINT unit"
_DONE: Final = "RELEASE unit"
_UNDONE: Final = "ROLLBACK TO unit"


class Group:
    """Units that are committed together: each is done when all of them are on the disk."""

    def __init__(self) -> None:
        self.members = 0
        self.then: dict[Callable[[], None], None] = {}
        self.committed_by: int | None = None
        self.done = threading.Event()
        self.error: BaseException | None = None

    def settle(self, error: BaseException | None = None) -> None:
        self.error = error
        self.done.set()


class Writer:
    """Gives the threads of this process the connection that writes, one after another.

    Waiting for the disk takes longer than nearly all that is written. So a unit that others wait
    behind is not committed by itself: it hands its transaction on, and the last of them commits
    for all. Nobody goes on before that; one that raises undoes its own part alone.
    """

    def __init__(self, engine: Engine, path: Path, *, busy_timeout_s: float) -> None:
        self._engine, self._path, self._busy_timeout_s = engine, path, busy_timeout_s
        self._journal = path.with_name(f"{path.name}-wal")
        self._turnstile = Turnstile(path, timeout_s=busy_timeout_s)
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._group: Group | None = None
        self._connection: Connection | None = None
        self._alarm_octets = ALARM_OCTETS

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction: committed when the block has ended, undone when it raises.

        Raises:
            StoreBusy: Another thread or process held the database for too long.
            StoreError: It cannot be written.
        """
        self._take_turn()
        group = None
        try:
            connection, raw = self._open()
            group = self._join(connection, raw)
            try:
                yield connection
                if not raw.in_transaction:
                    raise self._undone()
                raw.execute(_DONE)
                group.members += 1
            except BaseException:
                self._undo(group, raw)
                raise
            finally:
                self._end(group, connection, raw)
            self._look_at_journal()
        except sqlite3.Error as error:
            self._abandon()
            raise store_error(error, self._path) from error
        except StoreBusy:
            raise
        except StoreError:
            # Whatever ails it, the next transaction begins on a connection without a past. One that
            # goes on for others is sound: what this unit did is undone in it.
            if self._group is None:
                self._abandon()
            raise
        finally:
            self._turn.release()
            self._finish(group)
        self._await(group)

    def before_answer(self, work: Callable[[], None]) -> None:
        """Have work done before anybody of the group under way goes on, once for all that ask."""
        assert self._group is not None  # noqa: S101  a unit is under way
        self._group.then[work] = None

    def _take_turn(self) -> None:
        with self._counting:
            self._waiting += 1
        try:
            taken = self._turn.acquire(timeout=self._busy_timeout_s)
        finally:
            with self._counting:
                self._waiting -= 1
        if not taken:
            raise StoreBusy(
                "the database is being written to by another part of this process",
                code="DB003",
                place=Place(path=str(self._path)),
                help="wait for it to end, then try again",
            )

    def _join(self, connection: Connection, raw: sqlite3.Connection) -> Group:
        """Return the group whose transaction goes on, or one that begins now."""
        group = self._group
        if group is None:
            self._turnstile.enter()
            try:
                begin(self._path, raw)
            except BaseException:
                self._turnstile.leave()
                raise
            connection.begin()  # which finds the transaction begun
            group = self._group = Group()
        raw.execute(_BEGUN)
        return group

    def _undo(self, group: Group, raw: sqlite3.Connection) -> None:
        """Undo one unit's part of a transaction; all of it where that cannot be."""
        if not group.members or not raw.in_transaction:
            return
        try:
            raw.execute(_UNDONE)
            raw.execute(_DONE)
        except sqlite3.Error:
            self._abandon()

    def _end(self, group: Group, connection: Connection, raw: sqlite3.Connection) -> None:
        """Hand the transaction on, or commit it; with nothing to keep in it, undo it."""
        if self._group is not group:
            return  # given up
        if not group.members:
            self._group = None
            self._roll_back(connection, raw)
            self._turnstile.leave()
        elif not self._waiting or group.members >= MOST_TOGETHER or not raw.in_transaction:
            self._commit(group, connection, raw)

    def _commit(self, group: Group, connection: Connection, raw: sqlite3.Connection) -> None:
        self._group = None
        try:
            if not raw.in_transaction:
                # Some faults make SQLite undo everything; what came after it would be alone.
                raise self._undone()
            connection.commit()
        except BaseException as error:
            self._roll_back(connection, raw)
            group.settle(error)
            raise
        finally:
            self._turnstile.leave()
        group.committed_by = threading.get_ident()

    def _finish(self, group: Group | None) -> None:
        """Do what a group has to do yet that this thread committed; meanwhile others may write."""
        if group is None or group.committed_by != threading.get_ident() or group.done.is_set():
            return
        error: BaseException | None = None
        try:
            for work in group.then:
                work()
        except BaseException as raised:
            error = raised
        group.settle(error)

    def _await(self, group: Group | None) -> None:
        """Wait until a group is committed, and commit it if nobody has taken it on.

        Raises:
            StoreError: It could not be.
        """
        if group is None:
            return
        while not group.done.wait(_LOOK_S):
            if self._turn.acquire(blocking=False):
                try:
                    if self._group is group and self._connection is not None:
                        self._commit(group, self._connection, _raw(self._connection))
                finally:
                    self._turn.release()
                    self._finish(group)
        if isinstance(group.error, PressrunError):
            raise type(group.error)(
                group.error.problem.what,
                code=group.error.problem.code,
                place=group.error.problem.place,
                help=group.error.problem.help,
            ) from group.error
        if group.error is not None:
            raise group.error

    def _abandon(self) -> None:
        """Give up the connection, and whatever group had its transaction."""
        group, self._group = self._group, None
        self._discard()
        self._turnstile.leave()
        if group is not None:
            group.settle(self._undone())

    def _undone(self) -> StoreError:
        return StoreError(
            "the database undid this step; nothing of it was written",
            code="DB001",
            place=Place(path=str(self._path)),
            help="try again",
        )

    def close(self) -> None:
        """Close the connection, once nobody writes; who waits for it is told so."""
        with self._turn:
            self._abandon()
            self._turnstile.close()

    def _open(self) -> tuple[Connection, sqlite3.Connection]:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(write=True)
            allow(self._path, _raw(self._connection), write=True)
            self._connection.info["write"] = True
        return self._connection, _raw(self._connection)

    def _roll_back(self, connection: Connection, raw: sqlite3.Connection) -> None:
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
