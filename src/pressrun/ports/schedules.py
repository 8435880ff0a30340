"""Moments of schedules, and approvals: what the calendar remembers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pressrun.model.approval import Approval, ApprovedFace
from pressrun.model.booking import Booking, BookingState, Cursor
from pressrun.model.issue import IssueKey


class Bookings(Protocol):
    """Which moments of which schedule were claimed, and what became of them."""

    def cursors(self) -> Sequence[Cursor]:
        """Return how far every schedule was looked at, by name."""
        ...

    def begin(self, cursor: Cursor) -> Cursor:
        """Write a schedule's first cursor, unless it has one; return the one it has now."""
        ...

    def advance(self, schedule: str, *, to: datetime, digest: str) -> bool:
        """Move a cursor forward and note the digest; False, and nothing, if it is there already.

        A digest that differs is noted even where the cursor stands further on.
        """
        ...

    def advance_all(self, to: Mapping[str, datetime]) -> None:
        """Move the cursors of these schedules forward, where they stand further back."""
        ...

    def claim(self, bookings: Iterable[Booking]) -> Sequence[Booking]:
        """Write moments down that nobody has claimed; return those that are ours now."""
        ...

    def move(
        self,
        item: Booking,
        *,
        expected: BookingState,
        to: BookingState,
        reason: str = "",
    ) -> bool:
        """Say what became of a moment; False, and no change, when it stood elsewhere.

        Raises:
            ValueError: ``to`` cannot follow ``expected``; see ``model.booking.NEXT``.
        """
        ...

    def find(self, schedule: str, wall: str) -> Booking | None:
        """Return one moment's row."""
        ...

    def of_issue(self, key: IssueKey) -> Booking | None:
        """Return the moment an issue was made for."""
        ...

    def rows(
        self, *, states: Iterable[BookingState] = (), after: datetime | None = None
    ) -> Sequence[Booking]:
        """Return rows in these states, all where none is named, by instant, then by schedule.

        With ``after``, only of moments later than that.
        """
        ...


class Approvals(Protocol):
    """What was approved, by whom."""

    def find(self, key: IssueKey) -> Approval | None:
        """Return the approval of an issue that stands."""
        ...

    def faces(self, key: IssueKey) -> Sequence[ApprovedFace]:
        """Return the faces that were approved, by language."""
        ...

    def give(self, given: Approval, faces: Iterable[ApprovedFace]) -> None:
        """Write an approval down, in place of any before."""
        ...

    def take_back(self, key: IssueKey) -> bool:
        """Forget an approval; False where there was none."""
        ...
