"""What kind of picture some octets are, and its size: read from the header, never the name."""

import struct
from collections.abc import Callable
from typing import Final

from pressrun.source.container import jpeg_parts
from pressrun.source.exif import orientation

Size = tuple[int, int]

# JPEG's frame headers (ITU-T T.81 table B.1): C0 to CF without DHT, JPG and DAC.
_FRAMES: Final = frozenset(bytes([n]) for n in range(0xC0, 0xD0) if n not in {0xC4, 0xC8, 0xCC})
_APP1, _SCAN = b"\xe1", b"\xda"
_LYING_ON_A_SIDE: Final = frozenset({5, 6, 7, 8})


def read_picture(octets: bytes) -> tuple[str, int, int] | None:
    """Return media type, width and height in pixels of a PNG, JPEG, GIF or WebP picture.

    The size is the one it is shown at, so a JPEG on its side is turned. None for anything else.
    """
    for media_type, magic, read_size in _FORMATS:
        if octets.startswith(magic):
            try:
                size = read_size(octets)
            except (struct.error, IndexError):
                return None
            return (media_type, *size) if size is not None and min(size) > 0 else None
    return None


def begins_like_picture(octets: bytes) -> bool:
    """Tell whether octets bear the mark of one of these formats."""
    return any(octets.startswith(magic) for _, magic, _ in _FORMATS)


def _png(octets: bytes) -> Size | None:
    kind, width, height = struct.unpack_from(">4sII", octets, 12)
    return (width, height) if kind == b"IHDR" else None


def _gif(octets: bytes) -> Size:
    width, height = struct.unpack_from("<HH", octets, 6)
    return width, height


def _jpeg(octets: bytes) -> Size | None:
    turned = False
    for part in jpeg_parts(octets):
        marker, content = part.name[:1], part.content
        if marker == _APP1 and content.startswith(b"Exif\0\0"):
            turned = orientation(content[6:]) in _LYING_ON_A_SIDE
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, 1)
            return (height, width) if turned else (width, height)
        if marker == _SCAN:
            return None
    return None


def _webp(octets: bytes) -> Size | None:
    name, kind = octets[8:12], octets[12:16]
    if name == b"WEBP" and kind == b"VP8X":
        width, height = octets[24:27], octets[27:30]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if name == b"WEBP" and kind == b"VP8L" and octets[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", octets, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"WEBP" and kind == b"VP8 " and octets[23:26] == b"\x9d\x01\x2a":
        width_bits, height_bits = struct.unpack_from("<HH", octets, 26)
        return width_bits & 0x3FFF, height_bits & 0x3FFF
    return None


_FORMATS: Final[tuple[tuple[str, bytes, Callable[[bytes], Size | None]], ...]] = (
    ("image/png", b"\x89PNG\r\n\x1a\n", _png),
    ("image/jpeg", b"\xff\xd8\xff", _jpeg),
    ("image/gif", b"GIF87a", _gif),
    ("image/gif", b"GIF89a", _gif),
    ("image/webp", b"RIFF", _webp),
)
