"""When an editor means: words to a moment in a publication's time zone.

Sums of minutes and hours are done in UTC, sums of days on the wall: adding to an aware local time
would forget the clock change between.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.errors import Problem
from pressrun.model.moment import WEEKDAYS, When, is_zone, resolve, say_distance, say_instant

PASSED: Final = "SCH001"
"""The code of a problem with a moment that is understood and has gone by."""

__all__ = ("PASSED", "When", "is_zone", "parse_when", "resolve", "say_instant")


def parse_when(text: str, *, now: datetime, zone: str) -> When | Problem:
    """Return the moment that ``text`` means at the instant ``now``, or what is wrong with it.

    It takes ``now``; ``in 2 hours`` (minutes and hours are counted as instants, days and weeks on
    the calendar); ``9:00``, ``today 18:00``, ``tomorrow 9:00``; ``tue 9:00``, which is the next
    such moment still ahead, and ``next tue 9:00``, which is not today; ``2026-12-01 09:00``, with
    ``T`` and an offset or ``Z`` if wished. Seconds may follow. Nothing in the past is returned.
    """
    if not is_zone(zone):
        return Problem(
            code="SCH009",
            what=f"{_quoted(zone)} is not a time zone that this machine knows",
            help='write an IANA name:  zone = "Europe/Berlin"',
        )
    phrase = " ".join(text.lower().split())
    present = _Present(now.astimezone(UTC).replace(microsecond=0), zone)
    try:
        for pattern, read in _FORMS.items():
            if match := pattern.fullmatch(phrase):
                return read(match, present)
    except OverflowError:
        return Problem(
            code="SCH008",
            what=f"{_quoted(text)} is beyond the calendar",
            help="write a date before the year 9999",
        )
    return _not_understood(phrase)


_NEAR_DAYS: Final = ("today", "tomorrow")
_UNITS: Final[Mapping[str, timedelta]] = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_EXAMPLES: Final = 'write "tue 9:00", "tomorrow 18:30", "in 2 hours", "2026-12-01 09:00" or "now"'


@dataclass(frozen=True, slots=True)
class _Present:
    """The present instant, to the second, and the zone in which words are meant."""

    at: datetime
    zone: str

    @property
    def wall(self) -> datetime:
        return self.at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def when(self, wall: datetime) -> When:
        due_at, shifted = resolve(wall, self.zone)
        return When(wall=wall, zone=self.zone, due_at=due_at, shifted=shifted)

    def instant(self, at: datetime) -> When:
        due_at = at.astimezone(UTC)
        wall = due_at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return When(wall=wall, zone=self.zone, due_at=due_at)

    def ahead(self, when: When, phrase: str) -> When | Problem:
        """Return ``when`` unless it has gone by."""
        if when.due_at >= self.at:
            return when
        today = self.when(datetime.combine(self.wall.date(), when.wall.time()))
        day = "today" if today.due_at >= self.at else "tomorrow"
        return Problem(
            code=PASSED,
            what=f"{_quoted(phrase)} was {say_distance(when.due_at, self.at)} in {self.zone}",
            help=f'write "{day} {when.wall:%H:%M}", or "now" to send at once',
        )


def _read_now(match: re.Match[str], present: _Present) -> When:
    return present.instant(present.at)


def _read_after(match: re.Match[str], present: _Present) -> When:
    count = 1 if match["count"] in {"a", "an"} else int(match["count"])
    unit = _UNITS[match["unit"][0]]
    if unit < timedelta(days=1):
        return present.instant(present.at + count * unit)
    return present.when(present.wall + count * unit)


def _read_day(match: re.Match[str], present: _Present) -> When | Problem:
    clock = _time(match)
    if isinstance(clock, Problem):
        return clock
    day, today = match["day"] or "today", present.wall.date()
    if day in _NEAR_DAYS and not match["next"]:
        wall = datetime.combine(today + timedelta(days=_NEAR_DAYS.index(day)), clock)
        return present.ahead(present.when(wall), match[0])
    weekday = _weekday(day)
    if weekday is None:
        return _unknown_day(match["next"], day, match["clock"])
    days = (weekday - today.weekday()) % 7
    when = present.when(datetime.combine(today + timedelta(days=days), clock))
    if when.due_at < present.at or (match["next"] and not days):
        return present.when(when.wall + timedelta(weeks=1))
    return when


def _read_date(match: re.Match[str], present: _Present) -> When | Problem:
    try:
        day = date.fromisoformat(match["date"])
    except ValueError:
        return Problem(
            code="SCH007",
            what=f"{_quoted(match['date'])} is not a date",
            help="write year, month and day, such as 2026-12-01, of a day that exists",
        )
    if not match["clock"]:
        return _no_time(match[0])
    clock = _time(match)
    if isinstance(clock, Problem):
        return clock
    wall = datetime.combine(day, clock)
    if not match["offset"]:
        return present.ahead(present.when(wall), match[0])
    offset = datetime.strptime(match["offset"].upper(), "%z").tzinfo
    return present.ahead(present.instant(wall.replace(tzinfo=offset)), match[0])


def _read_day_alone(match: re.Match[str], present: _Present) -> Problem:
    if _weekday(match["day"]) is None and (match["next"] or match["day"] not in _NEAR_DAYS):
        return _unknown_day(match["next"], match["day"], "9:00")
    return _no_time(match[0])


def _read_loose_time(match: re.Match[str], present: _Present) -> Problem:
    """Refuse ``tue 9am``, ``9.30`` and a bare ``9`` with what to write for it."""
    hour = int(match["hour"])
    if match["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    clock = f"{hour}:{match['minute'] or '00'}"
    return Problem(
        code="SCH006",
        what=f"{_quoted(match[0])} has no time of day from 0:00 to 23:59",
        help=f'write "{match["before"] or ""}{clock}"' if hour < 24 else _EXAMPLES,
    )


def _time(match: re.Match[str]) -> time | Problem:
    try:
        return time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return Problem(
            code="SCH006",
            what=f"{_quoted(match['clock'])} is not a time of day",
            help="write hours from 0 to 23 and minutes from 00 to 59, such as 9:00 or 18:30",
        )


def _weekday(word: str) -> int | None:
    """Return the number of a day of the week from at least three letters of its name."""
    days = (day for day, name in enumerate(WEEKDAYS) if name.startswith(word))
    return next(days, None) if len(word) >= 3 else None


def _no_time(phrase: str) -> Problem:
    return Problem(
        code="SCH005",
        what=f"{_quoted(phrase)} has no time of day",
        help=f'write "{phrase} 9:00"',
    )


def _unknown_day(next_: str | None, day: str, clock: str) -> Problem:
    known = (*WEEKDAYS, *(() if next_ else _NEAR_DAYS))
    if day.isdecimal():
        remedy = f'write the day as a word: "tue {clock}"'
    elif near := get_close_matches(day, known, n=1, cutoff=0.75):
        remedy = f'write "{next_ or ""}{near[0]} {clock}"'
    else:
        remedy = _EXAMPLES
    what = f"{_quoted((next_ or '') + day)} is not a day"
    return Problem(code="SCH004", what=what, help=remedy)


def _not_understood(phrase: str) -> Problem:
    what = f"{_quoted(phrase)} says no moment" if phrase else "no moment was given"
    return Problem(code="SCH004", what=what, help=_EXAMPLES)


def _quoted(text: str) -> str:
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return f"'{shown}'" if len(shown) <= 60 else f"'{shown[:57]}...'"


_CLOCK: Final = r"(?P<clock>(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)"
_OFFSET: Final = r"(?P<offset>z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])"
_UNIT: Final = r"s|sec(?:ond)?s?|min(?:ute)?s?|h(?:our)?s?|days?|weeks?"
_DAY: Final = r"(?P<next>next )?(?P<day>[^ :]+)"
_KNOWN_DAY: Final = r"(?:(?:next )?(?:today|tomorrow|mon|tue|wed|thu|fri|sat|sun)[a-z]*|[0-9-]{10})"
_Read = Callable[[re.Match[str], _Present], When | Problem]
# The first form that fits is read; to understand another way of saying when, add a line.
_FORMS: Final[Mapping[re.Pattern[str], _Read]] = {
    re.compile("now"): _read_now,
    re.compile(rf"in (?P<count>[0-9]{{1,9}}|an?) ?(?P<unit>{_UNIT})"): _read_after,
    re.compile(
        rf"(?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:(?: at |[t ]){_CLOCK} ?{_OFFSET}?)?"
    ): _read_date,
    re.compile(rf"(?:(?!at ){_DAY} )?(?:at )?{_CLOCK}"): _read_day,
    re.compile(
        rf"(?P<before>{_KNOWN_DAY} )?(?P<hour>[0-9]{{1,2}})(?:[:.h](?P<minute>[0-9]{{2}})?)?"
        r"(?: ?(?P<half>[ap])\.?m\.?)?"
    ): _read_loose_time,
    re.compile(r"(?P<next>next )?(?P<day>[a-z]+)"): _read_day_alone,
}
