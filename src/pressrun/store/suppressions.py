"""Addresses that are never mailed, in SQL."""

from datetime import datetime
from typing import Final

from pressrun.model.audience import Suppression, SuppressionReason
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms, to_ms

_FIND: Final = "SELECT reason, at, batch FROM suppression WHERE address_hash = ?"
_SUPPRESS: Final = """
    INSERT INTO suppression (address_hash, reason, at, batch) VALUES (?, ?, ?, ?)
"""
_AGAIN: Final = "UPDATE suppression SET reason = ?, at = ?, batch = ? WHERE address_hash = ?"


class SqlSuppressions:
    """Suppressions of one transaction."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def suppress(
        self,
        address_hash: str,
        *,
        reason: SuppressionReason,
        at: datetime,
        batch: int | None = None,
    ) -> bool:
        at_ms = to_ms(at)
        found = self.suppression(address_hash)
        if found is None:
            self._driver.run(_SUPPRESS, (address_hash, reason.value, at_ms, batch))
            return True
        new = found.joined(Suppression(reason=reason, at=from_ms(at_ms), batch=batch))
        if new != found:
            self._driver.run(_AGAIN, (new.reason.value, to_ms(new.at), new.batch, address_hash))
        return False

    def suppression(self, address_hash: str) -> Suppression | None:
        row = self._driver.row(_FIND, (address_hash,))
        if row is None:
            return None
        reason, at_ms, batch = row
        return Suppression(reason=SuppressionReason(reason), at=from_ms(at_ms), batch=batch)

    def lift(self, address_hash: str) -> bool:
        return bool(
            self._driver.run("DELETE FROM suppression WHERE address_hash = ?", (address_hash,))
        )
