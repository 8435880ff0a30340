"""A rule in words, as ``every`` has it: ``thursday 09:00``, ``first monday 10:00``."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from difflib import get_close_matches
from typing import Final

from pressrun.errors import Problem, quoted
from pressrun.model.moment import WEEKDAYS
from pressrun.model.rule import LAST, NTHS, Days, Rule, rule_of

EXAMPLES: Final = (
    'write "thursday 09:00", "weekdays 07:30", "first monday 10:00" or "month-end 18:00"'
)

_NAMED: Final[Mapping[str, Days]] = {
    "daily": Days(),
    "weekdays": Days(weekdays=(0, 1, 2, 3, 4)),
    "weekends": Days(weekdays=(5, 6)),
    "month-end": Days(dates=(LAST,)),
}
# What others say, and what to write for it here.
_ELSEWHERE: Final[Mapping[str, str]] = {
    "day": "daily",
    "everyday": "daily",
    "workdays": "weekdays",
    "weekday": "weekdays",
    "weekend": "weekends",
    "weekly": "monday",
    "monthly": "day 1",
    "month": "day 1",
    "week": "monday",
    "last day": "month-end",
    "end of month": "month-end",
    "first day": "day 1",
    "monday to friday": "weekdays",
    "fortnightly": "first monday, third monday",
    "biweekly": "first monday, third monday",
    "2 weeks": "first monday, third monday",
    "two weeks": "first monday, third monday",
}
_SIMILAR: Final = 0.7

_HOURS: Final = tuple(str(hour) for hour in range(24))
_NOISE: Final = frozenset({"the", "on", "every", "each", "of", "month"})

_TIME: Final = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")
_LOOSE: Final = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})?)?(?::[0-9]{2})?(?P<half>[ap])?\.?(?:m\.?)?"
)
_DATE: Final = re.compile(r"(?P<date>[0-9]{1,3})(?:st|nd|rd|th|\.)?")


def parse_every(text: str) -> Rule | Problem:
    """Return the rule that ``text`` says, or what is wrong with it.

    Days come first, then times, each a list with commas: ``monday, thursday 09:00, 18:00``. A
    day is ``daily``, ``weekdays``, ``weekends``, the name of one, ``first`` to ``fourth`` or
    ``last`` and a name, ``day 15`` (of each month that has it) or ``month-end``.
    """
    words = re.sub(r",|\band\b", " , ", text.lower()).split()
    if words[:1] == ["every"]:
        del words[0]
        if words[:1] == ["day"] and not "".join(words[1:2]).isdecimal():
            words[0] = "daily"
    at = next((place for place, word in enumerate(words) if _is_time(words, place)), len(words))
    days, clocks = words[:at], words[at:]
    if days[-1:] == ["at"]:
        del days[-1]
    if not days or not clocks:
        return _unfinished(days, clocks)
    times = _times(days, clocks)
    if isinstance(times, Problem):
        return times
    taken: list[Days] = []
    for item in _items(days):
        found = _days(item)
        if found is None:
            return _no_day(item, clocks)
        if found in taken:
            what = f"{quoted(' '.join(item))} is said twice"
            return Problem(code="RUL003", what=what, help="keep one of them")
        taken.append(found)
    return rule_of(taken, times)


def _is_time(words: Sequence[str], place: int) -> bool:
    """Tell whether a word begins the times: one of digits alone is the number of a day."""
    word = words[place]
    return bool(_LOOSE.fullmatch(word)) and not word.removesuffix(".").isdecimal()


def _items(words: Sequence[str]) -> list[list[str]]:
    items: list[list[str]] = [[]]
    for word in words:
        if word == ",":
            items.append([])
        else:
            items[-1].append(word)
    return items


def _days(item: Sequence[str]) -> Days | None:
    match item:
        case [name] if name in _NAMED:
            return _NAMED[name]
        case [name] if (weekday := _weekday(name)) is not None:
            return Days(weekdays=(weekday,))
        case [nth, name] if nth in NTHS and (weekday := _weekday(name)) is not None:
            return Days(weekdays=(weekday,), nths=(NTHS[nth],))
        case ["day", number] if number.isascii() and number.isdecimal():
            return Days(dates=(int(number),)) if len(number) < 3 and 0 < int(number) < 32 else None
    return None


def _weekday(word: str) -> int | None:
    """Return the number of a day of the week from at least three letters of its name."""
    days = (day for day, name in enumerate(WEEKDAYS) if name.startswith(word))
    return next(days, None) if len(word) >= 3 else None


def _times(days: Sequence[str], clocks: Sequence[str]) -> list[time] | Problem:
    times: list[time] = []
    for place, word in enumerate(clocks):
        if word == ",":
            if clocks[place - 1] == "," or place == len(clocks) - 1:
                what = "there is a comma with no time beside it"
                return Problem(code="RUL001", what=what, help="leave it out")
            continue
        match = _TIME.fullmatch(word)
        if match is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
            return _no_time(days, clocks, place)
        at = time(int(match["hour"]), int(match["minute"]))
        if at in times:
            what = f"{at:%H:%M} is said twice"
            return Problem(code="RUL003", what=what, help="keep one of them")
        times.append(at)
    return times


def _no_time(days: Sequence[str], clocks: Sequence[str], place: int) -> Problem:
    """Refuse ``9am``, ``9.30`` and ``24:00`` with what to write for it."""
    remedy, match = (
        "write hours from 0 to 23 and minutes from 00 to 59",
        _LOOSE.fullmatch(clocks[place]),
    )
    if match and int(match["minute"] or 0) < 60:
        hour = int(match["hour"])
        if match["half"] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if match["half"] == "p" else 0)
        if hour < 24:
            clock = f"{hour:02}:{match['minute'] or '00'}"
            remedy = f'write "{_text([*days, *clocks[:place], clock, *clocks[place + 1 :]])}"'
        elif hour == 24:
            remedy = "write 00:00 of the day after"
    what = f"{quoted(clocks[place])} is not a time of day"
    return Problem(code="RUL001", what=what, help=remedy)


def _unfinished(days: Sequence[str], clocks: Sequence[str]) -> Problem:
    if days and all(_days(item) for item in _items(days)):
        said = _text(days)
        what, remedy = f"{quoted(said)} has no time of day", f'write "{said} 09:00"'
        return Problem(code="RUL001", what=what, help=remedy)
    if clocks:
        said = _text(clocks)
        what, remedy = f"{quoted(said)} has no day", f'write "daily {said}"'
        return Problem(code="RUL002", what=what, help=remedy)
    if days:
        wrong = next(item for item in _items(days) if not _days(item))
        if wrong and wrong[-1] in _HOURS and _days(wrong[:-1]):
            # The hour alone: "monday 9".
            return _no_time(days[:-1], days[-1:], 0)
        return _no_day(wrong, ["09:00"])
    return Problem(code="RUL002", what="it says neither day nor time", help=EXAMPLES)


def _no_day(item: Sequence[str], clocks: Sequence[str]) -> Problem:
    """Refuse days that are none, with the nearest that are."""
    said = " ".join(item)
    if not said:
        what = "there is a comma with no day beside it"
        return Problem(code="RUL002", what=what, help="leave it out")
    remedy, near = EXAMPLES, _nearest(item)
    if said in {"hourly", "hour"}:
        remedy = 'write  cron = "0 * * * *"  in place of  every'
    elif item[0] in {"fifth", "5th"}:
        remedy = f"not every month has a fifth: {_write(['last', *item[1:]], clocks)}"
    elif near:
        remedy = _write(near, clocks)
    elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
        remedy = f'for one day write  extra = ["{said} {clocks[0]}"]'
    elif _is_span(said):
        remedy = "name each day with commas between, or write weekdays or weekends"
    return Problem(code="RUL002", what=f"{quoted(said)} is not a day", help=remedy)


def _nearest(item: Sequence[str]) -> list[str]:
    """Return what was probably meant, nothing where that cannot be told."""
    words = [word for word in item if word not in _NOISE]
    for said in (" ".join(item), " ".join(words)):
        if said in _ELSEWHERE:
            return [_ELSEWHERE[said]]
    if _days(words):
        return words
    date = _DATE.fullmatch(words[-1]) if words and words[:-1] in ([], ["day"]) else None
    if date:
        return ["day", date["date"]] if 0 < int(date["date"]) < 32 else ["month-end"]
    if len(words) == 1:
        if words[0] in NTHS:
            return [words[0], "monday"]
        return _similar(words[0], (*_NAMED, *WEEKDAYS))
    if len(words) == 2:
        nth, name = _similar(words[0], NTHS), _similar(words[1], WEEKDAYS)
        return [*nth, *name] if nth and name else []
    return []


def _similar(word: str, known: Iterable[str]) -> list[str]:
    """Return the name most like ``word``, of two the one that begins as it does."""
    near = get_close_matches(word, known, cutoff=_SIMILAR)
    return sorted(near, key=lambda name: name[:1] != word[:1])[:1]


def _is_span(said: str) -> bool:
    return bool(re.search(r"[a-z]{3} ?(?:-|to|until) ?[a-z]{3}", said))


def _write(days: Sequence[str], clocks: Sequence[str]) -> str:
    return f'write "{_text([*days, *clocks])}"'


def _text(words: Sequence[str]) -> str:
    return " ".join(words).replace(" ,", ",")
