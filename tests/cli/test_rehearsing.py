"""A dry run of sending names the very people and the very octets."""

import json
from email import message_from_bytes
from email.policy import SMTP

import pytest

from doubles.typist import Typist


@pytest.fixture
def desk(typist: Typist) -> Typist:
    typist.people("ada", "bob", "cyd")
    typist.article("tide", id="tideaaaaaa", title="The tide")
    typist.done("new issue Second")
    typist.done("queue add tide hello --issue 2")
    return typist


def sent(desk: Typist) -> dict[str, int]:
    """Return the size of each message in the outbox by whom it is to."""
    found = {}
    for file in (desk.folder / ".pressrun/outbox").rglob("*.eml"):
        octets = file.read_bytes()
        to = message_from_bytes(octets, policy=SMTP)["To"].addresses[0].addr_spec
        found[to] = len(octets)
    return found


def test_sizes_and_people_are_those_of_the_messages_sent_afterwards(desk: Typist) -> None:
    told = json.loads(desk.done("send 2 --dry-run --json").out)
    assert sent(desk) == {}

    desk.done("send 2 --yes")

    sizes = {row["address"]: row["octets"] for row in told["people"]}
    assert sizes == sent(desk)
    assert len(sizes) == told["messages"] == 3
    assert told["octets"] == sum(sizes.values())
    assert [face["people"] for face in told["faces"]] == [3]


def test_the_text_shows_the_first_and_counts_the_rest(desk: Typist) -> None:
    desk.people("dee", "eve", "fay", "gus")

    said = desk.done("schedule 2 'in 2 hours' --dry-run").out

    assert "Would be 7 messages, " in said
    assert said.count(" octets  sha256 ") == 5
    assert "and 2 more: --json lists every one" in said
    assert "Date and Message-ID will be others" in said


def test_what_a_dry_run_prints_is_the_same_the_next_time(desk: Typist) -> None:
    at = "schedule 2 '2091-12-01 09:00' -n --json"
    desk.done("send 1 --yes")  # makes the keys that sign readers' own links

    assert desk.done(at).out == desk.done(at).out


def test_nothing_of_it_is_kept(desk: Typist) -> None:
    desk.done("send 2 -n")  # the first may leave what is kept to be quicker
    before = desk.state()

    desk.done("send 2 -n --json")
    desk.done("schedule 2 'in 2 hours' -n")

    assert desk.state() == before


def test_json_goes_with_a_dry_run_alone(desk: Typist) -> None:
    for line in ("send 2 --json --yes", "schedule 2 now --json"):
        said = desk.type(line)
        assert said.status == 2
        assert "--json goes with --dry-run" in said.err
    assert sent(desk) == {}
