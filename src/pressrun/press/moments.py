"""The coming moments of schedules, with what clocks do to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pressrun.model.recurrence import Occurrence, occurrences
from pressrun.model.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A moment of a schedule; ``skipped`` says that pressrun.toml takes it out."""

    schedule: Schedule
    occurrence: Occurrence
    notes: tuple[str, ...] = ()
    skipped: bool = False

    @property
    def at(self) -> datetime:
        return self.occurrence.at


def coming(schedules: Iterable[Schedule], *, after: datetime, until: datetime) -> list[Coming]:
    """Return every moment with ``after < at <= until``, by instant, then by schedule."""
    found = [
        moment for schedule in schedules for moment in coming_of(schedule, after=after, until=until)
    ]
    return sorted(found, key=lambda moment: (moment.at, moment.schedule.name))


def coming_of(schedule: Schedule, *, after: datetime, until: datetime) -> list[Coming]:
    """Return the moments of one schedule in order, skipped ones among them, with their notes."""
    rule, zone, extra = schedule.rule, schedule.zone, schedule.extra
    taken = occurrences(
        rule,
        zone,
        after=after,
        until=until,
        skip=schedule.skip,
        skip_at=schedule.skip_at,
        extra=extra,
    )
    every = [(one, False) for one in taken]
    if schedule.skip or schedule.skip_at:
        acted = {one.wall for one in taken}
        whole = occurrences(rule, zone, after=after, until=until)
        every += [(one, True) for one in whole if one.wall not in acted]
        every.sort(key=lambda pair: pair[0].at)
    there, found = ZoneInfo(zone), []
    before = after.astimezone(there).utcoffset()
    for one, skipped in every:
        local = one.at.astimezone(there)
        offset = local.utcoffset()
        notes = _notes(one, local)
        if offset != before and before is not None and offset is not None:
            change = f"UTC offset changes from {_offset(before)} to {_offset(offset)}"
            notes = (*notes, f"{change} before this one")
        before = offset
        found.append(Coming(schedule=schedule, occurrence=one, notes=notes, skipped=skipped))
    return found


def _notes(one: Occurrence, local: datetime) -> tuple[str, ...]:
    if one.shifted:
        same_day = one.wall.date() == local.date()
        form = "%H:%M" if same_day else "%Y-%m-%d %H:%M"
        shown = f"{one.wall:{form}} becomes {local:{form}}"
        return (f"clocks go forward then: {shown}",)
    if one.twice:
        return (f"clocks go back then: of two times {one.wall:%H:%M} it is the first",)
    return ()


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
