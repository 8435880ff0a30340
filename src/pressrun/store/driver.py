"""SQLite's own cursor, for statements that run once a delivery or once a commit.

SQLAlchemy's way to a row is several times as dear as SQLite's. Here are text and tuples only, in
the transaction that SQLAlchemy holds.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection

from pressrun.store.faults import store_error

Values = Sequence[str | int | float | None]


class Driver:
    """The cursor beneath one transaction; its errors are ours (see ``faults``)."""

    def __init__(self, connection: Connection, path: Path) -> None:
        raw = connection.connection.dbapi_connection
        self._cursor = cast(sqlite3.Connection, raw).cursor()
        self._path = path

    def rows(self, sql: str, values: Values = ()) -> list[Any]:
        """Return every row of an answer, as tuples."""
        try:
            return self._cursor.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise store_error(error, self._path) from error

    def row(self, sql: str, values: Values = ()) -> Any:
        """Return the first row of an answer, or None."""
        try:
            return self._cursor.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise store_error(error, self._path) from error

    def run(self, sql: str, values: Values = ()) -> int:
        """Run a statement and return how many rows it changed."""
        try:
            return self._cursor.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise store_error(error, self._path) from error

    def run_each(self, sql: str, many: Sequence[Values]) -> int:
        """Run a statement for each tuple and return how many rows changed in all."""
        if not many:
            return 0
        try:
            return self._cursor.executemany(sql, many).rowcount
        except sqlite3.Error as error:
            raise store_error(error, self._path) from error
