"""`pressrun audit`: the books, who is unknown, who might have two."""

import json
import signal
from collections.abc import Iterator

import pytest

from doubles.command import CommandLine
from doubles.server import MailServer
from doubles.typist import Typist


@pytest.fixture
def doubtful(typist: Typist) -> Iterator[Typist]:
    """Ada accepted, and bob's answer never read: the relay hung up after the final dot."""
    typist.people("ada", "bob")
    typist.settings('\n[delivery]\non_unknown = "hold"\n')
    with MailServer() as server:
        typist.relay(server.port)
        server.speechless.add("bob@example.org")
        assert typist.type("send 1 --yes").status == 75
    return typist


def test_a_sent_issue_balances_and_nothing_is_open(typist: Typist) -> None:
    typist.people("ada", "bob")
    typist.done("send 1 --yes")

    said = typist.done("audit 1")

    assert said.out == (
        "1  Hello from Harbour\n"
        "2 frozen = 2 accepted\n"
        "The books balance and are complete.\n"
        "Nobody's end is unknown.\n"
    )
    assert said.err == "Next:  pressrun status 1\n"


def test_who_is_unknown_is_listed_with_what_can_be_done(doubtful: Typist) -> None:
    said = doubtful.type("audit 1")

    assert said.status == 75
    assert "2 frozen = 1 unknown + 1 accepted\n" in said.out
    assert "Unknown: the session was lost before the relay's answer (1):\n" in said.out
    assert "Might have two copies or more, or will when it has gone out again (1):\n" in said.out
    assert said.out.count("bob@example.org") == 2
    assert "ada@example.org" not in said.out
    assert said.err == "Next:  pressrun retry 1 --unknown   or   pressrun audit 1 --settle\n"


def test_json_names_what_a_drill_reads(doubtful: Typist) -> None:
    found = json.loads(doubtful.type("audit 1 --json").out)

    assert (found["balanced"], found["complete"], found["frozen"]) == (True, False, 2)
    assert found["by_state"] == {"unknown": 1, "accepted": 1}
    [unknown], [twice] = found["unknown"], found["maybe_twice"]
    assert unknown["address"] == "bob@example.org"
    assert set(twice) == {"subscriber", "address", "copies", "state", "why"}
    assert (twice["address"], twice["copies"], twice["state"]) == ("bob@example.org", 2, "unknown")
    assert (found["under_way"], found["answered"]) == ([], [])


def test_on_the_editors_word_an_unknown_one_is_accepted_and_the_issue_is_sent(
    doubtful: Typist,
) -> None:
    unasked = doubtful.type("audit 1 --settle")
    looked = doubtful.type("audit 1 --settle --dry-run")
    settled = doubtful.done("audit 1 --settle --yes")
    again = doubtful.done("audit 1 --settle --yes")

    assert unasked.status == 2
    assert "pass --yes to call 1 unknown delivery accepted" in unasked.err
    assert looked.status == 75
    assert "Would call 1 unknown delivery accepted.\n" in looked.err
    assert "Called 1 unknown delivery accepted.\n" in settled.err
    assert "2 frozen = 2 accepted\nThe books balance and are complete.\n" in settled.out
    assert "Called 0 unknown deliveries accepted.\n" in again.err
    assert doubtful.done("status 1").out.startswith("1  Hello from Harbour: sent\n")


def test_an_issue_that_has_not_gone_out_has_empty_books(typist: Typist) -> None:
    said = typist.done("audit 1")

    assert "0 frozen = 0\n" in said.out


def test_it_changes_nothing_that_anybody_could_read(doubtful: Typist) -> None:
    before = doubtful.state()

    doubtful.type("audit 1")
    doubtful.type("audit 1 --json")

    assert doubtful.state() == before


def test_after_a_kill_who_might_get_two_is_listed_before_anybody_has_recovered(
    typist: Typist, desk: CommandLine
) -> None:
    desk.people(200)
    with MailServer() as server:
        typist.relay(server.port)
        server.reach = 40
        sending = desk.start("send", "1", "--yes")
        assert server.reached.wait(60), sending.lines
        sending.end(signal.SIGKILL)
        listed = json.loads(typist.type("audit 1 --json").out)
        typist.done("send 1 --yes")
        books = json.loads(typist.done("audit 1 --json").out)
        copies = server.copies()

    twice = {recipient for recipient, number in copies.items() if number > 1}
    assert listed["balanced"] is True
    assert len(copies) == 200
    assert twice <= {row["address"] for row in listed["maybe_twice"]}
    assert len(listed["maybe_twice"]) <= 8
    assert (books["complete"], books["by_state"]) == (True, {"accepted": 200})
