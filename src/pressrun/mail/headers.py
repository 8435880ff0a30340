"""Bodies of header fields, encoded and folded so that no text in them can become another field.

All functions return ASCII, but for an address that cannot be written so. User text is only ever
encoded here, never parsed: text that looks like an encoded word is encoded itself, since generators
that decode it first let it add fields (CVE-2024-6923).
"""

import base64
import hmac
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Final

from pressrun.errors import Refused, RenderError
from pressrun.mail.address import wire

MAX_LINE_OCTETS: Final = 998  # RFC 5322 §2.1.1

# RFC 2047 §2 allows lines of 76 with an encoded word in them. Words of 64 at most leave room for
# the longest of our field names before the first one.
_LINE: Final = 76
_WORD: Final = 64
_NAME: Final = len("Reply-To: ")
# A quoted name and an address that together are no longer stand on one line.
PLAIN_MAILBOX: Final = _LINE - _NAME - len('"" <>')

_BREAKS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029 ]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_DOT_ATOM: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_UNBROKEN: Final = re.compile(r"[!-;=?-~]+")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")

# What an encoded word in a phrase may show as it is (RFC 2047 §5 (3)); a space is an underscore.
_PLAIN: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_Q: Final = tuple(
    chr(octet) if octet in _PLAIN else "_" if octet == 0x20 else f"={octet:02X}"
    for octet in range(256)
)


def one_line(text: str) -> str:
    """Return ``text`` with controls, line breaks and runs of spaces as one space each."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub(" ", text)).strip(" ")


def unstructured(text: str) -> str:
    """Return ``text`` as the body of a field such as Subject (RFC 5322 §2.2.1)."""
    text = one_line(text)
    words = text.split(" ")
    if _is_plain(text) and all(len(word) <= _WORD for word in words):
        return _fold(words)
    return _fold(_encoded_words(text))


def mailbox(name: str, address: str) -> str:
    """Return ``name`` and ``address`` as the body of From or Reply-To (RFC 5322 §3.4).

    Raises:
        Refused: The address has no form for the wire in ASCII: everybody's copy bears it.
    """
    body = recipient(name, address)
    if not body.isascii():
        raise Refused(
            "the address of a sender has letters beyond ASCII before its @",
            code="ADR007",
            help="send from an address that every relay can be told",
        )
    return body


def recipient(name: str, address: str) -> str:
    """Return ``name`` and ``address`` as the body of To.

    It is ASCII but for a local part that is not, which stands as it is (RFC 6532 §3.2).

    Raises:
        Refused: The address has no form for the wire.
    """
    if name := one_line(name):
        return _fold([*_phrase(name), f"<{wire(address)}>"])
    return wire(address)


def list_id(title: str, identifier: str) -> str:
    """Return the body of List-Id (RFC 2919 §3); ``identifier`` has two labels or more.

    Raises:
        RenderError: The identifier is not dot-separated ASCII.
    """
    if not _DOT_ATOM.fullmatch(identifier):
        raise RenderError(
            f"{identifier!r} cannot be a List-Id",
            code="HDR001",
            help="write letters, digits and dots, such as heron.lists.example.org",
        )
    return _fold([*(_phrase(title) if (title := one_line(title)) else []), f"<{identifier}>"])


def language(tag: str) -> str:
    """Return the body of Content-Language (RFC 3282 §2).

    Raises:
        RenderError: It is not a language tag.
    """
    if not _LANGUAGE.fullmatch(tag):
        raise RenderError(f"{tag!r} is not a language tag", code="HDR004", help="write en or pt-BR")
    return tag


def bracketed(text: str) -> str:
    """Return a URL or a message id between angle brackets, never folded and never encoded.

    Encoding a long List-Unsubscribe breaks it for every reader (RFC 2047 §5 forbids it).

    Raises:
        Refused: It is empty or has blanks, brackets, controls or characters beyond ASCII.
    """
    if not _UNBROKEN.fullmatch(text):
        raise Refused("a blank or a sign stands in an id or a web address", code="HDR002")
    return f"<{text}>"


class MessageIds:
    """The Message-IDs of one run, without their angle brackets (RFC 5322 §3.6.4).

    They name neither address nor subscriber, and are the same on every retry (design §4 item 8).
    """

    def __init__(self, salt: bytes, issue: str, domain: str) -> None:
        # HMAC-SHA-256 of "issue:subscriber"; what all of them share is worked out once.
        self._shared = hmac.new(salt, f"{issue}:".encode(), "sha256")
        self._domain = domain

    def of(self, subscriber: int) -> str:
        """Return the Message-ID of one subscriber's delivery."""
        own = self._shared.copy()
        own.update(b"%d" % subscriber)
        return f"{own.hexdigest()[:32]}@{self._domain}"


