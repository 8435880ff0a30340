"""Letters, in SQL (port Letters)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pressrun.errors import Conflict
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import ENDS, Claimed, DeliveryState, OnUnknown, Outcome
from pressrun.model.letter import Letter
from pressrun.model.mark import Mark
from pressrun.store import letterclaims
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms, to_ms

# A number may come again once its letter is deleted. Its fence begins with the moment it was
# written, so that to whoever still speaks of the older one it is another.
_QUEUE: Final = """
    INSERT INTO letter (kind, list, address, face, slots, dedupe, message_id, created_at,
        subscriber, state, fence)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?)
    ON CONFLICT (dedupe) DO NOTHING
"""
# Every statement on open rows names their state: see ``ix_delivery_open`` in ``tables``.
_OPEN: Final = "FROM letter INDEXED BY ix_letter_open WHERE state = 'STATE'"
_OLDEST: Final = f"SELECT created_at {_OPEN} ORDER BY next_at, id LIMIT 1"
_LEASE_ENDS: Final = f"SELECT min(lease_ends_at) {_OPEN}"
_WAITS: Final = f"SELECT min(next_at) {_OPEN}"
_TIMES: Final = (
    _OLDEST.replace("STATE", "queued"),
    _LEASE_ENDS.replace("STATE", "claimed"),
    _WAITS.replace("STATE", "deferred"),
    _WAITS.replace("STATE", "unknown"),
)
_COUNT: Final = f"SELECT count(*) {_OPEN}"
_WAITING: Final = tuple(
    _COUNT.replace("STATE", state) for state in DeliveryState if state not in ENDS
)
_OF: Final = "SELECT COLUMNS, letter.state FROM letter WHERE subscriber = ? ORDER BY id".replace(
    "COLUMNS", letterclaims.COLUMNS
)
_FORGET: Final = """
    DELETE FROM letter
    WHERE settled_at < ? AND state IN ('accepted', 'refused', 'skipped', 'expired')
"""
_FORGET_FACES: Final = """
    DELETE FROM letter_face WHERE NOT EXISTS (SELECT 1 FROM letter WHERE face = digest)
"""
_FORGET_MAILBOX: Final = "DELETE FROM letter WHERE address = ? AND state <> 'claimed'"
_EMPTY_MAILBOX: Final = "UPDATE letter SET address = '', slots = '{}' WHERE address = ?"
_FORGET_PERSON: Final = _FORGET_MAILBOX.replace("WHERE address", "WHERE subscriber")
_EMPTY_PERSON: Final = _EMPTY_MAILBOX.replace("WHERE address", "WHERE subscriber")


class SqlLetters:
    """Rows of letters, as one transaction sees them."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def keep_face(self, digest: str, octets: bytes) -> None:
        self._driver.run(
            "INSERT INTO letter_face VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, octets)
        )

    def face(self, digest: str) -> bytes | None:
        row = self._driver.row("SELECT octets FROM letter_face WHERE digest = ?", (digest,))
        return None if row is None else row[0]

    def queue(self, letter: Letter) -> bool:
        if not self._driver.row("SELECT 1 FROM letter_face WHERE digest = ?", (letter.face,)):
            raise Conflict("a letter's face was not kept")
        at_ms = to_ms(letter.created_at)
        row = (
            letter.kind.value,
            letter.list,
            letter.address,
            letter.face,
            json.dumps(dict(letter.slots)),
            letter.dedupe,
            letter.message_id,
            at_ms,
            letter.subscriber,
            at_ms,
        )
        return self._driver.run(_QUEUE, row) == 1

    def claim(
        self, *, sender: str, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        return letterclaims.take_due(self._driver, sender=sender, limit=limit, now=now, lease=lease)

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        return letterclaims.settle(self._driver, outcomes)

    def recover(
        self, sender: str, marks: Iterable[Mark], *, now: datetime, on_unknown: OnUnknown
    ) -> Mapping[DeliveryState, int]:
        return letterclaims.recover(self._driver, sender, marks, now=now, on_unknown=on_unknown)

    def senders(self) -> Sequence[str]:
        return letterclaims.senders(self._driver)

    def expire_leases(self, *, alive: Iterable[str], now: datetime, on_unknown: OnUnknown) -> int:
        return letterclaims.expire_leases(
            self._driver, alive=frozenset(alive), now=now, on_unknown=on_unknown
        )

    def next_at(self) -> datetime | None:
        return min(self._times(), default=None)

    def _times(self) -> Iterator[datetime]:
        for query in _TIMES:
            row = self._driver.row(query)
            if row is not None and row[0] is not None:
                yield from_ms(row[0])

    def waiting(self) -> int:
        return sum(self._driver.row(query)[0] for query in _WAITING)

    def counts(self) -> Mapping[DeliveryState, int]:
        rows = self._driver.rows("SELECT state, count(*) FROM letter GROUP BY state")
        return {DeliveryState(state): count for state, count in rows}

    def of(self, subscriber: SubscriberId) -> Sequence[tuple[Letter, DeliveryState]]:
        return [
            (letterclaims.letter_of(columns), DeliveryState(state))
            for *columns, state in self._driver.rows(_OF, (subscriber,))
        ]

    def forget(self, *, before: datetime) -> int:
        forgotten = self._driver.run(_FORGET, (to_ms(before),))
        self._driver.run(_FORGET_FACES)
        return forgotten

    def forget_mailbox(self, address: str) -> int:
        forgotten = self._driver.run(_FORGET_MAILBOX, (address,))
        return forgotten + self._driver.run(_EMPTY_MAILBOX, (address,))

    def forget_person(self, subscriber: SubscriberId) -> int:
        forgotten = self._driver.run(_FORGET_PERSON, (subscriber,))
        return forgotten + self._driver.run(_EMPTY_PERSON, (subscriber,))
