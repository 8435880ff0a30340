"""What a camera notes in Exif: a small TIFF directory (CIPA DC-008 §4.6)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

ENTRIES_LIMIT: Final = 1_000
TEXT_LIMIT_OCTETS: Final = 1_000

_ORDERS: Final = {b"II": "<", b"MM": ">"}
_ORIENTATION, _POSITION = 0x0112, 0x8825
_ARTIST, _COPYRIGHT = 0x013B, 0x8298
# Latitude and longitude of the camera, and of what it was pointed at.
_COORDINATES: Final = frozenset({0x02, 0x04, 0x14, 0x16})
_ASCII, _SHORT = 2, 3
_UPRIGHT: Final = 1


@dataclass(frozen=True, slots=True)
class _Entry:
    """A field: tag, type, count, and the four octets that hold its value or where it lies."""

    tag: int
    kind: int
    count: int
    value: bytes


def orientation(tiff: bytes) -> int:
    """Return how a picture is turned, 1 to 8; 1 where that is not told, or makes no sense."""
    for entry in _directory(tiff, _first(tiff)):
        if entry.tag == _ORIENTATION:
            (told,) = struct.unpack_from(f"{_order(tiff)}H", entry.value)
            return int(told) if 1 <= told <= 8 else _UPRIGHT
    return _UPRIGHT


def has_position(tiff: bytes) -> bool:
    """Tell whether latitude or longitude are noted; a GPS directory without them is none."""
    places = [_number(tiff, e) for e in _directory(tiff, _first(tiff)) if e.tag == _POSITION]
    return any(
        entry.tag in _COORDINATES and entry.count > 0
        for place in places[:1]
        for entry in _directory(tiff, place)
    )


def essentials(tiff: bytes) -> bytes:
    """Return Exif that says the same of orientation, author and copyright, and nothing else.

    Empty where the picture is upright and nobody is named.
    """
    kept = {entry.tag: entry for entry in _directory(tiff, _first(tiff))}
    texts = {tag: _text(tiff, kept[tag]) for tag in (_ARTIST, _COPYRIGHT) if tag in kept}
    texts = {tag: text for tag, text in texts.items() if text.strip(b"\0 ")}
    turned = orientation(tiff)
    if not texts and turned == _UPRIGHT:
        return b""
    order = _order(tiff)
    fields = [struct.pack(f"{order}HHIHH", _ORIENTATION, _SHORT, 1, turned, 0)]
    at, behind = 8 + 2 + 12 * (1 + len(texts)) + 4, b""
    for tag, text in texts.items():
        where = text.ljust(4, b"\0") if len(text) <= 4 else struct.pack(f"{order}I", at)
        fields.append(struct.pack(f"{order}HHI", tag, _ASCII, len(text)) + where)
        if len(text) > 4:
            behind += text + b"\0" * (len(text) % 2)
            at = 8 + 2 + 12 * (1 + len(texts)) + 4 + len(behind)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    head = mark + struct.pack(f"{order}IH", 8, len(fields))
    return head + b"".join(fields) + bytes(4) + behind


def _order(tiff: bytes) -> str:
    return _ORDERS.get(bytes(tiff[:2]), "<")


def _first(tiff: bytes) -> int:
    """Return where the first directory lies; 0, where none can, if this is no TIFF."""
    known = bytes(tiff[:2]) in _ORDERS and len(tiff) >= 8
    return int(struct.unpack_from(f"{_order(tiff)}I", tiff, 4)[0]) if known else 0


def _directory(tiff: bytes, at: int) -> Iterator[_Entry]:
    """Yield the fields of a directory, as far as the octets go."""
    order = _order(tiff)
    if not 8 <= at <= len(tiff) - 2:
        return
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for start in range(at + 2, at + 2 + 12 * min(count, ENTRIES_LIMIT), 12):
        if start + 12 > len(tiff):
            return
        yield _Entry(*struct.unpack_from(f"{order}HHI4s", tiff, start))


def _number(tiff: bytes, entry: _Entry) -> int:
    return int(struct.unpack(f"{_order(tiff)}I", entry.value)[0])


def _text(tiff: bytes, entry: _Entry) -> bytes:
    """Return the octets of a text, empty where they are none or too many."""
    if entry.kind != _ASCII or not 0 < entry.count <= TEXT_LIMIT_OCTETS:
        return b""
    if entry.count <= 4:
        return entry.value[: entry.count]
    at = _number(tiff, entry)
    return bytes(tiff[at : at + entry.count])
