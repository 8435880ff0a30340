"""Mail as files: one a message, whole or not there."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from doubles import Mailbag, sample_message
from pressrun.errors import RelayUnavailable
from pressrun.model.delivery import Answered, Intent, Lost, Outgoing, Phase, Receipt
from pressrun.transport.outbox import OutboxTransport


def sent(folder: Path, *messages: Outgoing) -> Mailbag:
    bag = Mailbag(messages)
    asyncio.run(OutboxTransport(folder).run(bag.take, bag.note))
    return bag


def test_the_file_is_named_after_the_message_and_the_receipt_names_it(tmp_path: Path) -> None:
    bag = sent(tmp_path / "deep" / "outbox", sample_message(1))

    assert bag.notes[1] == Answered(1, Receipt(250, "written to copy-1@example.org.eml"))
    assert [path.name for path in (tmp_path / "deep" / "outbox").iterdir()] == [
        "copy-1@example.org.eml"
    ]


def test_a_message_that_comes_again_replaces_itself(tmp_path: Path) -> None:
    sent(tmp_path, sample_message(1, body=b"first\r\n"))

    sent(tmp_path, sample_message(1, body=b"second\r\n"))

    (path,) = tmp_path.iterdir()
    assert path.read_bytes().endswith(b"second\r\n")


@pytest.mark.parametrize("identity", ["../../escape@example.org", "/etc/x", "..", "a b\n%2F"])
def test_no_message_id_leads_out_of_the_folder(tmp_path: Path, identity: str) -> None:
    outbox = tmp_path / "outbox"

    sent(outbox, replace(sample_message(1), message_id=identity))

    assert [path.suffix for path in outbox.iterdir()] == [".eml"]
    assert list(tmp_path.iterdir()) == [outbox]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    sent(tmp_path, sample_message(1))

    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_takes_no_message(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"in the way")
    bag = Mailbag([sample_message(1)])

    with pytest.raises(RelayUnavailable) as caught:
        asyncio.run(OutboxTransport(blocked / "outbox").run(bag.take, bag.note))

    assert str(blocked / "outbox") in caught.value.problem.what
    assert str(blocked / "outbox") in caught.value.problem.help
    assert bag.taken == []


def test_a_file_that_cannot_be_written_is_noted_and_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "copy-2@example.org.eml").mkdir()
    bag = Mailbag(sample_message(ticket) for ticket in (1, 2, 3))

    with pytest.raises(RelayUnavailable) as caught:
        asyncio.run(OutboxTransport(tmp_path).run(bag.take, bag.note))

    assert "is a directory" in caught.value.problem.what
    assert bag.answers == {1: 250}
    assert bag.notes[2:] == [
        Intent(2),
        Lost(2, Phase.ENVELOPE, "the outbox could not be written"),
    ]
    assert list(tmp_path.glob("*.part")) == []


def test_its_name_is_outbox_so_that_the_ledger_can_tell(tmp_path: Path) -> None:
    assert OutboxTransport(tmp_path).name == "outbox"
