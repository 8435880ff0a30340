"""One value of pressrun.toml or the environment into what it means.

A reader returns the value, or a :class:`Wrong` that completes "the setting must be ...".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pressrun.errors import quoted, suggest
from pressrun.model.calendar import is_zone
from pressrun.model.colour import COLOUR
from pressrun.model.language import language_tag

LINE_LIMIT: Final = 255

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = rf"{_LABEL}(?:\.{_LABEL})*"
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS: Final = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_DOMAIN}")
_SENDER: Final = re.compile(
    r'(?:"(?P<quoted>[^"\\]+)"|(?P<name>[^"<>(),:;@\\]*?))\s*<(?P<address>[^<>\s]+)>'
)
_AUTHORITY: Final = re.compile(rf"(?:{_ATOM}@)?{_DOMAIN}")
_LIST_ID: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})+")
_HOST: Final = re.compile(rf"{_DOMAIN}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_URL_CHARACTERS: Final = re.compile(r"[A-Za-z0-9\-._~:/\[\]@!$&'()*+,;=%?#]*")
# What may stand between commas of a font stack: nothing that ends a declaration of CSS.
_FAMILY: Final = r"""\s*(?:[A-Za-z0-9 -]+|'[A-Za-z0-9 -]+'|"[A-Za-z0-9 -]+")\s*"""
_GENERIC: Final = "serif|sans-serif|monospace"
_FONTS: Final = re.compile(rf"(?:{_FAMILY},)*\s*(?:{_GENERIC})")
FONTS: Final = ("serif", "sans", "mono")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a setting must be, with an ``example`` in TOML or other ``help``."""

    must_be: str
    example: str = ""
    help: str = ""


Reader = Callable[[Any], Any]


def read_text(value: Any) -> str | Wrong:
    """Read text of one line, empty if need be."""
    if not isinstance(value, str):
        return Wrong("text in quotation marks", '"…"')
    if _CONTROL.search(value) or len(value) > LINE_LIMIT:
        return Wrong(
            f"one line of at most {LINE_LIMIT} characters", help="say it shorter, on one line"
        )
    return value.strip()


def read_words(value: Any) -> str | Wrong:
    """Read text of one line that says something."""
    text = read_text(value)
    return text or Wrong("text that is not empty", '"…"')


def matching(pattern: re.Pattern[str], must_be: str, example: str) -> Reader:
    """Return a reader of text that fits ``pattern`` from end to end."""

    def read(value: Any) -> str | Wrong:
        text = read_text(value)
        if isinstance(text, Wrong) or pattern.fullmatch(text):
            return text
        return Wrong(must_be, f'"{example}"')

    return read


def whole(low: int, high: int, example: int) -> Reader:
    """Return a reader of whole numbers."""

    def read(value: Any) -> int | Wrong:
        if type(value) is int and low <= value <= high:
            return value
        return Wrong(f"a whole number from {low} to {high}", str(example))

    return read


def seconds(low: float, high: float, example: float, *, help: str = "") -> Reader:
    """Return a reader of a number of seconds."""

    def read(value: Any) -> float | Wrong:
        if type(value) in {int, float} and low <= value <= high:
            return float(value)
        return Wrong(f"a number of seconds from {low:g} to {high:g}", f"{example:g}", help)

    return read


def read_url(value: Any) -> str | Wrong:
    """Read an absolute address; a slash at its end is dropped."""
    text = read_words(value)
    if isinstance(text, Wrong):
        return text
    example = '"https://news.example.org"'
    if not _URL_CHARACTERS.fullmatch(text):
        return Wrong("an address of ASCII letters, other hosts in their xn-- form", example)
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not _HOST.fullmatch(parts.hostname or ""):
        return Wrong("an absolute http or https address", example)
    if "@" in parts.netloc or "?" in text or "#" in text:
        return Wrong("an address without name, password, query and fragment", example)
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def read_language(value: Any) -> str | Wrong:
    """Read a BCP 47 tag."""
    text = read_text(value)
    if isinstance(text, Wrong):
        return text
    return language_tag(text) or Wrong("a language tag such as en or pt-BR", '"en"')


def read_zone(value: Any) -> str | Wrong:
    """Read the IANA name of a time zone that this machine knows."""
    text = read_text(value)
    if isinstance(text, Wrong) or (text and is_zone(text)):
        return text
    zones = sorted(available_timezones())
    city = text.rpartition("/")[2].replace(" ", "_").casefold()
    same = [zone for zone in zones if zone.rpartition("/")[2].casefold() == city]
    near = same or get_close_matches(text, zones, n=1) or ["Europe/Lisbon"]
    return Wrong(f"a time zone that is known here, not {quoted(text)}", f'"{near[0]}"')


def read_sender(value: Any) -> tuple[str, str] | Wrong:
    """Read ``Name <address>`` or a bare address into name and address (RFC 5322 §3.4)."""
    text = read_words(value)
    if isinstance(text, Wrong):
        return text
    if _ADDRESS.fullmatch(text):
        return "", text
    match = _SENDER.fullmatch(text)
    if match and _ADDRESS.fullmatch(match["address"]):
        return (match["quoted"] or match["name"] or "").strip(), match["address"]
    return Wrong("one name and one address", '"Harbour Notes <notes@example.org>"')


def choice(kind: type[StrEnum]) -> Reader:
    """Return a reader of one word out of those of ``kind``."""

    def read(value: Any) -> StrEnum | Wrong:
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        known = [f'"{word}"' for word in kind]
        must_be = f"{', '.join(known[:-1])} or {known[-1]}"
        near = get_close_matches(str(value).casefold(), list(kind), n=1)
        return Wrong(must_be, help=suggest(near[0], near) if near else "", example=known[0])

    return read


def read_colour(value: Any) -> str | Wrong:
    """Read a colour of six digits."""
    if isinstance(value, str) and COLOUR.fullmatch(value):
        return value.lower()
    return Wrong("a colour of six hexadecimal digits", '"#9a3412"')


def read_font(value: Any) -> str | Wrong:
    """Read one of ``FONTS``, or names of fonts with one that every machine has at their end."""
    text = read_words(value)
    if isinstance(text, Wrong):
        return text
    if text in FONTS or _FONTS.fullmatch(text):
        # Style attributes stand in double quotes.
        return text.replace('"', "'")
    must_be = "serif, sans or mono, or names of fonts that end with serif, sans-serif or monospace"
    return Wrong(must_be, "\"'Gill Sans', Calibri, sans-serif\"")


def read_command(value: Any) -> tuple[str, ...] | Wrong:
    """Read a command as a list of its words, so that no shell is needed."""
    if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
        return tuple(value)
    return Wrong("a list of words", '["pass", "show", "relay"]')


def read_key(value: Any) -> Wrong:
    """Refuse a private key that stands in the file."""
    return Wrong("kept out of this file", help='write  key_file = ".pressrun/dkim.pem"')


def read_password(value: Any) -> Wrong:
    """Refuse a secret that stands in the file."""
    return Wrong(
        "kept out of this file",
        help='write  password_file = "…"  or  password_command = ["pass", "show", "relay"]',
    )


read_address = matching(_ADDRESS, "an address", "notes@example.org")
read_authority = matching(_AUTHORITY, "a domain or an address of yours", "example.org")
read_domain = matching(re.compile(_DOMAIN), "a domain", "example.org")
read_list_id = matching(_LIST_ID, "a List-Id", "main.notes.example.org")
read_host = matching(_HOST, "the name or address of a host", "127.0.0.1")
