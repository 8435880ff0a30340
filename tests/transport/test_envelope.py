"""Nothing leaves that could be read as something else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doubles import sample_message
from pressrun.transport.envelope import refusal, stuffed


def test_an_ordinary_message_may_go() -> None:
    assert refusal(sample_message(1)) is None


def test_a_message_without_a_sender_may_go() -> None:
    assert refusal(replace(sample_message(1), sender="")) is None


@pytest.mark.parametrize("what", ["\r\nRCPT TO:<b@example.org>", "\n", "\0", " ", "<", ">", "\x7f"])
@pytest.mark.parametrize("field", ["recipient", "sender"])
def test_an_address_that_could_end_early_is_refused(field: str, what: str) -> None:
    message = replace(sample_message(1), **{field: f"ada{what}@example.org"})

    receipt = refusal(message)

    assert receipt is not None
    assert receipt.code == 553
    assert "ada" not in receipt.text


def test_an_empty_recipient_is_refused() -> None:
    receipt = refusal(replace(sample_message(1), recipient=""))

    assert receipt is not None
    assert receipt.code == 553


def test_a_recipient_that_is_not_ascii_is_told_what_it_needs() -> None:
    receipt = refusal(replace(sample_message(1), recipient="zoë@example.org"))

    assert receipt is not None
    assert receipt.code == 553
    assert "SMTPUTF8" in receipt.text


@pytest.mark.parametrize("body", [b"a\n.\nb\r\n", b"a\rb\r\n", b"a\n\rb\r\n", b"a\0b\r\n"])
def test_a_body_that_could_be_read_as_two_messages_is_refused(body: bytes) -> None:
    receipt = refusal(sample_message(1, body=body))

    assert receipt is not None
    assert receipt.code == 554


def test_a_body_without_its_last_line_end_gets_one() -> None:
    assert stuffed(b"a") == b"a\r\n.\r\n"


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"", b".", b"..", b".x", b"x.", b"x"])))
def test_no_line_of_a_body_is_the_final_dot(lines: list[bytes]) -> None:
    octets = b"".join(line + b"\r\n" for line in lines) or b"\r\n"

    sent = stuffed(octets)

    *body, dot, rest = sent.split(b"\r\n")
    assert (dot, rest) == (b".", b"")
    assert b"." not in body
    assert [line.removeprefix(b".") for line in body] == octets.split(b"\r\n")[:-1]
