"""What a relay bears is learnt from how its sessions end."""

import pytest

from pressrun.model.relay import Limits, Relay, RelayKind
from pressrun.transport.event import Cause, Ended
from pressrun.transport.tolerance import Tolerance

BUSY = Ended(Cause.BUSY, "421 at MAIL: enough")


def tolerance(*, connections: int = 4, messages: int = 100) -> Tolerance:
    limits = Limits(connections=connections, messages_per_connection=messages)
    relay = Relay(name="sample", kind=RelayKind.SMTP, limits=limits)
    return Tolerance(relay, regrow_s=60)


def test_as_many_lanes_open_as_the_limits_say() -> None:
    bears = tolerance(connections=2)

    assert bears.more(0)
    bears.lanes = 2
    assert not bears.more(0)


def test_a_connection_too_many_leaves_the_others_and_one_more_is_tried_after_a_while() -> None:
    bears = tolerance(connections=4)
    bears.lanes, bears.sessions = 2, 2

    bears.refused(100)

    assert not bears.more(159)
    assert bears.more(160)
    bears.lanes = 3
    assert not bears.more(219)
    assert bears.more(220)


def test_it_never_grows_beyond_its_limit() -> None:
    bears = tolerance(connections=2)
    bears.lanes, bears.sessions = 1, 1
    bears.refused(0)

    assert bears.more(60)
    bears.lanes = 2
    assert not any(bears.more(now_s) for now_s in range(60, 6000, 60))


def test_two_sessions_that_end_with_421_after_as_many_messages_show_a_limit() -> None:
    """S36: learn after how many messages a relay ends a connection."""
    bears = tolerance()

    bears.ended(BUSY, messages=50, idle=False)
    assert bears.messages == 100
    bears.ended(BUSY, messages=50, idle=False)

    assert bears.messages == 50


@pytest.mark.parametrize(
    ("end", "messages", "idle"),
    [(BUSY, 50, True), (BUSY, 0, False), (Ended(Cause.GONE, "closed"), 50, False)],
)
def test_other_ends_show_no_limit(end: Ended, messages: int, idle: bool) -> None:
    """S37: 421 to a connection that is idle is no limit of messages."""
    bears = tolerance()

    for _ in range(3):
        bears.ended(end, messages=messages, idle=idle)

    assert bears.messages == 100


def test_a_relay_out_of_step_is_given_one_command_at_a_time() -> None:
    bears = tolerance()
    assert bears.pipelining

    bears.ended(Ended(Cause.OUT_OF_STEP, "250 unasked"), messages=1, idle=False)

    assert not bears.pipelining
