"""Colours as style sheets and attributes write them, and what they come to on a ground."""

import re
from colorsys import hls_to_rgb
from dataclasses import dataclass
from typing import Final

from pressrun.model.colour import mix
from pressrun.render.lint.colour_names import NAMED

_HEX: Final = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{4}|[0-9a-f]{3})")
_FUNCTION: Final = re.compile(r"(rgb|hsl)a?\(([^()]*+)\)")
_PARTS: Final = re.compile(r"[\s,/]++")
_NUMBER: Final = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d*+)?|\.\d++))(%|deg)?")
_PICTURE: Final = re.compile(r"url\(|gradient\(|image\(|image-set\(|element\(|var\(")
# Words of `background` that are no colour.
_WORD: Final = re.compile(r"[a-z]+(?:\([^()]*+\))?|#[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Colour:
    """``value`` is ``#rrggbb``; ``alpha`` 0 to 1 is how much it covers."""

    value: str
    alpha: float = 1.0

    def over(self, ground: str) -> str:
        """Return what shows where it lies on an opaque ground."""
        return self.value if self.alpha >= 1 else mix(ground, self.value, self.alpha)


CLEAR: Final = Colour("#000000", 0.0)


def read_colour(text: str) -> Colour | None:
    """Return a CSS colour (CSS Color Module Level 4), None for what is none or is not known here.

    Six digits without a number sign count as well: attributes of HTML are read that way.
    """
    text = text.strip().lower()
    if text == "transparent":
        return CLEAR
    if text in NAMED:
        return Colour(NAMED[text])
    if re.fullmatch(r"[0-9a-f]{6}", text):
        text = f"#{text}"
    if _HEX.fullmatch(text):
        digits = text[1:] if len(text) > 5 else "".join(2 * digit for digit in text[1:])
        return Colour(f"#{digits[:6]}", int(digits[6:] or "ff", 16) / 255)
    function = _FUNCTION.fullmatch(text)
    return _computed(function[1], _PARTS.split(function[2].strip())) if function else None


def read_background(text: str) -> Colour | None:
    """Return the colour of a value of ``background``, None where a picture may cover it."""
    text = text.strip().lower()
    if _PICTURE.search(text):
        return None
    words = _WORD.findall(text)
    colours = [colour for word in words if (colour := read_colour(word))]
    if not colours and any("(" in word for word in words):
        return None
    return colours[-1] if colours else CLEAR


def _computed(kind: str, parts: list[str]) -> Colour | None:
    read = [_NUMBER.fullmatch(part) for part in parts]
    numbers = [(float(found[1]), found[2] or "") for found in read if found]
    if len(numbers) != len(parts) or len(numbers) not in (3, 4):
        return None
    alpha = _share(*numbers[3], whole=1) if len(numbers) == 4 else 1.0
    if kind == "rgb":
        channels = tuple(_share(*number, whole=255) for number in numbers[:3])
    else:
        hue = numbers[0][0] / 360 % 1
        saturation, lightness = (_share(value, "%", whole=100) for value, _ in numbers[1:3])
        channels = hls_to_rgb(hue, lightness, saturation)
    return Colour("#" + "".join(f"{round(255 * channel):02x}" for channel in channels), alpha)


def _share(value: float, unit: str, *, whole: int) -> float:
    return min(max(value / (100 if unit == "%" else whole), 0.0), 1.0)
