"""How often somebody has asked, in memory (port Throttles)."""

from datetime import datetime

from pressrun.store.instant import from_ms, hour_ms
from pressrun.store.memory.shelf import Shelf


class MemoryThrottles:
    """Throttles of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def spend(self, subject: str, *, at: datetime) -> None:
        key = (subject, _hour(at))
        self._shelf.throttles[key] = self._shelf.throttles.get(key, 0) + 1

    def spent(self, subject: str, *, since: datetime) -> int:
        first = _hour(since)
        return sum(
            count
            for (whose, hour), count in self._shelf.throttles.items()
            if whose == subject and hour >= first
        )

    def forget(self, *, before: datetime) -> int:
        first = _hour(before)
        old = [key for key in self._shelf.throttles if key[1] < first]
        for key in old:
            del self._shelf.throttles[key]
        return len(old)


def _hour(at: datetime) -> datetime:
    return from_ms(hour_ms(at))
