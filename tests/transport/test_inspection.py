"""No octets leave that a relay could read as two messages, however well known the rest is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.transport.envelope import stuffed
from pressrun.transport.inspection import Inspected, Inspector

SOUND = Inspected("", dots=False, ascii=True)
LINE = b"a line that every copy has, and that is long enough to be worth it\r\n"
BLOCK = LINE * 8
FAULTS = [
    b"a\n.\nb\r\n",
    b"a\rb\r\n",
    b"a\n\rb\r\n",
    b"a\0b\r\n",
    b"\r\r\n",
    b"x" * 999 + b"\r\n",
]


def copy(*slots: bytes) -> bytes:
    """Return a copy of a template that has long lines around every slot."""
    return BLOCK + b"".join(slot + b"%d\r\n" % n + BLOCK for n, slot in enumerate(slots))


def experienced() -> Inspector:
    inspector = Inspector()
    for slot in (b"one", b"two", b"three"):
        assert inspector.inspect(copy(slot, slot)) == SOUND
    return inspector


@pytest.mark.parametrize("body", [*FAULTS, b"a\r", b"a\n", b"a\r\n\r"])
def test_a_body_that_could_be_read_as_two_messages_is_refused(body: bytes) -> None:
    assert Inspector().inspect(b"Subject: Sample\r\n\r\n" + body).fault


@pytest.mark.parametrize("before", [0, 1, 997, 998, 5000])
@pytest.mark.parametrize("after", [b"", b"\r\n", b"\r\nshort\r\n"])
def test_a_line_may_be_998_octets_and_no_more(before: int, after: bytes) -> None:
    lines = b"".join(b"y" * min(before - at, 90) + b"\r\n" for at in range(0, before, 90))

    assert not Inspector().inspect(lines + b"x" * 998 + after).fault
    assert Inspector().inspect(lines + b"x" * 999 + after).fault


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"\0", b"x", b"y" * 500]), max_size=12))
def test_a_body_is_sound_if_its_lines_are(pieces: list[bytes]) -> None:
    octets = b"".join(pieces)
    lines = octets.split(b"\r\n")

    sound = all(len(line) < 999 and not set(line) & {0, 10, 13} for line in lines)
    assert Inspector().inspect(octets).fault == "" if sound else Inspector().inspect(octets).fault


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", [0, 1])
def test_a_fault_in_a_slot_of_a_known_shape_is_found(fault: bytes, place: int) -> None:
    slots = [b"four", b"five"]
    slots[place] = fault

    assert experienced().inspect(copy(*slots)).fault == Inspector().inspect(copy(*slots)).fault
    assert Inspector().inspect(copy(*slots)).fault


@pytest.mark.parametrize("slot", [b".", b".\r\n", b"x\r\n.y"])
def test_a_dot_in_a_slot_of_a_known_shape_is_found(slot: bytes) -> None:
    assert experienced().inspect(copy(b"four", slot)) == Inspected("", dots=True, ascii=True)


def test_an_octet_beyond_ascii_in_a_slot_of_a_known_shape_is_found() -> None:
    assert not experienced().inspect(copy(b"four", b"caf\xc3\xa9")).ascii


def test_two_halves_of_a_line_end_around_known_lines_make_none() -> None:
    torn = BLOCK + b"four\r" + BLOCK + b"\nfive\r\n" + BLOCK

    assert experienced().inspect(torn).fault


def test_a_fault_in_the_lines_that_every_copy_has_is_found() -> None:
    broken = copy(b"four", b"five").replace(LINE, LINE[:20] + b"\r" + LINE[20:], 1)

    assert experienced().inspect(broken).fault


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    BLOCK,
                    BLOCK,
                    LINE,
                    b"name\r\n",
                    b"\r",
                    b"\n",
                    b"\r\n",
                    b".",
                    b"x" * 600,
                    b"\0",
                    b"\xc3",
                ]
            ),
            max_size=8,
        ),
        max_size=12,
    )
)
def test_experience_changes_no_finding(bodies: list[list[bytes]]) -> None:
    inspector = experienced()

    for octets in map(b"".join, bodies):
        assert inspector.inspect(octets) == Inspector().inspect(octets)


@given(st.lists(st.sampled_from([b"", b".", b"..", b".x", b"x.", b"x"])))
def test_no_line_of_a_body_is_the_final_dot(lines: list[bytes]) -> None:
    octets = b"".join(line + b"\r\n" for line in lines) or b"\r\n"

    *body, rest = stuffed(octets).split(b"\r\n")

    assert rest == b""
    assert b"." not in body
    assert [line.removeprefix(b".") for line in body] == octets.split(b"\r\n")[:-1]
    assert Inspector().inspect(octets).dots == (stuffed(octets) != octets)
