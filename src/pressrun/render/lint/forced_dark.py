"""What a mail program makes of a colour that darkens messages by force.

None of them tells its readers what it does; one of them has published it. The editor of Outlook
(roosterjs, ``getDarkColor``, MIT) keeps the hue of every colour and turns its lightness round:
L of CIELAB becomes 100 - L, pressed into what is left above the darkest grey that the program
paints, #333333. Gmail on phones turns lightness round as well, grounds and words alike, and asks
for no rules of the message. So one model stands here for both. It is wrong in detail for each, and
right in what matters: light and dark change places, and colours of middling light come nearer to
each other.
"""

from functools import lru_cache
from typing import Final

# L of #333333 in CIELAB, as that program has it.
DARKEST: Final = 21.247
# D65, the white of sRGB (IEC 61966-2-1).
_WHITE: Final = (0.95047, 1.0, 1.08883)
_TO_XYZ: Final = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_TO_RGB: Final = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
_BEND, _SLOPE = 6 / 29, 3 * (6 / 29) ** 2


@lru_cache(maxsize=1024)
def forced_dark(colour: str) -> str:
    """Return what ``#rrggbb`` becomes."""
    lightness, green_red, blue_yellow = _lab(colour)
    turned = (100 - lightness) * (100 - DARKEST) / 100 + DARKEST
    return _written(turned, green_red, blue_yellow)


def _lab(colour: str) -> tuple[float, float, float]:
    linear = [_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    x, y, z = (
        _root(sum(share * value for share, value in zip(row, linear, strict=True)) / white)
        for row, white in zip(_TO_XYZ, _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _written(lightness: float, green_red: float, blue_yellow: float) -> str:
    y = (lightness + 16) / 116
    roots = (y + green_red / 500, y, y - blue_yellow / 200)
    xyz = [_cube(root) * white for root, white in zip(roots, _WHITE, strict=True)]
    channels = (
        _curved(sum(share * value for share, value in zip(row, xyz, strict=True)))
        for row in _TO_RGB
    )
    return "#" + "".join(f"{round(255 * min(max(c, 0.0), 1.0)):02x}" for c in channels)


def _root(value: float) -> float:
    return value ** (1 / 3) if value > _BEND**3 else value / _SLOPE + 4 / 29


def _cube(value: float) -> float:
    return value**3 if value > _BEND else _SLOPE * (value - 4 / 29)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _curved(value: float) -> float:
    if value <= 0.0031308:
        return 12.92 * value
    return float(1.055 * value ** (1 / 2.4) - 0.055)
