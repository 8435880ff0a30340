"""Mail addresses: told apart from what only looks like one, compared, and written on envelopes."""

import hmac
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from email_validator import EmailNotValidError, validate_email

from pressrun.errors import Problem, Refused, Severity

# RFC 5321 §4.5.3.1.3: a path is 256 octets, two of them its angle brackets; §4.5.3.1.1: a local
# part is 64. In UTF-8 octets are counted as well (RFC 6531 §3.3).
MAX_OCTETS: Final = 254
_MAX_LOCAL_OCTETS: Final = 64

_PASTED: Final = " \t\u00a0\ufeff"
_EXAMPLE: Final = "ada@example.org"
_IN_BRACKETS: Final = re.compile(r"[^<>]*<([^<>]*)>[^<>]*")
_SEVERAL: Final = re.compile(r"@[^@]*[\s,;][^@]*@")
_ENVELOPE: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")
# ASCII that no local part has without quotes (RFC 5322 §3.2.3).
_SPECIAL: Final = re.compile(r"[\x00- \x7f()<>\[\]:;@\\,\"]")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as its owner wrote it, and ``key``, equal for every spelling of the same mailbox.

    The key has its local part in lower case and its domain in A-labels (RFC 5890 §2.3.2.1). It is
    ASCII wherever the address could be written so; else its local part is in NFC.
    """

    address: str
    key: str

    @property
    def needs_smtputf8(self) -> bool:
        """Tell whether only a relay that knows SMTPUTF8 can be told this address (RFC 6531)."""
        return not self.key.isascii()


def parse_address(text: str) -> Address | Problem:
    """Read one address as a person typed or pasted it; what cannot be mailed is a problem.

    Spaces and byte order marks around it are dropped, nothing inside is mended. Quoted local
    parts, address literals and reserved domains (RFC 6761) are refused. Nothing is looked up.
    """
    text = text.strip(_PASTED)
    return _misread(text) or _read(text)


def caution(address: Address) -> Problem | None:
    """Return a warning about an address that few relays can be told."""
    if not address.needs_smtputf8:
        return None
    return Problem(
        code="ADR008",
        what="the part before the @ has letters beyond ASCII, which few mail servers accept",
        help="ask for another address; where a relay lacks SMTPUTF8, this one is skipped",
        severity=Severity.WARNING,
    )


def wire(address: str) -> str:
    """Return the form of ``address`` for envelopes and header fields, its domain in A-labels.

    It is ASCII but for a local part in other letters, which is in NFC (RFC 6532 §3.1).

    Raises:
        Refused: It has no such form; blanks, controls and angle brackets never pass.
    """
    if _ENVELOPE.fullmatch(address) and len(address) <= MAX_OCTETS:
        return address
    form = _form(address) if len(address) <= MAX_OCTETS else None
    if form is None or isinstance(form, Problem):
        raise Refused("this address cannot stand on an envelope", code="ADR007")
    return form


def address_hash(key: str, secret: bytes) -> str:
    """Return HMAC-SHA-256 of an address's key as hexadecimal, to know it again after erasure."""
    return hmac.digest(secret, key.encode(), "sha256").hex()


def _read(text: str) -> Address | Problem:
    form = _form(text)
    if isinstance(form, Problem):
        return form
    return Address(text, unicodedata.normalize("NFC", form.lower()))


def _form(text: str) -> str | Problem:
    try:
        found = validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        what = str(error).rstrip(".")
        return _problem("ADR001", what[:1].lower() + what[1:], f"write it as in {_EXAMPLE}")
    if found.ascii_email is not None:
        return found.ascii_email
    local = found.local_part
    if len(local.encode()) > _MAX_LOCAL_OCTETS:
        what = f"the part before the @ has more than {_MAX_LOCAL_OCTETS} octets in UTF-8"
        return _problem("ADR006", what, "ask for a shorter address")
    # Some program on the way may take a sign for the plain one that it resembles.
    if _SPECIAL.search(unicodedata.normalize("NFKD", local)):
        return _problem(
            "ADR005",
            "the part before the @ has a sign that may be taken for a blank, a bracket or an @",
            f"write it as in {_EXAMPLE}",
        )
    return f"{local}@{found.ascii_domain}"


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
