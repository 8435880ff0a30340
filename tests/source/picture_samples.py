"""Pictures drawn for tests by Pillow, and what cameras and programs write into them."""

import io
import struct
import zlib
from typing import Any, Final

from PIL import Image, ImageCms, PngImagePlugin

WHERE: Final = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="47,30.0N"/></x:xmpmeta>'
WHO: Final = b'<x:xmpmeta><rdf:Description dc:creator="Ada Sample"/></x:xmpmeta>'

FORMATS: Final = {
    "image/jpeg": ("JPEG", {"quality": 90}),
    "image/jpeg progressive": ("JPEG", {"quality": 90, "progressive": True}),
    "image/png": ("PNG", {}),
    "image/webp": ("WEBP", {"quality": 80}),
    "image/webp lossless": ("WEBP", {"lossless": True}),
}


def media_type(kind: str) -> str:
    return kind.partition(" ")[0]


def drawing(width: int = 48, height: int = 32) -> Image.Image:
    """Return a picture in which no two points are alike."""
    points = bytes(
        channel
        for y in range(height)
        for x in range(width)
        for channel in (x * 5 % 256, y * 7 % 256, (x * y) % 256)
    )
    return Image.frombytes("RGB", (width, height), points)


def camera_notes(*, position: bool, orientation: int = 1, names: bool = True) -> Image.Exif:
    """Return Exif as a camera writes it."""
    notes = Image.Exif()
    notes[0x010F] = "Sample Camera"
    notes[0x0112] = orientation
    if names:
        notes[0x013B] = "Ada Sample"
        notes[0x8298] = "(c) Ada Sample"
    gps: dict[int, Any] = {0: b"\2\3\0\0"}
    if position:
        gps |= {1: "N", 2: (47.0, 30.0, 1.5), 3: "E", 4: (9.0, 15.0, 2.5)}
    notes.get_ifd(0x8825).update(gps)
    return notes


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photograph(kind: str, **options: Any) -> bytes:
    """Return a picture of this kind with what Pillow is told to write into it."""
    name, how = FORMATS[kind]
    into = io.BytesIO()
    drawing().save(into, name, **how, **options)
    return into.getvalue()


def png_with_text(keyword: str, text: str, *, compressed: bool) -> bytes:
    info = PngImagePlugin.PngInfo()
    if keyword.startswith("XML"):
        info.add_itxt(keyword, text, zip=compressed)
    else:
        info.add_text(keyword, text, zip=compressed)
    return photograph("image/png", pnginfo=info)


def gif_with_xmp(packet: bytes) -> bytes:
    """Return a GIF with XMP as its specification puts it there, its magic trailer included."""
    into = io.BytesIO()
    drawing().quantize(16).save(into, "GIF")
    plain = into.getvalue()
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    start = 13 + 3 * 2 ** ((plain[10] & 7) + 1)
    return plain[:start] + b"!\xff\x0bXMP DataXMP" + packet + trailer + plain[start:]


def jpeg_segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def png_chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def bare_png(width: int, height: int) -> bytes:
    """Return a PNG file that tells this size and holds not one point."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IEND", b"")


def opened(octets: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(octets))
    picture.load()
    return picture
