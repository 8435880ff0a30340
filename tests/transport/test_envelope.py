"""Nothing leaves that could be read as something else."""

from dataclasses import replace

import pytest

from doubles import sample_message
from pressrun.model.delivery import Outgoing, Unfit, Unfitness
from pressrun.transport import envelope
from pressrun.transport.capabilities import Capabilities
from pressrun.transport.envelope import rcpt
from pressrun.transport.inspection import Inspector

PLAIN = Capabilities()
WIDE = Capabilities(smtputf8=True)


def unfit(message: Outgoing, relay: Capabilities) -> Unfit | None:
    return envelope.unfit(message, Inspector().inspect(message.octets), relay)


def mail(message: Outgoing, relay: Capabilities) -> bytes:
    return envelope.mail(message, Inspector().inspect(message.octets), relay)


def why_unfit(message: Outgoing, relay: Capabilities = PLAIN) -> Unfitness | None:
    told = unfit(message, relay)
    return told.unfitness if told else None


def test_an_ordinary_message_may_go() -> None:
    assert unfit(sample_message(1), PLAIN) is None


def test_a_message_without_a_sender_may_go() -> None:
    message = replace(sample_message(1), sender="")

    assert unfit(message, PLAIN) is None
    assert mail(message, PLAIN) == b"MAIL FROM:<>\r\n"


@pytest.mark.parametrize(
    "what",
    ["\r\nRCPT TO:<b@example.org>", "\n", "\0", " ", "<", ">", "\x7f", "\x85", "\u2028", "\udc80"],
)
@pytest.mark.parametrize("field", ["recipient", "sender"])
def test_an_address_that_could_end_early_is_refused(field: str, what: str) -> None:
    """S47: a recipient that carries a command."""
    message = replace(sample_message(1), **{field: f"ada{what}@example.org"})

    told = unfit(message, WIDE)

    assert told is not None
    assert told.unfitness is Unfitness.NOT_WRITABLE
    assert "ada" not in told.why


@pytest.mark.parametrize("recipient", ["", "a" * 255, "ä" * 130])
def test_a_recipient_that_is_none_or_no_path_holds_is_refused(recipient: str) -> None:
    assert why_unfit(replace(sample_message(1), recipient=recipient), WIDE) == "not writable"


def test_a_recipient_beyond_ascii_needs_a_relay_that_can_be_told() -> None:
    """S39: SMTPUTF8 is announced, or it is not."""
    message = replace(sample_message(1), recipient="zoë@example.org")

    assert why_unfit(message) is Unfitness.NEEDS_SMTPUTF8
    assert unfit(message, WIDE) is None
    assert mail(message, WIDE).endswith(b" BODY=8BITMIME SMTPUTF8\r\n")
    assert rcpt(message) == b"RCPT TO:<zo\xc3\xab@example.org>\r\n"


def test_octets_beyond_ascii_need_it_too() -> None:
    message = sample_message(1, body="Zoë\r\n".encode())

    assert why_unfit(message) is Unfitness.NEEDS_SMTPUTF8
    assert b"SMTPUTF8" in mail(message, WIDE)


def test_an_ascii_message_asks_for_no_extension() -> None:
    """S38: nothing is needed of a relay that announces nothing."""
    assert mail(sample_message(1), PLAIN) == b"MAIL FROM:<editors@example.org>\r\n"
    assert b"UTF8" not in mail(sample_message(1), WIDE)
    assert b"8BIT" not in mail(sample_message(1), WIDE)


def test_a_message_may_be_as_large_as_announced_and_no_larger() -> None:
    """S40: SIZE smaller than the message."""
    message = sample_message(1)
    size = len(message.octets)

    assert unfit(message, Capabilities(size=True, size_octets=size)) is None
    assert why_unfit(message, Capabilities(size=True, size_octets=size - 1)) == "too large"
    assert unfit(message, Capabilities(size=True)) is None, "0 is no limit"
    assert mail(message, Capabilities(size=True)).endswith(b" SIZE=%d\r\n" % size)


def test_a_body_that_is_not_writable_makes_its_message_unfit() -> None:
    assert why_unfit(sample_message(1, body=b"a\n.\nb\r\n")) is Unfitness.NOT_WRITABLE


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("SIZE 35882577", Capabilities(size=True, size_octets=35882577)),
        ("size", Capabilities(size=True)),
        ("SIZE much", Capabilities(size=True)),
        ("AUTH PLAIN LOGIN", Capabilities(mechanisms=frozenset({"PLAIN", "LOGIN"}))),
        ("AUTH=LOGIN", Capabilities(mechanisms=frozenset({"LOGIN"}))),
        ("starttls", Capabilities(starttls=True)),
        ("PIPELINING", Capabilities(pipelining=True)),
        ("", Capabilities()),
        ("X-ODD = 1", Capabilities()),
    ],
)
def test_what_a_relay_announces_is_read(line: str, said: Capabilities) -> None:
    assert Capabilities.of([line]) == said
