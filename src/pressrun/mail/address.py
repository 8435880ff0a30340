"""Mail addresses: told apart from what only looks like one, compared, and written on envelopes."""

import hmac
import re
from dataclasses import dataclass
from typing import Final

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from pressrun.errors import Problem, Refused

# RFC 5321 §4.5.3.1.3: a path is 256 octets, two of them its angle brackets.
MAX_OCTETS: Final = 254

_PASTED: Final = " \t\u00a0\ufeff"
_EXAMPLE: Final = "ada@example.org"
_IN_BRACKETS: Final = re.compile(r"[^<>]*<([^<>]*)>[^<>]*")
_SEVERAL: Final = re.compile(r"@[^@]*[\s,;][^@]*@")
_ENVELOPE: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as its owner wrote it, and ``key``, equal for every spelling of the same mailbox.

    The key has its local part in lower case and its domain in A-labels (RFC 5890 §2.3.2.1). It
    is ASCII, so that no Unicode normalisation can change it.
    """

    address: str
    key: str


def parse_address(text: str) -> Address | Problem:
    """Read one address as a person typed or pasted it; what cannot be mailed is a problem.

    Spaces and byte order marks around it are dropped, nothing inside is mended. Quoted local
    parts, address literals, reserved domains (RFC 6761) and local parts beyond ASCII, which need
    SMTPUTF8 (RFC 6531), are refused. Nothing is looked up.
    """
    text = text.strip(_PASTED)
    return _misread(text) or _read(text)


def wire(address: str) -> str:
    """Return the form of ``address`` for envelopes and header fields: ASCII, domain in A-labels.

    Raises:
        Refused: It has no such form; blanks, controls and angle brackets never pass.
    """
    if _ENVELOPE.fullmatch(address) and len(address) <= MAX_OCTETS:
        return address
    try:
        form = _validate(address).ascii_email if len(address) <= MAX_OCTETS else None
    except EmailNotValidError:
        form = None
    if form is None:
        raise Refused("this address cannot stand on an envelope", code="ADR007")
    return form


def address_hash(key: str, secret: bytes) -> str:
    """Return HMAC-SHA-256 of an address's key as hexadecimal, to know it again after erasure."""
    return hmac.digest(secret, key.encode(), "sha256").hex()


def _validate(text: str) -> ValidatedEmail:
    return validate_email(text, check_deliverability=False, strict=True)


def _read(text: str) -> Address | Problem:
    try:
        form = _validate(text).ascii_email
    except EmailNotValidError as error:
        what = str(error).rstrip(".")
        return _problem("ADR001", what[:1].lower() + what[1:], f"write it as in {_EXAMPLE}")
    if form is None:
        return _problem(
            "ADR005",
            "the part before the @ has letters beyond ASCII, which few mail servers accept",
            "give an address whose part before the @ has only a to z, digits and signs",
        )
    return Address(text, form.lower())


def _misread(text: str) -> Problem | None:
    """Return a problem for an address in some other dress, with the address undressed."""
    if not text:
        return _problem("ADR001", "there is no address here", f"write it as in {_EXAMPLE}")
    # First of all: what follows takes time that grows faster than the text.
    if len(text) > MAX_OCTETS:
        return _problem(
            "ADR006", f"an address has at most {MAX_OCTETS} characters", "write one address only"
        )
    if text.lower().startswith("mailto:"):
        inner = text[len("mailto:") :].partition("?")[0]
        return _problem("ADR003", "this is a link to an address, not an address", _only(inner))
    if _SEVERAL.search(text):
        return _problem("ADR004", "this is more than one address", "give each a row of its own")
    if found := _IN_BRACKETS.fullmatch(text):
        return _problem("ADR002", "this is an address in angle brackets", _only(found[1]))
    return None


def _only(inner: str) -> str:
    inner = inner.strip(_PASTED)
    sound = isinstance(_read(inner), Address)
    return f"write only the address: {inner if sound else _EXAMPLE}"


def _problem(code: str, what: str, help: str) -> Problem:
    return Problem(code=code, what=what, help=help)
