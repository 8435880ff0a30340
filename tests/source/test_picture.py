"""Headers are written here by hand, octet by octet, from the formats' own definitions."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.source.picture import read_picture
from source.picture_samples import FORMATS, camera_notes, gif_with_xmp, photograph


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0"


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(width: int, height: int, *, frame: int = 0xC0, before: bytes = b"") -> bytes:
    tables = segment(0xDB, bytes(65)) + segment(0xC4, bytes(28))
    size = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + before + tables + segment(frame, size) + segment(0xDA, bytes(10)) + b"x"


def exif(orientation: int, order: str) -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    other = struct.pack(f"{order}HHII", 0x010F, 2, 4, 0)
    tiff = mark + struct.pack(f"{order}IH", 8, 2) + other + entry + bytes(4)
    return segment(0xE1, b"Exif\0\0" + tiff)


def webp(kind: bytes, content: bytes) -> bytes:
    chunk = kind + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def webp_lossy(width: int, height: int) -> bytes:
    return webp(b"VP8 ", b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", width, height | 0x4000))


def webp_lossless(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14 | 1 << 28
    return webp(b"VP8L", b"\x2f" + struct.pack("<I", bits))


def webp_extended(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp(b"VP8X", bytes(4) + sides)


SIDES = st.integers(min_value=1, max_value=16_383)


@pytest.mark.parametrize(
    ("media_type", "write"),
    [
        ("image/png", png),
        ("image/gif", gif),
        ("image/jpeg", jpeg),
        ("image/webp", webp_lossy),
        ("image/webp", webp_lossless),
        ("image/webp", webp_extended),
    ],
)
@settings(deadline=None, max_examples=30)
@given(width=SIDES, height=SIDES)
def test_type_and_size_come_from_the_header(media_type, write, width, height) -> None:
    assert read_picture(write(width, height)) == (media_type, width, height)


def test_a_progressive_jpeg_is_read_like_any_other() -> None:
    assert read_picture(jpeg(640, 480, frame=0xC2)) == ("image/jpeg", 640, 480)


def test_segments_and_fill_octets_before_the_frame_of_a_jpeg_are_passed_over() -> None:
    before = segment(0xE0, b"JFIF\0" + bytes(9)) + b"\xff\xff" + segment(0xFE, b"a comment")

    assert read_picture(jpeg(64, 48, before=before)) == ("image/jpeg", 64, 48)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_a_photograph_on_its_side_has_its_sides_turned(orientation: int, order: str) -> None:
    photograph = jpeg(640, 480, before=exif(orientation, order))

    assert read_picture(photograph) == ("image/jpeg", 480, 640)


@pytest.mark.parametrize("orientation", [1, 2, 3, 4])
def test_a_photograph_upright_or_on_its_head_keeps_its_sides(orientation: int) -> None:
    photograph = jpeg(640, 480, before=exif(orientation, "<"))

    assert read_picture(photograph) == ("image/jpeg", 640, 480)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>",
        b"BM" + bytes(40),
        b"%PDF-1.7",
        b"RIFF" + bytes(4) + b"WAVEfmt ",
        png(0, 10),
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + segment(0xDA, bytes(10)) + segment(0xC0, b"\x08\0\x10\0\x10\3"),
    ],
)
def test_anything_else_is_no_picture(octets: bytes) -> None:
    assert read_picture(octets) is None


@settings(deadline=None)
@given(
    start=st.sampled_from([png, gif, jpeg, webp_lossy, webp_lossless, webp_extended]),
    cut=st.integers(0, 60),
    tail=st.binary(max_size=60),
)
def test_a_broken_header_is_never_more_than_no_picture(start, cut: int, tail: bytes) -> None:
    header = read_picture(start(640, 480)[:cut] + tail)

    assert header is None or min(header[1:]) > 0


REAL = [photograph(kind, exif=camera_notes(position=True, orientation=6)) for kind in FORMATS]


@settings(deadline=None, max_examples=400)
@given(
    octets=st.sampled_from([*REAL, gif_with_xmp(b"")]),
    blows=st.lists(st.tuples(st.integers(0, 900), st.binary(min_size=1, max_size=8)), max_size=8),
    cut=st.integers(0, 900) | st.none(),
)
def test_a_real_picture_with_a_header_that_lies_has_a_size_or_is_none(
    octets: bytes, blows: list[tuple[int, bytes]], cut: int | None
) -> None:
    damaged = bytearray(octets)
    for at, blow in blows:
        damaged[at : at + len(blow)] = blow

    header = read_picture(bytes(damaged if cut is None else damaged[:cut]))

    assert header is None or min(header[1:]) > 0
