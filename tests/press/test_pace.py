"""A relay is given what it may be given, and is left alone when it is closed or down."""

import math
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from doubles.clock import StoppedClock
from press.pace_samples import CLOSING, GONE, OK, QUOTA, RESTING, SECOND, THROTTLED, pace, send
from pressrun.model.meaning import Meaning
from pressrun.model.relay import DomainCap


def test_a_relay_without_limits_waits_for_nothing() -> None:
    paced = pace(StoppedClock())

    assert paced.wait_s("a.example") == 0.0
    assert paced.ahead(500) == 500
    assert (paced.remark, paced.closed_until(), paced.backoff_s()) == ("", None, 0.0)


def test_a_rate_is_kept_and_reached() -> None:
    clock = StoppedClock()

    moments = send(pace(clock, per_second=14.0), clock, for_s=60)

    assert 800 <= len(moments) <= 60 * 14 + 14


def test_no_more_is_claimed_than_goes_out_in_about_two_seconds() -> None:
    clock = StoppedClock()
    paced = pace(clock, per_second=14.0)

    assert paced.ahead(500) == 28
    assert pace(clock, per_second=0.01).ahead(500) == 1  # or it would never begin
    assert paced.ahead(5) == 5


def test_a_day_that_is_used_up_lets_nothing_be_claimed_and_says_until_when() -> None:
    clock = StoppedClock()
    paced = pace(clock, per_day=50_000)

    assert paced.ahead(60_000) == 50_000
    paced.reserve(50_000)

    assert paced.ahead(500) == 0
    assert paced.wait_s("a.example") == 0.0  # what was claimed may go
    assert paced.closed_until() == datetime(2026, 11, 25, 9, 15, tzinfo=UTC)
    assert paced.remark == "the day's 50,000 are used; goes on 25 November 09:15 UTC"
    paced.give_back(10)
    assert (paced.ahead(500), paced.closed_until(), paced.remark) == (10, None, "")


def test_a_domain_has_its_own_connections_and_rate_and_holds_up_no_other() -> None:
    clock = StoppedClock()
    paced = pace(clock, domains={"a.example": DomainCap(connections=2, per_second=1000.0)})
    clock.advance(SECOND)
    for _ in range(2):
        assert paced.wait_s("a.example") == 0.0
        paced.start("a.example")

    assert 0 < paced.wait_s("a.example") < 1
    assert paced.wait_s("b.example") == 0.0
    paced.end("a.example")
    assert paced.wait_s("a.example") == 0.0


def test_a_domains_rate_is_kept() -> None:
    clock = StoppedClock()
    paced = pace(clock, domains={"a.example": DomainCap(per_second=2.0)})

    assert len(send(paced, clock, for_s=30)) in range(55, 63)
    assert len(send(paced, clock, for_s=1, domain="b.example")) > 90


def test_a_quota_closes_the_relay_and_one_message_finds_out_whether_it_is_open_again() -> None:
    """S25."""
    clock = StoppedClock()
    paced = pace(clock)

    paced.heard(QUOTA)

    assert paced.wait_s("a.example") == math.inf
    assert paced.ahead(500) == 0
    assert paced.closed_until() == clock.at + timedelta(hours=1)
    assert paced.remark == (
        "closed after 454 Throttling failure: Daily message quota exceeded; asks again 09:00 UTC"
    )
    clock.advance(timedelta(hours=1))
    assert (paced.wait_s("a.example"), paced.ahead(500), paced.closed_until()) == (0.0, 1, None)
    paced.heard(QUOTA)
    assert paced.ahead(500) == 0
    clock.advance(timedelta(hours=1))
    paced.heard(OK)
    assert paced.ahead(500) == 500


def test_failures_back_off_from_five_seconds_to_ten_minutes_and_an_answer_ends_it() -> None:
    """S1."""
    clock = StoppedClock()
    paced = pace(clock)
    pauses = []
    for _ in range(10):
        paced.failed()
        pauses.append(paced.backoff_s())
        clock.advance(timedelta(seconds=paced.backoff_s() + 0.001))

    for pause, longest in zip(pauses, (5, 10, 20, 40, 80, 160, 320, 600, 600, 600), strict=True):
        assert 0.8 * longest <= pause <= longest
    assert len({pause / longest for pause, longest in zip(pauses, (5, 10, 20), strict=False)}) == 3
    paced.worked()
    paced.failed()
    assert paced.backoff_s() <= 5


def test_failures_of_what_was_under_way_count_once() -> None:
    paced = pace(StoppedClock())
    for _ in range(8):
        paced.failed()

    assert paced.backoff_s() <= 5
    assert paced.wait_s("a.example") == paced.backoff_s()
    assert paced.ahead(500) == 1
    assert paced.remark.startswith("the relay does not answer; tries again in ")


def test_a_relay_that_ends_each_session_after_some_messages_is_not_left_alone() -> None:
    """S36: 421 after every fiftieth message."""
    clock = StoppedClock()
    paced = pace(clock)

    moments = send(paced, clock, for_s=60, answers=[*[OK] * 50, CLOSING])

    assert paced.backoff_s() == 0.0
    assert len(moments) > 5900


def test_a_relay_that_ends_each_session_at_once_is_left_alone() -> None:
    """S19: 421 to everything."""
    clock = StoppedClock()
    paced = pace(clock)

    moments = send(paced, clock, for_s=3600, answers=[CLOSING])

    assert len(moments) < 20


@given(
    st.lists(
        st.tuples(
            st.sampled_from([OK, GONE, THROTTLED, QUOTA, CLOSING, RESTING]), st.floats(0, 400)
        ),
        max_size=40,
    ),
    st.sampled_from([0.0, 0.5, 50.0]),
)
def test_whatever_is_answered_a_relay_is_asked_again_within_two_hours(
    answers: list[tuple[Meaning, float]], per_second: float
) -> None:
    clock = StoppedClock()
    paced = pace(clock, per_second=per_second)
    for answer, pause_s in answers:
        paced.heard(answer)
        clock.advance(timedelta(seconds=pause_s))
    began_s = clock.elapsed_s()

    while (wait_s := paced.wait_s("a.example")) > 0:
        opens_at = paced.closed_until()
        if wait_s == math.inf:
            assert opens_at is not None
            wait_s = (opens_at - clock.at).total_seconds()
        clock.advance(timedelta(seconds=wait_s + 1e-6))

    assert clock.elapsed_s() - began_s < 7200
    assert paced.ahead(500) >= 1


def test_the_rate_of_answers_is_told() -> None:
    clock = StoppedClock()
    paced = pace(clock)
    send(paced, clock, for_s=20, fastest_per_s=50.0)

    assert 48 <= paced.per_s <= 52
