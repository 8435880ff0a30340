"""A relay that complains is given less, and more again once it does not."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.clock import StoppedClock
from press.pace_samples import GONE, OK, RESTING, SECOND, THROTTLED, pace, send
from pressrun.model.meaning import Meaning
from pressrun.press.slowdown import SLOWEST_PER_S


def test_throttling_halves_what_the_relay_accepted_of_late() -> None:
    """S24."""
    clock = StoppedClock()
    paced = pace(clock)
    send(paced, clock, for_s=10)

    paced.heard(THROTTLED)

    assert (
        paced.remark == "slowed to 50/s after 454 Throttling failure: Maximum sending rate exceeded"
    )
    assert paced.wait_s("a.example") > 0
    assert 90 <= paced.ahead(500) <= 101


def test_a_burst_of_complaints_about_what_was_under_way_slows_down_once() -> None:
    clock = StoppedClock()
    paced = pace(clock, per_second=80.0)
    send(paced, clock, for_s=20)
    for _ in range(50):
        paced.heard(THROTTLED)
        clock.advance(timedelta(milliseconds=10))

    assert paced.remark.startswith("slowed to 40/s")
    clock.advance(SECOND)
    paced.heard(THROTTLED)
    assert paced.remark.startswith("slowed to 20/s")


def test_a_relay_that_goes_on_complaining_is_still_asked_now_and_then() -> None:
    clock = StoppedClock()
    paced = pace(clock)

    moments = send(paced, clock, for_s=3600, answers=[THROTTLED])

    assert max(b - a for a, b in pairwise(moments)) <= 1 / SLOWEST_PER_S + 1
    assert len(moments) < 3600 * SLOWEST_PER_S * 2


@pytest.mark.parametrize("per_second", [0.0, 80.0])
def test_after_minutes_without_a_complaint_the_old_rate_is_back(per_second: float) -> None:
    clock = StoppedClock()
    paced = pace(clock, per_second=per_second)
    send(paced, clock, for_s=10)
    for _ in range(3):
        paced.heard(THROTTLED)
        clock.advance(2 * SECOND)
    slow = len(send(paced, clock, for_s=10))

    send(paced, clock, for_s=300)

    assert slow < 200
    assert paced.remark == ""
    assert len(send(paced, clock, for_s=10)) >= 790


def test_a_provider_that_takes_fourteen_a_second_is_found_out_and_kept_busy() -> None:
    """S24: a relay that answers 454 to what goes over its rate; we were told no limit."""
    clock = StoppedClock()
    paced = pace(clock)
    accepted: list[float] = []
    complaints = 0
    until = clock.at + timedelta(minutes=10)
    while clock.at < until:
        wait_s = paced.wait_s("")
        if wait_s == 0.0:
            now_s = clock.elapsed_s()
            paced.start("")
            if sum(now_s - at < 1 for at in accepted[-20:]) < 14:
                accepted.append(now_s)
                paced.heard(OK)
            else:
                complaints += 1
                paced.heard(THROTTLED)
        clock.advance(timedelta(seconds=max(wait_s, 0.002) + 1e-6))

    assert len(accepted) > 0.6 * 14 * 600
    assert complaints < 0.05 * len(accepted)


def test_a_relay_that_asks_for_a_rest_gets_it() -> None:
    clock = StoppedClock()
    paced = pace(clock)

    paced.heard(RESTING)

    assert paced.wait_s("a.example") == 90.0
    clock.advance(timedelta(seconds=90))
    assert paced.wait_s("a.example") == 0.0


@given(
    st.lists(st.sampled_from([OK, OK, OK, GONE, THROTTLED]), min_size=1, max_size=20),
    st.sampled_from([0.5, 3.0, 14.0]),
)
def test_slowing_down_and_recovering_never_exceeds_the_rate_that_is_set(
    answers: list[Meaning], per_second: float
) -> None:
    clock = StoppedClock()

    moments = send(pace(clock, per_second=per_second), clock, for_s=90, answers=answers)

    burst = max(1.0, per_second)
    for index, start in enumerate(moments):
        for count, end in enumerate(moments[index:], 1):
            assert count <= per_second * (end - start) + burst + 1e-3
