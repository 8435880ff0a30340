"""Nothing leaves that could be read as something else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles import sample_message
from pressrun.model.delivery import Outgoing, Unfitness
from pressrun.transport.capabilities import Capabilities
from pressrun.transport.envelope import mail, rcpt, stuffed, unfit

PLAIN = Capabilities()
WIDE = Capabilities(smtputf8=True)


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


@pytest.mark.parametrize(
    "body",
    [
        b"a\n.\nb\r\n",
        b"a\rb\r\n",
        b"a\n\rb\r\n",
        b"a\0b\r\n",
        b"a\r",
        b"a\n",
        b"\r\r\n",
        b"a\r\n\r",
    ],
)
def test_a_body_that_could_be_read_as_two_messages_is_refused(body: bytes) -> None:
    assert why_unfit(sample_message(1, body=body)) is Unfitness.NOT_WRITABLE


@pytest.mark.parametrize("before", [0, 1, 997, 998, 5000])
@pytest.mark.parametrize("after", [b"", b"\r\n", b"\r\nshort\r\n"])
def test_a_line_may_be_998_octets_and_no_more(before: int, after: bytes) -> None:
    lines = b"".join(b"y" * min(before - at, 90) + b"\r\n" for at in range(0, before, 90))

    assert unfit(sample_message(1, body=lines + b"x" * 998 + after), PLAIN) is None
    assert why_unfit(sample_message(1, body=lines + b"x" * 999 + after)) == "not writable"


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"\0", b"x", b"y" * 500]), max_size=12))
def test_a_body_is_fit_if_its_lines_are(pieces: list[bytes]) -> None:
    octets = b"".join(pieces)
    lines = octets.split(b"\r\n")

    sound = all(len(line) < 999 and not set(line) & {0, 10, 13} for line in lines)
    assert (unfit(replace(sample_message(1), octets=octets), PLAIN) is None) == sound


def test_a_body_without_its_last_line_end_gets_one() -> None:
    assert stuffed(b"a") == b"a\r\n"


@given(st.lists(st.sampled_from([b"", b".", b"..", b".x", b"x.", b"x"])))
def test_no_line_of_a_body_is_the_final_dot(lines: list[bytes]) -> None:
    octets = b"".join(line + b"\r\n" for line in lines) or b"\r\n"

    *body, rest = stuffed(octets).split(b"\r\n")

    assert rest == b""
    assert b"." not in body
    assert [line.removeprefix(b".") for line in body] == octets.split(b"\r\n")[:-1]


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
