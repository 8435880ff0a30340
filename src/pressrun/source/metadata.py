"""What a picture tells beside what it shows, and the same picture without it.

Nothing is decoded or compressed anew: parts of the file are left out, and a new file is put
together of those that stay.
"""

import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pressrun.source import exif
from pressrun.source.container import Container, Part, take_apart

TEXT_LIMIT_OCTETS: Final = 2**20
# By how much all texts of a picture may grow together; programs write one or two, of kilobytes.
TEXTS_LIMIT_OCTETS: Final = 4 * 2**20
_HEADERS_LIMIT: Final = 64

_TIFF: Final = re.compile(rb"II\*\0|MM\0\*")
# XMP names the fields of Exif by their own names (Exif 2.3 metadata for XMP §6).
_POSITION: Final = re.compile(rb"\bGPS(?:Dest)?L(?:atitude|ongitude)\b")
_EXIF_HEAD: Final = b"Exif\0\0"

_APP1, _APP2, _APP13 = b"\xe1", b"\xe2", b"\xed"
_JFIF, _EXTENDED = b"\xe0", b"VP8X"
_TEXTS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_TOLD_IN_WEBP: Final = {b"EXIF": 0x08, b"XMP ": 0x04}  # RFC 9649 §2.7: flags of VP8X


@dataclass(frozen=True, slots=True)
class Told:
    """Whether a picture says where it was taken, and whether its file comes to an end."""

    position: bool
    whole: bool


def examine(octets: bytes, media_type: str) -> Told:
    """Return what a picture of this media type tells; no octets make it raise or hang."""
    container = take_apart(octets, media_type)
    return Told(position=_tells_position(container, media_type), whole=container.whole)


def without_position(octets: bytes, media_type: str) -> bytes | None:
    """Return a picture that tells its position without its metadata; None where it tells none.

    What it looks like stays: every pixel as compressed, orientation and colour profile; so do
    author and copyright of Exif. All else of Exif, XMP and IPTC goes, and so does what stands
    behind the end of the picture. None, too, where that would not be enough.
    """
    container = take_apart(octets, media_type)
    if not _tells_position(container, media_type):
        return None
    told = _all_told(container, media_type)
    kept = [part for part, blob in zip(container.parts, told, strict=True) if blob is None]
    tiffs = (blob for blob in map(_bare, filter(None, told)) if _TIFF.match(blob))
    cleaned = _joined(container.head, kept, exif.essentials(next(tiffs, b"")), media_type)
    return None if examine(cleaned, media_type).position else cleaned


def _tells_position(container: Container, media_type: str) -> bool:
    # Extended XMP may part a word between two segments of JPEG.
    blobs = [*filter(None, _all_told(container, media_type)), container.tail]
    return any(map(_exif_has_position, blobs)) or bool(_POSITION.search(_xmp(blobs)))


def _all_told(container: Container, media_type: str) -> list[bytes | None]:
    """Return what each part holds, as ``_metadata`` does; behind the limit compressed texts are
    empty."""
    told: list[bytes | None] = []
    room = TEXTS_LIMIT_OCTETS
    for part in container.parts:
        told.append(blob := _metadata(part, media_type, room))
        room -= min(room, max(0, len(blob or b"") - len(part.content)))
    return told


def _exif_has_position(blob: bytes) -> bool:
    headers = islice(_TIFF.finditer(blob), _HEADERS_LIMIT)
    return any(exif.has_position(blob[header.start() :]) for header in headers)


def _xmp(blobs: Iterable[bytes]) -> bytes:
    return b"".join(blob[75:] if blob.startswith(_XMP_MORE) else blob for blob in blobs)


_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_MORE: Final = b"http://ns.adobe.com/xmp/extension/\0"  # then an id, a length, an offset


def _metadata(part: Part, media_type: str, room: int) -> bytes | None:
    """Return what a part holds of Exif, XMP or IPTC; None where it belongs to the picture.

    A compressed text is unpacked as far as ``room``.
    """
    name, content = part.name, part.content
    match media_type:
        case "image/jpeg":
            is_index = name == _APP2 and content.startswith(b"MPF\0")
            is_told = name == _APP13 or (
                name == _APP1 and content.startswith((_EXIF_HEAD, _XMP, _XMP_MORE))
            )
            return content if is_told or is_index else None
        case "image/png":
            if name in _TEXTS:
                return _png_text(name, content, room)
            return content if name == b"eXIf" else None
        case "image/webp":
            return content if name in _TOLD_IN_WEBP else None
    return content if content[2:].startswith(b"XMP DataXMP") else None


def _png_text(name: bytes, content: bytes, room: int) -> bytes | None:
    """Return a text chunk's text if that is XMP, or a profile that ImageMagick wrote in hex."""
    keyword, _, rest = content.partition(b"\0")
    if keyword != b"XML:com.adobe.xmp" and not keyword.startswith(b"Raw profile type "):
        return None
    if keyword.endswith((b"icc", b"icm")):
        return None
    if name == b"zTXt":
        rest = _inflated(rest[1:], room)
    elif name == b"iTXt":
        compressed, rest = rest[:1] == b"\1", rest[2:]
        rest = rest.partition(b"\0")[2].partition(b"\0")[2]
        rest = _inflated(rest, room) if compressed else rest
    return _unhexed(rest) if keyword.startswith(b"Raw") else rest


def _unhexed(profile: bytes) -> bytes:
    """Return what a profile holds: its name, its size, and its octets in hexadecimal."""
    digits = profile.split(maxsplit=2)[2:]
    try:
        return bytes.fromhex(digits[0].decode("ascii")) if digits else b""
    except ValueError:
        return b""


def _inflated(octets: bytes, room: int) -> bytes:
    limit = min(room, TEXT_LIMIT_OCTETS)
    if not limit:  # for zlib, 0 is no limit at all
        return b""
    try:
        return zlib.decompressobj().decompress(octets, limit)
    except zlib.error:
        return b""


def _bare(blob: bytes) -> bytes:
    return blob.removeprefix(_EXIF_HEAD)


def _joined(head: bytes, parts: list[Part], tiff: bytes, media_type: str) -> bytes:
    """Return a file of these parts with ``tiff`` as its Exif, if it is not empty."""
    pieces = [part.octets for part in parts]
    match media_type:
        case "image/jpeg" if tiff:
            after = 1 if parts and parts[0].name == _JFIF else 0
            size = struct.pack(">H", 2 + len(_EXIF_HEAD) + len(tiff))
            pieces.insert(after, b"\xff" + _APP1 + size + _EXIF_HEAD + tiff)
        case "image/png" if tiff:
            pieces.insert(1, _chunk(b"eXIf", tiff))
        case "image/webp":
            return _webp(head, parts, tiff)
    return head + b"".join(pieces)


def _chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def _webp(head: bytes, parts: list[Part], tiff: bytes) -> bytes:
    """Return a WebP file whose header says what is in it; Exif stands last (RFC 9649 §2.7)."""
    pieces = [part.octets for part in parts]
    if parts and parts[0].name == _EXTENDED and len(pieces[0]) > 8:
        flags = pieces[0][8] & ~sum(_TOLD_IN_WEBP.values())
        if tiff:
            flags |= _TOLD_IN_WEBP[b"EXIF"]
            pieces.append(b"EXIF" + struct.pack("<I", len(tiff)) + tiff + b"\0" * (len(tiff) % 2))
        pieces[0] = pieces[0][:8] + bytes([flags]) + pieces[0][9:]
    body = b"WEBP" + b"".join(pieces)
    return head[:4] + struct.pack("<I", len(body)) + body
