"""Replies come whole out of any stream, and what is no reply is told apart."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.transport.reply import (
    LINE_LIMIT_OCTETS,
    REPLY_LIMIT_OCTETS,
    ProtocolFault,
    Reply,
    ReplyReader,
)


def read(octets: bytes) -> list[Reply]:
    reader = ReplyReader()
    reader.feed(octets)
    return list(iter(reader.next, None))


def test_several_lines_are_one_reply() -> None:
    assert read(b"250-relay\r\n250-SIZE 9\r\n250 HELP\r\n") == [
        Reply(250, (b"relay", b"SIZE 9", b"HELP"))
    ]


def test_two_replies_in_one_piece_are_two() -> None:
    assert [reply.code for reply in read(b"250 a\r\n354 b\r\n")] == [250, 354]


def test_a_code_without_text_is_a_reply() -> None:
    assert read(b"250\r\n") == [Reply(250)]


def test_the_last_line_has_the_code_that_counts() -> None:
    """S44: lines of one reply with different codes."""
    assert read(b"250-one\r\n451 two\r\n")[0].code == 451


def test_control_and_undecodable_octets_are_escaped() -> None:
    """S44: replies that are not ASCII."""
    said = b"550 no\x1b[31m\0 caf\xc3\xa9 \xff \xe2\x80\xae\r\n"

    assert read(said)[0].text == r"no\x1b[31m\x00 café \xff \u202e"


@pytest.mark.parametrize(
    "octets", [b"hello\r\n", b"25 a\r\n", b"2500 a\r\n", b"250_a\r\n", b"\r\n", b"150 a\r\n"]
)
def test_what_is_no_reply_is_a_fault(octets: bytes) -> None:
    with pytest.raises(ProtocolFault):
        read(octets)


def test_a_reply_before_a_fault_still_counts() -> None:
    reader = ReplyReader()
    reader.feed(b"250 taken\r\nnonsense\r\n")

    assert reader.next() == Reply(250, (b"taken",))
    with pytest.raises(ProtocolFault):
        reader.next()


def test_a_line_may_be_2000_octets_and_no_more() -> None:
    longest = b"250 " + b"x" * (LINE_LIMIT_OCTETS - 6)

    assert len(read(longest + b"\r\n")) == 1
    with pytest.raises(ProtocolFault):
        read(longest + b"x\r\n")


def test_an_endless_line_is_not_waited_for() -> None:
    with pytest.raises(ProtocolFault):
        read(b"2" * (LINE_LIMIT_OCTETS + 1))


def test_a_reply_may_have_64_kib_and_no_more() -> None:
    """S4: a reply that never ends."""
    line = b"250-" + b"x" * 1020 + b"\r\n"
    most = REPLY_LIMIT_OCTETS // 1024

    assert len(read(line * (most - 1) + b"250 x\r\n")[0].lines) == most
    with pytest.raises(ProtocolFault):
        read(line * (most + 1))


def test_what_is_not_a_reply_yet_is_known_to_be_there() -> None:
    reader = ReplyReader()
    reader.feed(b"220 go on\r\n250 injected")

    assert reader.next() == Reply(220, (b"go on",))
    assert reader.rest
    reader.feed(b"\r\n")
    assert reader.next() is not None
    assert not reader.rest


@given(st.lists(st.binary(max_size=9), max_size=40))
def test_replies_are_the_same_however_the_stream_is_cut(pieces: list[bytes]) -> None:
    whole, cut, stream = [], [], b"250-a\r\n250 b\r\n354 c\r\n421\r\n" + b"".join(pieces)

    def collect(reader: ReplyReader, into: list[object]) -> None:
        try:
            into += iter(reader.next, None)
        except ProtocolFault as fault:
            into.append(str(fault))
            raise

    with suppress(ProtocolFault):
        reader = ReplyReader()
        reader.feed(stream)
        collect(reader, whole)
    with suppress(ProtocolFault):
        reader = ReplyReader()
        for at in range(len(stream)):
            reader.feed(stream[at : at + 1])
            collect(reader, cut)

    assert cut == whole


@given(st.binary(max_size=300))
def test_any_octets_give_replies_or_a_fault_and_nothing_else(octets: bytes) -> None:
    try:
        replies = read(octets)
    except ProtocolFault:
        return

    assert all(reply.text.replace("\n", "").isprintable() for reply in replies)
