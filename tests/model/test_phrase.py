"""What an editor writes after ``every`` is read, or told what to write instead."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.clockfaces import RULES, Meant, is_last
from pressrun.errors import Problem
from pressrun.model.phrase import parse_every
from pressrun.model.rule import Rule

DAY = timedelta(days=1)
# Four years with a leap day among them.
DAYS = [date(2027, 1, 1) + number * DAY for number in range(1461)]
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NTHS = ("first", "second", "third", "fourth")


def read(text: str) -> Rule:
    found = parse_every(text)
    assert isinstance(found, Rule), found
    return found


def refused(text: str) -> Problem:
    found = parse_every(text)
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize("meant", RULES, ids=lambda meant: meant.words)
def test_a_phrase_falls_on_the_days_that_it_says(meant: Meant) -> None:
    rule = read(meant.words)

    assert [day for day in DAYS if rule.falls_on(day)] == list(filter(meant.is_meant, DAYS))
    assert list(rule.times) == sorted(meant.at)


Item = tuple[str, Callable[[date], bool]]


def _weekday(number: int) -> Item:
    return NAMES[number], lambda day: day.weekday() == number


def _nth(which: int, number: int) -> Item:
    return (
        f"{NTHS[which]} {NAMES[number][:3]}",
        lambda day: day.weekday() == number and 7 * which < day.day <= 7 * which + 7,
    )


def _last(number: int) -> Item:
    return (
        f"last {NAMES[number]}",
        lambda day: day.weekday() == number and (day + 7 * DAY).month != day.month,
    )


def _date(number: int) -> Item:
    return f"day {number}", lambda day: day.day == number


weekday = st.integers(0, 6)
items = st.one_of(
    weekday.map(_weekday),
    st.builds(_nth, st.integers(0, 3), weekday),
    weekday.map(_last),
    st.integers(1, 31).map(_date),
    st.just(("month-end", is_last)),
    st.just(("weekdays", lambda day: day.weekday() < 5)),
    st.just(("weekends", lambda day: day.weekday() >= 5)),
)
clocks = st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1,
                  max_size=4, unique=True)  # fmt: skip


@given(
    days=st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item[0][:9]),
    at=clocks,
    between=st.sampled_from([", ", ",", " and ", " , "]),
    every=st.sampled_from(["", "every ", "Every  "]),
)
def test_phrases_with_commas_fall_on_the_days_of_each_part(
    days: list[Item], at: list[time], between: str, every: str
) -> None:
    text = f"{every}{between.join(d for d, _ in days)} {between.join(f'{t:%H:%M}' for t in at)}"

    rule = read(text)

    expected = [day for day in DAYS if any(is_meant(day) for _, is_meant in days)]
    assert [day for day in DAYS if rule.falls_on(day)] == expected
    assert list(rule.times) == sorted(at)


def test_every_day_is_said_as_people_say_it() -> None:
    assert read("every day at 7:30") == read("daily 07:30") == read("DAILY 7:30")


@pytest.mark.parametrize(
    ("text", "code", "help"),
    [
        ("thorsday 09:00", "RUL002", 'write "thursday 09:00"'),
        ("thursdays 09:00", "RUL002", 'write "thursday 09:00"'),
        ("frist munday 10:00", "RUL002", 'write "first monday 10:00"'),
        ("thursday", "RUL001", 'write "thursday 09:00"'),
        ("day 15", "RUL001", 'write "day 15 09:00"'),
        ("thursday 9", "RUL001", 'write "thursday 09:00"'),
        ("thursday 9am", "RUL001", 'write "thursday 09:00"'),
        ("monday, friday 9:00, 6pm", "RUL001", 'write "monday, friday 9:00, 18:00"'),
        ("thursday 12am", "RUL001", 'write "thursday 00:00"'),
        ("thursday 9.30", "RUL001", 'write "thursday 09:30"'),
        ("thursday 09:00:00", "RUL001", 'write "thursday 09:00"'),
        ("thursday 24:00", "RUL001", "write 00:00 of the day after"),
        ("thursday 25:00", "RUL001", "write hours from 0 to 23 and minutes from 00 to 59"),
        ("thursday 9:60", "RUL001", "write hours from 0 to 23 and minutes from 00 to 59"),
        ("9:00", "RUL002", 'write "daily 9:00"'),
        ("15 10:00", "RUL002", 'write "day 15 10:00"'),
        ("the 15th 10:00", "RUL002", 'write "day 15 10:00"'),
        ("day 32 10:00", "RUL002", 'write "month-end 10:00"'),
        ("last day 10:00", "RUL002", 'write "month-end 10:00"'),
        ("first 10:00", "RUL002", 'write "first monday 10:00"'),
        ("first monday of the month 10:00", "RUL002", 'write "first monday 10:00"'),
        (
            "fifth monday 10:00",
            "RUL002",
            'not every month has a fifth: write "last monday 10:00"',
        ),
        ("monday to friday 9:00", "RUL002", 'write "weekdays 9:00"'),
        ("every 2 weeks 09:00", "RUL002", 'write "first monday, third monday 09:00"'),
        ("hourly", "RUL002", 'write  cron = "0 * * * *"  in place of  every'),
        ("2026-12-24 09:00", "RUL002", 'for one day write  extra = ["2026-12-24 09:00"]'),
        ("monday, 9:00", "RUL002", "leave it out"),
        ("monday 9:00,", "RUL001", "leave it out"),
        ("daily 08:00, 8:00", "RUL003", "keep one of them"),
        ("monday, mon 08:00", "RUL003", "keep one of them"),
    ],
)
def test_what_is_not_understood_is_told_with_what_to_write(text: str, code: str, help: str) -> None:
    problem = refused(text)

    assert (problem.code, problem.help) == (code, help)


def test_a_phrase_of_nothing_is_told_with_examples_that_are_read() -> None:
    problem = refused(" ")

    examples = re.findall(r'"([^"]+)"', problem.help)
    assert len(examples) == 4
    assert all(read(example) for example in examples)


def test_digits_of_other_alphabets_are_no_digits() -> None:
    for text in ("thursday ٠٩:٠٠", "day ١٥ 09:00", "thursday 09:0²"):
        assert refused(text)


words = st.sampled_from(
    [
        *("every", "monday", "thu", "first", "last", "day", "15", "0", "month-end", "daily", ","),
        *("at", "and", "9:00", "24:00", "9am", "9", "25pm", "the", "1st", "weekly", "friday,"),
        *("to", "-", "mon-fri", "2026-12-24", "fifth", "", "½", "09:00,18:00"),
    ]
)


@given(st.lists(words | st.text(max_size=4), max_size=7).map(" ".join))
def test_no_text_raises_and_whatever_is_to_be_written_is_read_in_the_end(text: str) -> None:
    for _ in range(8):
        found = parse_every(text)
        if isinstance(found, Rule):
            return
        assert found.what
        assert found.help
        written = re.search(r'write "([^"]+)"$', found.help)
        if written is None:
            return
        text = written[1]
    raise AssertionError(f"the advice goes in circles: {text}")
