"""Pixels measured: what is dark on a clear ground, and what cannot be measured."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from faulty.pictures import picture
from pressrun.render.lint.pixels import measure
from pressrun.render.lint.tones import POINTS_LIMIT, may_be_clear


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    into = io.BytesIO()
    image.save(into, kind, **options)  # type: ignore[arg-type]
    return into.getvalue()


def square(clear_rows: int, colour: tuple[int, int, int]) -> Image.Image:
    """Return 100 rows in a colour, of which the first are clear."""
    image = Image.new("RGBA", (100, 100), (*colour, 255))
    image.paste((0, 0, 0, 0), (0, 0, 100, clear_rows))
    return image


@pytest.mark.parametrize("name", ["logo.png", "logo.webp", "logo.gif"])
def test_dark_strokes_on_a_clear_ground_are_lost_in_the_dark_in_every_format(name: str) -> None:
    octets = picture(name, "dark-on-clear 120x60")

    assert may_be_clear(octets)
    tones = measure(octets)
    assert tones is not None
    assert tones.lost_in_the_dark


@pytest.mark.parametrize(
    "said", ["light-on-clear 120x60", "dark-on-paper 120x60", "light-on-dark 120x60"]
)
def test_what_is_light_or_has_a_ground_of_its_own_is_not_lost(said: str) -> None:
    tones = measure(picture("logo.png", said))

    assert tones is not None
    assert not tones.lost_in_the_dark


@pytest.mark.parametrize(
    ("colour", "lost"),
    [
        ((0, 0, 0), True),
        ((0, 0, 255), True),  # blue is dark, however bright it is
        ((106, 106, 106), True),
        ((110, 110, 110), False),
        ((255, 0, 0), False),
        ((0, 128, 0), False),
    ],
)
def test_dark_is_what_has_less_than_3_to_1_on_a_dark_paper(
    colour: tuple[int, int, int], lost: bool
) -> None:
    tones = measure(saved(square(50, colour)))

    assert tones is not None
    assert tones.clear == pytest.approx(0.5)
    assert tones.lost_in_the_dark is lost


def test_a_photograph_cut_to_a_disc_has_too_little_clear_ground_to_be_a_drawing() -> None:
    assert not measured(square(21, (9, 9, 9)))
    assert measured(square(26, (9, 9, 9)))


def measured(image: Image.Image) -> bool:
    tones = measure(saved(image))
    assert tones is not None
    return tones.lost_in_the_dark


def test_a_light_outline_is_enough_to_be_seen_by() -> None:
    image = square(50, (0, 0, 0))
    image.paste((255, 255, 255, 255), (0, 50, 100, 56))

    assert not measured(image)


def test_a_palette_and_greys_with_a_clear_colour_are_read_as_well() -> None:
    grey = Image.new("L", (10, 10), 255)
    grey.paste(0, (0, 0, 10, 5))
    octets = saved(grey, transparency=255)

    assert may_be_clear(octets)
    tones = measure(octets)
    assert tones is not None
    assert (tones.clear, tones.dark) == (pytest.approx(0.5), pytest.approx(1.0))


def test_a_picture_of_which_nothing_is_seen_is_not_dark() -> None:
    tones = measure(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0))))

    assert tones is not None
    assert (tones.clear, tones.dark) == (1.0, 0.0)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_what_has_no_clear_points_is_known_by_its_header(kind: str) -> None:
    assert not may_be_clear(saved(Image.new("RGB", (8, 8), (9, 9, 9)), kind))


def test_a_picture_that_unfolds_to_more_than_a_child_may_hold_is_not_decoded() -> None:
    rows = zlib.compress(bytes(1000))
    header = struct.pack(">IIBBBBB", 40_000, POINTS_LIMIT // 40_000 + 1, 8, 6, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )

    assert may_be_clear(bomb)
    assert measure(bomb) is None


@given(st.binary(max_size=200), st.sampled_from(["logo.png", "logo.gif", "logo.webp"]), st.data())
def test_no_octets_are_too_much(junk: bytes, name: str, data: st.DataObject) -> None:
    whole = picture(name, "dark-on-clear 24x12")
    at = data.draw(st.integers(0, len(whole)))
    spoilt = whole[:at] + junk + whole[at + len(junk) :]

    assert may_be_clear(spoilt) in (True, False)
    tones = measure(spoilt)
    assert tones is None or (0 <= tones.clear <= 1 and 0 <= tones.dark <= 1)
