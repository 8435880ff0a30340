"""Time is aware and moves on; chance does not repeat itself."""

from datetime import UTC

from pressrun.system.clock import SystemClock, SystemEntropy


def test_the_clock_tells_instants_in_utc_that_do_not_go_back() -> None:
    clock = SystemClock()

    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert first <= second


def test_chance_gives_as_many_octets_as_are_asked_for_and_never_the_same() -> None:
    entropy = SystemEntropy()

    first, second = entropy.octets(16), entropy.octets(16)

    assert len(first) == len(second) == 16
    assert first != second
