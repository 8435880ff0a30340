"""Signatures, proved by a verifier that is not ours."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doubles.shop import PUBLICATION
from pressrun.mail.compose import compose, compose_face
from pressrun.mail.dkim import open_key, public_record
from pressrun.mail.headers import check_block
from pressrun.mail.person import Mailing
from pressrun.mail.signer import Signer, SigningKey
from pressrun.mail.slots import parse_template
from pressrun.model.dkim import DkimKey
from pressrun.model.issue import RenderedIssue
from pressrun.model.slot import Slot, mark

AT = datetime(2024, 2, 29, 12, tzinfo=UTC)  # a verifier refuses what is signed in the future
FACE = parse_template(
    compose_face(
        RenderedIssue(
            subject="Nebel über der Mole " * 9,
            preheader="",
            html=f"<p>Dear {mark(Slot.NAME)}</p>\n",
            text=f"Dear {mark(Slot.NAME)},\n\n.dot\n   three  blanks \n\n\n",
        ),
        publication=PUBLICATION,
        mailing_list=PUBLICATION.lists[0],
        date_at=AT,
        web_url="https://notes.example.org/issues/001-dusk/",
    )
)
ADA = Mailing(PUBLICATION, salt=b"salt of one run.", issue="k").person(
    7, address="ada@example.org", name="Ada Sample", handle="AAAAAAAAAAAAAAAAAAAAAA"
)
MESSAGE = compose(FACE, ADA)
OVERSIGNED = (
    *("From", "To", "Cc", "Reply-To", "Sender", "Subject", "Date", "Message-ID"),
    *("List-Unsubscribe", "List-Unsubscribe-Post"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
)


@cache
def keys(domain: str = "example.org") -> tuple[SigningKey, SigningKey]:
    """Return an RSA and an Ed25519 key under the selectors r1 and e1."""
    private = rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate()
    rsa_key, ed25519_key = (
        open_key(
            DkimKey(
                selector=selector,
                domain=domain,
                pem=key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                ),
            )
        )
        for selector, key in zip(("r1", "e1"), private, strict=True)
    )
    return rsa_key, ed25519_key


def signed(octets: bytes = MESSAGE, by: Iterable[SigningKey] = ()) -> bytes:
    return Signer(by or keys(), AT).sign(octets)


def believed(octets: bytes, by: Iterable[SigningKey] = ()) -> list[bool]:
    """Return what dkimpy makes of each signature, asking our records instead of the DNS."""
    records = {
        f"{record.name}.".encode(): record.value.encode()
        for record in map(public_record, by or keys())
    }

    def one(index: int) -> bool:
        try:
            verifier = dkim.DKIM(octets)
            return bool(verifier.verify(index, dnsfunc=lambda name, timeout=5: records.get(name)))
        except dkim.DKIMException:
            return False

    return [one(index) for index in range(len(list(by or keys())))]


def header(octets: bytes) -> bytes:
    return octets[: octets.index(b"\r\n\r\n") + 2]


def covered(octets: bytes) -> list[list[str]]:
    """Return the names that each signature covers, as it lists them."""
    fields = dkim.DKIM(octets).headers
    tags = [
        dkim.util.parse_tag_value(body)
        for name, body in fields
        if name.lower() == b"dkim-signature"
    ]
    return [[name.strip().decode() for name in tag[b"h"].split(b":")] for tag in tags]


def test_both_signatures_of_a_message_are_believed() -> None:
    assert believed(signed()) == [True, True]


def test_one_key_makes_one_signature() -> None:
    for key in keys():
        octets = signed(by=[key])
        assert octets.count(b"DKIM-Signature:") == 1
        assert believed(octets, [key]) == [True]


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"\r\n", b" ", b"\t", b"a", b".", b"=", b"\xe9"])))
@example([])
@example([b"x" * 20_000])
def test_any_body_is_signed(pieces: list[bytes]) -> None:
    body = b"".join([*pieces, b"\r\n"])

    assert believed(signed(header(MESSAGE) + b"\r\n" + body)) == [True, True]


@settings(deadline=None)
@given(st.integers(0, len(MESSAGE) - 1), st.sampled_from(b"0123456789"))
@example(MESSAGE.index(b"One-Click"), ord("0"))
@example(len(MESSAGE) - 1, ord("0"))
def test_no_octet_can_be_changed(at: int, octet: int) -> None:
    changed = MESSAGE[:at] + bytes([octet]) + MESSAGE[at + 1 :]
    signatures = signed()[: -len(MESSAGE)]

    assert believed(signatures + changed) == [changed == MESSAGE] * 2


def test_relays_may_fold_and_space_it_anew() -> None:
    touched = signed().replace(b"From: ", b"FROM:   ").replace(b"Subject: ", b"Subject:\r\n\t")

    assert touched != signed()
    assert believed(touched + b"\r\n\r\n") == [True, True]


def test_every_field_of_ours_is_covered_and_above_all_how_to_leave() -> None:
    for names in covered(signed()):
        assert {field.lower() for field in FACE.fields} <= set(names)
        assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(names)  # RFC 8058 §4


@pytest.mark.parametrize("field", OVERSIGNED)
def test_a_field_that_readers_go_by_cannot_be_added(field: str) -> None:
    added = f"{field}: eve@example.org\r\n".encode()

    assert believed(added + signed()) == [False, False]
    assert believed(b"X-Spam: no\r\n" + signed()) == [True, True]


def test_of_a_field_that_stands_twice_both_are_covered() -> None:
    octets = signed(b"References: <1@example.org>\r\nReferences: <2@example.org>\r\n" + MESSAGE)

    assert believed(octets) == [True, True]
    assert believed(octets.replace(b"<1@", b"<3@")) == [False, False]
    assert believed(octets.replace(b"<2@", b"<3@")) == [False, False]


def test_a_signature_stands_above_the_message_in_lines_that_pass_anywhere() -> None:
    octets = signed()

    assert octets.endswith(b"\r\n" + MESSAGE)
    check_block(header(octets), ("DKIM-Signature", "DKIM-Signature", *FACE.fields))
    assert max(map(len, octets[: -len(MESSAGE)].split(b"\r\n"))) <= 78


def test_a_long_domain_is_not_cut() -> None:
    domain = ".".join(["a" * 60] * 4)
    octets = signed(by=keys(domain))

    assert f" d={domain};\r\n".encode() in octets
    assert believed(octets, keys(domain)) == [True, True]


def test_the_same_message_is_signed_the_same_whenever_it_is() -> None:
    assert signed() == signed()
    assert f"t={int(AT.timestamp())};".encode() in signed()
    assert signed() != Signer(keys(), AT.replace(hour=13)).sign(MESSAGE)


def test_only_rsa_is_worth_a_thread() -> None:
    rsa_key, ed25519_key = keys()

    assert Signer([rsa_key, ed25519_key], AT).slow
    assert not Signer([ed25519_key], AT).slow
    assert not Signer([], AT).slow


def test_without_a_key_a_message_stays_as_it_is() -> None:
    assert Signer([], AT).sign(MESSAGE) == MESSAGE


@pytest.mark.parametrize("octets", [b"", b"To: a@example.org\r\n\r\n", b"From: a@example.org\r\n"])
def test_what_is_no_message_is_a_mistake_of_ours(octets: bytes) -> None:
    with pytest.raises(ValueError, match="From"):
        signed(octets)
