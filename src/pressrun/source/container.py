"""A picture file taken apart into what its format is made of; put together it is the same file."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

# Far more than any camera or program writes; a hostile file costs no more time than this.
PARTS_LIMIT: Final = 65_536

# JPEG (ITU-T T.81 table B.1): markers without a length, the start of a scan, the end.
_BARE: Final = frozenset({0x01, *range(0xD0, 0xDA)})
_SCAN, _END = 0xDA, 0xD9
_MARKER: Final = re.compile(rb"\xff+[^\xff]", re.DOTALL)
_AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, chunk or block: all its octets, and the ``content`` without what frames it.

    ``name`` is the marker of a JPEG segment, the type of a chunk, the first octet of a GIF
    block. The part without a name is what could not be taken apart, up to the end of the file.
    """

    name: bytes
    octets: bytes
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Container:
    """``head`` is the signature, ``tail`` what stands behind the end of the picture."""

    head: bytes
    parts: tuple[Part, ...]
    tail: bytes

    @property
    def whole(self) -> bool:
        """Tell whether the picture comes to its end."""
        return bool(self.parts) and self.parts[-1].name != b""


def take_apart(octets: bytes, media_type: str) -> Container:
    """Return the parts of a picture of this media type; no octets make it raise or hang."""
    size, read_parts = _FORMATS[media_type]
    head = octets[: size(octets)]
    parts = tuple(read_parts(octets))
    return Container(head, parts, octets[len(head) + sum(len(part.octets) for part in parts) :])


def jpeg_parts(octets: bytes) -> Iterator[Part]:
    """Yield the segments of a JPEG file, a scan with its compressed data (ITU-T T.81 §B.1)."""
    start = 2
    for _ in range(PARTS_LIMIT):
        found = _MARKER.match(octets, start)
        if found is None:
            break
        marker, end = octets[found.end() - 1], found.end()
        content = b""
        if marker not in _BARE:
            end += int.from_bytes(octets[end : end + 2])
            if not found.end() + 2 <= end <= len(octets):
                break
            content = octets[found.end() + 2 : end]
        if marker == _SCAN:
            after = _AFTER_SCAN.search(octets, end)
            end = after.start() if after else len(octets)
        yield Part(bytes([marker]), octets[start:end], content)
        if marker == _END:
            return
        start = end
    yield Part(b"", octets[start:])


def _png_parts(octets: bytes) -> Iterator[Part]:
    """Yield chunks: length, type, data, CRC (PNG §5.3)."""
    start = 8
    for _ in range(PARTS_LIMIT):
        name = octets[start + 4 : start + 8]
        end = start + 12 + int.from_bytes(octets[start : start + 4])
        if len(name) < 4 or end > len(octets):
            break
        yield Part(name, octets[start:end], octets[start + 8 : end - 4])
        if name == b"IEND":
            return
        start = end
    yield Part(b"", octets[start:])


def _webp_parts(octets: bytes) -> Iterator[Part]:
    """Yield chunks: type, length, data, a zero after odd ones (RFC 9649 §2.3)."""
    start, size = 12, 8 + int.from_bytes(octets[4:8], "little")
    for _ in range(PARTS_LIMIT):
        if start >= size:
            return
        name = octets[start : start + 4]
        content = start + 8 + int.from_bytes(octets[start + 4 : start + 8], "little")
        end = content + (content - start) % 2
        if len(name) < 4 or content > min(size, len(octets)):
            break
        yield Part(name, octets[start:end], octets[start + 8 : content])
        start = end
    yield Part(b"", octets[start:])


def _gif_parts(octets: bytes) -> Iterator[Part]:
    """Yield extensions, images and the trailer (GIF89a §19 to §27)."""
    start = _gif_head(octets)
    for _ in range(PARTS_LIMIT):
        name = octets[start : start + 1]
        if name == b";":
            yield Part(name, name)
            return
        if name == b"!":
            data = start + 2
        elif name == b"," and len(octets) > start + 9:
            data = start + 11 + _colours(octets[start + 9])
        else:
            break
        end = _after_sub_blocks(octets, data)
        if end > len(octets):
            break
        yield Part(name, octets[start:end], octets[start + 1 : end])
        start = end
    yield Part(b"", octets[start:])


def _gif_head(octets: bytes) -> int:
    return 13 + (_colours(octets[10]) if len(octets) > 10 else 0)


def _colours(flags: int) -> int:
    """Return the size of a colour table in octets."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_sub_blocks(octets: bytes, start: int) -> int:
    while start < len(octets) and (size := octets[start]):
        start += 1 + size
    return start + 1


_FORMATS: Final[dict[str, tuple[Callable[[bytes], int], Callable[[bytes], Iterator[Part]]]]] = {
    "image/png": (lambda _: 8, _png_parts),
    "image/jpeg": (lambda _: 2, jpeg_parts),
    "image/gif": (_gif_head, _gif_parts),
    "image/webp": (lambda _: 12, _webp_parts),
}
