"""Colours as screens mix them, and whether words in one can be read on another."""

import re
from colorsys import hls_to_rgb, rgb_to_hls
from typing import Final

# What running text needs (WCAG 2.2, success criterion 1.4.3).
READABLE: Final = 4.5
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS: Final = 255


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours ``#rrggbb``, from 1 to 21, in whichever order."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """Return ``one`` with a ``share``, 0 to 1, of ``other`` in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _written(tuple(a + (b - a) * share for a, b in pairs))


def readable(colour: str, *grounds: str, ratio: float = READABLE) -> str:
    """Return the nearest colour of the same hue that stands out from every ground by ``ratio``.

    That is ``colour`` itself where it does, and black or white where no shade of it would.
    """
    hue, lightness, saturation = rgb_to_hls(*_channels(colour))
    for step in range(_STEPS + 1):
        for sign in (1, -1):
            level = lightness + sign * step / _STEPS
            if 0 <= level <= 1:
                tried = _written(hls_to_rgb(hue, level, saturation)) if step else colour
                if _least(tried, grounds) >= ratio:
                    return tried
    return max("#000000", "#ffffff", key=lambda end: _least(end, grounds))


def _least(colour: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def _luminance(colour: str) -> float:
    """Return relative luminance (WCAG 2.2's definition, for sRGB)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
