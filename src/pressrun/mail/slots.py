"""Byte templates: a message whose transfer encoding is done, with places for personal values.

Between the literal octets a place stands as ``NUL context:name NUL``; NUL cannot occur in them,
since quoted-printable writes it ``=00`` and header fields hold none. In a body every place has a
line of its own between two soft line breaks, so that its value is encoded apart from what
surrounds it (RFC 2045 §6.7) and filling is a join of octets.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from pressrun.errors import Refused, RenderError
from pressrun.model.quotedprintable import encode_line, encode_text
from pressrun.model.slot import MARK, MARK_HOST


class Context(StrEnum):
    """Where a value stands, which decides how it is written there."""

    HEADER = "header"  # an encoded field body, as headers.py makes them
    HTML = "html"
    TEXT = "text"


class Place(NamedTuple):
    """Where in a template which value stands."""

    context: Context
    name: str

    def __bytes__(self) -> bytes:
        return f"\0{self.context}:{self.name}\0".encode("ascii")


# Templates are told apart by identity: hashing their octets would cost every copy.
@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """Literal octets with ``places`` between them, one fewer than there are ``literals``.

    ``fields`` are the names of its header fields, in order; ``web_url`` is what its Archived-At
    says (RFC 5064), empty without one.
    """

    literals: tuple[bytes, ...]
    places: tuple[Place, ...]
    fields: tuple[str, ...]
    web_url: str

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Return the octets with every place filled from ``values``, by name.

        Raises:
            Refused: A value is missing, or holds CR, LF, NUL or half a surrogate pair.
        """
        written = {place: _write(place, values) for place in dict.fromkeys(self.places)}
        pieces = [b""] * (2 * len(self.places) + 1)
        pieces[::2] = self.literals
        pieces[1::2] = [written[place] for place in self.places]
        return b"".join(pieces)


_PLACE: Final = re.compile(f"\0({'|'.join(Context)}):([a-z-]+)\0".encode("ascii"))
_FIELD: Final = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_ARCHIVED_AT: Final = re.compile(rb"^Archived-At: <([!-~]*)>\r$", re.MULTILINE)
_FOLDED: Final = re.compile(r"[ -~]*(?:\r\n [!-~][ -~]*)*")
# Where an address stands, a local part beyond ASCII stands as it is (RFC 6532 §3.2).
_ADDRESSED: Final = "to"
_SEEN: Final = "[^\0-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff]"
_FOLDED_ADDRESS: Final = re.compile(rf"{_SEEN}*(?:\r\n (?! ){_SEEN}+)*")
_FORBIDDEN: Final = re.compile("[\r\n\0\ud800-\udfff]")

# A value of which this matches reads the same in HTML, in text and in quoted-printable.
_SAFE: Final = re.compile(
    r"(?!From )[A-Za-z0-9/:?,@+~_-](?:[A-Za-z0-9/:?,@+~_. -]{0,70}[A-Za-z0-9/:?,@+~_.-])?"
)


def parse_template(octets: bytes) -> Template:
    """Read a template from the octets of a face.

    Raises:
        RenderError: A NUL belongs to no place, or no blank line ends the header.
    """
    header, blank, _ = octets.partition(b"\r\n\r\n")
    literals = _PLACE.split(octets)
    places = [
        Place(Context(context.decode()), name.decode())
        for context, name in zip(literals[1::3], literals[2::3], strict=True)
    ]
    if not blank or any(b"\0" in literal for literal in literals):
        raise RenderError("the octets of a face are damaged", code="SLT001")
    archived_at = _ARCHIVED_AT.search(header + b"\r\n")
    return Template(
        literals=tuple(literals[::3]),
        places=tuple(places),
        fields=tuple(name.decode() for name in _FIELD.findall(header)),
        web_url=archived_at[1].decode() if archived_at else "",
    )


def encode_part(text: str, context: Context) -> bytes:
    """Return ``text`` in quoted-printable with a place wherever it bears a slot's mark.

    Lines end in CRLF and have at most 76 octets; none begins with a dot or with ``From ``.

    Raises:
        RenderError: A mark names no slot, or half a surrogate pair stands in the text.
    """
    pieces = MARK.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    if any(f"https://{MARK_HOST}/" in piece for piece in pieces[::2]):
        raise RenderError(f"an address under {MARK_HOST} names no personal value", code="SLT002")
    try:
        encoded = [encode_text(piece) for piece in pieces[::2]]
    except UnicodeEncodeError as error:
        raise RenderError("half a surrogate pair stands in the text", code="SLT003") from error
    octets = encoded[0]
    for name, piece in zip(pieces[1::2], encoded[1:], strict=True):
        octets += b"=\r\n" + bytes(Place(context, name)) + b"=\r\n" + piece
    return octets


def _write(place: Place, values: Mapping[str, str]) -> bytes:
    value = values.get(place.name)
    if value is None:
        raise Refused(f"there is no value for {place.name!r}", code="SLT004")
    if place.context is Context.HEADER:
        folded = _FOLDED_ADDRESS if place.name == _ADDRESSED else _FOLDED
        if not folded.fullmatch(value):
            raise Refused(f"{place.name!r} is not a header field's body", code="SLT005")
        return value.encode()
    if _SAFE.fullmatch(value):
        return value.encode("ascii")
    if _FORBIDDEN.search(value):
        raise Refused(f"{place.name!r} holds a sign that no message may carry", code="SLT005")
    return encode_line(html.escape(value) if place.context is Context.HTML else value)
