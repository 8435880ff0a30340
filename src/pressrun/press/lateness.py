"""Lateness: what becomes of an issue that nobody sent at its time."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pressrun.errors import Problem
from pressrun.model.booking import BookingState
from pressrun.model.issue import LATEST, ArmedIssue, IssueState
from pressrun.model.moment import say_distance
from pressrun.model.schedule import ARMED_BY, IfLate, Schedule
from pressrun.ports import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An issue that is too late to go out unasked.

    ``holds`` says that its schedule asks a person; else it is missed. ``why`` is in words.
    """

    why: str
    holds: bool = False


def lateness(schedules: Iterable[Schedule], armed: ArmedIssue, now: datetime) -> Late | None:
    """Return why an issue does not go out by itself any more; None if it does.

    One that a schedule armed is late by that schedule, any other by ``LATEST``: whoever schedules
    an issue themselves has decided.
    """
    schedule = _schedule_of(schedules, armed)
    grace = schedule.grace if schedule else LATEST
    if now - armed.due_at <= grace or (schedule and schedule.if_late is IfLate.SEND):
        return None
    if schedule and schedule.if_late is IfLate.ASK:
        return Late(why=f"its time was {say_distance(armed.due_at, now)}", holds=True)
    return Late(why=f"nothing sent it within {_say(grace)} of its time")


def put_aside(store: Store, armed: ArmedIssue, late: Late, *, number: str) -> Problem | None:
    """Have an issue that is too late wait for a person; None where it moved on meanwhile."""
    to, became = IssueState.MISSED, BookingState.MISSED
    reason = late.why
    if late.holds:
        to, became = IssueState.HELD, BookingState.HELD
        reason = f"{late.why}: pressrun schedule {number} now"
    with store.unit() as unit:
        if not unit.issues.move(armed.key, expected=IssueState.ARMED, to=to, reason=reason):
            return None
        item = unit.bookings.of_issue(armed.key)
        if item is not None and item.state is BookingState.DRAFTED:
            unit.bookings.move(item, expected=item.state, to=became, reason=reason)
    log.warning("issue.missed", extra={"issue": armed.key})
    return Problem(
        code="SCD002",
        what=f"issue {number} is {to}: {late.why}",
        help=f"pressrun schedule {number} now; or  pressrun unschedule {number}",
    )


def _schedule_of(schedules: Iterable[Schedule], armed: ArmedIssue) -> Schedule | None:
    """Return the schedule that armed an issue; None where a person did, or it is gone."""
    if not armed.armed_by.startswith(ARMED_BY):
        return None
    name = armed.armed_by.removeprefix(ARMED_BY)
    return next((each for each in schedules if each.name == name), None)


def _say(length: timedelta) -> str:
    """Return a length of time in words: ``12 hours``."""
    hours, rest = divmod(int(length.total_seconds()), 3600)
    if not rest:
        return f"{hours} hour" if hours == 1 else f"{hours} hours"
    return f"{int(length.total_seconds()) // 60} minutes"
