"""`pressrun explain`: one person and one issue."""

import json

import pytest

from doubles.server import MailServer
from doubles.typist import Typist


@pytest.fixture
def refused(typist: Typist) -> Typist:
    """Ada accepted, bob refused."""
    typist.people("ada", "bob")
    with MailServer() as server:
        typist.relay(server.port)
        server.replies["bob@example.org"] = "550 5.1.1 no such sample"
        assert typist.type("send 1 --yes").status == 5
    return typist


def test_a_refusal_is_told_in_the_relays_own_words(refused: Typist) -> None:
    said = refused.done("explain bob@example.org --issue 1")

    assert said.out.startswith("bob@example.org and issue 1  Hello from Harbour\nMessage-ID: <")
    assert "agreed to list main: a sample\n" in said.out
    assert "main said last: 550 5.1.1 no such sample\n" in said.out
    assert "was refused, for good\n" in said.out
    assert said.out.endswith("What happens now: nothing: this is how it ended\n")
    assert said.err == "Next:  pressrun audit 1\n"


def test_json_has_the_same(refused: Typist) -> None:
    found = json.loads(refused.done("explain ada@example.org --issue 1 --json").out)

    assert (found["address"], found["list"]) == ("ada@example.org", "main")
    assert found["subscription"] == "confirmed"
    assert (found["delivery"]["state"], found["delivery"]["code"]) == ("accepted", 250)
    assert found["message_id"]
    assert found["events"][0]["what"] == "agreed to list main: a sample"


def test_a_draft_has_a_story_too(typist: Typist) -> None:
    typist.people("ada")

    said = typist.done("explain ada@example.org --issue 1")

    assert "is on the list\n" in said.out
    assert "What happens now: nothing until the issue is scheduled\n" in said.out


def test_a_stranger_is_told_as_one(typist: Typist) -> None:
    said = typist.done("explain nobody@example.org --issue 1")

    assert "nobody on list main has this address\n" in said.out


def test_what_is_no_address_is_wrong_usage(typist: Typist) -> None:
    assert typist.type("explain ada --issue 1").status == 2
