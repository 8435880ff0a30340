"""A rule as a line of cron: minute, hour, day of the month, month, day of the week.

Days of the week are said by their names alone: programs do not agree on which one 1 is. One beside
a day of the month is refused: they do not agree either on whether both must be met.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from itertools import product
from typing import Final

from pressrun.errors import Problem, quoted
from pressrun.model.moment import WEEKDAYS
from pressrun.model.rule import MONTHS, Days, Rule, rule_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """What may stand in one place of the line; ``names`` are those of its numbers, in order."""

    name: str
    low: int
    high: int
    example: str
    names: tuple[str, ...] = ()


_FIELDS: Final = (
    _Field(name="minute", low=0, high=59, example="0"),
    _Field(name="hour", low=0, high=23, example="9"),
    _Field(name="day of the month", low=1, high=31, example="1"),
    _Field(name="month", low=1, high=12, example="jan", names=MONTHS),
    _Field(name="day of the week", low=0, high=6, example="thu", names=WEEKDAYS),
)
_WEEKDAY: Final = 4
_NICKNAMES: Final[Mapping[str, str]] = {
    "@hourly": 'cron = "0 * * * *"',
    "@daily": 'every = "daily 00:00"',
    "@midnight": 'every = "daily 00:00"',
    "@weekly": 'every = "sunday 00:00"',
    "@monthly": 'every = "day 1 00:00"',
    "@yearly": 'cron = "0 0 1 jan *"',
    "@annually": 'cron = "0 0 1 jan *"',
}
# As crontab(5) counts them.
_NUMBERED: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBER_OF_DAY: Final = re.compile(r"(?<![0-9a-z/#])[0-7](?![0-9a-z])")
_EXAMPLE: Final = 'write "0 9 * * thu", which is every Thursday at 09:00'
_ITEM: Final = re.compile(r"(?P<first>\*|[a-z0-9]+)(?:-(?P<last>[a-z0-9]+))?(?:/(?P<step>[0-9]+))?")


def parse_cron(text: str) -> Rule | Problem:
    """Return the rule of a line of cron, or what is wrong with it.

    Lists, ranges and steps are understood; a range of names may go on past the end, as in
    ``fri-mon``.
    """
    fields = text.lower().split()
    if problem := _misshapen(fields):
        return problem
    read: list[tuple[int, ...]] = []
    for place in range(len(_FIELDS)):
        numbers = _numbers(fields, place)
        if isinstance(numbers, Problem):
            return numbers
        read.append(numbers)
    minutes, hours, dates, months, weekdays = read
    days = Days(
        weekdays=() if len(weekdays) == 7 else weekdays,
        dates=() if len(dates) == 31 else dates,
        months=() if len(months) == 12 else months,
    )
    if len(minutes) == 60:
        # What was meant is nearly always the first minute of the hours that follow.
        what = f"minute {quoted(fields[0])} brings an issue every minute"
        return Problem(code="RUL004", what=what, help=_written(fields, 0, "0"))
    if days.weekdays and days.dates:
        return _both(fields)
    if not days.exist:
        return Problem(
            code="RUL006",
            what=f"no year has a day {fields[2]} of month {fields[3]}",
            help='for the last day of a month write  every = "month-end 09:00"',
        )
    return rule_of([days], [time(hour, minute) for hour, minute in product(hours, minutes)])


def _misshapen(fields: Sequence[str]) -> Problem | None:
    """Return why it is no line of cron that we read, before any field is looked at."""
    count = len(fields)
    if count == 1 and fields[0].startswith("@"):
        known = _NICKNAMES.get(fields[0])
        advice = f"write  {known}" if known else _EXAMPLE
        return Problem(code="RUL004", what=f"{quoted(fields[0])} does not say when", help=advice)
    if count != len(_FIELDS):
        what = f"a line of cron has five fields, and this has {count or 'none'}"
        advice = _EXAMPLE
        if count == 6:
            advice = f'if the first are seconds, write "{" ".join(fields[1:])}"'
        return Problem(code="RUL004", what=what, help=advice)
    return None


def _numbers(fields: Sequence[str], place: int) -> tuple[int, ...] | Problem:
    """Return the numbers that a field stands for, rising."""
    found: set[int] = set()
    items = fields[place].split(",")
    for at, item in enumerate(items):
        numbers = _item(item, _FIELDS[place])
        if isinstance(numbers, _Wrong):
            others = items[at + 1 :]
            if place == _WEEKDAY:
                others = [_NUMBER_OF_DAY.sub(_name_day, other) for other in others]
            instead = ",".join([*items[:at], numbers.instead, *others])
            remedy = numbers.help or _written(fields, place, instead)
            return Problem(code="RUL005", what=numbers.what, help=remedy)
        found.update(numbers)
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wrong:
    """Why an item of a field is not read, and what may stand there ``instead``."""

    what: str
    instead: str = ""
    help: str = ""


def _item(item: str, field: _Field) -> Sequence[int] | _Wrong:
    match = _ITEM.fullmatch(item)
    if match is None or (match["first"] == "*" and match["last"]):
        return _unread(item, field)
    every, span = match["first"] == "*", range(field.low, field.high + 1)
    step = int(match["step"] or 1)
    if not 0 < step < len(span):
        return _Wrong(what=f"{quoted(item)} is no step of {_some(field)}", instead=field.example)
    if every and match["step"] and field.name == _FIELDS[_WEEKDAY].name:
        what = f"{quoted(item)} does not say from which day it counts"
        return _Wrong(what=what, instead="mon,wed,fri")
    if every:
        return span[::step]
    first, last = (_number(word, field) for word in (match["first"], match["last"] or ""))
    if first is None or (match["last"] and last is None):
        return _unread(item, field)
    if last is None:
        if match["step"]:
            what = f"{quoted(item)} does not say how far it goes"
            return _Wrong(what=what, instead=f"{match['first']}-{_end(field)}/{step}")
        return [first]
    if first > last and not field.names:
        what = f"{quoted(item)} goes backwards"
        return _Wrong(what=what, instead=f"{first}-{field.high},{field.low}-{last}")
    # Friday to Monday goes on past the end of the week.
    length = (last - first) % len(span) + 1
    return [field.low + (first - field.low + on) % len(span) for on in range(0, length, step)]


def _number(word: str, field: _Field) -> int | None:
    if word.isdecimal():
        named_only = field.name == _FIELDS[_WEEKDAY].name
        number = int(word) if len(word) < 4 and not named_only else -1
        return number if field.low <= number <= field.high else None
    names = (at for at, name in enumerate(field.names, field.low) if name.startswith(word))
    return next(names, None) if len(word) >= 3 else None


def _unread(item: str, field: _Field) -> _Wrong:
    """Return what is wrong with an item that is none, with what was probably meant."""
    if field.name == _FIELDS[_WEEKDAY].name:
        named = _NUMBER_OF_DAY.sub(_name_day, item)
        if named != item and _ITEM.fullmatch(named) and "*" not in named:
            what = f"{quoted(item)} counts days, and programs count them differently"
            return _Wrong(what=what, instead=named)
        if "#" in item or item.endswith("l"):
            advice = 'write  every = "first monday 10:00"  or  "last friday 10:00"'
            return _Wrong(what=f"{quoted(item)} is beyond a line of cron", help=advice)
    if item in {"l", "lw"}:
        advice = 'write  every = "month-end 10:00"'
        return _Wrong(what=f"{quoted(item)} is beyond a line of cron", help=advice)
    what = f"{quoted(item)} is no {field.name}"
    if item == "?":
        return _Wrong(what=what, instead="*")
    near = get_close_matches(item, field.names, n=1)
    return _Wrong(what=what, instead=near[0][:3] if near else field.example)


def _name_day(match: re.Match[str]) -> str:
    return _NUMBERED[int(match[0])]


def _both(fields: Sequence[str]) -> Problem:
    date, weekday = ([*fields[:place], "*", *fields[place + 1 :]] for place in (4, 2))
    return Problem(
        code="RUL007",
        what="a day of the month stands beside a day of the week, and programs do not agree on"
        " whether one of them is enough",
        help=f'make two schedules, one with  cron = "{" ".join(date)}"\n'
        f'and one with  cron = "{" ".join(weekday)}"',
    )


def _written(fields: Sequence[str], place: int, instead: str) -> str:
    return f'write "{" ".join([*fields[:place], instead, *fields[place + 1 :]])}"'


def _some(field: _Field) -> str:
    return f"a {field.name}, which goes from {field.low} to {field.high}"


def _end(field: _Field) -> str:
    return field.names[-1][:3] if field.names else str(field.high)
