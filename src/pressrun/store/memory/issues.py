"""Issues that are armed or have been, in memory (port Issues)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.model.issue import NEXT, ArmedIssue, IssueKey, IssueState
from pressrun.ports import Clock
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf


class MemoryIssues:
    """Rows of issues, as one transaction sees them."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf, self._clock = shelf, clock

    def find(self, key: IssueKey) -> ArmedIssue | None:
        return self._shelf.issues.get(key)

    def all(self) -> Sequence[ArmedIssue]:
        return sorted(self._shelf.issues.values(), key=lambda row: (row.due_at, row.key))

    def arm(self, armed: ArmedIssue) -> bool:
        if armed.state is not IssueState.ARMED:
            raise ValueError(f"only an armed issue can be armed, not one that is {armed.state}")
        found = self.find(armed.key)
        if found is not None and IssueState.ARMED not in NEXT[found.state]:
            return False
        self._shelf.issues[armed.key] = replace(
            armed, due_at=exact(armed.due_at), armed_at=exact(armed.armed_at)
        )
        return True

    def disarm(self, key: IssueKey) -> bool:
        found = self.find(key)
        if found is None or IssueState.DRAFT not in NEXT[found.state]:
            return False
        del self._shelf.issues[key]
        return True

    def move(
        self, key: IssueKey, *, expected: IssueState, to: IssueState, reason: str = ""
    ) -> bool:
        if to not in NEXT[expected]:
            raise ValueError(f"an issue that is {expected} cannot become {to}")
        found = self.find(key)
        if found is None or found.state is not expected:
            return False
        if to is IssueState.DRAFT:
            return self.disarm(key)
        self._shelf.issues[key] = replace(found, state=to, reason=reason)
        if to is IssueState.CANCELLED:
            self._shelf.skip_cancelled(key, self._clock.now())
        return True

    def due(self, now: datetime) -> Sequence[ArmedIssue]:
        moment = exact(now)
        return [row for row in self._armed() if row.due_at <= moment]

    def next_due(self) -> datetime | None:
        return min((row.due_at for row in self._armed()), default=None)

    def _armed(self) -> Sequence[ArmedIssue]:
        return [row for row in self.all() if row.state is IssueState.ARMED]
