"""Addresses that are never mailed, in memory."""

from datetime import datetime

from pressrun.model.audience import Suppression, SuppressionReason
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf


class MemorySuppressions:
    """Suppressions of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def suppress(
        self,
        address_hash: str,
        *,
        reason: SuppressionReason,
        at: datetime,
        batch: int | None = None,
    ) -> bool:
        found = self.suppression(address_hash)
        new = Suppression(reason=reason, at=exact(at), batch=batch)
        if found is not None:
            new = found.joined(new)
        if new != found:
            self._shelf.suppressed[address_hash] = new
            self._shelf.suppressions_changed += 1
        return found is None

    def suppression(self, address_hash: str) -> Suppression | None:
        return self._shelf.suppressed.get(address_hash)

    def lift(self, address_hash: str) -> bool:
        lifted = self._shelf.suppressed.pop(address_hash, None) is not None
        self._shelf.suppressions_changed += lifted
        return lifted
