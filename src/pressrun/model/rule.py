"""When something recurs, as a person means it: days of the calendar and times of the day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from pressrun.model.moment import WEEKDAYS

MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
LAST: Final = 99
"""Stands among ``nths`` and ``dates`` for the last of a month."""
NTHS: Final[Mapping[str, int]] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST}

_ALL_WEEKDAYS: Final = tuple(range(7))
_ALL_DATES: Final = tuple(range(1, 32))
_ALL_MONTHS: Final = tuple(range(1, 13))
# February as it is in three years of four.
_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days of the calendar that meet every condition; an empty one is met by all.

    ``weekdays`` count from 0, which is Monday; ``nths`` say which of them in their month (1 to
    4, or ``LAST``). ``dates`` are days of the month (1 to 31, or ``LAST``), ``months`` count
    from 1. All of them rise.
    """

    weekdays: tuple[int, ...] = ()
    nths: tuple[int, ...] = ()
    dates: tuple[int, ...] = ()
    months: tuple[int, ...] = ()

    def take(self, day: date) -> bool:
        """Tell whether ``day`` is one of them."""
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        if self.months and day.month not in self.months:
            return False
        if self.nths and (day.day + 6) // 7 not in self.nths:
            return LAST in self.nths and _left(day) < 7
        if self.dates and day.day not in self.dates:
            return LAST in self.dates and not _left(day)
        return True

    @property
    def exist(self) -> bool:
        """Tell whether there is ever one: there is no 30 February."""
        leap = [_LENGTHS[month - 1] + (month == 2) for month in self.months or _ALL_MONTHS]
        return not self.dates or self.dates[-1] == LAST or self.dates[0] <= max(leap)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _left(day: date) -> int:
    """Return how many days of its month come after ``day``."""
    return (_next_month(day) - day).days - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Every day that any of ``days`` takes, at each of ``times``; ``rule_of`` makes one.

    Neither is empty, and ``times`` rise and are whole minutes.
    """

    days: tuple[Days, ...]
    times: tuple[time, ...]

    def falls_on(self, day: date) -> bool:
        """Tell whether ``day`` is one of the rule's."""
        return any(days.take(day) for days in self.days)

    def falls_at(self, wall: datetime) -> bool:
        """Tell whether a naive wall time is one of the rule's."""
        return wall.time() in self.times and self.falls_on(wall.date())

    def between(self, first: date, last: date) -> Iterator[date]:
        """Yield its days from ``first`` to ``last``, both included, in order."""
        months = {month for days in self.days for month in days.months or _ALL_MONTHS}
        day = first
        while day <= last:
            if day.month not in months:
                # Whole months are passed by: the next 29 February may be eight years off.
                day = _next_month(day)
                continue
            if self.falls_on(day):
                yield day
            day += _DAY

    @property
    def canonical(self) -> str:
        """Return it in a form that stays the same for ever, for a digest."""
        days = (
            ":".join(",".join(map(str, part)) for part in (d.weekdays, d.nths, d.dates, d.months))
            for d in self.days
        )
        return f"{';'.join(days)} {','.join(f'{at:%H:%M}' for at in self.times)}"


def rule_of(days: Iterable[Days], times: Iterable[time]) -> Rule:
    """Return the rule of these days and times, the same for the same days said otherwise."""
    weekdays: dict[tuple[int, ...], set[int]] = {}
    nths: dict[tuple[tuple[int, ...], tuple[int, ...]], set[int]] = {}
    dates: dict[tuple[int, ...], set[int]] = {}
    for item in days:
        months = () if item.months == _ALL_MONTHS else item.months
        if item.nths:
            nths.setdefault((months, item.weekdays), set()).update(item.nths)
        elif item.dates and item.dates != _ALL_DATES:
            dates.setdefault(months, set()).update(item.dates)
        else:
            weekdays.setdefault(months, set()).update(item.weekdays or _ALL_WEEKDAYS)
    if len(weekdays.get((), ())) == 7:
        weekdays, nths, dates = {(): set()}, {}, {}  # every day: whatever else was said is there
    made = (
        *(Days(months=m, weekdays=_rising(w, _ALL_WEEKDAYS)) for m, w in sorted(weekdays.items())),
        *(Days(months=m, weekdays=w, nths=_rising(n)) for (m, w), n in sorted(nths.items())),
        *(Days(months=m, dates=_rising(d, _ALL_DATES)) for m, d in sorted(dates.items())),
    )
    return Rule(days=tuple(dict.fromkeys(made)), times=tuple(sorted(set(times))))


def _rising(numbers: set[int], all: tuple[int, ...] = ()) -> tuple[int, ...]:
    rising = tuple(sorted(numbers))
    return () if rising == all else rising


def say(rule: Rule) -> str:
    """Return a rule in words: ``every Thursday at 09:00``."""
    return f"{' and '.join(map(_say_days, rule.days))} {_say_times(rule.times)}"


def _say_days(days: Days) -> str:
    months = _joined([MONTHS[month - 1].title() for month in days.months])
    names = _joined([WEEKDAYS[number].title() for number in days.weekdays])
    if days.nths:
        words = {number: word for word, number in NTHS.items()}
        which = _joined([words[nth] for nth in days.nths])
        return f"on the {which} {names} of {months or 'each month'}"
    if days.dates:
        which = _joined(
            ["the last day" if date == LAST else f"the {_ordinal(date)}" for date in days.dates]
        )
        rare = any(min(_LENGTHS) < date < LAST for date in days.dates)
        return f"on {which} of {months or ('each month that has it' if rare else 'each month')}"
    said = "Monday to Friday" if days.weekdays == _ALL_WEEKDAYS[:5] else f"every {names or 'day'}"
    return f"{said} in {months}" if months else said


def _say_times(times: tuple[time, ...]) -> str:
    if len(times) > 4:
        return f"{len(times)} times from {times[0]:%H:%M} to {times[-1]:%H:%M}"
    return f"at {_joined([f'{at:%H:%M}' for at in times])}"


def _ordinal(number: int) -> str:
    endings = {} if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{endings.get(number % 10, 'th')}"


def _joined(words: list[str]) -> str:
    """Return words as a list within a sentence, empty for none."""
    *most, last = words or [""]
    return f"{', '.join(most)} and {last}" if most else last
