"""What is doubtful about a plan: double bookings, days' limits, moments that nobody looked at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pressrun.errors import Problem, Severity
from pressrun.model.agenda import Item
from pressrun.model.booking import Cursor
from pressrun.model.moment import say_instant
from pressrun.press.desk import Desk
from pressrun.press.moments import Coming, coming_of


def doubts(
    desk: Desk,
    items: Sequence[Item],
    moments: Iterable[Coming],
    cursors: Mapping[str, Cursor],
    *,
    now: datetime,
) -> Iterator[Problem]:
    """Yield a warning for everything about a plan that wants a look."""
    yield from _unlooked(desk, cursors, now)
    yield from _twice(items, desk.publication.zone)
    yield from _held_up(items, now)
    yield from _skips(desk, moments, items)


def _unlooked(desk: Desk, cursors: Mapping[str, Cursor], now: datetime) -> Iterator[Problem]:
    """Tell of moments that have gone by since a schedule was looked at."""
    for schedule in desk.schedules:
        cursor = cursors.get(schedule.name)
        if cursor is None or cursor.at >= now:
            continue
        gone = [one for one in coming_of(schedule, after=cursor.at, until=now) if not one.skipped]
        if gone:
            some = "a moment has" if len(gone) == 1 else f"{len(gone)} moments have"
            yield Problem(
                code="PLN001",
                severity=Severity.WARNING,
                what=f"{some} gone by since `pressrun run` last looked at schedule"
                f" {schedule.name}, the last {say_instant(gone[-1].at, schedule.zone, now)}",
                help=f"pressrun run    (catch_up = {schedule.catch_up}, if_late ="
                f" {schedule.if_late})",
            )


def _twice(items: Iterable[Item], zone: str) -> Iterator[Problem]:
    """Tell of two things that the same readers of a list get on one local day."""
    there, days = ZoneInfo(zone), defaultdict[tuple[str, str, date], dict[str, None]](dict)
    for item in items:
        if item.at is not None and item.goes_out and not item.erratum:
            day = item.at.astimezone(there).date()
            days[item.list, item.cadence or "", day][_name(item)] = None
    pairs = defaultdict[tuple[str, str, str], list[date]](list)
    for (list_, _, day), found in days.items():
        first, *others = found
        for other in others:
            pairs[list_, first, other].append(day)
    for (list_, first, other), shared in pairs.items():
        days_more = "1 more day" if len(shared) == 2 else f"{len(shared) - 1} more days"
        more = f" and on {days_more}" if len(shared) > 1 else ""
        yield Problem(
            code="PLN002",
            severity=Severity.WARNING,
            what=f"list {list_} gets {first} and {other} on one day, {shared[0]}{more}",
            help=f'move one of them, or leave it out of its schedule: skip = ["{shared[0]}"]',
        )


def _name(item: Item) -> str:
    """Return what an item is called; moments of a schedule are all called the same."""
    if item.schedule:
        return f"schedule {item.schedule}"
    return f"issue {item.number}"


def _held_up(items: Iterable[Item], now: datetime) -> Iterator[Problem]:
    """Tell of the first sending that a day's limit or mail before it holds up."""
    for item in items:
        told = item.handover
        if told is None or item.at is None:
            continue
        late = told.begins_at > max(item.at, now)
        if told.quota or late:
            behind = " and begins behind mail before it" if late else ""
            what = told.quota or "has to wait"
            yield Problem(
                code="PLN003",
                severity=Severity.WARNING,
                what=f"the mail of {_name(item)}, {say_instant(item.at, item.zone, now)}: "
                f"{what}{behind}",
                help="later ones may as well: see when each has gone out; raise per_day, or add a"
                " relay",
            )
            return


def _skips(desk: Desk, moments: Iterable[Coming], items: Sequence[Item]) -> Iterator[Problem]:
    """Tell of days that a schedule skips although nothing would come on them."""
    acted = {(one.schedule.name, one.occurrence.wall.date()) for one in moments if one.skipped}
    dated = [item.at for item in items if item.at is not None]
    if not dated:
        return
    first, last = min(dated).date(), max(dated).date()
    for schedule in desk.schedules:
        for day in schedule.skip:
            if first < day < last and (schedule.name, day) not in acted:
                yield Problem(
                    code="PLN004",
                    severity=Severity.WARNING,
                    what=f"schedule {schedule.name} skips {day}, and nothing would come on it",
                    help=f"it comes {schedule.said}; mend the date, or take it out",
                )
