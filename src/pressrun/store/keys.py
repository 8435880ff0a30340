"""Secrets by purpose, in SQL (port Keys). A form that is sent asks for several of them."""

from datetime import datetime
from typing import Any, Final

from pressrun.model.key import Key, Purpose
from pressrun.store.driver import Driver
from pressrun.store.instant import to_ms

_ADD: Final = "INSERT INTO key (purpose, secret, created_at) VALUES (?, ?, ?) RETURNING id"
_FIND: Final = "SELECT id, secret FROM key WHERE id = ? AND purpose = ?"
_NEWEST: Final = "SELECT id, secret FROM key WHERE purpose = ? ORDER BY id DESC LIMIT 1"


class SqlKeys:
    """Keys of one transaction."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def add(self, purpose: Purpose, secret: bytes, *, at: datetime) -> Key:
        row = self._driver.row(_ADD, (purpose.value, secret, to_ms(at)))
        return Key(row[0], purpose, secret)

    def find(self, id: int, *, purpose: Purpose) -> Key | None:
        return _key(purpose, self._driver.row(_FIND, (id, purpose.value)))

    def newest(self, purpose: Purpose) -> Key | None:
        return _key(purpose, self._driver.row(_NEWEST, (purpose.value,)))


def _key(purpose: Purpose, row: Any) -> Key | None:
    return None if row is None else Key(row[0], purpose, bytes(row[1]))
