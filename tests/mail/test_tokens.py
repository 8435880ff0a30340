"""Tokens: nobody but us can make one, and one for this is not taken for that."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.mail.tokens import LENGTH, make_token, parse_token
from pressrun.model.key import Key, Purpose

FEED = Purpose.PRIVATE_FEED
KEY = Key(7, FEED, b"k" * 32)
HANDLES = st.binary(min_size=16, max_size=16).map(
    lambda octets: base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
)
HANDLE = "AAECAwQFBgcICQoLDA0ODw"


@given(HANDLES, st.integers(min_value=1, max_value=2**32 - 1))
def test_a_token_tells_its_handle_and_its_key(handle: str, number: int) -> None:
    key = Key(number, FEED, b"k" * 32)

    token = make_token(key, handle)
    claim = parse_token(token)

    assert len(token) == LENGTH
    assert claim is not None
    assert (claim.handle, claim.key_id) == (handle, number)
    assert claim.is_signed(key, FEED)


def test_the_same_key_and_handle_give_the_same_token() -> None:
    assert make_token(KEY, HANDLE) == make_token(KEY, HANDLE)


@given(st.integers(min_value=0, max_value=LENGTH * 6 - 1))
def test_no_bit_of_a_token_can_be_changed(bit: int) -> None:
    octets = bytearray(base64.urlsafe_b64decode(make_token(KEY, HANDLE)))
    octets[bit // 8] ^= 1 << bit % 8

    claim = parse_token(base64.urlsafe_b64encode(octets).decode())

    assert claim is not None
    assert not claim.is_signed(KEY, FEED)


def test_another_key_did_not_sign_it() -> None:
    claim = parse_token(make_token(KEY, HANDLE))

    assert claim is not None
    assert claim.is_signed(KEY, FEED)
    assert not claim.is_signed(Key(7, FEED, b"K" * 32), FEED)
    assert not claim.is_signed(Key(8, FEED, b"k" * 32), FEED)


def test_a_key_of_another_purpose_signs_something_else() -> None:
    # There is one purpose today; a word in its place stands for the next.
    other = Key(7, "preferences", b"k" * 32)  # type: ignore[arg-type]
    made, taken = make_token(other, HANDLE), parse_token(make_token(KEY, HANDLE))

    assert made != make_token(KEY, HANDLE)
    assert taken is not None
    assert not taken.is_signed(other, FEED)
    assert not taken.is_signed(KEY, other.purpose)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a" * (LENGTH - 1),
        "a" * (LENGTH + 1),
        "a" * 1_000_000,
        f"{make_token(KEY, HANDLE)}\n",
        f"{make_token(KEY, HANDLE)}=",
        f" {make_token(KEY, HANDLE)[1:]}",
        "+" * LENGTH,
        "é" * LENGTH,
        "\x00" * LENGTH,
        "\ud800" * LENGTH,
        "٣" * LENGTH,
    ],
)
def test_what_cannot_be_a_token_is_none(text: str) -> None:
    assert parse_token(text) is None


@given(st.text())
def test_no_text_is_taken_for_a_token_that_we_made(text: str) -> None:
    claim = parse_token(text)

    assert claim is None or not claim.is_signed(KEY, FEED)


@pytest.mark.parametrize("handle", ["", "AAEC", HANDLE * 2])
def test_a_handle_of_another_length_makes_no_token(handle: str) -> None:
    with pytest.raises(ValueError, match="128 bits"):
        make_token(KEY, handle)


def test_neither_a_key_nor_a_claim_shows_its_secret_when_it_is_printed() -> None:
    claim = parse_token(make_token(KEY, HANDLE))

    assert "kkk" not in repr(KEY)
    assert HANDLE not in repr(claim)
