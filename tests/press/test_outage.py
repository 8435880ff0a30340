"""An outage of a relay is told when it begins, when it has lasted, and when it is over."""

from datetime import timedelta

from doubles import StoppedClock
from pressrun.errors import Problem
from pressrun.press.outage import LONG, Alert, Outages

GONE = Problem(code="SMTP001", what="connection refused", help="see that it runs")
MINUTE = timedelta(minutes=1)


def test_the_first_failure_is_told_as_it_is_and_those_that_follow_are_not(
    clock: StoppedClock,
) -> None:
    outages, told = Outages(clock), []
    for _ in range(LONG // MINUTE):
        told.append(outages.failed("main", GONE))
        clock.advance(MINUTE)

    assert [alert for alert in told if alert] == [Alert("main", GONE)]


def test_one_that_lasts_is_told_once_more_with_code_cause_and_help(clock: StoppedClock) -> None:
    outages, told = Outages(clock), []
    for _ in range(60):
        told.append(outages.failed("main", GONE))
        clock.advance(MINUTE)

    [_, alert] = [alert for alert in told if alert]

    assert alert.problem is not None
    assert alert.problem.code == "SMTP010"
    assert alert.problem.what == (
        "relay main has been down for 15 minutes, since 08:00 UTC: connection refused"
    )
    assert alert.problem.help.startswith("see that it runs\n")


def test_when_it_is_back_that_is_told_and_the_next_outage_counts_anew(
    clock: StoppedClock,
) -> None:
    outages = Outages(clock)
    outages.failed("main", GONE)
    clock.advance(LONG - MINUTE)

    back = outages.worked("main")
    clock.advance(MINUTE)

    assert back == Alert("main")
    assert back.is_over
    assert outages.worked("main") is None
    assert outages.failed("main", GONE) == Alert("main", GONE)


def test_each_relay_has_its_own(clock: StoppedClock) -> None:
    outages = Outages(clock)
    outages.failed("main", GONE)
    clock.advance(LONG)

    assert outages.failed("spare", GONE) == Alert("spare", GONE)
    long = outages.failed("main", GONE)
    assert long is not None
    assert long.problem != GONE


def test_a_relay_that_always_worked_is_never_told(clock: StoppedClock) -> None:
    assert Outages(clock).worked("main") is None
