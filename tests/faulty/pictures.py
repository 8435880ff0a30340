"""Pictures for faulty publications, drawn by name and the same on every machine.

A line says how one is drawn: the name of a drawing, its size in pixels, and words that some of
them take: ``dark-on-clear 120x60``. The file's name says in which format it is kept.
"""

import io
import random
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw

Drawing = Callable[[int, int], Image.Image]
FORMATS: Final = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}

_INK, _PAPER, _CLEAR = (20, 20, 20, 255), (250, 250, 250, 255), (0, 0, 0, 0)


def _shape(width: int, height: int, ground: tuple[int, ...], ink: tuple[int, ...]) -> Image.Image:
    """Return a ring and a bar, as plain as a logo."""
    picture = Image.new("RGBA", (width, height), ground)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((2, 2, width // 2, height - 3), outline=ink, width=max(2, height // 10))
    pen.rectangle((width // 2, height // 3, width - 3, height // 3 * 2), fill=ink)
    return picture


def _photo(width: int, height: int) -> Image.Image:
    """Return a sky over water, with every colour between."""
    picture = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(picture)
    for y in range(height):
        pen.line((0, y, width, y), fill=(90 + 100 * y // height, 130, 190 - 90 * y // height))
    return picture


def _noise(width: int, height: int) -> Image.Image:
    """Return what no format makes small."""
    return Image.frombytes("RGB", (width, height), random.Random(8).randbytes(3 * width * height))


DRAWINGS: Final[dict[str, Drawing]] = {
    "photo": _photo,
    "noise": _noise,
    "dark-on-clear": lambda width, height: _shape(width, height, _CLEAR, _INK),
    "dark-on-paper": lambda width, height: _shape(width, height, _PAPER, _INK),
    "light-on-clear": lambda width, height: _shape(width, height, _CLEAR, _PAPER),
    "light-on-dark": lambda width, height: _shape(width, height, _INK, _PAPER),
}


def picture(path: str, said: str) -> bytes:
    """Return the octets of a file drawn as ``said``.

    ``located`` behind the size writes into it where it was taken; ``cut`` leaves out its second
    half. ``octets 3c737667`` is no drawing, but these octets.
    """
    name, size, *more = said.split()
    if name == "octets":
        return bytes.fromhex(size)
    width, height = map(int, size.split("x"))
    drawn = DRAWINGS[name](width, height)
    kind = FORMATS[path.rpartition(".")[2]]
    if kind == "JPEG":
        drawn = drawn.convert("RGB")
    notes = Image.Exif()
    if "located" in more:
        position = {1: "N", 2: (47.0, 30.0, 1.5), 3: "E", 4: (9.0, 15.0, 2.5)}
        notes.get_ifd(0x8825).update(position)
    into = io.BytesIO()
    options = {"exif": notes} if "located" in more else {}
    drawn.save(into, kind, **options)
    octets = into.getvalue()
    return octets[: len(octets) // 2] if "cut" in more else octets
