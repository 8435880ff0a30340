"""The relaxed form of a message: RFC 6376 §3.4.5's own example, and dkimpy's opinion of any."""

import dkim.canonicalization
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.mail.canonical import relaxed_body, relaxed_fields

PIECES = st.sampled_from([b"\r\n", b" ", b"\t", b"a", b"=", b".", b"\xc3\xa9"])
BODIES = st.lists(PIECES).map(lambda pieces: b"".join([*pieces, b"\r\n"]))


def theirs(body: bytes) -> bytes:
    return bytes(dkim.canonicalization.Relaxed.canonicalize_body(body))


@pytest.mark.parametrize(
    ("body", "relaxed"),
    [
        (b" C \r\nD \t E\r\n\r\n\r\n", b" C\r\nD E\r\n"),
        (b"", b""),
        (b"\r\n\r\n", b""),
        (b" \t\r\n \r\n", b""),
        (b"a", b"a\r\n"),
        (b"a \t", b"a\r\n"),
        (b"a\r\n\r\n \t", b"a\r\n"),
    ],
)
def test_blanks_are_one_and_those_at_an_end_none(body: bytes, relaxed: bytes) -> None:
    assert relaxed_body(body) == relaxed


@given(BODIES)
def test_a_relaxed_body_is_what_another_program_makes_of_it(body: bytes) -> None:
    assert relaxed_body(body) == theirs(body)


def test_fields_are_unfolded_and_known_by_their_name_in_lower_case() -> None:
    header = b"A: X\r\nB : Y\t\r\n\tZ  \r\nSubject: one\r\n two\r\nsubject:\t three"

    assert relaxed_fields(header) == {
        b"a": [b"X"],
        b"b": [b"Y Z"],
        b"subject": [b"one two", b"three"],
    }
