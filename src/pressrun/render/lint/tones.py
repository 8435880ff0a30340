"""How light and how clear a picture is: what is known of one without seeing it again."""

from dataclasses import dataclass
from typing import Final

# Pictures of more points are photographs; what is lost in the dark is drawn.
POINTS_LIMIT: Final = 16_000_000
_PNG, _WEBP = b"\x89PNG\r\n\x1a\n", b"RIFF"
_GIF: Final = (b"GIF87a", b"GIF89a")
_GIF_CONTROL: Final = b"\x21\xf9\x04"  # GIF89a §23
_PNG_WITH_ALPHA: Final = frozenset({4, 6})  # PNG, third edition, §11.2.1
# A picture of which less is clear has a ground of its own; a disc leaves 0.21 of its square clear.
_CLEAR_ENOUGH: Final = 0.25
# What is lighter than this much of it is seen in the dark, and the rest may be made out by it.
_DARK_ENOUGH: Final = 0.9


@dataclass(frozen=True, slots=True)
class Tones:
    """``clear`` is the share, 0 to 1, of a picture through which its ground shows; ``dark`` the
    share of what is seen of it that has less than 3:1 contrast to a dark ground."""

    clear: float
    dark: float

    @property
    def lost_in_the_dark(self) -> bool:
        """Tell whether nearly nothing of it is seen on a dark ground."""
        return self.clear >= _CLEAR_ENOUGH and self.dark >= _DARK_ENOUGH


def may_be_clear(octets: bytes) -> bool:
    """Tell whether a PNG, GIF or WebP picture may have points through which its ground shows.

    It looks at the header alone, and is never wrong in saying no.
    """
    if octets.startswith(_PNG):
        pixels = octets.find(b"IDAT")
        told = octets.find(b"tRNS", 0, pixels if pixels >= 0 else len(octets))
        return octets[25:26] != b"" and (octets[25] in _PNG_WITH_ALPHA or told >= 0)
    if octets.startswith(_GIF):
        return _GIF_CONTROL in octets
    if octets.startswith(_WEBP) and octets[8:12] == b"WEBP":
        # WebP Container Specification: VP8X has a flag for it, VP8 never has any.
        kind = octets[12:16]
        return kind == b"VP8L" or (kind == b"VP8X" and bool(octets[20:21]) and octets[20] & 16 > 0)
    return False
