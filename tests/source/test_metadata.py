"""Pictures say where they were taken; Pillow is the judge of what is left in them."""

import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.source.metadata import TEXTS_LIMIT_OCTETS, examine, without_position
from source.picture_samples import (
    FORMATS,
    WHERE,
    WHO,
    camera_notes,
    gif_with_xmp,
    jpeg_segment,
    media_type,
    opened,
    photograph,
    png_with_text,
    profile,
)

XMP = b"http://ns.adobe.com/xap/1.0/\0"
MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + bytes(8)
every_kind = pytest.mark.parametrize("kind", FORMATS)


def tells(octets: bytes, kind: str) -> bool:
    return examine(octets, media_type(kind)).position


def stripped(octets: bytes, kind: str) -> bytes:
    cleaned = without_position(octets, media_type(kind))
    assert cleaned is not None
    return cleaned


@every_kind
def test_a_position_in_exif_is_seen(kind: str) -> None:
    assert tells(photograph(kind, exif=camera_notes(position=True)), kind)


@every_kind
def test_a_camera_that_knew_no_position_told_none(kind: str) -> None:
    octets = photograph(kind, exif=camera_notes(position=False, orientation=6))

    assert not tells(octets, kind)
    assert without_position(octets, media_type(kind)) is None


@every_kind
def test_a_plain_picture_tells_nothing_and_is_whole(kind: str) -> None:
    told = examine(photograph(kind), media_type(kind))

    assert (told.position, told.whole) == (False, True)


@every_kind
@pytest.mark.parametrize("orientation", [1, 6, 8])
def test_the_same_picture_is_left_without_its_position(kind: str, orientation: int) -> None:
    notes = camera_notes(position=True, orientation=orientation)
    before = photograph(kind, exif=notes, icc_profile=profile())
    assert opened(before).getexif().get_ifd(0x8825)[2] == (47.0, 30.0, 1.5)

    after = stripped(before, kind)

    picture, original = opened(after), opened(before)
    assert picture.tobytes() == original.tobytes()
    assert picture.info["icc_profile"] == original.info["icc_profile"]
    exif = picture.getexif()
    assert dict(exif) == {0x0112: orientation, 0x013B: "Ada Sample", 0x8298: "(c) Ada Sample"}
    assert dict(exif.get_ifd(0x8825)) == {}
    assert not tells(after, kind)
    assert examine(after, media_type(kind)).whole
    assert len(after) < len(before)


@every_kind
def test_no_exif_is_left_where_it_has_nothing_more_to_say(kind: str) -> None:
    before = photograph(kind, exif=camera_notes(position=True, names=False))

    assert dict(opened(stripped(before, kind)).getexif()) == {}


@pytest.mark.parametrize(("names", "flags"), [(True, 0x08), (False, 0)])
def test_the_header_of_a_webp_says_what_is_left_in_it(names: bool, flags: int) -> None:
    notes = camera_notes(position=True, names=names)
    before = photograph("image/webp", exif=notes, xmp=WHERE, icc_profile=profile())
    assert before[20] == 0x20 | 0x08 | 0x04  # RFC 9649 §2.7: profile, Exif, XMP

    after = stripped(before, "image/webp")

    assert after[20] == 0x20 | flags
    assert int.from_bytes(after[4:8], "little") == len(after) - 8


def test_a_picture_is_never_called_mended_while_it_still_seems_to_tell_a_position() -> None:
    notes = camera_notes(position=True)
    notes[0x013B] = "Ada GPSLatitude Sample"
    octets = photograph("image/jpeg", exif=notes)

    assert tells(octets, "image/jpeg")
    assert without_position(octets, "image/jpeg") is None


@pytest.mark.parametrize("kind", ["image/jpeg", "image/webp"])
def test_a_position_in_xmp_is_seen_and_goes(kind: str) -> None:
    before = photograph(kind, xmp=WHERE)

    after = stripped(before, kind)

    assert not tells(photograph(kind, xmp=WHO), kind)
    assert "xmp" in opened(before).info
    assert "xmp" not in opened(after).info
    assert opened(after).tobytes() == opened(before).tobytes()


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("keyword", ["XML:com.adobe.xmp", "Raw profile type xmp"])
def test_a_position_in_a_text_of_png_is_seen_and_goes(keyword: str, compressed: bool) -> None:
    text = WHERE.decode()
    if keyword.startswith("Raw"):
        text = f"\nxmp\n{len(WHERE):8}\n{WHERE.hex()}\n"
    before = png_with_text(keyword, text, compressed=compressed)

    after = stripped(before, "image/png")

    assert b"XML:" not in after
    assert b"Raw profile" not in after
    assert opened(after).tobytes() == opened(before).tobytes()
    assert not tells(png_with_text("Comment", text, compressed=compressed), "image/png")


