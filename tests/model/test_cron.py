"""A line of cron is read as nobody could misunderstand it, or refused with what to write."""

import re
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.clockfaces import LINES, Meant
from pressrun.errors import Problem
from pressrun.model.cron import parse_cron
from pressrun.model.phrase import parse_every
from pressrun.model.rule import Rule

DAYS = [date(2027, 1, 1) + timedelta(days=number) for number in range(1461)]
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read(text: str) -> Rule:
    found = parse_cron(text)
    assert isinstance(found, Rule), found
    return found


def refused(text: str) -> Problem:
    found = parse_cron(text)
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize("meant", LINES, ids=lambda meant: meant.words)
def test_a_line_falls_on_the_days_and_times_that_it_says(meant: Meant) -> None:
    rule = read(meant.words)

    assert [day for day in DAYS if rule.falls_on(day)] == list(filter(meant.is_meant, DAYS))
    assert list(rule.times) == sorted(meant.at)


def field(
    low: int, high: int, names: tuple[str, ...] = ()
) -> st.SearchStrategy[tuple[str, frozenset[int]]]:
    """Return fields of cron with the numbers that they stand for."""
    numbers = list(range(low, high + 1))

    def named(number: int) -> str:
        return names[number - low] if names else str(number)

    def single(number: int) -> tuple[str, frozenset[int]]:
        return named(number), frozenset({number})

    def span(first: int, last: int, step: int) -> tuple[str, frozenset[int]]:
        if first > last and not names:
            first, last = last, first
        text = f"{named(first)}-{named(last)}" + (f"/{step}" if step > 1 else "")
        # Round and round, until the last has come.
        walk = (numbers * 2)[first - low :]
        return text, frozenset(walk[: walk.index(last) + 1][::step])

    number = st.integers(low, high)
    item = st.one_of(
        number.map(single), st.builds(span, number, number, st.integers(1, min(5, high - low)))
    )
    return st.lists(item, min_size=1, max_size=3).map(
        lambda found: (",".join(t for t, _ in found), frozenset().union(*(n for _, n in found)))
    )


EVERY = st.just(("*", frozenset(range(100))))


@given(
    minute=field(0, 59),
    hour=field(0, 23) | EVERY,
    day=st.tuples(field(1, 28), EVERY) | st.tuples(EVERY, field(0, 6, NAMES)),
    month=field(1, 12, MONTHS) | field(1, 12) | EVERY,
)
def test_lists_ranges_and_steps_stand_for_what_they_say(
    minute: tuple[str, frozenset[int]],
    hour: tuple[str, frozenset[int]],
    day: tuple[tuple[str, frozenset[int]], tuple[str, frozenset[int]]],
    month: tuple[str, frozenset[int]],
) -> None:
    date_, weekday = day
    line = " ".join(text for text, _ in (minute, hour, date_, month, weekday))
    found = parse_cron(line)
    if len(minute[1]) == 60:
        assert isinstance(found, Problem)
        return
    rule = read(line)

    assert rule.times == tuple(
        time(h, m) for h in range(24) if h in hour[1] for m in range(60) if m in minute[1]
    )
    assert [d for d in DAYS if rule.falls_on(d)] == [
        d for d in DAYS if d.day in date_[1] and d.month in month[1] and d.weekday() in weekday[1]
    ]


