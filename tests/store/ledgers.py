"""A publication's database, for tests that look beneath the port."""

import sqlite3
from contextlib import closing
from pathlib import Path

from doubles import CountingEntropy, StoppedClock
from pressrun.store.sql import SqlStore


def open_store(path: Path, *, busy_timeout_s: float = 0.05) -> SqlStore:
    return SqlStore.open(
        path, clock=StoppedClock(), entropy=CountingEntropy(), busy_timeout_s=busy_timeout_s
    )


def look(path: Path, query: str) -> list[tuple[object, ...]]:
    """Return what another program would read."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()
