"""Issues that are armed or have been, in SQL (port Issues)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from pressrun.model import delivery as ledger
from pressrun.model.delivery import DeliveryState, SkipReason
from pressrun.model.issue import NEXT, ArmedIssue, IssueKey, IssueState
from pressrun.store.tables import delivery, issue

_DISARMABLE: Final = [state for state, after in NEXT.items() if IssueState.DRAFT in after]
_SKIPPABLE: Final = [
    state for state, after in ledger.NEXT.items() if DeliveryState.SKIPPED in after
]


class SqlIssues:
    """Rows of issues, as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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
            self._skip_deliveries(key)
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

    def _skip_deliveries(self, key: IssueKey) -> None:
        # The fence rises, so that a claim under way finds itself stale before its final dot.
        self._connection.execute(
            update(delivery)
            .where(delivery.c.issue == key, delivery.c.state.in_(_SKIPPABLE))
            .values(
                state=DeliveryState.SKIPPED,
                reason=SkipReason.CANCELLED,
                fence=delivery.c.fence + 1,
                next_at=None,
                lease_ends_at=None,
            )
        )


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