@pytest.mark.parametrize(
    ("line", "code", "help"),
    [
        ("0 9 * * 1", "RUL005", 'write "0 9 * * mon"'),
        ("0 9 * * 1-5", "RUL005", 'write "0 9 * * mon-fri"'),
        ("0 9 * * 0,6", "RUL005", 'write "0 9 * * sun,sat"'),
        ("0 9 * * 7", "RUL005", 'write "0 9 * * sun"'),
        ("0 9 * * mon,5", "RUL005", 'write "0 9 * * mon,fri"'),
        ("0 9 * * */2", "RUL005", 'write "0 9 * * mon,wed,fri"'),
        ("0 9 * * thr", "RUL005", 'write "0 9 * * thu"'),
        (
            "0 9 * * mon#1",
            "RUL005",
            'write  every = "first monday 10:00"  or  "last friday 10:00"',
        ),
        ("0 9 l * *", "RUL005", 'write  every = "month-end 10:00"'),
        ("0 9 ? * mon", "RUL005", 'write "0 9 * * mon"'),
        ("0 24 * * *", "RUL005", 'write "0 9 * * *"'),
        ("0 22-2 * * *", "RUL005", 'write "0 22-23,0-2 * * *"'),
        ("5/15 * * * *", "RUL005", 'write "5-59/15 * * * *"'),
        ("*/90 9 * * *", "RUL005", 'write "0 9 * * *"'),
        ("*/0 9 * * *", "RUL005", 'write "0 9 * * *"'),
        ("0 9 * 13 *", "RUL005", 'write "0 9 * jan *"'),
        ("* 9 * * mon", "RUL004", 'write "0 9 * * mon"'),
        ("0-59 9 * * mon", "RUL004", 'write "0 9 * * mon"'),
        ("0 0 9 * * thu", "RUL004", 'if the first are seconds, write "0 9 * * thu"'),
        ("0 9 *", "RUL004", 'write "0 9 * * thu", which is every Thursday at 09:00'),
        ("", "RUL004", 'write "0 9 * * thu", which is every Thursday at 09:00'),
        ("@weekly", "RUL004", 'write  every = "sunday 00:00"'),
        ("@hourly", "RUL004", 'write  cron = "0 * * * *"'),
        (
            "0 9 30 feb *",
            "RUL006",
            'for the last day of a month write  every = "month-end 09:00"',
        ),
        (
            "0 9 31 apr,jun,sep,nov *",
            "RUL006",
            'for the last day of a month write  every = "month-end 09:00"',
        ),
        (
            "0 9 1 * mon",
            "RUL007",
            'make two schedules, one with  cron = "0 9 1 * *"\nand one with  cron = "0 9 * * mon"',
        ),
    ],
)
def test_what_could_be_misunderstood_is_refused_with_what_to_write(
    line: str, code: str, help: str
) -> None:
    problem = refused(line)

    assert (problem.code, problem.help) == (code, help)


def test_what_is_advised_is_read() -> None:
    for nickname in ("@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly"):
        advised = re.search(r'(every|cron) = "(.*)"', refused(nickname).help)
        assert advised
        parse = parse_every if advised[1] == "every" else parse_cron
        assert isinstance(parse(advised[2]), Rule)


def test_a_day_that_is_rare_is_read() -> None:
    assert read("0 9 29 feb *").falls_on(date(2028, 2, 29))
    assert read("0 9 30,31 feb,mar *").falls_on(date(2027, 3, 31))


pieces = st.sampled_from([*"0123456789*/,-#?l ", "mon", "fri", "jan", "feb", "sunday", "* * * *"])


@given(st.lists(pieces | st.text(max_size=2), max_size=12).map("".join))
def test_no_line_raises(line: str) -> None:
    found = parse_cron(line)

    assert isinstance(found, Rule) or (found.what and found.help)


@given(
    st.tuples(
        st.sampled_from(["0", "*", "*/15", "61", "x", "5/15", "1,2", "0-59"]),
        st.sampled_from(["9", "*", "24", "22-2", "8-18", "*/0"]),
        st.sampled_from(["*", "1", "32", "?", "1,15"]),
        st.sampled_from(["*", "jan", "13", "nov-feb", "sept", "1/3"]),
        st.sampled_from(["*", "?", "1", "0,6", "fri-mon", "1/2", "thr", "*/2", "8", "1-5/2"]),
    ).map(" ".join)
)
def test_the_advice_leads_to_a_line_that_is_read(line: str) -> None:
    for _ in range(8):
        found = parse_cron(line)
        if isinstance(found, Rule) or found.code == "RUL007":
            return
        written = re.search(r'write "([^"]+)"', found.help)
        assert written, found
        line = written[1]
    raise AssertionError(f"the advice goes in circles: {line}")
