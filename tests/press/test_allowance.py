"""What a relay may be given in a day is never exceeded, whatever restarts and clocks do."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.model.relay import Limits
from pressrun.press.allowance import Allowance, Spending

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


class SetClock:
    """A clock whose time of day can be set while what elapses goes on (port Clock)."""

    def __init__(self) -> None:
        self.elapsed, self.off = timedelta(), timedelta()

    def now(self) -> datetime:
        return START + self.elapsed + self.off

    def elapsed_s(self) -> float:
        return self.elapsed.total_seconds()

    async def sleep(self, seconds: float) -> None:
        self.elapsed += timedelta(seconds=seconds)


class Books:
    """The hours as the store keeps them (port Buckets)."""

    def __init__(self) -> None:
        self.spent: dict[datetime, int] = {}

    def write(self, spendings: Sequence[Spending]) -> None:
        for spending in spendings:
            hour = spending.at.replace(minute=0, second=0, microsecond=0)
            self.spent[hour] = max(0, self.spent.get(hour, 0) + spending.count)

    def read(self) -> Mapping[datetime, int]:
        return {hour: count for hour, count in self.spent.items() if count}


def take(allowance: Allowance, most: int) -> Sequence[Spending]:
    return allowance.reserve(int(min(most, allowance.rest())))


def test_without_a_limit_there_is_no_end() -> None:
    allowance = Allowance(Limits(), clock=SetClock(), spent={START: 10**9})

    assert (allowance.rest(), allowance.limit) == (math.inf, math.inf)
    assert allowance.opens_in_s() == 0.0


def test_a_day_is_used_up_and_begins_again_when_its_hour_is_a_day_old() -> None:
    clock = SetClock()
    allowance = Allowance(Limits(per_day=50), clock=clock, spent={})
    clock.elapsed += 30 * MINUTE

    assert take(allowance, 70) == [Spending(START + 30 * MINUTE, 50)]
    assert allowance.rest() == 0
    # The whole hour from 08:00 counts until 09:00 of the next day, and a claim's time longer.
    opens_in = timedelta(seconds=allowance.opens_in_s())
    assert clock.now() + opens_in == START + DAY + HOUR + 15 * MINUTE
    clock.elapsed += opens_in
    assert allowance.rest() == 50


def test_a_restart_knows_what_was_spent() -> None:
    clock = SetClock()
    spent = {START - 23 * HOUR: 20, START - 2 * HOUR: 15, START - 40 * HOUR: 99}

    assert Allowance(Limits(per_day=50), clock=clock, spent=spent).rest() == 15


def test_what_is_given_back_may_be_taken_again_and_is_written_under_its_hour() -> None:
    clock = SetClock()
    allowance = Allowance(Limits(per_day=50), clock=clock, spent={})
    taken = take(allowance, 50)
    clock.elapsed += HOUR

    given = allowance.give_back(20)

    assert given == [Spending(taken[0].at, -20)]
    assert allowance.rest() == 20


def test_the_older_of_two_claims_is_given_back_first_so_that_no_hour_is_forgotten_early() -> None:
    clock = SetClock()
    allowance = Allowance(Limits(per_day=50), clock=clock, spent={})
    clock.elapsed += 50 * MINUTE
    [older] = take(allowance, 30)
    clock.elapsed += 15 * MINUTE
    [newer] = take(allowance, 20)

    assert allowance.give_back(40) == [Spending(older.at, -30), Spending(newer.at, -10)]


def test_the_ramp_gives_more_each_day_of_use_and_ends_in_the_days_limit() -> None:
    clock = SetClock()
    allowance = Allowance(Limits(per_day=1000, warm_up=(10, 20, 40)), clock=clock, spent={})
    clock.elapsed += 5 * DAY  # days without use do not count
    took = []
    for _ in range(8):
        took.append(sum(spending.count for spending in take(allowance, 5000)))
        clock.elapsed += DAY + 2 * HOUR

    assert took == [10, 20, 40, 1000, 1000, 1000, 1000, 1000]


def test_a_ramp_opens_again_with_its_next_day() -> None:
    clock = SetClock()
    allowance = Allowance(Limits(warm_up=(10, 20)), clock=clock, spent={})
    take(allowance, 10)

    clock.elapsed += timedelta(seconds=allowance.opens_in_s())

    assert DAY <= clock.elapsed <= DAY + HOUR
    assert allowance.rest() == 10  # the ten of the first day still count in these 24 hours


@pytest.mark.parametrize("jump", [-HOUR, -DAY, 365 * DAY], ids=str)
def test_a_clock_that_is_set_while_mail_goes_neither_frees_nor_blocks_the_day(
    jump: timedelta,
) -> None:
    """C15."""
    clock = SetClock()
    allowance = Allowance(Limits(per_day=50), clock=clock, spent={})
    take(allowance, 50)
    clock.off = jump

    assert allowance.rest() == 0
    assert allowance.opens_in_s() <= (DAY + 2 * HOUR).total_seconds()
    clock.elapsed += DAY + 2 * HOUR
    assert allowance.rest() == 50


def test_hours_yet_to_come_are_moved_to_the_present_in_the_books_too() -> None:
    """C15: the clock was a year ahead once; that must not block a year."""
    clock, books = SetClock(), Books()
    ahead = START + 365 * DAY
    books.write([Spending(ahead, 40)])
    allowance = Allowance(Limits(per_day=50), clock=clock, spent=books.read())

    assert allowance.rest() == 10
    books.write(take(allowance, 5))
    assert books.read() == {START: 45}
    clock.elapsed += 2 * DAY
    assert Allowance(Limits(per_day=50), clock=clock, spent=books.read()).rest() == 50


STEP = st.one_of(
    st.tuples(st.just("pass"), st.integers(0, 40 * 60)),  # minutes
    st.tuples(st.just("take"), st.integers(1, 30)),
    st.tuples(st.just("back"), st.integers(1, 10)),
    st.tuples(st.just("restart"), st.just(0)),
    st.tuples(st.just("jump"), st.sampled_from([-24 * 60, -60, 0, 60, 365 * 24 * 60])),
)


@settings(max_examples=300)
@given(st.lists(STEP, max_size=60), st.integers(1, 60))
def test_no_24_hours_ever_see_more_than_the_days_limit(
    steps: list[tuple[str, int]], per_day: int
) -> None:
    """A clock that is wrong when the process starts is believed: it is set right before."""
    clock, books = SetClock(), Books()
    limits = Limits(per_day=per_day)
    allowance = Allowance(limits, clock=clock, spent={})
    sent: list[tuple[timedelta, int]] = []
    for step, number in steps:
        if step == "pass":
            clock.elapsed += number * MINUTE
        elif step == "take":
            before = allowance.rest()
            taken = int(min(number, before))
            books.write(allowance.reserve(taken))
            sent.append((clock.elapsed, taken))
        elif step == "back":
            # Of the last claim alone, and none of it was sent.
            if sent and clock.elapsed - sent[-1][0] <= 15 * MINUTE:
                at, count = sent.pop()
                back = min(number, count)
                books.write(allowance.give_back(back))
                sent.append((at, count - back))
        elif step == "restart":
            clock.off = timedelta()
            allowance = Allowance(limits, clock=clock, spent=books.read())
        else:
            clock.off = number * MINUTE

        # A claim may be sent as late as its lease allows.
        late = 15 * MINUTE
        for at, _ in sent:
            window = [count for moment, count in sent if at <= moment <= at + DAY + late]
            assert sum(window) <= per_day
        assert allowance.opens_in_s() <= (DAY + 2 * HOUR).total_seconds()
