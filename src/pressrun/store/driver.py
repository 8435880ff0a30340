"""SQLite's own cursor, for statements that run once a delivery or once a commit.

SQLAlchemy's way to a row is several times as dear as SQLite's. Here are text and tuples only, in
the transaction that SQLAlchemy holds.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import Connection

from pressrun.errors import StoreError
from pressrun.store.faults import store_error, text_error

Values = Sequence[str | int | float | bytes | None]
_FAULTS: Final = (sqlite3.Error, UnicodeEncodeError)


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
        except _FAULTS as error:
            raise self._told(error) from error

    def row(self, sql: str, values: Values = ()) -> Any:
        """Return the first row of an answer, or None."""
        try:
            return self._cursor.execute(sql, values).fetchone()
        except _FAULTS as error:
            raise self._told(error) from error

    def run(self, sql: str, values: Values = ()) -> int:
        """Run a statement and return how many rows it changed."""
        try:
            return self._cursor.execute(sql, values).rowcount
        except _FAULTS as error:
            raise self._told(error) from error

    def insert(self, sql: str, values: Values = ()) -> int:
        """Insert one row and return its number, where rows of that table have one."""
        try:
            number = self._cursor.execute(sql, values).lastrowid
        except _FAULTS as error:
            raise self._told(error) from error
        return number or 0

    def run_each(self, sql: str, many: Sequence[Values]) -> int:
        """Run a statement for each tuple and return how many rows changed in all."""
        if not many:
            return 0
        try:
            return self._cursor.executemany(sql, many).rowcount
        except _FAULTS as error:
            raise self._told(error) from error

    def define(self, name: str, function: Callable[[str], bool | str]) -> None:
        """Give statements of this connection a function of one text, in the place of an older."""
        self._cursor.connection.create_function(name, 1, function, deterministic=True)

    def _told(self, error: sqlite3.Error | UnicodeEncodeError) -> StoreError:
        return store_error(error, self._path) if isinstance(error, sqlite3.Error) else text_error()
