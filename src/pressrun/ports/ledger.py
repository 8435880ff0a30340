"""Issues, press runs and deliveries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import (
    Accounts,
    Claimed,
    Delivery,
    DeliveryState,
    Face,
    Outcome,
    PressRun,
)
from pressrun.model.issue import ArmedIssue, IssueKey, IssueState


class Issues(Protocol):
    """Issues that are armed or have been."""

    def find(self, key: IssueKey) -> ArmedIssue | None:
        """Return an issue's row; a draft has none."""
        ...

    def all(self) -> Sequence[ArmedIssue]:
        """Return every row, by ``due_at``."""
        ...

    def arm(self, armed: ArmedIssue) -> bool:
        """Write or rewrite the row; False, and no change, once it is sending or has ended.

        Raises:
            ValueError: The state it carries is not ``armed``.
        """
        ...

    def disarm(self, key: IssueKey) -> bool:
        """Return an armed, held or missed issue to draft; False when it was none of these."""
        ...

    def move(
        self, key: IssueKey, *, expected: IssueState, to: IssueState, reason: str = ""
    ) -> bool:
        """Move from ``expected`` to ``to``; False when it stood elsewhere.

        Cancelling skips every delivery that is not being submitted.

        Raises:
            ValueError: ``to`` cannot follow ``expected``; see ``model.issue.NEXT``.
        """
        ...

    def due(self, now: datetime) -> Sequence[ArmedIssue]:
        """Return armed issues whose moment has come, the earliest first."""
        ...

    def next_due(self) -> datetime | None:
        """Return when the next armed issue is due."""
        ...


class Runs(Protocol):
    """Press runs, their frozen faces and their books."""

    def freeze(self, run: PressRun, faces: Iterable[Face]) -> None:
        """Write a run in state ``frozen`` with its faces. One run an issue.

        Raises:
            Conflict: The issue has a run already, or no row.
        """
        ...

    def find(self, issue: IssueKey) -> PressRun | None:
        """Return the run of an issue."""
        ...

    def unfinished(self) -> Sequence[PressRun]:
        """Return runs that are not closed and whose issue is sending, the oldest first."""
        ...

    def faces(self, issue: IssueKey) -> Sequence[Face]:
        """Return the frozen faces of an issue, octets included."""
        ...

    def open(self, issue: IssueKey, *, list: str, face: str) -> int:
        """Freeze the audience: one queued delivery for everyone confirmed and not suppressed.

        Returns how many. A run that is open already keeps its audience and its number.

        Raises:
            Conflict: The issue has no run, or the run no such face.
        """
        ...

    def accounts(self, issue: IssueKey) -> Accounts:
        """Return the books of a run."""
        ...

    def close(self, issue: IssueKey) -> bool:
        """Close the run and call the issue sent if its books are complete; else change nothing.

        Returns whether the run is closed, now or since before.
        """
        ...


class Deliveries(Protocol):
    """The ledger: one row for each subscriber of each run."""

    def claim(
        self, issue: IssueKey, *, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        """Take up to ``limit`` deliveries that are queued, or deferred or unknown and due.

        Suppression and consent are checked again here: who left meanwhile is skipped with the
        reason, and not returned. Two claims never return the same delivery while its lease runs.
        """
        ...

    def intend(self, claimed: Iterable[Claimed]) -> Sequence[Claimed]:
        """Mark claims as submitting; return those that were no longer ours and must not go."""
        ...

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        """Write outcomes down; return those refused: another claim came between, or theirs was
        given up.

        Raises:
            ValueError: A state cannot follow the row's own; see ``model.delivery.NEXT``.
        """
        ...

    def release(
        self, issue: IssueKey, *, now: datetime, all: bool = False
    ) -> Mapping[DeliveryState, int]:
        """Give up claims whose lease has ended (every claim with ``all``, when no sender lives).

        ``claimed`` becomes queued; ``submitting`` becomes unknown and due at once. Returns how
        many of each were given up.
        """
        ...

    def next_at(self, issue: IssueKey) -> datetime | None:
        """Return when the next deferred or unknown delivery is due, or the next lease ends."""
        ...

    def rows(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState] = (),
        after: SubscriberId,
        limit: int,
    ) -> Sequence[Delivery]:
        """Return rows of a run in order of subscriber, all states where none is named."""
        ...
