"""A relay that is down for long is told once, with code and help, and told when it is back."""

from datetime import timedelta

from doubles import StoppedClock
from pressrun.errors import Problem
from pressrun.press.outage import TOLD_AFTER, Outages

GONE = Problem(code="SMTP001", what="connection refused", help="see that it runs")
MINUTE = timedelta(minutes=1)


def test_a_short_outage_is_nobodys_business(clock: StoppedClock) -> None:
    outages = Outages(clock)

    told = [outages.failed("main", GONE)]
    clock.advance(TOLD_AFTER - MINUTE)
    told += [outages.failed("main", GONE), outages.worked("main")]

    assert told == [None, None, None]


def test_a_long_one_is_told_once_with_code_cause_and_help(clock: StoppedClock) -> None:
    outages, told = Outages(clock), []
    for _ in range(60):
        told.append(outages.failed("main", GONE))
        clock.advance(MINUTE)

    [alert] = [alert for alert in told if alert is not None]

    assert alert.problem is not None
    assert alert.problem.code == "SMTP010"
    assert alert.problem.what == (
        "relay main has been down for 15 minutes, since 08:00 UTC: connection refused"
    )
    assert alert.problem.help.startswith("see that it runs\n")


def test_when_it_is_back_that_is_told_too_and_the_next_outage_counts_anew(
    clock: StoppedClock,
) -> None:
    outages = Outages(clock)
    outages.failed("main", GONE)
    clock.advance(TOLD_AFTER)
    assert outages.failed("main", GONE) is not None

    back = outages.worked("main")

    assert back is not None
    assert back.is_over
    assert outages.worked("main") is None
    assert outages.failed("main", GONE) is None


def test_each_relay_has_its_own(clock: StoppedClock) -> None:
    outages = Outages(clock)
    outages.failed("main", GONE)
    clock.advance(TOLD_AFTER)

    assert outages.failed("spare", GONE) is None
    assert outages.failed("main", GONE) is not None
