"""Wishes that wait for a yes, in SQL (port Wishes)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pressrun.model.audience import SubscriberId
from pressrun.model.privatefeed import each_a_line
from pressrun.model.wish import Wish, WishKind
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms, to_ms

_COLUMNS: Final = """handle, kind, list, address, address_key, address_hash, subscriber, name,
    language, topics, code_hash, tries, asked_at, done_at, wording, page, network_hash"""
_ADD: Final = f"INSERT INTO wish ({_COLUMNS}) VALUES ({', '.join('?' * 17)})"  # noqa: S608
_FIND: Final = f"SELECT {_COLUMNS} FROM wish WHERE handle = ?"  # noqa: S608  names of columns
_OF: Final = f"SELECT {_COLUMNS} FROM wish WHERE address_hash = ?"  # noqa: S608
_LATEST: Final = f"{_OF} AND kind = ? AND list = ? ORDER BY asked_at DESC, handle DESC LIMIT 1"
_RENEW: Final = """
    UPDATE wish SET code_hash = ?, asked_at = ?, tries = 0 WHERE handle = ? AND done_at IS NULL
"""
_FINISH: Final = "UPDATE wish SET done_at = ? WHERE handle = ? AND done_at IS NULL"
_MISS: Final = "UPDATE wish SET tries = tries + 1 WHERE handle = ? RETURNING tries"
WAITING: Final = """
    SELECT count(DISTINCT address_hash) FROM wish INDEXED BY ix_wish_open
    WHERE kind = 'join' AND done_at IS NULL AND list = ?
"""


class SqlWishes:
    """Wishes of one transaction."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def add(self, wish: Wish) -> None:
        self._driver.run(
            _ADD,
            (
                wish.handle,
                wish.kind.value,
                wish.list,
                wish.address,
                wish.address_key,
                wish.address_hash,
                wish.subscriber,
                wish.name,
                wish.language,
                "\n".join(each_a_line(wish.topics)),
                wish.code_hash,
                wish.tries,
                to_ms(wish.asked_at),
                None if wish.done_at is None else to_ms(wish.done_at),
                wish.wording,
                wish.page,
                wish.network_hash,
            ),
        )

    def find(self, handle: str) -> Wish | None:
        row = self._driver.row(_FIND, (handle,))
        return None if row is None else _wish(row)

    def latest(self, address_hash: str, *, kind: WishKind, list: str) -> Wish | None:
        row = self._driver.row(_LATEST, (address_hash, kind.value, list))
        return None if row is None else _wish(row)

    def renew(self, handle: str, *, code_hash: str, at: datetime) -> bool:
        return bool(self._driver.run(_RENEW, (code_hash, to_ms(at), handle)))

    def finish(self, handle: str, *, at: datetime) -> bool:
        return bool(self._driver.run(_FINISH, (to_ms(at), handle)))

    def miss(self, handle: str) -> int:
        row = self._driver.row(_MISS, (handle,))
        return 0 if row is None else int(row[0])

    def of(self, address_hash: str) -> Sequence[Wish]:
        rows = self._driver.rows(f"{_OF} ORDER BY asked_at, handle", (address_hash,))
        return [_wish(row) for row in rows]

    def waiting(self, list: str) -> int:
        return int(self._driver.row(WAITING, (list,))[0])

    def forget(self, *, before: datetime) -> int:
        return self._driver.run("DELETE FROM wish WHERE asked_at < ?", (to_ms(before),))

    def forget_mailbox(self, address_hash: str) -> int:
        return self._driver.run("DELETE FROM wish WHERE address_hash = ?", (address_hash,))

    def forget_person(self, subscriber: SubscriberId) -> int:
        return self._driver.run("DELETE FROM wish WHERE subscriber = ?", (subscriber,))


def _wish(row: Sequence[Any]) -> Wish:
    subscriber, done_ms = row[6], row[13]
    return Wish(
        handle=row[0],
        kind=WishKind(row[1]),
        list=row[2],
        address=row[3],
        address_key=row[4],
        address_hash=row[5],
        subscriber=None if subscriber is None else SubscriberId(subscriber),
        name=row[7],
        language=row[8],
        topics=tuple(row[9].splitlines()),
        code_hash=row[10],
        tries=row[11],
        asked_at=from_ms(row[12]),
        done_at=None if done_ms is None else from_ms(done_ms),
        wording=row[14],
        page=row[15],
        network_hash=row[16],
    )
