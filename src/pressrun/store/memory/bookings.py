"""Moments of schedules, in memory (port Bookings)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.model.booking import NEXT, Booking, BookingState, Cursor
from pressrun.model.issue import IssueKey
from pressrun.store.memory.shelf import Shelf


class MemoryBookings:
    """Cursors and moments on a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def cursors(self) -> Sequence[Cursor]:
        return [self._shelf.cursors[name] for name in sorted(self._shelf.cursors)]

    def begin(self, cursor: Cursor) -> Cursor:
        return self._shelf.cursors.setdefault(cursor.schedule, cursor)

    def advance(self, schedule: str, *, to: datetime, digest: str) -> bool:
        cursor = self._shelf.cursors.get(schedule)
        if cursor is None:
            return False
        self._shelf.cursors[schedule] = replace(cursor, digest=digest, at=max(cursor.at, to))
        return cursor.at < to

    def advance_all(self, to: Mapping[str, datetime]) -> None:
        for name, at in to.items():
            if name in self._shelf.cursors:
                cursor = self._shelf.cursors[name]
                self._shelf.cursors[name] = replace(cursor, at=max(cursor.at, at))

    def claim(self, bookings: Iterable[Booking]) -> Sequence[Booking]:
        ours = []
        for item in bookings:
            taken = self._shelf.bookings.values()
            if (item.schedule, item.wall) in self._shelf.bookings:
                continue
            if any(other.issue == item.issue for other in taken):
                continue
            self._shelf.bookings[item.schedule, item.wall] = item
            ours.append(item)
        return ours

    def move(
        self, item: Booking, *, expected: BookingState, to: BookingState, reason: str = ""
    ) -> bool:
        if to not in NEXT[expected]:
            raise ValueError(f"a moment that is {expected} cannot become {to}")
        found = self.find(item.schedule, item.wall)
        if found is None or found.state is not expected:
            return False
        moved = replace(found, state=to, reason=reason)
        self._shelf.bookings[item.schedule, item.wall] = moved
        return True

    def find(self, schedule: str, wall: str) -> Booking | None:
        return self._shelf.bookings.get((schedule, wall))

    def of_issue(self, key: IssueKey) -> Booking | None:
        return next((item for item in self._shelf.bookings.values() if item.issue == key), None)

    def rows(
        self, *, states: Iterable[BookingState] = (), after: datetime | None = None
    ) -> Sequence[Booking]:
        wanted = frozenset(states) or frozenset(BookingState)
        found = [
            item
            for item in self._shelf.bookings.values()
            if item.state in wanted and (after is None or item.at > after)
        ]
        return sorted(found, key=lambda item: (item.at, item.schedule))
