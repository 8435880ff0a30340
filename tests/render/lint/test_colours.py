"""Colours as they are written in style sheets and attributes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.render.lint.colour_names import NAMED
from pressrun.render.lint.colours import CLEAR, Colour, read_background, read_colour


@pytest.mark.parametrize(
    ("written", "value", "alpha"),
    [
        ("#abc", "#aabbcc", 1.0),
        ("#AABBCC", "#aabbcc", 1.0),
        ("#aabbcc80", "#aabbcc", 128 / 255),
        ("#abc8", "#aabbcc", 136 / 255),
        ("aabbcc", "#aabbcc", 1.0),
        (" RebeccaPurple ", "#663399", 1.0),
        ("rgb(1, 2, 3)", "#010203", 1.0),
        ("rgb(100%, 0%, 50%)", "#ff0080", 1.0),
        ("rgba(0, 0, 0, .5)", "#000000", 0.5),
        ("rgb(0 0 0 / 25%)", "#000000", 0.25),
        ("rgb(300, -5, 0)", "#ff0000", 1.0),
        ("hsl(120, 100%, 25%)", "#008000", 1.0),
        ("hsl(-240deg 100% 50%)", "#00ff00", 1.0),
    ],
)
def test_a_colour_is_read_in_every_form(written: str, value: str, alpha: float) -> None:
    colour = read_colour(written)

    assert colour is not None
    assert (colour.value, colour.alpha) == (value, pytest.approx(alpha))


@pytest.mark.parametrize("written", ["", "#12", "inherit", "rgb(1, 2)", "oklch(1 0 0)", "var(--a)"])
def test_what_is_none_or_is_not_known_is_no_colour(written: str) -> None:
    assert read_colour(written) is None


def test_every_name_of_css_stands_for_a_colour() -> None:
    assert len(NAMED) == 148
    assert all(read_colour(name) == Colour(value) for name, value in NAMED.items())


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        ("#fff", Colour("#ffffff")),
        ("none", CLEAR),
        ("no-repeat center #123456", Colour("#123456")),
        ("rgb(1, 2, 3) fixed", Colour("#010203")),
        ("#fff url(paper.png)", None),
        ("linear-gradient(red, blue)", None),
        ("oklch(1 0 0)", None),
    ],
)
def test_a_background_is_a_colour_unless_a_picture_may_cover_it(
    written: str, colour: Colour | None
) -> None:
    assert read_background(written) == colour


def test_what_covers_in_part_lets_the_ground_shine_through() -> None:
    assert Colour("#000000", 0.5).over("#ffffff") == "#808080"
    assert Colour("#000000").over("#ffffff") == "#000000"
    assert CLEAR.over("#abcdef") == "#abcdef"


@given(st.text(max_size=40) | st.text("rgbhsla(),.%/# 0123456789-deg", max_size=40))
def test_no_text_is_too_much(written: str) -> None:
    for colour in (read_colour(written), read_background(written)):
        assert colour is None or (len(colour.value) == 7 and 0 <= colour.alpha <= 1)
