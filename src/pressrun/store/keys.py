"""Secrets by purpose, in SQL (port Keys)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from pressrun.model.key import Key, Purpose
from pressrun.store.tables import key


class SqlKeys:
    """Keys of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, purpose: Purpose, secret: bytes, *, at: datetime) -> Key:
        row = {"purpose": purpose.value, "secret": secret, "created_at": at}
        number: int = self._connection.execute(insert(key), row).lastrowid
        return Key(number, purpose, secret)

    def find(self, id: int, *, purpose: Purpose) -> Key | None:
        return self._key(purpose, select(key).where(key.c.id == id))

    def newest(self, purpose: Purpose) -> Key | None:
        return self._key(purpose, select(key).order_by(key.c.id.desc()).limit(1))

    def _key(self, purpose: Purpose, query: Select[Any]) -> Key | None:
        row = self._connection.execute(query.where(key.c.purpose == purpose.value)).one_or_none()
        return None if row is None else Key(row.id, purpose, bytes(row.secret))
