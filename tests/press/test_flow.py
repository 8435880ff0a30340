"""Messages go no faster than they may, and how fast answers come is measured."""

from hypothesis import given
from hypothesis import strategies as st

from pressrun.press.flow import BURST_S, Bucket, Meter

RATES = st.floats(0.05, 500)
STEPS = st.floats(0, 30)


def sent_at(per_s: float, steps: list[float], *, now_s: float) -> tuple[list[float], float]:
    """Return when messages go if at each step as many go as may, and when that ends."""
    bucket, moments = Bucket(per_s, now_s=now_s), []
    for step in steps:
        now_s += step
        while bucket.wait_s(now_s) == 0.0 and len(moments) < 3000:
            bucket.take(now_s)
            moments.append(now_s)
    return moments, now_s


@given(RATES, st.lists(st.lists(STEPS, max_size=15), min_size=1, max_size=4))
def test_no_stretch_of_time_sees_more_than_the_rate_and_one_burst_even_over_restarts(
    per_s: float, runs: list[list[float]]
) -> None:
    moments: list[float] = []
    now_s = 0.0
    for steps in runs:
        sent, now_s = sent_at(per_s, steps, now_s=now_s)
        moments += sent

    burst = max(1.0, per_s * BURST_S)
    distinct = sorted(set(moments))
    for start in distinct:
        for end in (moment for moment in distinct if moment >= start):
            within = sum(start <= moment <= end for moment in moments)
            assert within <= per_s * (end - start) + burst + 1e-6


@given(RATES, st.lists(STEPS, max_size=20))
def test_who_waits_as_long_as_is_said_may_go_then(per_s: float, steps: list[float]) -> None:
    bucket, now_s = Bucket(per_s, now_s=0.0), 0.0
    for step in steps:
        now_s += step
        wait_s = bucket.wait_s(now_s)
        now_s += wait_s
        assert bucket.wait_s(now_s) < 1e-6
        bucket.take(now_s)


def test_the_rate_is_reached_and_not_only_kept() -> None:
    bucket = Bucket(14.0, now_s=0.0)
    now_s, sent = 0.0, 0
    while now_s < 100:
        now_s += bucket.wait_s(now_s) + 1e-9
        bucket.take(now_s)
        sent += 1

    assert 1390 <= sent <= 1414


def test_a_rate_that_is_lowered_leaves_no_burst_of_the_higher_one() -> None:
    bucket = Bucket(100.0, now_s=0.0)

    bucket.turn(2.0, now_s=10.0)

    assert bucket.within(0.0, now_s=10.0) == 2


def test_answers_are_measured_over_the_last_ten_seconds() -> None:
    meter = Meter()
    for tick in range(100_000):
        meter.count(tick / 1000)

    assert 950 <= meter.per_s(100.0) <= 1050
    assert 400 <= meter.per_s(105.0) <= 600
    assert meter.per_s(200.0) == 0.0


def test_a_measure_that_has_just_begun_is_of_the_time_since_then() -> None:
    meter = Meter()
    for tick in range(200):
        meter.count(1000 + tick / 100)

    assert 90 <= meter.per_s(1002.0) <= 110


def test_a_measure_begins_anew_after_a_long_silence() -> None:
    meter = Meter()
    meter.count(0.0)
    for tick in range(100):
        meter.count(1000 + tick / 100)

    assert 90 <= meter.per_s(1001.0) <= 110
