"""Port Store over SQLAlchemy Core: one SQLite file, one writer, any number of readers."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, Self

from sqlalchemy import Connection, Engine, insert, select, update

from pressrun.ports import Clock, Entropy, Instance
from pressrun.store.approvals import SqlApprovals
from pressrun.store.bookings import SqlBookings
from pressrun.store.database import (
    FileId,
    check_file,
    make_engine,
    make_file,
)
from pressrun.store.deliveries import SqlDeliveries
from pressrun.store.digests import SqlDigests
from pressrun.store.driver import Driver
from pressrun.store.faults import open_error
from pressrun.store.issues import SqlIssues
from pressrun.store.keys import SqlKeys
from pressrun.store.letters import SqlLetters
from pressrun.store.noes import SqlKnownNoes
from pressrun.store.people import SqlPeople
from pressrun.store.pings import SqlPings
from pressrun.store.privatefeeds import SqlPrivateFeeds
from pressrun.store.readers import HASH_KEY
from pressrun.store.readership import SqlReaderships
from pressrun.store.runs import SqlRuns
from pressrun.store.schema import make, stored_revision, upgrade_apart
from pressrun.store.scrub import scrub
from pressrun.store.sending import SqlBuckets, SqlHeartbeats
from pressrun.store.tables import REVISION, instance, key
from pressrun.store.throttles import SqlThrottles
from pressrun.store.votes import SqlVotes
from pressrun.store.wishes import SqlWishes
from pressrun.store.writer import Writer

BUSY_TIMEOUT_S: Final = 10.0
_HASH_KEY_OCTETS: Final = 32
_ID_OCTETS: Final = 16


class Upgrade(Protocol):
    """Brings a database up to date."""

    def __call__(self, path: Path, *, busy_timeout_s: float) -> None: ...


class SqlUnit:
    """One transaction (port Unit)."""

    def __init__(
        self, connection: Connection, path: Path, clock: Clock, writer: Writer | None = None
    ) -> None:
        self._writer = writer
        driver = Driver(connection, path)
        self.connection = connection
        self.people = SqlPeople(driver)
        self.issues = SqlIssues(connection, driver, clock)
        self.runs = SqlRuns(connection, driver, clock)
        self.deliveries = SqlDeliveries(connection, driver, clock)
        self.buckets = SqlBuckets(driver)
        self.heartbeats = SqlHeartbeats(driver)
        self.letters = SqlLetters(driver)
        self.votes = SqlVotes(driver)
        self.wishes = SqlWishes(driver)
        self.throttles = SqlThrottles(driver)
        self.noes = SqlKnownNoes(driver)
        self.keys = SqlKeys(driver)
        self.private_feeds = SqlPrivateFeeds(connection)
        self.readerships = SqlReaderships(connection)
        self.pings = SqlPings(connection)
        self.bookings = SqlBookings(connection)
        self.approvals = SqlApprovals(connection)
        self.digests = SqlDigests(driver, clock)

    def before_answer(self, work: Callable[[], None]) -> None:
        if self._writer is not None:  # one that only reads has no commit
            self._writer.before_answer(work)

    def instance(self) -> Instance:
        row = self.connection.execute(select(instance)).one()
        return Instance(id=row.id, nonce=row.nonce)

    def renew_instance(self, nonce: str) -> None:
        self.connection.execute(update(instance).values(nonce=nonce))


class SqlStore:
    """A database file (port Store). Writers take turns; readers see the last commit."""

    def __init__(
        self, engine: Engine, writer: Writer, path: Path, opened: FileId, clock: Clock
    ) -> None:
        self._engine, self._writer = engine, writer
        self._path, self._opened, self._clock = path, opened, clock
        self._unit: SqlUnit | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock,
        entropy: Entropy,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        upgrade: Upgrade = upgrade_apart,
    ) -> Self:
        """Open the database at ``path``, made, or brought up to date by ``upgrade``, as needed.

        Raises:
            StoreBusy: Another process held it for longer than ``busy_timeout_s``.
            StoreError: It cannot be read or written, is damaged, is something else, or was
                written by a newer Pressrun.
        """
        opened = make_file(path)
        engine = make_engine(path, busy_timeout_s=busy_timeout_s)
        try:
            with engine.begin() as connection:
                stored = stored_revision(connection, path)
                ready = stored == REVISION and _is_introduced(connection)
            if stored not in {None, REVISION}:
                upgrade(path, busy_timeout_s=busy_timeout_s)
            # Whoever only reads need not wait for a writer, nor be allowed to write.
            if not ready:
                with engine.connect().execution_options(write=True) as one, one.begin():
                    if stored_revision(one, path) is None:
                        make(one)
                    _introduce(one, clock, entropy)
        except BaseException:
            engine.dispose()
            raise
        writer = Writer(engine, path, busy_timeout_s=busy_timeout_s)
        return cls(engine, writer, path, opened, clock)

    @staticmethod
    def exists(path: Path) -> bool:
        """Tell whether there is a database to open, and make none."""
        return os.path.isfile(path)

    @contextmanager
    def unit(self, *, write: bool = True) -> Iterator[SqlUnit]:
        """Open a transaction; see port Store. One that does not write is refused any change."""
        check_file(self._path, self._opened)
        if write:
            with self._writer.transaction() as connection:
                yield self._written(connection)
        else:
            with self._engine.begin() as connection:
                yield SqlUnit(connection, self._path, self._clock)

    def _written(self, connection: Connection) -> SqlUnit:
        """Return the unit of the connection that writes, which is the same one nearly always."""
        if self._unit is None or self._unit.connection is not connection:
            self._unit = SqlUnit(connection, self._path, self._clock, self._writer)
        return self._unit

    def scrub(self, words: Iterable[str] = ()) -> bool:
        """Let what was deleted leave the disk; see port Store."""
        check_file(self._path, self._opened)
        return scrub(self._engine, self._path, words)

    def room_octets(self) -> int:
        """Return how much the disk still takes of whoever may not use its last reserve.

        Raises:
            StoreError: The database's folder is gone.
        """
        try:
            status = os.statvfs(self._path.parent)
        except OSError as error:
            raise open_error(error, self._path) from error
        return status.f_bavail * status.f_frsize

    def close(self) -> None:
        """Close every connection."""
        self._writer.close()
        self._engine.dispose()


def _is_introduced(connection: Connection) -> bool:
    """Tell whether a database has its identity."""
    return connection.execute(select(instance)).first() is not None


def _introduce(connection: Connection, clock: Clock, entropy: Entropy) -> None:
    """Give a new database its identity and its key of address hashes."""
    if _is_introduced(connection):
        return
    # Whoever sends first gives it a nonce.
    connection.execute(insert(instance).values(id=entropy.octets(_ID_OCTETS).hex(), nonce=""))
    connection.execute(
        insert(key).values(
            purpose=HASH_KEY, secret=entropy.octets(_HASH_KEY_OCTETS), created_at=clock.now()
        )
    )
