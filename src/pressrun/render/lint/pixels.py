"""Pixels of pictures, measured. The one door to Pillow; called by name, in a child process.

Nothing that rules import imports this: whoever only sends never loads Pillow.
"""

import io
from typing import Final

from PIL import Image, ImageChops, ImageStat

from pressrun.render.lint.tones import POINTS_LIMIT, Tones

# The grounds that mail programs paint at night lie between #141414 and #333333.
_GROUND: Final = 0x22
# Relative luminance that has 3:1 on it (WCAG 2.2, success criterion 1.4.11), of 255.
_SEEN: Final = 255 * ((((_GROUND / 255 + 0.055) / 1.055) ** 2.4 + 0.05) * 3 - 0.05)
# From sRGB to light, and how light each colour is (WCAG 2.2, relative luminance).
_LINEAR: Final = [
    round(255 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4))
    for v in (level / 255 for level in range(256))
]
_WEIGHTS: Final = (0.2126, 0.7152, 0.0722, 0.0)
_DARK: Final = [255 if level < _SEEN else 0 for level in range(256)]
_FORMATS: Final = ("PNG", "GIF", "WEBP")


def measure(octets: bytes) -> Tones | None:
    """Return the tones of a picture, of an animation its first; None for what does not decode.

    A picture of more than ``POINTS_LIMIT`` points is not decoded.
    """
    try:
        with Image.open(io.BytesIO(octets), formats=_FORMATS) as picture:
            if picture.width * picture.height > POINTS_LIMIT:
                return None
            return _tones(picture.convert("RGBA"))
    # Decoders raise what they like; a picture that cannot be measured is not judged.
    except Exception:
        return None


def _tones(picture: Image.Image) -> Tones:
    alpha = picture.getchannel("A")
    light = picture.convert("RGB").point(_LINEAR * 3).convert("L", _WEIGHTS)
    points = picture.width * picture.height
    seen = ImageStat.Stat(alpha).sum[0]
    dark = ImageStat.Stat(ImageChops.multiply(alpha, light.point(_DARK))).sum[0]
    return Tones(clear=1 - seen / (255 * points), dark=dark / seen if seen else 0.0)
