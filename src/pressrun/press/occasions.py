"""The occasions of schedules: each moment is claimed once, whoever looks and whenever.

A cursor says how far a schedule was looked at and only moves forward; a moment is a row under its
wall time. Both are written in one transaction, so that processes, clock changes and clocks that
disagree neither double a moment nor lose one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pressrun.model.booking import Booking, BookingState, Cursor
from pressrun.model.issue import IssueKey, IssueState
from pressrun.model.moment import say_distance
from pressrun.model.recurrence import Occurrence, next_after, occurrences
from pressrun.model.schedule import ARMED_BY, CatchUp, IfLate, Schedule
from pressrun.ports import Unit

# After a long sleep moments are taken up a stretch at a time: a rule may have one each minute.
STRETCH: Final = timedelta(days=366)
_DAY: Final = timedelta(days=1)
_AHEAD: Final = (BookingState.CLAIMED, BookingState.DRAFTED, BookingState.HELD)
_TAKEN_BACK: Final = frozenset({IssueState.ARMED, IssueState.HELD, IssueState.MISSED})
CHANGED: Final = "the schedule was changed"
GONE: Final = "the schedule is no longer in pressrun.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What looking at a schedule came to: moments that are ours now, and what is changed.

    ``next_at`` is when it must be looked at again, None for never.
    """

    booked: tuple[Booking, ...]
    next_at: datetime | None


def look(unit: Unit, schedule: Schedule, *, now: datetime, mint: Callable[[], str]) -> Look:
    """Claim the moments of a schedule that have come, or come within its ``draft_ahead``.

    Seen for the first time it begins now. Seen changed, it goes on by what it says now from where
    it was last looked at, and moments ahead that it has no more are taken back.
    """
    begins = Cursor(schedule=schedule.name, digest=schedule.digest, since_at=now, at=now)
    cursor = unit.bookings.begin(begins)
    booked = list[Booking]()
    after = cursor.at
    if cursor.digest != schedule.digest:
        # Without a digest it was away: what it would have made meanwhile is nobody's.
        after = min(cursor.at, now) if cursor.digest else now
        booked += take_back(unit, schedule.name, now=now, reason=CHANGED, keep=schedule)
    until = now + schedule.draft_ahead
    busy = max(1, len(schedule.rule.times) // 24)
    end = max(after, min(until, after + STRETCH / busy))
    found = _moments(schedule, after=after, until=end)
    further = _next(schedule, end)
    more = further is not None and further <= now
    fresh = (
        Booking(
            schedule=schedule.name,
            wall=moment.key,
            zone=moment.zone,
            at=moment.at,
            state=state,
            issue=IssueKey(mint()),
            claimed_at=now,
            reason=reason,
        )
        for moment, state, reason in fates(schedule, found, now=now, more=more)
    )
    booked += unit.bookings.claim(fresh)
    unit.bookings.advance(schedule.name, to=end, digest=schedule.digest)
    return Look(booked=tuple(booked), next_at=further and further - schedule.draft_ahead)


def fates(
    schedule: Schedule, moments: Sequence[Occurrence], *, now: datetime, more: bool = False
) -> Iterator[tuple[Occurrence, BookingState, str]]:
    """Yield what becomes of moments that were not seen before, and why it is not an issue.

    ``more`` says that others which have passed follow.
    """
    passed = [moment for moment in moments if moment.at <= now]
    last = passed[-1] if passed and not more else None
    for moment in moments:
        if moment in passed and moment is not last and schedule.catch_up is CatchUp.LATEST:
            yield moment, BookingState.SKIPPED, "a later moment took its place"
            continue
        gives_up = schedule.if_late is IfLate.SKIP or schedule.catch_up is CatchUp.SKIP
        if gives_up and is_late(schedule, moment.at, now):
            yield moment, BookingState.MISSED, too_late(moment.at, now)
        else:
            yield moment, BookingState.CLAIMED, ""


def is_late(schedule: Schedule, at: datetime, now: datetime) -> bool:
    """Tell whether a moment is further back than the grace of its schedule."""
    return now - at > schedule.grace


def too_late(at: datetime, now: datetime) -> str:
    """Return why a moment that has passed makes no issue."""
    return f"its time was {say_distance(at, now)}"


def end_gone(unit: Unit, schedules: Sequence[Schedule], *, now: datetime) -> list[Booking]:
    """Take back what schedules that are gone from the file have ahead; return it."""
    here = {schedule.name for schedule in schedules}
    ended = list[Booking]()
    for cursor in unit.bookings.cursors():
        if cursor.schedule not in here and cursor.digest:
            ended += take_back(unit, cursor.schedule, now=now, reason=GONE)
            unit.bookings.advance(cursor.schedule, to=now, digest="")
    return ended


def take_back(
    unit: Unit, name: str, *, now: datetime, reason: str, keep: Schedule | None = None
) -> list[Booking]:
    """Call off the coming moments of a schedule, but those that ``keep`` has as well.

    The issue of each goes back to draft and its folder stays. One that somebody scheduled
    themselves, or that has begun to go out, is left alone.
    """
    ended = list[Booking]()
    for item in unit.bookings.rows(states=_AHEAD, after=now):
        if item.schedule != name or (keep is not None and _has(keep, item)):
            continue
        armed = unit.issues.find(item.issue)
        if armed is not None:
            if armed.state not in _TAKEN_BACK or armed.armed_by != f"{ARMED_BY}{name}":
                continue
            unit.issues.disarm(item.issue)
        if unit.bookings.move(item, expected=item.state, to=BookingState.SKIPPED, reason=reason):
            ended.append(replace(item, state=BookingState.SKIPPED, reason=reason))
    return ended


def next_look(schedule: Schedule, cursor: Cursor) -> datetime | None:
    """Return when a schedule whose cursor stands there must be looked at again."""
    further = _next(schedule, cursor.at)
    return further and further - schedule.draft_ahead


def _has(schedule: Schedule, item: Booking) -> bool:
    """Tell whether a moment that was claimed is one of the schedule's still, by its wall time."""
    near = _moments(schedule, after=item.at - 2 * _DAY, until=item.at + 2 * _DAY)
    return any(moment.key == item.wall for moment in near)


def _moments(schedule: Schedule, *, after: datetime, until: datetime) -> list[Occurrence]:
    return occurrences(
        schedule.rule,
        schedule.zone,
        after=after,
        until=until,
        skip=schedule.skip,
        skip_at=schedule.skip_at,
        extra=schedule.extra,
    )


def _next(schedule: Schedule, after: datetime) -> datetime | None:
    found = next_after(
        schedule.rule,
        schedule.zone,
        after,
        skip=schedule.skip,
        skip_at=schedule.skip_at,
        extra=schedule.extra,
    )
    return found.at if found else None
