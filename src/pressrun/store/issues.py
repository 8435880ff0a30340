"""Issues that are armed or have been, in SQL (port Issues)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from pressrun.model.issue import NEXT, ArmedIssue, IssueKey, IssueState
from pressrun.ports import Clock
from pressrun.store.cancellation import skip_cancelled
from pressrun.store.driver import Driver
from pressrun.store.instant import to_ms
from pressrun.store.ledgertables import issue

_DISARMABLE: Final = [state for state, after in NEXT.items() if IssueState.DRAFT in after]


class SqlIssues:
    """Rows of issues, as one transaction sees them."""

    def __init__(self, connection: Connection, driver: Driver, clock: Clock) -> None:
        self._connection, self._driver, self._clock = connection, driver, clock

    def find(self, key: IssueKey) -> ArmedIssue | None:
        row = self._connection.execute(select(issue).where(issue.c.key == key)).one_or_none()
        return None if row is None else _armed(row)

    def all(self) -> Sequence[ArmedIssue]:
        rows = self._connection.execute(select(issue).order_by(issue.c.due_at, issue.c.key))
        return [_armed(row) for row in rows]

    def arm(self, armed: ArmedIssue) -> bool:
        if armed.state is not IssueState.ARMED:
            raise ValueError(f"only an armed issue can be armed, not one that is {armed.state}")
        found = self.find(armed.key)
        if found is not None and IssueState.ARMED not in NEXT[found.state]:
            return False
        values = {column.name: getattr(armed, column.name) for column in issue.columns}
        if found is None:
            self._connection.execute(insert(issue).values(values))
        else:
            self._connection.execute(update(issue).where(issue.c.key == armed.key).values(values))
        return True

    def disarm(self, key: IssueKey) -> bool:
        return self._forget(key, _DISARMABLE)

    def move(
        self, key: IssueKey, *, expected: IssueState, to: IssueState, reason: str = ""
    ) -> bool:
        if to not in NEXT[expected]:
            raise ValueError(f"an issue that is {expected} cannot become {to}")
        if to is IssueState.DRAFT:
            return self._forget(key, [expected])
        moved = self._connection.execute(
            update(issue)
            .where(issue.c.key == key, issue.c.state == expected)
            .values(state=to, reason=reason)
        )
        if moved.rowcount and to is IssueState.CANCELLED:
            skip_cancelled(self._driver, key, to_ms(self._clock.now()))
        return bool(moved.rowcount)

    def due(self, now: datetime) -> Sequence[ArmedIssue]:
        rows = self._connection.execute(
            select(issue)
            .where(issue.c.state == IssueState.ARMED, issue.c.due_at <= now)
            .order_by(issue.c.due_at, issue.c.key)
        )
        return [_armed(row) for row in rows]

    def next_due(self) -> datetime | None:
        return self._connection.execute(
            select(func.min(issue.c.due_at)).where(issue.c.state == IssueState.ARMED)
        ).scalar()

    def _forget(self, key: IssueKey, states: Sequence[IssueState]) -> bool:
        """Delete a row in one of ``states``: a draft has none."""
        forgotten = self._connection.execute(
            delete(issue).where(issue.c.key == key, issue.c.state.in_(states))
        )
        return bool(forgotten.rowcount)


def _armed(row: Row[Any]) -> ArmedIssue:
    return ArmedIssue(
        key=IssueKey(row.key),
        list=row.list,
        state=row.state,
        wall=row.wall,
        zone=row.zone,
        due_at=row.due_at,
        digest=row.digest,
        armed_by=row.armed_by,
        armed_at=row.armed_at,
        reason=row.reason,
    )
