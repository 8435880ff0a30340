"""How often a list can be read: every issue, by a feed, and by the digests that schedules make."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pressrun.errors import Problem, Severity
from pressrun.model.audience import DIGESTS, Cadence
from pressrun.model.recurrence import next_after
from pressrun.model.schedule import Schedule


def on_offer(schedules: Iterable[Schedule], list: str) -> tuple[Cadence, ...]:
    """Return the ways to read a list that there are: a digest only where one is made."""
    made = {schedule.cadence for schedule in schedules if schedule.list == list}
    return tuple(one for one in Cadence if one not in DIGESTS or one in made)


def unserved(
    schedules: Iterable[Schedule], list: str, *, weekly: int, monthly: int
) -> Iterator[Problem]:
    """Yield a warning for a digest that readers of a list wait for and no schedule makes."""
    offered = on_offer(schedules, list)
    waiting = {Cadence.WEEKLY: weekly, Cadence.MONTHLY: monthly}
    for cadence, readers in waiting.items():
        if readers and cadence not in offered:
            people = "1 reader waits" if readers == 1 else f"{readers} readers wait"
            yield Problem(
                code="CAD001",
                severity=Severity.WARNING,
                what=f"{people} for a {cadence} digest of list {list!r}, and no schedule makes one",
                help=f'write  [schedules.digest]  with  list = "{list}",  cadence = "{cadence}"'
                "  and when it comes,\nsuch as  every = "
                + ('"sunday 18:00"' if cadence is Cadence.WEEKLY else '"month-end 18:00"'),
            )


def next_digests(
    schedules: Iterable[Schedule], list: str, *, after: datetime
) -> Mapping[Cadence, date]:
    """Return the day of the next digest of each cadence, in its schedule's zone."""
    found: dict[Cadence, tuple[datetime, date]] = {}
    for schedule in schedules:
        if schedule.list != list or schedule.cadence is None:
            continue
        moment = next_after(
            schedule.rule,
            schedule.zone,
            after,
            skip=schedule.skip,
            skip_at=schedule.skip_at,
            extra=schedule.extra,
        )
        if moment is not None:
            day = moment.at.astimezone(ZoneInfo(schedule.zone)).date()
            first = found.get(schedule.cadence, (moment.at, day))
            found[schedule.cadence] = min(first, (moment.at, day))
    return {cadence: day for cadence, (_, day) in found.items()}
