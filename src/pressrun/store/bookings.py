"""Moments of schedules, in SQL (port Bookings)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from pressrun.model.booking import NEXT, Booking, BookingState, Cursor
from pressrun.model.issue import IssueKey
from pressrun.store.calendartables import UNWRITTEN, booking, schedule_state


class SqlBookings:
    """Cursors and moments, as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cursors(self) -> Sequence[Cursor]:
        rows = self._connection.execute(select(schedule_state).order_by(schedule_state.c.schedule))
        return [_cursor(row) for row in rows]

    def begin(self, cursor: Cursor) -> Cursor:
        self._connection.execute(
            insert(schedule_state)
            .values(
                schedule=cursor.schedule,
                digest=cursor.digest,
                since_at=cursor.since_at,
                at=cursor.at,
            )
            .on_conflict_do_nothing()
        )
        row = self._connection.execute(
            select(schedule_state).where(schedule_state.c.schedule == cursor.schedule)
        ).one()
        return _cursor(row)

    def advance(self, schedule: str, *, to: datetime, digest: str) -> bool:
        mine = schedule_state.c.schedule == schedule
        self._connection.execute(
            update(schedule_state)
            .where(mine, schedule_state.c.digest != digest)
            .values(digest=digest)
        )
        moved = self._connection.execute(
            update(schedule_state).where(mine, schedule_state.c.at < to).values(at=to)
        )
        return bool(moved.rowcount)

    def advance_all(self, to: Mapping[str, datetime]) -> None:
        if to:
            self._connection.execute(
                update(schedule_state)
                .where(
                    schedule_state.c.schedule == bindparam("name"),
                    schedule_state.c.at < bindparam("to"),
                )
                .values(at=bindparam("to")),
                [{"name": name, "to": at} for name, at in to.items()],
            )

    def claim(self, bookings: Iterable[Booking]) -> Sequence[Booking]:
        ours = []
        for item in bookings:
            written = self._connection.execute(
                insert(booking).values(_values(item)).on_conflict_do_nothing()
            )
            if written.rowcount:
                ours.append(item)
        return ours

    def move(
        self,
        item: Booking,
        *,
        expected: BookingState,
        to: BookingState,
        reason: str = "",
    ) -> bool:
        if to not in NEXT[expected]:
            raise ValueError(f"a moment that is {expected} cannot become {to}")
        moved = self._connection.execute(
            update(booking)
            .where(
                booking.c.schedule == item.schedule,
                booking.c.wall == item.wall,
                booking.c.state == expected,
            )
            .values(state=to, reason=reason)
        )
        return bool(moved.rowcount)

    def find(self, schedule: str, wall: str) -> Booking | None:
        return self._one(booking.c.schedule == schedule, booking.c.wall == wall)

    def of_issue(self, key: IssueKey) -> Booking | None:
        return self._one(booking.c.issue == key)

    def rows(
        self, *, states: Iterable[BookingState] = (), after: datetime | None = None
    ) -> Sequence[Booking]:
        query = select(booking).order_by(booking.c.at, booking.c.schedule)
        wanted = list(states)
        if wanted == [BookingState.CLAIMED]:
            # SQLite uses a partial index only for what it can see to imply it.
            query = query.where(UNWRITTEN)
        elif wanted:
            query = query.where(booking.c.state.in_(wanted))
        if after is not None:
            query = query.where(booking.c.at > after)
        return [_booking(row) for row in self._connection.execute(query)]

    def _one(self, *conditions: Any) -> Booking | None:
        row = self._connection.execute(select(booking).where(*conditions)).one_or_none()
        return None if row is None else _booking(row)


def _values(item: Booking) -> dict[str, object]:
    return {column.name: getattr(item, column.name) for column in booking.columns}


def _cursor(row: Row[Any]) -> Cursor:
    return Cursor(schedule=row.schedule, digest=row.digest, since_at=row.since_at, at=row.at)


def _booking(row: Row[Any]) -> Booking:
    return Booking(
        schedule=row.schedule,
        wall=row.wall,
        zone=row.zone,
        at=row.at,
        state=row.state,
        issue=IssueKey(row.issue),
        claimed_at=row.claimed_at,
        reason=row.reason,
    )
