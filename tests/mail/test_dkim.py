"""Keys for signatures: what is one, what is not, and what their domain publishes."""

import base64
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from pressrun.errors import SettingsError
from pressrun.mail.dkim import open_key, public_record
from pressrun.model.dkim import DkimKey

RSA = rsa.generate_private_key(65537, 2048)
ED25519 = ed25519.Ed25519PrivateKey.generate()
# 512 bits, which the package does not make any more; nothing was ever signed with it.
SHORT = b"""\
-----BEGIN RSA PRIVATE KEY-----
MIIBOgIBAAJBALWoNEwNDpXi4u+kjsdaVCNLl0OtiLg6e7uV1V2tfMhsbNS+S2GD
Jxi6Du551xPVmDSwjvsducU6OgfhjG/FowkCAwEAAQJAI2ErLlSsroyN3laSaEkz
cdxbDZdStW7Ogm5gK+qKDw6aY2HY27Ea0Q5q1dBZZAVEIVt5brF1JFUSc9vBAyvM
AQIhAPIZIvLV1+unTVZCY8kyallDQeWB11kDYQ1WdvcwDCjpAiEAwBaT9dZRz38J
zisE+2vVyFEmPhaeoSR7QTZOU3xHVSECIDa3b6qqoi5klZoVTzA98MNT7CTO/7ji
hqDZFfIwLc9hAiEArmWRTjiYLEhNsbYTHuWnwegTTXmh6fHCSdGxSVDjPqECIB2c
dVxbM5ab2z2LHlv0igp+2GxYQHzSuvGn7HgdjWxX
-----END RSA PRIVATE KEY-----
"""


def pem(
    private: PrivateKeyTypes,
    form: PrivateFormat = PrivateFormat.PKCS8,
    lock: KeySerializationEncryption | None = None,
) -> bytes:
    return private.private_bytes(Encoding.PEM, form, lock or NoEncryption())


def key(octets: bytes, selector: str = "pr1", domain: str = "example.org") -> DkimKey:
    return DkimKey(selector=selector, domain=domain, pem=octets)


def refusal(wrong: DkimKey) -> SettingsError:
    with pytest.raises(SettingsError) as raised:
        open_key(wrong)
    return raised.value


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_an_rsa_key_may_be_of_either_form(form: PrivateFormat) -> None:
    opened = open_key(key(pem(RSA, form)))

    assert (opened.algorithm, opened.kind, opened.bits) == ("rsa-sha256", "rsa", 2048)


def test_an_ed25519_key_has_no_bits_to_count() -> None:
    opened = open_key(key(pem(ED25519)))

    assert (opened.algorithm, opened.kind, opened.bits) == ("ed25519-sha256", "ed25519", 0)


PUBLIC = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
LOCKED = pem(RSA, lock=BestAvailableEncryption(b"lamp"))


@pytest.mark.parametrize(
    ("octets", "code", "what"),
    [
        (b"", "DKM003", "is empty"),
        (b" \n", "DKM003", "is empty"),
        (b"swordfish", "DKM003", "is not a private key in PEM"),
        (pem(RSA)[:400], "DKM003", "is not a private key in PEM"),
        (pem(RSA).replace(b"A", b"B"), "DKM003", "is not a private key in PEM"),
        (LOCKED, "DKM003", "is locked with a passphrase"),
        (PUBLIC, "DKM003", "is the public half of one"),
        (pem(ED25519, PrivateFormat.OpenSSH), "DKM003", "is in the form of OpenSSH"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "DKM004", "is neither RSA nor Ed25519"),
        (SHORT, "DKM004", "has 512 bits, which no provider believes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_key_to_sign_with_is_told_without_being_shown(
    octets: bytes, code: str, what: str
) -> None:
    error = refusal(key(octets))

    assert error.problem.code == code
    assert error.problem.what == f"the key of DKIM selector 'pr1' {what}"
    assert error.problem.help
    told = f"{error!r} {error} {error.__cause__} {key(octets)!r}"
    assert not [line for line in octets.split() if len(line) > 30 and line.decode() in told]
    assert "swordfish" not in told


@pytest.mark.parametrize(
    ("selector", "domain"),
    [
        ("", "example.org"),
        ("a b", "example.org"),
        ("-a", "example.org"),
        ("a; d=evil.example", "example.org"),
        ("a" * 64, "example.org"),
        ("pr1", ""),
        ("pr1", "localhost"),
        ("pr1", "bücher.example.org"),
        ("pr1", "example.org\r\nBcc: eve"),
        ("pr1", "example.org\n"),
        ("pr1", "a." * 126 + "org"),
    ],
)
def test_a_selector_and_a_domain_are_names_for_the_dns(selector: str, domain: str) -> None:
    assert refusal(key(pem(ED25519), selector, domain)).problem.code == "DKM002"
    assert open_key(key(pem(ED25519), "2026.pr-1", "mail.xn--bcher-kva.example.org"))


def test_the_record_of_a_key_holds_its_public_half_and_no_more() -> None:
    record = public_record(open_key(key(pem(RSA))))

    tags = dict(tag.split("=", 1) for tag in record.value.split("; "))
    public = serialization.load_der_public_key(base64.b64decode(tags.pop("p")))
    assert public == RSA.public_key()
    assert tags == {"v": "DKIM1", "k": "rsa"}
    assert record.name == "pr1._domainkey.example.org"


def test_the_record_of_an_ed25519_key_is_its_point() -> None:
    record = public_record(open_key(key(pem(ED25519))))

    point = base64.b64encode(ED25519.public_key().public_bytes_raw()).decode()
    assert record.value == f"v=DKIM1; k=ed25519; p={point}"


def test_a_long_record_is_written_in_strings_that_are_joined_again() -> None:
    record = public_record(open_key(key(pem(RSA))))

    assert [len(string) for string in record.strings] == [255, len(record.value) - 255]
    assert "".join(record.strings) == record.value
    one, two = record.strings
    assert str(record) == f'pr1._domainkey.example.org. IN TXT "{one}" "{two}"'


def test_who_has_not_the_package_is_told_how_to_get_it() -> None:
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert "error[DKM001]: signing needs the package cryptography" in said
    assert "pip install pressrun[dkim]" in said


WITHOUT = """
import sys
sys.modules["cryptography"] = None  # as if it were not installed
from pressrun.errors import SettingsError
from pressrun.mail.dkim import open_key
from pressrun.model.dkim import DkimKey
try:
    open_key(DkimKey(selector="pr1", domain="example.org", pem=b""))
except SettingsError as error:
    print(error)
"""
