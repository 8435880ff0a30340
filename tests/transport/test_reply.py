"""Replies come whole out of any stream, and what is no reply is told apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.transport.reply import (
    LINE_LIMIT_OCTETS,
    LINES_LIMIT,
    ProtocolFault,
    Reply,
    ReplyReader,
)


def read(octets: bytes) -> list[Reply]:
    return list(ReplyReader().feed(octets))


def test_several_lines_are_one_reply() -> None:
    assert read(b"250-relay\r\n250-SIZE 9\r\n250 HELP\r\n") == [
        Reply(250, ("relay", "SIZE 9", "HELP"))
    ]


def test_two_replies_in_one_piece_are_two() -> None:
    assert [reply.code for reply in read(b"250 a\r\n354 b\r\n")] == [250, 354]


def test_a_code_without_text_is_a_reply() -> None:
    assert read(b"250\r\n") == [Reply(250)]


def test_the_last_line_has_the_code_that_counts() -> None:
    assert read(b"250-one\r\n451 two\r\n")[0].code == 451


def test_control_and_foreign_octets_are_escaped() -> None:
    assert read(b"550 no\x1b[31m\0 caf\xc3\xa9\r\n")[0].text == r"no\x1b[31m\x00 caf\xc3\xa9"


@pytest.mark.parametrize(
    "octets", [b"hello\r\n", b"25 a\r\n", b"2500 a\r\n", b"250_a\r\n", b"\r\n", b"150 a\r\n"]
)
def test_what_is_no_reply_is_a_fault(octets: bytes) -> None:
    with pytest.raises(ProtocolFault):
        read(octets)


def test_a_reply_before_a_fault_still_counts() -> None:
    replies = ReplyReader().feed(b"250 taken\r\nnonsense\r\n")

    assert next(replies).code == 250
    with pytest.raises(ProtocolFault):
        next(replies)


def test_a_line_may_be_2000_octets_and_no_more() -> None:
    longest = b"250 " + b"x" * (LINE_LIMIT_OCTETS - 6)

    assert len(read(longest + b"\r\n")) == 1
    with pytest.raises(ProtocolFault):
        read(longest + b"x\r\n")


def test_an_endless_line_is_not_waited_for() -> None:
    with pytest.raises(ProtocolFault):
        read(b"2" * (LINE_LIMIT_OCTETS + 1))


def test_a_reply_may_have_100_lines_and_no_more() -> None:
    lines = b"250-x\r\n" * (LINES_LIMIT - 1)

    assert len(read(lines + b"250 x\r\n")[0].lines) == LINES_LIMIT
    with pytest.raises(ProtocolFault):
        read(lines + b"250-x\r\n250 x\r\n")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_octets_give_replies_or_a_fault_and_nothing_else(octets: bytes) -> None:
    try:
        replies = read(octets)
    except ProtocolFault:
        return

    assert all(reply.text.replace("\n", "").isprintable() for reply in replies)
