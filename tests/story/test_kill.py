"""A sender that is killed in the middle loses nobody, and what it may have doubled is bounded."""

import json
import signal

from doubles.command import CommandLine
from doubles.server import MailServer

PEOPLE = 300
CONNECTIONS = 4


def test_after_kill_9_in_the_middle_a_new_run_reaches_everybody_and_the_books_balance(
    desk: CommandLine, server: MailServer
) -> None:
    with (desk.folder / "pressrun.toml").open("a") as settings:
        settings.write(f"connections = {CONNECTIONS}\n")  # of the relay, the last table there
    desk.people(PEOPLE)
    server.reach = PEOPLE // 3
    sending = desk.start("send", "1", "--yes")
    assert server.reached.wait(60), sending.lines
    sending.end(signal.SIGKILL)
    before = len(server.accepted)
    status = json.loads(desk.run("status", "1", "--json"))
    assert 0 < before < PEOPLE, "the kill did not fall between the first and the last acceptance"
    assert (status["state"], status["balanced"]) == ("sending", True)

    running = desk.start("run")
    running.wait_for("accepted", timeout_s=90)
    running.end(signal.SIGTERM)

    copies = server.copies()
    doubled = sum(count - 1 for count in copies.values())
    status = json.loads(desk.run("status", "1", "--json"))
    assert len(copies) == PEOPLE, "somebody was lost"
    assert doubled <= CONNECTIONS
    assert (status["state"], status["balanced"]) == ("sent", True)
    assert status["accounts"]["by_state"] == {"accepted": PEOPLE}


def test_what_is_doubled_carries_the_same_message_id(desk: CommandLine, server: MailServer) -> None:
    desk.people(40)
    server.reach = 20
    sending = desk.start("send", "1", "--yes")
    assert server.reached.wait(60), sending.lines
    sending.end(signal.SIGKILL)
    before = len(server.accepted)

    desk.run("send", "1", "--yes")

    assert before < 40
    assert len({server.message_id(octets) for _, octets in server.accepted}) == 40