def date(at: datetime) -> str:
    """Return an aware instant as the body of Date, in UTC (RFC 5322 §3.3).

    Raises:
        ValueError: The instant is naive.
    """
    if at.tzinfo is None:
        raise ValueError("a Date field needs an aware instant")
    return format_datetime(at.astimezone(UTC))


def check_block(octets: bytes, names: Iterable[str], *, utf8: str = "") -> None:
    """Refuse a finished header block that is not exactly the fields ``names``, in this order.

    ``octets`` ends after the CRLF of its last field. Fields are ASCII, their lines end in CRLF and
    have at most 998 octets; only in a field called ``utf8`` UTF-8 may stand (RFC 6532 §3.2).

    Raises:
        RenderError: Something else stands in it.
    """
    if not (_block(tuple(names), utf8).fullmatch(octets) and _is_utf8(octets)):
        raise RenderError("the header of a message is not made of our own fields", code="HDR003")


@cache
def _block(names: tuple[str, ...], utf8: str) -> re.Pattern[bytes]:
    fields = (_field(name, r"\x80-\xf4" if name == utf8 else "") for name in names)
    return re.compile("".join(fields).encode("ascii"))


def _field(name: str, more: str) -> str:
    """Return the pattern of a field in which ``more`` octets may stand beside those of ASCII."""
    first = rf"{name}: [ -~{more}]{{0,{MAX_LINE_OCTETS - len(name) - 2}}}"
    return rf"{first}(?:\r\n [!-~{more}][ -~{more}]{{0,{MAX_LINE_OCTETS - 2}}})*\r\n"


def _is_utf8(octets: bytes) -> bool:
    """Tell whether octets are UTF-8 of which everything but the line ends can be seen."""
    if octets.isascii():
        return True
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        return False
    return text.replace("\r\n", "").isprintable()


def _phrase(name: str) -> list[str]:
    quoted = '"' + name.replace("\\", r"\\").replace('"', r"\"") + '"'
    if _is_plain(name) and len(quoted) <= _WORD:
        return [quoted]
    return _encoded_words(name)


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _encoded_words(text: str) -> list[str]:
    """Return RFC 2047 encoded words of whole characters, each in its shorter encoding."""
    octets = text.encode()
    q = "".join(_Q[octet] for octet in octets)
    b = base64.b64encode(octets).decode("ascii")
    word = f"=?utf-8?q?{q}?=" if len(q) <= len(b) else f"=?utf-8?b?{b}?="
    if len(word) <= _WORD:
        return [word]
    middle = len(text) // 2
    return _encoded_words(text[:middle]) + _encoded_words(text[middle:])


def _fold(words: list[str]) -> str:
    """Join words by spaces, a line break before a space wherever a line grows too long."""
    folded, width = words[0], _NAME + len(words[0])
    for word in words[1:]:
        width += 1 + len(word)
        if width > _LINE:
            folded, width = f"{folded}\r\n", 1 + len(word)
        folded += f" {word}"
    return folded
