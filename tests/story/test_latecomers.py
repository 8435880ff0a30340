"""Who joined after an issue went out is sent it by a killed sender, or by the press that runs."""

import json
import signal

from doubles.command import CommandLine
from doubles.server import MailServer

CONNECTIONS = 4
AGAIN = ("send", "1", "--to-those-who-joined-since", "--yes")


def join(desk: CommandLine, first: int, count: int) -> None:
    """Import so many more sample people, none of whom is there yet."""
    rows = "".join(f"reader{number}@example.org\n" for number in range(first, first + count))
    (desk.folder / "more.csv").write_text(f"email\n{rows}")
    file = str(desk.folder / "more.csv")
    desk.run("subscribers", "import", file, "--consent", "sample people", "--yes")


def test_after_kill_9_among_latecomers_each_has_it_and_nobody_who_had_it_is_sent_it_again(
    desk: CommandLine, server: MailServer
) -> None:
    with (desk.folder / "pressrun.toml").open("a") as settings:
        settings.write(f"connections = {CONNECTIONS}\n")  # of the relay, the last table there
    desk.people(40)
    desk.run("send", "1", "--yes")
    join(desk, 40, 120)
    server.reached.clear()
    server.reach = 80
    sending = desk.start(*AGAIN)
    assert server.reached.wait(60), sending.lines
    sending.end(signal.SIGKILL)
    before = len(server.accepted)
    assert 40 < before < 160, "the kill did not fall between the first and the last latecomer"
    status = json.loads(desk.run("status", "1", "--json"))
    assert (status["state"], status["balanced"]) == ("sending", True)

    refused = desk.run(*AGAIN, status=1)
    join(desk, 160, 1)
    desk.run("send", "1", "--yes")

    copies = server.copies()
    assert "issue 1 is going out now" in refused
    assert {f"reader{number}@example.org" for number in range(160)} == set(copies)
    assert all(copies[f"reader{number}@example.org"] == 1 for number in range(40))
    assert sum(copies.values()) - 160 <= CONNECTIONS
    assert len({server.message_id(octets) for _, octets in server.accepted}) == 160
    status = json.loads(desk.run("status", "1", "--json"))
    assert (status["state"], status["balanced"]) == ("sent", True)
    assert status["accounts"] == {"frozen": 160, "by_state": {"accepted": 160}}
    desk.run("audit", "1")

    desk.run(*AGAIN)
    assert server.copies()["reader160@example.org"] == 1


def test_while_the_press_runs_it_is_the_press_that_sends_to_latecomers(
    desk: CommandLine, server: MailServer
) -> None:
    desk.people(5)
    desk.run("send", "1", "--yes")
    join(desk, 5, 3)
    running = desk.start("run")
    running.wait_for("Ctrl-C stops", timeout_s=60)

    added = desk.run(*AGAIN)
    running.wait_for("issue 1: 3 accepted", timeout_s=90)
    running.end(signal.SIGTERM)

    assert "Added 3 people. A process is sending here already" in added
    assert set(server.copies().values()) == {1}
    assert len(server.copies()) == 8
    status = json.loads(desk.run("status", "1", "--json"))
    assert (status["state"], status["balanced"]) == ("sent", True)
