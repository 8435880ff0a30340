"""`pressrun status --watch`: an issue is looked at while it goes out."""

import json
import signal

import pytest

from doubles.command import CommandLine
from doubles.server import MailServer
from doubles.typist import Typist

WAIT_S = 60.0
FACTS = {
    "issue",
    "number",
    "state",
    "reason",
    "frozen",
    "ended",
    "by_state",
    "balanced",
    "counted_at",
    "next_at",
    "per_s",
    "eta_s",
    "relays",
    "domains",
}


def test_what_has_ended_is_told_once(typist: Typist) -> None:
    typist.people("ada", "bob")
    typist.done("send 1 --yes")

    said = typist.done("status 1 --watch")

    assert said.out == "issue 1: 2 of 2, 2 accepted (sent)\n"
    assert said.err == "Next:  pressrun status 1\n"


def test_json_is_a_line_at_a_time_and_nothing_else(typist: Typist) -> None:
    typist.people("ada", "bob")
    typist.done("send 1 --yes")

    said = typist.done("status 1 --watch --json")

    [line] = said.out.splitlines()
    found = json.loads(line)
    assert set(found) == FACTS
    assert (found["state"], found["ended"], found["frozen"]) == ("sent", 2, 2)
    assert said.err == ""


def test_whom_relays_do_not_take_is_told_by_domain(typist: Typist) -> None:
    typist.people("ada", "bob")
    with MailServer() as server:
        typist.relay(server.port)
        server.replies["bob@example.org"] = "550 5.1.1 no such sample"
        typist.type("send 1 --yes")

    coloured = typist.done("--color always status 1 --watch").out
    found = json.loads(typist.done("status 1 --watch --json").out)

    [domain] = found["domains"]
    assert (domain["domain"], domain["count"]) == ("example.org", 1)
    assert "5.1.1 no such sample" in domain["reply"]
    assert "Not taken, by domain:" in coloured


def test_another_process_that_sends_is_watched_to_its_end(
    typist: Typist, desk: CommandLine
) -> None:
    desk.people(300)
    typist.done("schedule 1 now")
    typist.done("pause 1")
    watching = desk.start("status", "1", "--watch", "--json")
    typist.done("resume 1")
    with MailServer() as server:
        typist.relay(server.port)
        running = desk.start("run")
        running.wait_for("300 accepted", timeout_s=WAIT_S)
        running.end(signal.SIGINT)
    watched = typist.done("status 1 --watch --json")

    # It began while the issue was held, where nothing moves: it ended at once.
    assert watching.process.wait(30) == 0
    assert json.loads(watched.out.splitlines()[-1])["by_state"] == {"accepted": 300}


def test_it_goes_on_until_somebody_stops_it_and_says_what_it_saw(
    typist: Typist, desk: CommandLine
) -> None:
    typist.people("ada")
    typist.done('schedule 1 "2091-12-01 09:00"')

    watching = desk.start("status", "1", "--watch")
    watching.wait_for("issue 1: 0 of 0 (armed)", timeout_s=WAIT_S)

    assert watching.end(signal.SIGINT) == 130
    assert watching.lines[-1] == "stopped\n"


@pytest.mark.parametrize("line", ["status --watch", "status 1 --watch --feeds"])
def test_one_issue_must_be_named(typist: Typist, line: str) -> None:
    said = typist.type(line)

    assert said.status == 2
    assert "--watch looks at one issue" in said.err