def test_exif_that_a_program_wrote_into_a_text_of_png_is_read() -> None:
    notes = camera_notes(position=True, orientation=6).tobytes()
    text = f"\nexif\n{len(notes):8}\n{notes.hex()}\n"
    before = png_with_text("Raw profile type exif", text, compressed=True)

    assert opened(stripped(before, "image/png")).getexif()[0x0112] == 6


def test_a_position_in_xmp_of_a_gif_is_seen_and_goes() -> None:
    before = gif_with_xmp(WHERE)

    after = stripped(before, "image/gif")

    assert opened(before).info["extension"][0] == b"XMP DataXMP"
    assert "extension" not in opened(after).info
    assert opened(after).tobytes() == opened(before).tobytes()
    assert not tells(gif_with_xmp(WHO), "image/gif")


def test_a_word_of_xmp_that_two_segments_share_is_read() -> None:
    plain, half = photograph("image/jpeg"), WHERE.index(b"Latitude")
    parted = [jpeg_segment(0xE1, MORE_XMP + piece) for piece in (WHERE[:half], WHERE[half:])]

    before = plain[:2] + b"".join(parted) + plain[2:]

    assert stripped(before, "image/jpeg") == plain


def test_a_picture_behind_the_picture_goes_with_its_position() -> None:
    shown, hidden = photograph("image/jpeg"), camera_notes(position=True)
    behind = photograph("image/jpeg", exif=hidden)
    index = jpeg_segment(0xE2, b"MPF\0II*\0" + bytes(20))

    before = shown[:2] + index + shown[2:] + behind

    assert stripped(before, "image/jpeg") == shown


def test_what_stands_in_the_comments_of_a_picture_stays() -> None:
    before = photograph("image/jpeg", exif=camera_notes(position=True), comment=b"by hand")

    assert opened(stripped(before, "image/jpeg")).info["comment"] == b"by hand"


@every_kind
def test_a_file_that_is_cut_off_is_not_whole(kind: str) -> None:
    octets = photograph(kind)

    for cut in (len(octets) // 2, len(octets) - 3):
        assert not examine(octets[:cut], media_type(kind)).whole


def test_a_gif_that_is_cut_off_is_not_whole() -> None:
    octets = gif_with_xmp(WHO)

    assert examine(octets, "image/gif").whole
    assert not examine(octets[:-1], "image/gif").whole
    assert not examine(octets[:40], "image/gif").whole


def test_a_text_that_unpacks_without_end_is_read_as_far_as_a_limit() -> None:
    bomb = zlib.compress(bytes(64 * 2**20))
    octets = photograph("image/png")
    content = b"XML:com.adobe.xmp\0\1\0\0\0" + bomb
    chunk = len(content).to_bytes(4) + b"iTXt" + content
    chunk += zlib.crc32(chunk[4:]).to_bytes(4)

    assert not tells(octets[:33] + chunk + octets[33:], "image/png")


def test_many_such_texts_are_read_no_further_than_one_limit_for_all() -> None:
    content = b"XML:com.adobe.xmp\0\0" + zlib.compress(bytes(2**20))
    chunk = len(content).to_bytes(4) + b"zTXt" + content
    chunk += zlib.crc32(chunk[4:]).to_bytes(4)
    octets = photograph("image/png", exif=camera_notes(position=True, orientation=6))
    bomb = octets[:33] + chunk * 200 + octets[33:]

    tracemalloc.start()
    try:
        told = examine(bomb, "image/png")
        cleaned = without_position(bomb, "image/png")
        _, most_octets = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert told.position  # what stands behind them is still seen, and they go with it
    assert cleaned == without_position(octets, "image/png")
    assert most_octets < 10 * TEXTS_LIMIT_OCTETS


SEEDS = {
    kind: photograph(kind, exif=camera_notes(position=True, orientation=6)) for kind in FORMATS
}
SEEDS["image/gif"] = gif_with_xmp(WHERE)


@settings(deadline=None, max_examples=300)
@given(
    kind=st.sampled_from(sorted(SEEDS)),
    blows=st.lists(st.tuples(st.integers(0, 1200), st.binary(min_size=1, max_size=6)), max_size=8),
    cut=st.integers(0, 1200) | st.none(),
)
def test_no_damage_makes_a_picture_break_anything(
    kind: str, blows: list[tuple[int, bytes]], cut: int | None
) -> None:
    damaged = bytearray(SEEDS[kind])
    for at, octets in blows:
        damaged[at : at + len(octets)] = octets
    whole = bytes(damaged if cut is None else damaged[:cut])

    told = examine(whole, media_type(kind))
    cleaned = without_position(whole, media_type(kind))

    assert (cleaned is not None) <= told.position
    assert cleaned is None or not tells(cleaned, kind)
