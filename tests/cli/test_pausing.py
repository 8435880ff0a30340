"""`pressrun pause`, `resume` and `cancel`: an issue is stopped, whichever process sends it."""

import json
import signal

import pytest

from doubles.command import CommandLine
from doubles.server import MailServer
from doubles.typist import Typist

WAIT_S = 60.0


@pytest.fixture
def scheduled(typist: Typist) -> Typist:
    typist.people("ada", "bob")
    typist.done('schedule 1 "2091-12-01 09:00"')
    return typist


def test_what_is_scheduled_is_held_and_let_go_again(scheduled: Typist) -> None:
    held = scheduled.done("pause 1")
    again = scheduled.done("pause 1")
    status = scheduled.done("status 1")
    resumed = scheduled.done("resume 1")
    more = scheduled.done("resume 1")

    assert held.out == "Held issue 1: it does not begin until it is resumed.\n"
    assert again.out.startswith("Issue 1 is held already: paused by ")
    assert "1  Hello from Harbour: held\npaused by " in status.out
    assert status.err == "Next:  pressrun resume 1   or   pressrun cancel 1\n"
    assert resumed.out == "Let issue 1 go out at its time again.\n"
    assert more.out == "Issue 1 is armed, and not paused.\n"
    assert scheduled.done("status 1").out.startswith("1  Hello from Harbour: armed\n")


def test_a_draft_has_nothing_to_stop(typist: Typist) -> None:
    for verb in ("pause", "resume", "cancel"):
        said = typist.type(f"{verb} 1 {'' if verb == 'pause' else '--yes'}")

        assert said.status == 1
        assert "error[PAU001]: issue 1 is draft and cannot be " in said.err


def test_cancelling_asks_says_what_it_costs_and_is_for_good(scheduled: Typist) -> None:
    asked = scheduled.type("cancel 1")
    looked = scheduled.done("cancel 1 --dry-run")
    done = scheduled.done("cancel 1 --yes")
    again = scheduled.done("cancel 1 --yes")

    assert asked.status == 2
    assert "0  accepted: a relay has it, and it stays sent\n" in looked.err
    assert looked.out == "Would cancel issue 1.\n"
    assert done.out == "Cancelled issue 1.\n"
    assert again.out.startswith("Issue 1 is cancelled already: cancelled by ")
    for line in ("send 1 --yes", "resume 1 --yes", "schedule 1 now", "retry 1 --failed --yes"):
        assert scheduled.type(line).status == 1


@pytest.mark.parametrize("verb", ["pause", "cancel"])
def test_json_says_what_became_of_it(scheduled: Typist, verb: str) -> None:
    yes = "--yes" if verb == "cancel" else ""

    found = json.loads(scheduled.done(f"{verb} 1 --json {yes}").out)

    assert (found["number"], found["was"], found["changed"]) == (1, "armed", True)
    assert found["now"] == {"pause": "held", "cancel": "cancelled"}[verb]


@pytest.mark.parametrize(("verb", "state"), [("pause", "paused"), ("cancel", "cancelled")])
def test_a_running_sender_stops_within_one_message_a_connection(
    typist: Typist, desk: CommandLine, verb: str, state: str
) -> None:
    desk.people(3000)
    with MailServer() as server:
        typist.relay(server.port)
        server.reach = 60
        sending = desk.start("send", "1", "--yes")
        assert server.reached.wait(WAIT_S), sending.lines
        typist.done(f"{verb} 1 {'--yes' if verb == 'cancel' else ''}")
        seen = len(server.accepted)
        sending.process.wait(WAIT_S)
        after = len(server.accepted)

    said = "".join(sending.lines)
    assert sending.process.returncode == {"pause": 75, "cancel": 1}[verb], said
    assert f"Issue 1 is {state}: " in said
    # Commits that had begun, and a message on each of eight connections.
    assert after - seen <= 64
    assert after < 3000
    books = json.loads(typist.done("audit 1 --json").out)
    assert books["by_state"]["accepted"] == after
    assert books["balanced"] is True


def test_what_was_paused_goes_on_where_it_stopped(typist: Typist, desk: CommandLine) -> None:
    desk.people(400)
    with MailServer() as server:
        typist.relay(server.port)
        server.reach = 60
        sending = desk.start("send", "1", "--yes")
        assert server.reached.wait(WAIT_S), sending.lines
        typist.done("pause 1")
        sending.process.wait(WAIT_S)
        paused = typist.type("send 1 --yes")
        typist.done("resume 1")
        typist.done("send 1 --yes")

    assert paused.status == 75
    assert "Issue 1 is paused: paused by " in paused.out
    assert paused.err == "Next:  pressrun resume 1\n"
    assert set(server.copies().values()) == {1}
    assert len(server.accepted) == 400


def test_a_relay_that_refuses_our_sender_pauses_it_and_resuming_asks(typist: Typist) -> None:
    typist.people("ada", "bob")
    with MailServer() as server:
        typist.relay(server.port)
        server.replies |= {
            f"{name}@example.org": "554 5.6.0 this content is not taken" for name in ("ada", "bob")
        }
        sent = typist.type("send 1 --yes")
        asked = typist.type("resume 1")
        server.replies.clear()
        typist.done("resume 1 --yes")
        typist.done("send 1 --yes")

    assert sent.status == 1
    assert "Issue 1 is paused: error[BRK" in sent.out
    assert "  = help: " in sent.out
    assert "  = the relay said: 554 5.6.0 this content is not taken\n" in sent.out
    assert asked.status == 2
    assert "554 5.6.0 this content is not taken" in asked.err
    assert server.copies() == {"ada@example.org": 1, "bob@example.org": 1}


def test_the_press_goes_on_with_what_is_resumed(typist: Typist, desk: CommandLine) -> None:
    typist.people("ada")
    typist.done("schedule 1 now")
    typist.done("pause 1")
    running = desk.start("run")
    running.wait_for("Ctrl-C stops", timeout_s=WAIT_S)

    typist.done("resume 1")

    running.wait_for("issue 1: 1 accepted", timeout_s=WAIT_S)
    assert running.end(signal.SIGINT) == 0
