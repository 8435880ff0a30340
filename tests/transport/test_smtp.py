"""Submission over real sockets to a relay that misbehaves on order."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import wraps
from itertools import repeat
from typing import ParamSpec

import pytest

from doubles import HANG_UP, SILENCE, Conduct, Mailbag, Scripted, ScriptedRelay, sample_message
from pressrun.errors import LoginRefused, PressrunError, Refused, RelayUnavailable
from pressrun.model.delivery import Answered, Intent, Lost, Note, Phase, Receipt
from pressrun.model.relay import Relay, RelayKind
from pressrun.transport.smtp import SmtpTransport

NO_RELAY = Relay(name="sample", kind=RelayKind.SMTP, host="127.0.0.1", port=25)
Scene = ParamSpec("Scene")


def played(scene: Callable[Scene, Coroutine[object, object, None]]) -> Callable[Scene, None]:
    """Run an asynchronous test to its end; one that hangs fails instead."""

    @wraps(scene)
    def play(*args: Scene.args, **kwargs: Scene.kwargs) -> None:
        async def bounded() -> None:
            async with asyncio.timeout(30):
                await scene(*args, **kwargs)

        asyncio.run(bounded())

    return play


def messages(count: int) -> Mailbag:
    return Mailbag(sample_message(ticket) for ticket in range(1, count + 1))


async def submit(relay: ScriptedRelay, bag: Mailbag) -> PressrunError | None:
    """Run the transport over one connection and return the error it ended with."""
    try:
        await SmtpTransport(relay.relay()).run(bag.take, bag.note)
    except PressrunError as error:
        return error
    return None


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("conduct", [HANG_UP, "421 closing", "what?", "503 out of step"])
@played
async def test_a_session_lost_before_the_dot_has_handed_nothing_over(
    verb: str, conduct: str
) -> None:
    bag = messages(2)
    async with ScriptedRelay({verb: [conduct]}) as relay:
        await submit(relay, bag)

    assert [(lost.ticket, lost.phase) for lost in bag.lost] == [(1, Phase.ENVELOPE)]
    assert bag.answers == {2: 250}
    assert bag.intents == [2]
    assert relay.connections == 2


@pytest.mark.parametrize("verb", ["BODY", "DOT"])
@played
async def test_a_session_lost_after_the_dot_was_sent_leaves_it_open(verb: str) -> None:
    bag = messages(2)
    async with ScriptedRelay({verb: [HANG_UP]}) as relay:
        await submit(relay, bag)

    assert [(lost.ticket, lost.phase) for lost in bag.lost] == [(1, Phase.DOT)]
    assert bag.answers == {2: 250}
    assert bag.intents == [1, 2]


@pytest.mark.parametrize("conduct", ["what?", "354 again"])
@played
async def test_an_answer_to_the_dot_that_makes_no_sense_leaves_it_open(conduct: str) -> None:
    bag = messages(1)
    async with ScriptedRelay({"DOT": [conduct]}) as relay:
        await submit(relay, bag)

    assert [lost.phase for lost in bag.lost] == [Phase.DOT]


@played
async def test_a_relay_that_says_nothing_before_the_dot_times_out() -> None:
    bag = messages(1)
    async with ScriptedRelay({"RCPT": [SILENCE]}) as relay:
        await SmtpTransport(relay.relay(timeout_s=0.5)).run(bag.take, bag.note)

    assert bag.notes == [Lost(1, Phase.ENVELOPE, "no reply at RCPT in 0.5 s")]
    assert relay.connections == 2, "a connection that timed out was used again"


@played
async def test_a_relay_that_says_nothing_after_the_dot_times_out_later() -> None:
    bag = messages(1)
    async with ScriptedRelay({"DOT": [SILENCE]}) as relay:
        transport = SmtpTransport(relay.relay(), answer_timeout_s=0.2)
        await transport.run(bag.take, bag.note)

    assert bag.notes == [Intent(1), Lost(1, Phase.DOT, "no reply at the final dot in 0.2 s")]


@played
async def test_a_relay_that_stops_reading_is_left() -> None:
    bag, left = Mailbag([sample_message(1, body=b"x\r\n" * 5_000_000)]), asyncio.Event()

    async def read_no_more() -> Conduct:
        await left.wait()
        return HANG_UP

    async with ScriptedRelay({"BODY": [read_no_more]}) as relay:
        transport = SmtpTransport(relay.relay(), answer_timeout_s=0.2)
        await transport.run(bag.take, bag.note)
        left.set()

    assert [lost.phase for lost in bag.lost] == [Phase.DOT]


@played
async def test_a_session_that_ends_behind_an_acceptance_takes_nothing_back() -> None:
    bag = messages(2)
    async with ScriptedRelay({"DOT": ["250 taken\r\n421 one is enough"]}) as relay:
        await submit(relay, bag)

    assert bag.answers == {1: 250, 2: 250}
    assert bag.lost == []
    assert relay.connections == 2


@played
async def test_421_to_the_dot_is_an_answer_and_the_next_message_has_a_new_session() -> None:
    bag = messages(2)
    async with ScriptedRelay({"DOT": ["421 later"]}) as relay:
        await submit(relay, bag)

    assert bag.answers == {1: 421, 2: 250}


@played
async def test_a_refused_message_leaves_the_connection_to_the_next() -> None:
    bag = messages(5)
    script = {
        "MAIL": ["451 m"], "RCPT": ["550 r"], "DATA": ["554 d"], "DOT": ["552 too big"]
    }  # fmt: skip
    async with ScriptedRelay(script) as relay:
        await submit(relay, bag)

    assert bag.answers == {1: 451, 2: 550, 3: 554, 4: 552, 5: 250}
    assert bag.intents == [4, 5]
    assert relay.connections == 1
    assert relay.count["RSET"] == 3


@played
async def test_an_address_that_smuggles_a_command_never_reaches_the_relay() -> None:
    sly = replace(sample_message(1), recipient="a@example.org>\r\nRCPT TO:<b@example.org")
    bag = Mailbag([sly, sample_message(2)])
    async with ScriptedRelay() as relay:
        await submit(relay, bag)

    assert bag.answers == {1: 553, 2: 250}
    assert [line for line in relay.heard if "RCPT" in line] == ["RCPT TO:<reader-2@example.org>"]


@played
async def test_a_port_where_nobody_listens_is_named() -> None:
    bag = messages(1)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]

        with pytest.raises(RelayUnavailable) as caught:
            await SmtpTransport(replace(NO_RELAY, port=port)).run(bag.take, bag.note)

    problem = caught.value.problem
    assert problem.what == f"no session with the relay 127.0.0.1:{port}: connection refused"
    assert f"127.0.0.1:{port}" in problem.help
    assert bag.taken == []


@pytest.mark.parametrize("verb", ["GREETING", "EHLO"])
@pytest.mark.parametrize("conduct", [HANG_UP, "421 busy", "what?"])
@played
async def test_a_relay_that_opens_no_session_is_asked_three_times(verb: str, conduct: str) -> None:
    bag = messages(1)
    async with ScriptedRelay({verb: repeat(conduct)}) as relay:
        error = await submit(relay, bag)

    assert isinstance(error, RelayUnavailable)
    assert relay.connections == 3
    assert bag.taken == []


@played
async def test_a_relay_that_never_greets_times_out() -> None:
    bag = messages(1)
    async with ScriptedRelay({"GREETING": repeat(SILENCE)}) as relay:
        with pytest.raises(RelayUnavailable, match="no reply at greeting in"):
            await SmtpTransport(relay.relay(timeout_s=0.2)).run(bag.take, bag.note)


@played
async def test_three_sessions_without_an_answer_are_the_end() -> None:
    bag = messages(9)
    async with ScriptedRelay({"RCPT": repeat(HANG_UP)}) as relay:
        error = await submit(relay, bag)

    assert isinstance(error, RelayUnavailable)
    assert "connection closed at RCPT" in str(error)
    assert [lost.ticket for lost in bag.lost] == bag.taken == [1, 2, 3]


@played
async def test_a_relay_that_answers_one_message_a_session_is_served_to_the_end() -> None:
    bag = messages(5)
    async with ScriptedRelay({"DOT": repeat("250 taken\r\n421 one is enough", 5)}) as relay:
        error = await submit(relay, bag)

    assert error is None
    assert bag.answers == dict.fromkeys(range(1, 6), 250)


@played
async def test_a_refused_login_is_tried_once() -> None:
    bag = messages(1)
    script = {"EHLO": repeat("250-hi\r\n250 AUTH PLAIN"), "AUTH": repeat("535 5.7.8 no")}
    async with ScriptedRelay(script) as relay:
        with pytest.raises(LoginRefused) as caught:
            await SmtpTransport(relay.relay(username="ada")).run(bag.take, bag.note)

    assert relay.connections == 1
    assert bag.taken == []
    assert "sample password" not in str(caught.value)


@played
async def test_a_relay_that_wants_a_login_keeps_the_message_open() -> None:
    bag = messages(3)
    async with ScriptedRelay({"MAIL": repeat("530 5.7.0 authenticate first")}) as relay:
        error = await submit(relay, bag)

    assert isinstance(error, LoginRefused)
    assert [lost.phase for lost in bag.lost] == [Phase.ENVELOPE]
    assert bag.taken == [1]


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1", "2001:db8::1", "0.0.0.0", ""])
def test_clear_text_to_another_machine_is_refused(host: str) -> None:
    with pytest.raises(Refused, match="clear text"):
        SmtpTransport(replace(NO_RELAY, host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "LOCALHOST"])
def test_clear_text_within_this_machine_is_let_through(host: str) -> None:
    assert SmtpTransport(replace(NO_RELAY, host=host)).name == "sample"


@played
async def test_one_message_needs_one_connection() -> None:
    bag = messages(1)
    async with ScriptedRelay() as relay:
        await SmtpTransport(relay.relay(connections=4)).run(bag.take, bag.note)

    assert relay.connections == 1
    assert relay.heard[-1] == "QUIT"


@played
async def test_no_mail_is_no_message() -> None:
    async with ScriptedRelay() as relay:
        await submit(relay, Mailbag([]))

    assert relay.accepted == []


@played
async def test_several_connections_carry_mail_at_the_same_time() -> None:
    bag = messages(5)
    together = asyncio.Barrier(4)

    async def taken_together() -> str:
        await together.wait()
        return "250 taken"

    answers: list[Scripted] = ["250 taken", *repeat(taken_together, 4)]
    async with ScriptedRelay({"DOT": answers}) as relay:
        await SmtpTransport(relay.relay(connections=4)).run(bag.take, bag.note)

    assert relay.connections == 4
    assert bag.answers == dict.fromkeys(range(1, 6), 250)


@played
async def test_a_connection_too_many_leaves_the_mail_to_the_others() -> None:
    bag = messages(40)
    greetings = ["220 hi", "220 hi", *repeat("421 too many connections", 9)]
    async with ScriptedRelay({"GREETING": greetings}) as relay:
        await SmtpTransport(relay.relay(connections=4)).run(bag.take, bag.note)

    assert bag.answers == dict.fromkeys(range(1, 41), 250)


@played
async def test_after_so_many_messages_a_connection_is_renewed() -> None:
    bag = messages(5)
    async with ScriptedRelay() as relay:
        transport = SmtpTransport(relay.relay(), messages_per_connection=2)
        await transport.run(bag.take, bag.note)

    assert relay.connections == 3
    assert relay.count["QUIT"] == 3
    assert len(relay.accepted) == 5


@pytest.mark.parametrize("conduct", [HANG_UP, "what?", "500 no"])
@played
async def test_a_bad_parting_spoils_nothing(conduct: str) -> None:
    bag = messages(1)
    async with ScriptedRelay({"QUIT": [conduct]}) as relay:
        error = await submit(relay, bag)

    assert error is None
    assert bag.answers == {1: 250}


@played
async def test_a_connection_takes_its_next_message_after_the_last_answer_is_noted() -> None:
    bag, order = messages(3), list[str]()

    async def note(note: Note) -> None:
        order.append(type(note).__name__)

    async def take() -> object:
        order.append("take")
        return await bag.take()

    async with ScriptedRelay() as relay:
        await SmtpTransport(relay.relay()).run(take, note)  # type: ignore[arg-type]

    assert order == ["take", "Intent", "Answered"] * 3 + ["take"]


@played
async def test_a_note_of_intent_that_fails_keeps_the_dot_back() -> None:
    bag = messages(3)

    async def note(note: Note) -> None:
        if isinstance(note, Intent):
            raise OSError("the disk is full")

    async with ScriptedRelay() as relay:
        with pytest.raises(OSError, match="the disk is full"):
            await SmtpTransport(relay.relay()).run(bag.take, note)
        await relay.emptied()

    assert relay.count["DATA"] == 1
    assert relay.count["BODY"] == relay.count["DOT"] == 0
    assert bag.taken == [1]


@played
async def test_one_failing_note_stops_every_connection_and_leaves_no_message_unnoted() -> None:
    bag = messages(9)
    all_there = asyncio.Barrier(3)

    async def nothing() -> Conduct:
        await all_there.wait()
        return SILENCE

    async def note(note: Note) -> None:
        if isinstance(note, Intent) and note.ticket == 4:
            await all_there.wait()
            raise OSError("the disk is full")
        await bag.note(note)

    async with ScriptedRelay({"DOT": ["250 taken", nothing, nothing]}) as relay:
        with pytest.raises(OSError, match="the disk is full"):
            await SmtpTransport(relay.relay(connections=3)).run(bag.take, note)

    assert bag.answers == {1: 250}
    assert {(lost.ticket, lost.phase) for lost in bag.lost} == {(2, Phase.DOT), (3, Phase.DOT)}


@pytest.mark.parametrize(("verb", "phase"), [("RCPT", Phase.ENVELOPE), ("DOT", Phase.DOT)])
@played
async def test_a_cancelled_run_notes_what_was_under_way_and_leaves_no_task(
    verb: str, phase: Phase
) -> None:
    bag, reached = messages(1), asyncio.Event()

    async def nothing() -> Conduct:
        reached.set()
        return SILENCE

    async with ScriptedRelay({verb: [nothing]}) as relay:
        running = asyncio.create_task(SmtpTransport(relay.relay()).run(bag.take, bag.note))
        await reached.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await relay.emptied()

    assert [(lost.ticket, lost.phase) for lost in bag.lost] == [(1, phase)]
    assert asyncio.all_tasks() == {asyncio.current_task()}


@played
async def test_a_note_that_is_being_written_survives_a_cancellation() -> None:
    bag, writing, go_on = messages(2), asyncio.Event(), asyncio.Event()

    async def note(note: Note) -> None:
        if isinstance(note, Answered):
            writing.set()
            await go_on.wait()
        await bag.note(note)

    async with ScriptedRelay() as relay:
        running = asyncio.create_task(SmtpTransport(relay.relay()).run(bag.take, note))
        await writing.wait()
        running.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await running

    assert bag.notes == [Intent(1), Answered(1, Receipt(250, "taken"))]
    assert bag.taken == [1]
