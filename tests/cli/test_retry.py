"""`pressrun retry`: what failed, is unknown or went to files goes out again."""

import json
from collections.abc import Iterator

import pytest

from doubles.server import MailServer
from doubles.typist import Typist


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def refused(typist: Typist, server: MailServer) -> Typist:
    """Ada accepted, bob refused."""
    typist.people("ada", "bob")
    typist.relay(server.port)
    server.replies["bob@example.org"] = "550 5.1.1 no such sample"
    assert typist.type("send 1 --yes").status == 5
    server.replies.clear()
    return typist


def test_what_was_refused_goes_out_again_and_nobody_else_does(
    refused: Typist, server: MailServer
) -> None:
    asked = refused.type("retry 1 --failed")
    looked = refused.done("retry 1 --failed --dry-run")
    queued = refused.done("retry 1 --failed --yes")
    again = refused.done("retry 1 --failed --yes")
    refused.done("send 1 --yes")

    assert asked.status == 2
    assert "pass --yes to queue 1 refused or expired delivery" in asked.err
    assert looked.out == "Would queue 1 refused or expired delivery of issue 1.\n"
    assert queued.out == "Queued 1 refused or expired delivery of issue 1.\n"
    assert queued.err.endswith("Next:  pressrun send 1   or   pressrun run\n")
    assert again.out == "Queued 0 refused or expired deliveries of issue 1.\n"
    assert server.copies() == {"ada@example.org": 1, "bob@example.org": 1}


def test_json_says_how_many_of_which(refused: Typist) -> None:
    found = json.loads(refused.done("retry 1 --failed --yes --json").out)

    assert (found["number"], found["which"], found["count"]) == (1, "failed", 1)
    assert found["state"] == "sending"


def test_an_unknown_one_goes_out_again_under_its_first_message_id(
    typist: Typist, server: MailServer
) -> None:
    typist.people("ada")
    typist.settings('\n[delivery]\non_unknown = "hold"\n')
    typist.relay(server.port)
    server.speechless.add("ada@example.org")
    assert typist.type("send 1 --yes").status == 75
    server.speechless.clear()

    held = typist.type("send 1 --yes")
    queued = typist.done("retry 1 --unknown --yes")
    typist.done("send 1 --yes")

    assert held.status == 75
    assert "Queued 1 unknown delivery of issue 1.\n" in queued.out
    first, second = (server.message_id(octets) for _, octets in server.accepted)
    assert first == second


def test_what_went_to_files_goes_out_once_there_is_a_relay(
    typist: Typist, server: MailServer
) -> None:
    typist.people("ada", "bob")
    typist.done("send 1 --yes")
    typist.relay(server.port)

    queued = typist.done("retry 1 --outbox --yes")
    typist.done("send 1 --yes")
    again = typist.done("retry 1 --outbox --yes")

    assert queued.out == "Queued 2 deliveries written to the outbox of issue 1.\n"
    assert server.copies() == {"ada@example.org": 1, "bob@example.org": 1}
    assert again.out == "Queued 0 deliveries written to the outbox of issue 1.\n"


def test_which_ones_must_be_said(typist: Typist) -> None:
    said = typist.type("retry 1")

    assert said.status == 2
    assert "say which: --failed, --unknown or --outbox" in said.err


def test_a_draft_has_nothing_to_try_again(typist: Typist) -> None:
    said = typist.type("retry 1 --failed")

    assert said.status == 1
    assert "error[RTY002]: issue 1 is draft: nothing of it has gone out yet" in said.err
