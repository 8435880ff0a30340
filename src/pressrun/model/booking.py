"""What became of each moment of a schedule, and how far a schedule was looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pressrun.model.issue import IssueKey


class BookingState(StrEnum):
    """What became of a moment of a schedule."""

    CLAIMED = "claimed"  # its issue's folder is yet to be written
    DRAFTED = "drafted"  # the folder is there, and the issue armed
    HELD = "held"  # the folder is there, and somebody must decide
    EMPTY = "empty"  # there was no article
    SKIPPED = "skipped"  # a later moment took its place, or the schedule was changed
    MISSED = "missed"  # too late, and the schedule says to skip it then


_B = BookingState
NEXT: Final[Mapping[BookingState, frozenset[BookingState]]] = {
    _B.CLAIMED: frozenset({_B.DRAFTED, _B.HELD, _B.EMPTY, _B.SKIPPED, _B.MISSED}),
    _B.DRAFTED: frozenset({_B.HELD, _B.SKIPPED, _B.MISSED}),
    _B.HELD: frozenset({_B.DRAFTED, _B.SKIPPED}),
    _B.EMPTY: frozenset(),
    _B.SKIPPED: frozenset(),
    _B.MISSED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a schedule was looked at. ``since_at`` is when the press first saw it."""

    schedule: str
    digest: str
    since_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One moment of a schedule, claimed once for ever by its name and wall time.

    ``wall`` is local (``2026-12-03T09:00``), ``at`` the instant. ``issue`` is the key that its
    issue has or will have, minted with the claim, so that whoever goes on after a crash writes
    the same one. ``reason`` says why it is not simply drafted.
    """

    schedule: str
    wall: str
    zone: str
    at: datetime
    state: BookingState
    issue: IssueKey
    claimed_at: datetime
    reason: str = ""
