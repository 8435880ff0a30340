"""A rule takes days of the calendar, has one form, and is said in words."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.cron import parse_cron
from pressrun.model.phrase import parse_every
from pressrun.model.rule import LAST, Days, Rule, rule_of, say

NINE = (time(9),)
YEAR = [date(2028, 1, 1) + timedelta(days=number) for number in range(366)]


def every(text: str) -> Rule:
    found = parse_every(text)
    assert isinstance(found, Rule), found
    return found


def cron(text: str) -> Rule:
    found = parse_cron(text)
    assert isinstance(found, Rule), found
    return found


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (every("thursday 9:00"), "every Thursday at 09:00"),
        (every("monday, thursday 09:00"), "every Monday and Thursday at 09:00"),
        (every("daily 07:30"), "every day at 07:30"),
        (every("daily 18:00, 08:00"), "every day at 08:00 and 18:00"),
        (every("weekdays 07:30"), "Monday to Friday at 07:30"),
        (every("first monday 10:00"), "on the first Monday of each month at 10:00"),
        (
            every("last monday, first monday 10:00"),
            "on the first and last Monday of each month at 10:00",
        ),
        (every("month-end 18:00"), "on the last day of each month at 18:00"),
        (every("day 15 10:00"), "on the 15th of each month at 10:00"),
        (every("day 31 10:00"), "on the 31st of each month that has it at 10:00"),
        (every("day 29 10:00"), "on the 29th of each month that has it at 10:00"),
        (
            every("day 1, day 22, month-end 10:00"),
            "on the 1st, the 22nd and the last day of each month at 10:00",
        ),
        (
            every("friday, month-end 10:00"),
            "every Friday and on the last day of each month at 10:00",
        ),
        (cron("0 9 29 feb *"), "on the 29th of February at 09:00"),
        (cron("0 9 * jan,jul mon"), "every Monday in January and July at 09:00"),
        (cron("*/15 * * * *"), "every day 96 times from 00:00 to 23:45"),
    ],
    ids=lambda p: p if isinstance(p, str) else "",
)
def test_a_rule_is_said_in_words(rule: Rule, said: str) -> None:
    assert say(rule) == said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (every("thursday 09:00"), cron("0 9 * * thu")),
        (every("weekdays 07:30"), cron("30 7 * * mon-fri")),
        (every("daily 08:00, 18:00"), cron("0 8,18 * * *")),
        (every("weekdays, weekends 09:00"), cron("0 9 * * *")),
        (every("daily, first monday, day 3 09:00"), every("daily 09:00")),
        (every("friday, monday 18:00, 9:00"), every("monday, friday 09:00, 18:00")),
        (every("day 15, day 1 09:00"), cron("0 9 1,15 * *")),
        (every("third monday, first monday 9:00"), every("first monday, third monday 9:00")),
        (cron("0 9 1-31 1-12 mon"), cron("0 9 * * mon")),
    ],
    ids=lambda rule: say(rule),
)
def test_rules_that_say_the_same_are_equal_and_have_one_digest(one: Rule, other: Rule) -> None:
    assert one == other
    assert hash(one) == hash(other)
    assert one.canonical == other.canonical


def test_the_canonical_form_stays_the_same_for_ever() -> None:
    # Whoever changes one of these lines makes every press believe that its schedules changed.
    assert every("thursday 09:00").canonical == "3::: 09:00"
    assert every("daily 08:00, 18:30").canonical == "::: 08:00,18:30"
    assert every("monday, last friday, day 15, month-end 10:00").canonical == (
        "0:::;4:99::;::15,99: 10:00"
    )
    assert cron("0 9 * jan,jul mon").canonical == "0:::1,7 09:00"


subsets = {
    "weekdays": st.frozensets(st.integers(0, 6), max_size=7),
    "nths": st.frozensets(st.sampled_from([1, 2, 3, 4, LAST]), min_size=1),
    "dates": st.frozensets(st.integers(1, 31) | st.just(LAST), max_size=31),
    "months": st.frozensets(st.integers(1, 12), max_size=12),
}


def rising(kind: str) -> st.SearchStrategy[tuple[int, ...]]:
    return subsets[kind].map(lambda numbers: tuple(sorted(numbers)))


some_days = st.one_of(
    st.builds(Days, weekdays=rising("weekdays"), months=rising("months")),
    st.builds(Days, dates=rising("dates"), months=rising("months")),
    st.builds(
        Days,
        weekdays=st.integers(0, 6).map(lambda number: (number,)),
        nths=rising("nths"),
        months=rising("months"),
    ),
)


@given(st.lists(some_days, min_size=1, max_size=4))
def test_the_one_form_of_a_rule_takes_the_days_that_were_given(items: list[Days]) -> None:
    rule = rule_of(items, NINE)

    taken = [day for day in YEAR if any(item.take(day) for item in items)]

    assert [day for day in YEAR if rule.falls_on(day)] == taken
    assert list(rule.between(YEAR[0], YEAR[-1])) == taken
    assert rule_of(reversed(rule.days), NINE) == rule


@given(some_days)
def test_days_that_exist_come_within_a_leap_year_and_others_never(days: Days) -> None:
    assert days.exist == any(days.take(day) for day in YEAR)


def test_the_last_of_a_month_is_its_last_in_every_year() -> None:
    ends, fridays = Days(dates=(LAST,)), Days(weekdays=(4,), nths=(LAST,))

    assert [day for day in (date(2028, 2, 28), date(2028, 2, 29)) if ends.take(day)] == [
        date(2028, 2, 29)
    ]
    assert ends.take(date(2027, 2, 28))
    assert ends.take(date(2026, 12, 31))
    assert [day.day for day in YEAR if day.month == 12 and fridays.take(day)] == [29]
