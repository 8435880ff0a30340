"""Submission over real sockets to a relay that misbehaves on order."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterable
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import wraps
from itertools import repeat
from typing import Any, ParamSpec

import pytest

from doubles import (
    BRISK,
    HANG_UP,
    PIPELINING,
    SILENCE,
    Conduct,
    Mailbag,
    Scripted,
    ScriptedRelay,
    sample_message,
)
from pressrun.errors import LoginRefused, PressrunError, RelayMisfit, RelayUnavailable
from pressrun.model.delivery import Answered, Command, Intent, Lost, Note, Outgoing, Phase, Receipt
from pressrun.model.relay import Relay, RelayKind, Timeouts
from pressrun.transport.smtp import SmtpTransport

NO_RELAY = Relay(name="sample", kind=RelayKind.SMTP, host="127.0.0.1", port=25)
Scene = ParamSpec("Scene")


def but(**seconds: float) -> Timeouts:
    return replace(BRISK, **seconds)


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
    bag = messages(2)
    async with ScriptedRelay({"RCPT": [SILENCE]}) as relay:
        await SmtpTransport(relay.relay(timeouts=but(command_s=0.5))).run(bag.take, bag.note)

    assert bag.lost == [Lost(1, Phase.ENVELOPE, "no reply at RCPT in 0.5 s")]
    assert bag.answers == {2: 250}
    assert relay.connections == 2, "a connection that timed out was used again"


@played
async def test_a_relay_that_says_nothing_after_the_dot_times_out_later() -> None:
    bag = messages(1)
    async with ScriptedRelay({"DOT": [SILENCE]}) as relay:
        await SmtpTransport(relay.relay(timeouts=but(dot_s=0.2))).run(bag.take, bag.note)

    assert bag.notes == [Intent(1), Lost(1, Phase.DOT, "no reply at the final dot in 0.2 s")]


@played
async def test_a_relay_that_stops_reading_is_left() -> None:
    bag, left = Mailbag([sample_message(1, body=b"x\r\n" * 5_000_000)]), asyncio.Event()

    async def read_no_more() -> Conduct:
        await left.wait()
        return HANG_UP

    async with ScriptedRelay({"EHLO": ["250 relay"], "BODY": [read_no_more]}) as relay:
        await SmtpTransport(relay.relay(timeouts=but(block_s=0.2))).run(bag.take, bag.note)
        left.set()

    assert bag.lost == [Lost(1, Phase.DOT, "it took nothing off us at the final dot in 0.2 s")]


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

    assert [note.ticket for note in bag.unfit] == [1]
    assert bag.answers == {2: 250}
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
async def test_a_relay_that_opens_no_session_is_asked_once(verb: str, conduct: str) -> None:
    """S3: whoever runs the transport waits before it asks again."""
    bag = messages(1)
    async with ScriptedRelay({verb: repeat(conduct)}) as relay:
        error = await submit(relay, bag)

    assert isinstance(error, RelayUnavailable)
    assert relay.connections == 1
    assert bag.taken == []


@played
async def test_a_relay_that_turns_us_away_is_for_a_person_to_see() -> None:
    """S3: 554 for a greeting."""
    bag = messages(1)
    async with ScriptedRelay({"GREETING": ["554 5.7.1 not you"]}) as relay:
        with pytest.raises(RelayMisfit) as caught:
            await SmtpTransport(relay.relay()).run(bag.take, bag.note)

    assert "554 at greeting: 5.7.1 not you" in caught.value.problem.what
    assert bag.taken == []


@played
async def test_a_relay_that_never_greets_times_out() -> None:
    """S3: no greeting at all."""
    bag = messages(1)
    async with ScriptedRelay({"GREETING": repeat(SILENCE)}) as relay:
        with pytest.raises(RelayUnavailable, match="no reply at greeting in"):
            await SmtpTransport(relay.relay(timeouts=but(greeting_s=0.2))).run(bag.take, bag.note)


@pytest.mark.parametrize("octets", [b"250-go on for ever\r\n" * 4000, b"2" * 1_000_000])
@played
async def test_a_relay_that_talks_without_end_is_left(octets: bytes) -> None:
    """S4: one line, or one reply, of any length."""
    bag = messages(1)
    async with ScriptedRelay({"EHLO": [octets]}) as relay:
        with pytest.raises(RelayUnavailable, match=r"a reply (line )?of more than"):
            await SmtpTransport(relay.relay()).run(bag.take, bag.note)


@played
async def test_octets_that_make_no_reply_do_not_prolong_the_wait() -> None:
    """S4: a greeting in drips; the wait is for the whole of a reply."""
    bag, left = messages(1), asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220-")
        try:
            while not left.is_set():
                writer.write(b"x")
                await writer.drain()
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(), 0.01)
                    break
        except ConnectionError:
            pass
        writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        relay = replace(NO_RELAY, port=port, timeouts=but(greeting_s=0.3))
        with pytest.raises(RelayUnavailable, match=r"no reply at greeting in 0\.3 s"):
            await SmtpTransport(relay).run(bag.take, bag.note)
        left.set()


@played
async def test_three_sessions_without_an_answer_are_the_end() -> None:
    bag = messages(9)
    async with ScriptedRelay({"RCPT": repeat(HANG_UP)}) as relay:
        error = await submit(relay, bag)

    assert isinstance(error, RelayUnavailable)
    assert "the connection was closed at RCPT" in str(error)
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
            await SmtpTransport(relay.relay(username="ada", password="sample password")).run(
                bag.take, bag.note
            )

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
        await SmtpTransport(relay.relay(messages_per_connection=2)).run(bag.take, bag.note)

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

    async def note(note: Note) -> bool:
        order.append(type(note).__name__)
        return True

    async def take(*, wait: bool = True) -> Outgoing | None:
        order.append("take")
        return await bag.take()

    async with ScriptedRelay() as relay:
        await SmtpTransport(relay.relay()).run(take, note)

    assert order == ["take", "Intent", "Answered"] * 3 + ["take"]


@played
async def test_a_note_of_intent_that_fails_keeps_the_dot_back() -> None:
    bag = messages(3)

    async def note(note: Note) -> bool:
        if isinstance(note, Intent):
            raise OSError("the disk is full")
        return await bag.note(note)

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

    async def note(note: Note) -> bool:
        if isinstance(note, Intent) and note.ticket == 4:
            await all_there.wait()
            raise OSError("the disk is full")
        return await bag.note(note)

    async with ScriptedRelay({"DOT": ["250 taken", nothing, nothing]}) as relay:
        with pytest.raises(OSError, match="the disk is full"):
            await SmtpTransport(relay.relay(connections=3)).run(bag.take, note)

    assert bag.answers == {1: 250}
    assert {(lost.ticket, lost.phase) for lost in bag.lost} == {
        (2, Phase.DOT),
        (3, Phase.DOT),
        (4, Phase.ENVELOPE),
    }


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

    async def note(note: Note) -> bool:
        if isinstance(note, Answered):
            writing.set()
            await go_on.wait()
        return await bag.note(note)

    async with ScriptedRelay() as relay:
        running = asyncio.create_task(SmtpTransport(relay.relay()).run(bag.take, note))
        await writing.wait()
        running.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await running

    assert bag.notes == [Intent(1), Answered(1, Receipt(250, "taken"))]
    assert bag.taken == [1]


def crossing(script: dict[str, Iterable[Scripted]] | None = None) -> ScriptedRelay:
    return ScriptedRelay({"EHLO": repeat(PIPELINING), **(script or {})})


@played
async def test_a_relay_that_takes_commands_together_gets_every_message_once() -> None:
    bag = messages(40)
    async with crossing() as relay:
        await SmtpTransport(relay.relay(connections=3)).run(bag.take, bag.note)

    assert bag.answers == dict.fromkeys(range(1, 41), 250)
    assert sorted(bag.intents) == list(range(1, 41))
    assert len(relay.accepted) == len({recipient for recipient, _ in relay.accepted}) == 40


@played
async def test_the_next_envelope_is_with_the_relay_before_it_answers_the_dot() -> None:
    bag, heard_behind = messages(2), asyncio.Event()

    async def when_more_is_there() -> str:
        # The stream has the next envelope already, or this would never end.
        while not relay_reader_has(relay, b"MAIL FROM"):
            await asyncio.sleep(0)
        heard_behind.set()
        return "250 taken"

    async with crossing({"DOT": [when_more_is_there]}) as relay:
        await SmtpTransport(relay.relay()).run(bag.take, bag.note)

    assert heard_behind.is_set()
    assert bag.answers == {1: 250, 2: 250}


def relay_reader_has(relay: ScriptedRelay, octets: bytes) -> bool:
    return any(octets in bytes(reader._buffer) for reader in relay.readers)  # type: ignore[attr-defined]


@played
async def test_no_dot_goes_before_the_last_answer_is_noted() -> None:
    bag, order = messages(6), list[tuple[str, int]]()

    async def note(note: Note) -> bool:
        await asyncio.sleep(0)  # others may have their turn, as at a commit
        order.append((type(note).__name__, note.ticket))
        return True

    async with crossing() as relay:
        await SmtpTransport(relay.relay()).run(bag.take, note)

    assert order == [(kind, n) for n in range(1, 7) for kind in ("Intent", "Answered")]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("conduct", [HANG_UP, "421 closing"])
@played
async def test_what_travelled_with_a_dot_is_lost_in_its_envelope(
    verb: str, conduct: str | Conduct
) -> None:
    """S29, and S36 in one packet: the message before it keeps its acceptance."""
    bag = messages(3)
    async with crossing({verb: ["354 go" if verb == "DATA" else "250 ok", conduct]}) as relay:
        await submit(relay, bag)

    assert [(lost.ticket, lost.phase) for lost in bag.lost] == [(2, Phase.ENVELOPE)]
    assert bag.answers == {1: 250, 3: 250}
    assert bag.intents == [1, 3]


@pytest.mark.parametrize("verb", ["BODY", "DOT"])
@played
async def test_a_crossed_session_lost_at_the_dot_leaves_one_message_open(verb: str) -> None:
    """S30, S31: closed in the middle of the data, and after the dot."""
    bag = messages(3)
    async with crossing({verb: [HANG_UP]}) as relay:
        await submit(relay, bag)

    assert [(lost.ticket, lost.phase) for lost in bag.lost] == [
        (1, Phase.DOT),
        (2, Phase.ENVELOPE),
    ]
    assert bag.answers == {3: 250}


@pytest.mark.parametrize("conduct", ["503 one at a time", "what?", "250 not what you think"])
@played
async def test_a_relay_out_of_step_is_asked_again_one_command_at_a_time(conduct: str) -> None:
    bag = messages(4)
    async with crossing({"DATA": [conduct]}) as relay:
        await submit(relay, bag)

    assert [(lost.ticket, lost.phase) for lost in bag.lost] == [(1, Phase.ENVELOPE)]
    assert bag.answers == {2: 250, 3: 250, 4: 250}
    assert relay.connections == 2


@played
async def test_a_relay_that_throws_commands_away_is_asked_again_one_at_a_time() -> None:
    bag = messages(2)
    async with crossing({"RCPT": [SILENCE]}) as relay:
        await SmtpTransport(relay.relay(timeouts=but(command_s=0.3))).run(bag.take, bag.note)

    assert bag.lost == [Lost(1, Phase.ENVELOPE, "no reply at RCPT in 0.3 s")]
    assert bag.answers == {2: 250}


@played
async def test_refused_recipients_leave_a_crossed_session_in_step() -> None:
    """S14 to S17: each its own verdict, one connection for all."""
    bag = messages(6)
    script = {
        "RCPT": ["250 ok", "550 5.1.1 nobody", "250 ok", "451 4.7.1 later", "250 ok"],
        "DATA": ["354 go", "503 RCPT first", "354 go", "354 go", "354 go"],
    }
    async with crossing(script) as relay:
        await submit(relay, bag)

    assert bag.answers == {1: 250, 2: 550, 3: 250, 4: 451, 5: 250, 6: 250}
    assert bag.lost == []
    assert relay.connections == 1
    assert [recipient for recipient, body in relay.accepted if body] == [
        f"TO:<reader-{ticket}@example.org>" for ticket in (1, 3, 5, 6)
    ]


@played
async def test_a_dot_held_back_is_not_sent_and_costs_the_connection() -> None:
    bag = messages(5)

    async def note(note: Note) -> bool:
        await bag.note(note)
        return note != Intent(2)

    async with crossing() as relay:
        await SmtpTransport(relay.relay()).run(bag.take, note)

    assert bag.lost == [Lost(2, Phase.ENVELOPE, "the dot was held back")]
    assert bag.answers == {1: 250, 3: 250, 4: 250, 5: 250}
    assert len(relay.accepted) == 4


@played
async def test_dots_held_back_are_no_fault_of_the_relay() -> None:
    bag = messages(6)

    async def note(note: Note) -> bool:
        await bag.note(note)
        return False

    async with ScriptedRelay() as relay:
        await SmtpTransport(relay.relay()).run(bag.take, note)

    assert [lost.phase for lost in bag.lost] == [Phase.ENVELOPE] * 6
    assert relay.accepted == []


@played
async def test_a_verdict_says_what_it_answered() -> None:
    """S13, S26: the sender refused, and the message too big after the dot."""
    bag = messages(2)
    script = {"MAIL": ["550 5.7.1 not verified"], "DOT": ["552 5.3.4 too big"]}
    async with ScriptedRelay(script) as relay:
        await submit(relay, bag)

    receipts = [note.receipt for note in bag.notes if isinstance(note, Answered)]
    assert receipts == [
        Receipt(550, "5.7.1 not verified", Command.MAIL),
        Receipt(552, "5.3.4 too big", Command.DOT),
    ]


@played
async def test_a_limit_of_messages_is_learnt_and_then_kept() -> None:
    """S36: 421 after so many messages; later connections part before they hear it."""
    bag = messages(20)
    answers = ["250 taken", "250 taken", "250 taken\r\n421 enough"] * 2
    async with ScriptedRelay({"DOT": answers}) as relay:
        await submit(relay, bag)

    assert bag.answers == dict.fromkeys(range(1, 21), 250)
    assert relay.count["QUIT"] == 5
    assert relay.connections == 7


@played
async def test_a_relay_that_closes_an_idle_connection_gets_another() -> None:
    """S37: 421 while there is nothing to do is no fault and loses nothing."""
    bag, asked, go_on = messages(2), asyncio.Event(), asyncio.Event()

    async def take(*, wait: bool = True) -> Outgoing | None:
        if bag.taken == [1] and wait:
            asked.set()
            await go_on.wait()
        return await bag.take(wait=wait)

    async with ScriptedRelay() as relay:
        running = asyncio.create_task(SmtpTransport(relay.relay()).run(take, bag.note))
        await asked.wait()
        relay.say(b"421 4.4.2 idle too long\r\n")
        await relay.emptied()
        go_on.set()
        await running

    assert bag.answers == {1: 250, 2: 250}
    assert bag.lost == []
    assert relay.connections == 2


@played
async def test_a_connection_that_was_idle_is_tried_out_before_it_is_used() -> None:
    bag = messages(3)
    async with ScriptedRelay({"RSET": ["250 here", HANG_UP]}) as relay:
        await SmtpTransport(relay.relay(), idle_s=-1).run(bag.take, bag.note)

    assert bag.answers == {1: 250, 2: 250, 3: 250}
    assert bag.lost == []
    assert relay.count["RSET"] == 3
    assert relay.connections == 2


@played
async def test_after_a_while_one_more_connection_is_tried_again() -> None:
    bag = messages(30)
    greetings = ["220 hi", "421 too many connections"]
    async with ScriptedRelay({"GREETING": greetings}) as relay:
        transport = SmtpTransport(relay.relay(connections=2), regrow_s=0)
        await transport.run(bag.take, bag.note)

    assert bag.answers == dict.fromkeys(range(1, 31), 250)
    assert relay.connections >= 3


@played
async def test_a_slow_connection_holds_no_other_back() -> None:
    """S42: one reply that takes long, while the others go on."""
    bag, all_else = messages(20), asyncio.Event()

    async def note(note: Note) -> bool:
        if len(bag.answers) == 18:
            all_else.set()
        return await bag.note(note)

    async def slowly() -> str:
        await all_else.wait()
        return "250 at last"

    async with ScriptedRelay({"DOT": ["250 taken", slowly]}) as relay:
        transport = SmtpTransport(relay.relay(connections=2))
        await transport.run(bag.take, note)

    assert bag.answers == dict.fromkeys(range(1, 21), 250)


@played
async def test_a_parting_that_is_not_answered_is_cut_short() -> None:
    """S33: 250, and then QUIT hangs."""
    bag = messages(1)
    async with ScriptedRelay({"QUIT": [SILENCE]}) as relay:
        await SmtpTransport(relay.relay(timeouts=but(quit_s=0.1))).run(bag.take, bag.note)

    assert bag.answers == {1: 250}


@played
async def test_it_says_how_many_connections_are_open() -> None:
    bag, seen = messages(3), list[int]()

    async with ScriptedRelay() as relay:
        transport = SmtpTransport(relay.relay())

        async def note(note: Note) -> bool:
            seen.append(transport.connections)
            return await bag.note(note)

        await transport.run(bag.take, note)

    assert seen == [1] * 6
    assert transport.connections == 0


class Elsewhere(asyncio.SelectorEventLoop):
    """A loop whose resolver gives the addresses it was told, one list for each question."""

    def __init__(self, *answers: list[tuple[str, int]]) -> None:
        super().__init__()
        self.answers = iter(answers)

    async def getaddrinfo(self, host: object, port: object, **_: object) -> list[Any]:  # type: ignore[override]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in next(self.answers)
        ]


def test_every_connection_asks_anew_where_the_relay_is() -> None:
    """S46: a provider that moves while mail is going out."""
    first, second, bag = ScriptedRelay(), ScriptedRelay(), messages(2)

    async def scene() -> None:
        async with first, second:
            loop = asyncio.get_running_loop()
            assert isinstance(loop, Elsewhere)
            loop.answers = iter([[("127.0.0.1", first.port)], [("127.0.0.1", second.port)]])
            relay = first.relay(host="relay.example.org", messages_per_connection=1)
            await SmtpTransport(relay).run(bag.take, bag.note)

    with asyncio.Runner(loop_factory=Elsewhere) as runner:
        runner.run(asyncio.wait_for(scene(), 30))

    assert bag.answers == {1: 250, 2: 250}
    assert len(first.accepted) == len(second.accepted) == 1


def test_an_address_that_does_not_answer_is_not_the_only_one_tried() -> None:
    """S1, S2: one address refuses, one swallows everything, and the third is a relay."""
    relay_there, bag = ScriptedRelay(), messages(1)

    async def scene(hole: socket.socket, nobody: socket.socket) -> None:
        async with relay_there as relay:
            loop = asyncio.get_running_loop()
            assert isinstance(loop, Elsewhere)
            loop.answers = iter(
                [[nobody.getsockname(), hole.getsockname(), ("127.0.0.1", relay.port)]]
            )
            await SmtpTransport(relay.relay(host="relay.example.org")).run(bag.take, bag.note)

    with socket.socket() as hole, socket.socket() as nobody, ExitStack() as fillers:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        nobody.bind(("127.0.0.1", 0))
        for _ in range(4):  # its backlog is full, and nobody accepts
            filler = fillers.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(hole.getsockname())
        with asyncio.Runner(loop_factory=Elsewhere) as runner:
            runner.run(asyncio.wait_for(scene(hole, nobody), 30))

    assert bag.answers == {1: 250}


def test_a_name_that_nobody_knows_is_no_relay() -> None:
    """S1: no address at all."""

    class Nowhere(asyncio.SelectorEventLoop):
        async def getaddrinfo(self, *_: object, **__: object) -> list[Any]:  # type: ignore[override]
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    relay, bag = replace(NO_RELAY, host="relay.example.org"), messages(1)

    with (
        asyncio.Runner(loop_factory=Nowhere) as runner,
        pytest.raises(RelayUnavailable, match="name or service not known"),
    ):
        runner.run(SmtpTransport(relay).run(bag.take, bag.note))
