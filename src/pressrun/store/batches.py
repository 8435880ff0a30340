"""Imports and how they are taken back, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pressrun.model.audience import Batch, Subscriber
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms, to_ms
from pressrun.store.readers import PERSON, to_subscriber

_OPEN: Final = "INSERT INTO import_batch (list, file, digest, evidence, at) VALUES (?, ?, ?, ?, ?)"
_BATCHES: Final = """
    SELECT id, list, file, digest, evidence, at, undone_at FROM import_batch ORDER BY id
"""
_UNDO: Final = """
    UPDATE import_batch SET undone_at = ? WHERE id = ? AND undone_at IS NULL RETURNING list
"""
# Whoever came with it and stands as the import left them: no line follows, nothing was chosen.
_CAME: Final = """
    FROM consent JOIN subscription
        ON subscription.list = consent.list AND subscription.subscriber = consent.subscriber
    JOIN subscriber ON subscriber.id = consent.subscriber
    WHERE consent.batch = ? AND consent.kind = 'given' AND subscription.state = 'confirmed'
        AND subscription.changed_at = consent.at
        AND (subscription.cadence <> 'feed' OR EXISTS (
            SELECT 1 FROM private_feed WHERE private_feed.subscriber = consent.subscriber
                AND private_feed.list = consent.list AND private_feed.created_at = consent.at
        ))
        AND NOT EXISTS (
            SELECT 1 FROM consent AS later WHERE later.subscriber = consent.subscriber
                AND later.list = consent.list AND later.id > consent.id
        )
"""
_OF: Final = f"SELECT {PERSON} {_CAME} ORDER BY subscriber.id"
_LOG: Final = f"""
    INSERT INTO consent (subscriber, list, kind, evidence, at, batch)
    SELECT consent.subscriber, consent.list, 'undone', ?, ?, consent.batch {_CAME}
    ORDER BY consent.subscriber
"""
_UNDONE: Final = "SELECT subscriber FROM consent WHERE batch = ? AND kind = 'undone'"
_END: Final = f"DELETE FROM subscription WHERE list = ? AND subscriber IN ({_UNDONE})"  # noqa: S608
_REVOKE: Final = f"""
    UPDATE private_feed SET revoked_at = ?
    WHERE revoked_at IS NULL AND list = ? AND subscriber IN ({_UNDONE})
"""  # noqa: S608
_FORGET: Final = f"""
    UPDATE subscriber
    SET address = '', address_key = NULL, address_hash = '', name = '', language = ''
    WHERE id IN (
        {_UNDONE} EXCEPT SELECT subscriber FROM subscription WHERE subscriber IN ({_UNDONE})
    )
"""  # noqa: S608
_LIFT: Final = "DELETE FROM suppression WHERE batch = ?"


class SqlBatches:
    """Imports of one transaction."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def open_batch(self, *, list: str, file: str, digest: str, evidence: str, at: datetime) -> int:
        return self._driver.insert(_OPEN, (list, file, digest, evidence, to_ms(at)))

    def batches(self) -> Sequence[Batch]:
        return [
            Batch(
                id=number,
                list=list_,
                file=file,
                digest=digest,
                evidence=evidence,
                at=from_ms(at_ms),
                undone_at=None if undone_ms is None else from_ms(undone_ms),
            )
            for number, list_, file, digest, evidence, at_ms, undone_ms in self._driver.rows(
                _BATCHES
            )
        ]

    def of_batch(self, batch: int) -> Sequence[Subscriber]:
        return [to_subscriber(row) for row in self._driver.rows(_OF, (batch,))]

    def undo_batch(self, batch: int, *, evidence: str, at: datetime) -> int:
        at_ms = to_ms(at)
        found = self._driver.rows(_UNDO, (at_ms, batch))
        if not found:
            return 0
        [(list_,)] = found
        self._driver.run(_LOG, (evidence, at_ms, batch))
        ended = self._driver.run(_END, (list_, batch))
        self._driver.run(_REVOKE, (at_ms, list_, batch))
        self._driver.run(_FORGET, (batch, batch))
        self._driver.run(_LIFT, (batch,))
        return ended
