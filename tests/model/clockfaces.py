"""What a clock on the wall shows at every quarter of an hour: an oracle for recurring moments.

It goes from instants to walls, through zoneinfo alone, and never from a wall to an instant. What
should recur is a line of hand-written arithmetic on the date beside the words for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUARTERS = tuple(timedelta(minutes=15) * place for place in range(4))
QUARTER = QUARTERS[1]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def ticks(zone: str, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield every quarter of an hour from one instant to another: naive UTC, and the wall.

    Between two full hours of one offset nothing is asked again.
    """
    place = ZoneInfo(zone)
    at, end = first.replace(tzinfo=None), last.replace(tzinfo=None)
    offset = first.astimezone(place).utcoffset()
    while at <= end:
        following = (at + HOUR).replace(tzinfo=UTC).astimezone(place).utcoffset()
        for quarter in QUARTERS:
            tick = at + quarter
            if following == offset:
                yield tick, tick + offset
            else:
                yield tick, tick.replace(tzinfo=UTC).astimezone(place).replace(tzinfo=None)
        at, offset = at + HOUR, following


def shown(zone: str, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield every wall time once, with the instant at which it is first shown.

    What a clock skips stands as if it had not jumped yet; what it shows again is left out.
    """
    before = highest = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - QUARTER
    for at, wall in ticks(zone, first, last):
        skipped = before + QUARTER
        while highest < skipped < wall:
            yield at + (skipped - before - QUARTER), skipped
            skipped += QUARTER
        if wall > highest:
            yield at, wall
            highest = wall
        before = wall


class Faces:
    """The clock of one zone over some years, looked through by time of day."""

    def __init__(self, zone: str, first: datetime, last: datetime) -> None:
        self.by_time: dict[time, list[tuple[datetime, datetime]]] = {}
        wanted = {at for meant in (*RULES, *LINES) for at in meant.at}
        for at, wall in shown(zone, first, last):
            if (clock := wall.time()) in wanted:
                self.by_time.setdefault(clock, []).append((at, wall))

    def instants(self, times: Sequence[time], is_meant: Callable[[date], bool]) -> list[datetime]:
        """Return the instants of the days that are meant, no instant twice."""
        found = {at for clock in times for at, wall in self.by_time[clock] if is_meant(wall.date())}
        return [at.replace(tzinfo=UTC) for at in sorted(found)]


@dataclass(frozen=True)
class Meant:
    """Words for a rule, its times, and what its days are by hand."""

    words: str
    times: tuple[str, ...]
    is_meant: Callable[[date], bool]

    @property
    def at(self) -> list[time]:
        return [time.fromisoformat(text) for text in self.times]


def is_last(day: date) -> bool:
    return (day + DAY).day == 1


RULES = (
    Meant("daily 00:00", ("00:00",), lambda day: True),
    Meant("daily 00:30", ("00:30",), lambda day: True),
    Meant("daily 01:30", ("01:30",), lambda day: True),
    Meant("daily 02:15, 03:15", ("02:15", "03:15"), lambda day: True),
    Meant("daily 02:30", ("02:30",), lambda day: True),
    Meant("daily 23:45, 0:00", ("23:45", "00:00"), lambda day: True),
    Meant("monday 00:00", ("00:00",), lambda day: day.weekday() == 0),
    Meant("sunday 01:00, 02:00", ("01:00", "02:00"), lambda day: day.weekday() == 6),
    Meant("weekdays 07:30", ("07:30",), lambda day: day.weekday() < 5),
    Meant("weekends 00:00", ("00:00",), lambda day: day.weekday() > 4),
    Meant("thursday, saturday 09:00", ("09:00",), lambda day: day.weekday() in (3, 5)),
    Meant("first monday 10:00", ("10:00",), lambda day: day.weekday() == 0 and day.day <= 7),
    Meant("third sunday 02:30", ("02:30",), lambda day: day.weekday() == 6 and 15 <= day.day <= 21),
    Meant(
        "last sunday 02:00",
        ("02:00",),
        lambda day: day.weekday() == 6 and (day + 7 * DAY).month != day.month,
    ),
    Meant(
        "last friday 00:00",
        ("00:00",),
        lambda day: day.weekday() == 4 and (day + 7 * DAY).month != day.month,
    ),
    Meant("month-end 18:00", ("18:00",), is_last),
    Meant("month-end 23:45", ("23:45",), is_last),
    Meant("day 1 00:00", ("00:00",), lambda day: day.day == 1),
    Meant(
        "day 1, day 15, month-end 02:30",
        ("02:30",),
        lambda day: day.day in (1, 15) or is_last(day),
    ),
    Meant("day 31 00:15", ("00:15",), lambda day: day.day == 31),
)
LINES = (
    Meant("0 0 1 apr,oct *", ("00:00",), lambda day: day.day == 1 and day.month in (4, 10)),
    Meant("30 2 29 feb *", ("02:30",), lambda day: (day.day, day.month) == (29, 2)),
    Meant("0 0 * * fri-mon", ("00:00",), lambda day: day.weekday() in (4, 5, 6, 0)),
    Meant(
        "*/15 0-3 * mar-apr,oct *",
        tuple(f"{hour:02}:{minute:02}" for hour in range(4) for minute in (0, 15, 30, 45)),
        lambda day: day.month in (3, 4, 10),
    ),
    Meant(
        "0 * 24-31 3 *",
        tuple(f"{hour:02}:00" for hour in range(24)),
        lambda day: day.month == 3 and day.day >= 24,
    ),
)
YEARS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 12, 31, 23, 45, tzinfo=UTC))
