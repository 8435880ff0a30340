"""Keys for signatures (RFC 6376, RFC 8463), and what their domain must publish.

This is the door of cryptography, which only those need who sign: the extra ``dkim``.
"""

import base64
import hashlib
import re
from typing import Final

from pressrun.errors import SettingsError
from pressrun.mail.signer import SigningKey
from pressrun.model.dkim import DkimKey
from pressrun.model.dnsrecord import TextRecord

try:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
except ImportError:
    _IS_INSTALLED = False
else:
    _IS_INSTALLED = True

REFUSED_BELOW_BITS: Final = 1024  # RFC 8301 §3.2: no signature of such a key is believed

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SELECTOR: Final = re.compile(rf"(?=.{{1,63}}\Z){_LABEL}(?:\.{_LABEL})*")  # RFC 6376 §3.1
_DOMAIN: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})+")

_BITS: Final = 2048
_MAKE_RSA: Final = f"openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:{_BITS} -out FILE"
# What people take for a private key, by a word of its first line, and what to do with it.
_OTHERS: Final = (
    (
        b"ENCRYPTED",
        "is locked with a passphrase",
        "unlock it:  openssl pkey -in OLD -out NEW",
    ),
    (b"PUBLIC KEY", "is the public half of one", "give the private half, which was made with it"),
    (b"CERTIFICATE", "is a certificate", "give the private key, not its certificate"),
    (b"OPENSSH", "is in the form of OpenSSH", f"make one of its own:  {_MAKE_RSA}"),
)


def open_key(key: DkimKey) -> SigningKey:
    """Return a key made ready for signing; RSA is proved, which takes some time.

    Raises:
        SettingsError: It is no key to sign with, or its domain or selector none; or the package
            is missing that signs. The error never shows the key.
    """
    if not _IS_INSTALLED:
        raise SettingsError(
            "signing needs the package cryptography, which is not installed",
            code="DKM001",
            help="pip install pressrun[dkim]",
        )
    if not _SELECTOR.fullmatch(key.selector):
        raise _refusal(key, "DKM002", "has no name for the DNS", "name it as in  [dkim.2026]")
    if not _DOMAIN.fullmatch(key.domain):
        what = f"has {key.domain!r} as its domain"
        raise _refusal(key, "DKM002", what, 'write it as in  domain = "example.org"')
    try:
        private = serialization.load_pem_private_key(key.pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # What the package says may hold a piece of the key, so it is no cause of ours.
        raise _misread(key) from None
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return _ed25519(key, private)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise _refusal(key, "DKM004", "is neither RSA nor Ed25519", f"make one:  {_MAKE_RSA}")
    if private.key_size < REFUSED_BELOW_BITS:
        what = f"has {private.key_size} bits, which no provider believes"
        raise _refusal(key, "DKM004", what, f"make one with {_BITS}:  {_MAKE_RSA}")
    return _rsa(key, private)


def public_record(key: SigningKey) -> TextRecord:
    """Return what the domain of a key publishes so that its signatures are believed.

    RFC 6376 §3.6.1 and, for Ed25519, RFC 8463 §4.
    """
    public = base64.b64encode(key.public).decode("ascii")
    return TextRecord(
        name=f"{key.selector}._domainkey.{key.domain}",
        value=f"v=DKIM1; k={key.kind}; p={public}",
    )


def _rsa(key: DkimKey, private: "rsa.RSAPrivateKey") -> SigningKey:
    scheme, digest = padding.PKCS1v15(), hashes.SHA256()
    return SigningKey(
        selector=key.selector,
        domain=key.domain,
        algorithm="rsa-sha256",
        kind="rsa",
        bits=private.key_size,
        public=private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        sign=lambda octets: private.sign(octets, scheme, digest),
    )


def _ed25519(key: DkimKey, private: "ed25519.Ed25519PrivateKey") -> SigningKey:
    return SigningKey(
        selector=key.selector,
        domain=key.domain,
        algorithm="ed25519-sha256",
        kind="ed25519",
        bits=0,
        public=private.public_key().public_bytes_raw(),
        # RFC 8463 §3: what is signed is the digest.
        sign=lambda octets: private.sign(hashlib.sha256(octets).digest()),
    )


def _misread(key: DkimKey) -> SettingsError:
    for word, what, advice in _OTHERS:
        if word in key.pem:
            return _refusal(key, "DKM003", what, advice)
    what = "is not a private key in PEM" if key.pem.strip() else "is empty"
    return _refusal(key, "DKM003", what, "its first line is  -----BEGIN PRIVATE KEY-----")


def _refusal(key: DkimKey, code: str, what: str, help: str) -> SettingsError:
    return SettingsError(f"the key of DKIM selector {key.selector!r} {what}", code=code, help=help)
