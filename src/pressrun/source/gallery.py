"""The pictures a text names, found beside it."""

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from urllib.parse import unquote

from pressrun.errors import ContentError, Problem, quoted
from pressrun.model.article import Picture
from pressrun.model.document import Block, Figure
from pressrun.model.inline import Image
from pressrun.model.parts import blocks_in, inlines_in
from pressrun.source.fields import SourceFile
from pressrun.source.links import is_outside
from pressrun.source.picture import read_picture

SIDE_LIMIT: Final = 10_000
_EXTENSIONS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}


def find_pictures(
    blocks: Iterable[Block], source: SourceFile, read: Callable[[str], bytes]
) -> tuple[tuple[Picture, ...], tuple[Problem, ...]]:
    """Return the pictures that ``blocks`` name by relative paths, each once, in order.

    ``read`` returns the octets of a path below the publication's folder, or raises ContentError,
    which becomes a problem at the line of the block.
    """
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for name, line in _sources(blocks):
        if name in found or is_outside(name):
            continue
        outcome = _picture(name, source, line, read)
        if isinstance(outcome, Picture):
            found[name] = outcome
        else:
            problems.append(outcome)
    return tuple(found.values()), tuple(dict.fromkeys(problems))


def _picture(
    name: str, source: SourceFile, line: int, read: Callable[[str], bytes]
) -> Picture | Problem:
    beside = posixpath.join(posixpath.dirname(source.path), unquote(name))
    path = posixpath.normpath(beside)
    place = source.place(line)
    try:
        octets = read(path)
    except ContentError as error:
        return Problem(
            code="IMG001",
            what=f"picture {quoted(path)} does not load: {error.problem.what}",
            place=place,
            help=f"put the picture at {path}, or change its name in the text",
        )
    header = read_picture(octets)
    if header is None:
        return Problem(
            code="IMG002",
            what=f"{quoted(path)} is not a PNG, JPEG, GIF or WebP picture",
            place=place,
            help="save it as PNG or JPEG; mail programs show no SVG",
        )
    media_type, width, height = header
    if max(width, height) > SIDE_LIMIT:
        return Problem(
            code="IMG004",
            what=f"{quoted(path)} is {width} x {height} pixels; the limit is {SIDE_LIMIT} a side",
            place=place,
            help="scale it to about 1,200 pixels in width",
        )
    digest = hashlib.sha256(octets).hexdigest()
    return Picture(
        source=name,
        path=path,
        site_path=f"media/{digest[:16]}.{_EXTENSIONS[media_type]}",
        media_type=media_type,
        width=width,
        height=height,
        size_octets=len(octets),
    )


def _sources(blocks: Iterable[Block]) -> Iterator[tuple[str, int]]:
    """Yield the source of every picture, and the line of its block."""
    for block in blocks_in(blocks):
        if isinstance(block, Figure):
            yield block.source, block.line
        for part in inlines_in(block):
            if isinstance(part, Image):
                yield part.source, block.line
