"""Sealed tokens: opened by us alone, for one purpose, and never alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles import CountingEntropy
from doubles.chance import sample_handle
from pressrun.mail.sealed import NONCE_OCTETS, SEALED_LENGTH, parse_sealed, seal
from pressrun.mail.tokens import make_token, parse_token
from pressrun.model.key import Key, Purpose

CHANCE = CountingEntropy("sealed")
HANDLE = sample_handle("ada")
KEY = Key(7, Purpose.CODE, b"k" * 32)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def sealed(handle: str = HANDLE, key: Key = KEY) -> str:
    return seal(key, handle, CHANCE.octets(NONCE_OCTETS))


def opened(text: str, key: Key = KEY, purpose: Purpose = Purpose.CODE) -> str | None:
    found = parse_sealed(text)
    return found.open(key, purpose) if found else None


def test_what_was_sealed_is_opened() -> None:
    assert opened(sealed()) == HANDLE
    assert len(sealed()) == SEALED_LENGTH


def test_two_tokens_of_one_handle_share_nothing_but_the_number_of_their_key() -> None:
    one, other = sealed(), sealed()

    assert one != other
    assert sum(a == b for a, b in zip(one[6:], other[6:], strict=True)) < 10


@pytest.mark.parametrize("place", range(SEALED_LENGTH))
def test_row_68_a_token_with_another_character_anywhere_is_none(place: int) -> None:
    token = sealed()

    for character in ALPHABET.replace(token[place], ""):
        assert opened(token[:place] + character + token[place + 1 :]) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "A" * 71, "A" * 73, "A" * 71 + "=", "A" * 71 + "\n", "..", "\udcff" * 72, "A" * 72],
)
def test_row_67_what_is_no_token_of_ours_is_none(text: str) -> None:
    assert opened(text) is None


def test_row_67_a_token_cut_off_lengthened_or_in_capitals_is_none() -> None:
    token = sealed()

    for text in (token[:-1], token + "A", token + "\n", token.upper(), token.swapcase()):
        assert opened(text) is None


def test_a_token_for_another_purpose_or_by_another_key_is_none() -> None:
    browser = Key(7, Purpose.BROWSER, KEY.secret)

    assert opened(sealed(key=browser)) is None
    assert opened(sealed(), key=browser, purpose=Purpose.BROWSER) is None
    assert opened(sealed(), key=browser) is None
    assert opened(sealed(), key=Key(8, Purpose.CODE, KEY.secret)) is None
    assert opened(sealed(), key=Key(7, Purpose.CODE, b"j" * 32)) is None


def test_a_plain_token_is_no_sealed_one_nor_the_other_way_round() -> None:
    assert parse_sealed(make_token(KEY, HANDLE)) is None
    assert parse_token(sealed()) is None


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=18, max_size=18))
def test_any_handle_is_sealed_and_opened(octets: bytes, nonce: bytes) -> None:
    handle = sample_handle(octets.hex())

    assert opened(seal(KEY, handle, nonce)) == handle


@pytest.mark.parametrize(("handle", "nonce"), [("shortish", b"n" * 18), (HANDLE, b"n" * 17)])
def test_what_cannot_be_sealed_is_a_fault_of_the_caller(handle: str, nonce: bytes) -> None:
    with pytest.raises(ValueError, match="128 bits"):
        seal(KEY, handle, nonce)
