"""What kind of picture some octets are, and its size: read from the header, never the name."""

import struct
from collections.abc import Callable, Iterator
from typing import Final

Size = tuple[int, int]

# JPEG's frame headers (ITU-T T.81 table B.1): C0 to CF without DHT, JPG and DAC.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS: Final = frozenset({0x01, *range(0xD0, 0xDA)})
_SCAN: Final = 0xDA
_ORIENTATION: Final = 0x0112
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


def _png(octets: bytes) -> Size | None:
    kind, width, height = struct.unpack_from(">4sII", octets, 12)
    return (width, height) if kind == b"IHDR" else None


def _gif(octets: bytes) -> Size:
    width, height = struct.unpack_from("<HH", octets, 6)
    return width, height


def _jpeg(octets: bytes) -> Size | None:
    turned = False
    for marker, segment in _segments(octets):
        if marker == 0xE1 and segment.startswith(b"Exif\0\0"):
            turned = _orientation(segment[6:]) in _LYING_ON_A_SIDE
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", segment, 1)
            return (height, width) if turned else (width, height)
    return None


def _segments(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the marker segments of a JPEG file up to its first scan."""
    position = 2
    while octets[position] == 0xFF:
        marker = octets[position + 1]
        if marker == 0xFF or marker in _BARE_MARKERS:
            position += 1 if marker == 0xFF else 2
            continue
        if marker == _SCAN:
            return
        (length,) = struct.unpack_from(">H", octets, position + 2)
        yield marker, octets[position + 4 : position + 2 + length]
        position += 2 + length


def _orientation(tiff: bytes) -> int:
    """Return Exif's orientation, 1 where it is not told."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, directory)
        for index in range(count):
            tag, value = struct.unpack_from(f"{order}H6xH", tiff, directory + 2 + 12 * index)
            if tag == _ORIENTATION:
                return int(value)
    except (KeyError, struct.error):
        pass
    return 1


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
