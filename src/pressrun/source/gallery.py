"""The pictures a text names, found beside it."""

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from pressrun.errors import ContentError, Place, Problem, quoted
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


def load_picture(path: str, read: Callable[[str], bytes], *, source: str = "") -> Picture:
    """Return the picture at a path below the publication's folder, as ``source`` names it.

    ``read`` returns the octets of such a path, or raises ContentError.

    Raises:
        ContentError: It does not load, or is no picture that readers' programs show.
    """
    try:
        octets = read(path)
    except ContentError as error:
        raise _refused(
            "IMG001",
            f"picture {quoted(path)} does not load: {error.problem.what}",
            path,
            f"put the picture at {path}, or change its name where it stands",
        ) from error
    header = read_picture(octets)
    if header is None:
        raise _refused(
            "IMG002",
            f"{quoted(path)} is not a PNG, JPEG, GIF or WebP picture",
            path,
            "save it as PNG or JPEG; mail programs show no SVG",
        )
    media_type, width, height = header
    if max(width, height) > SIDE_LIMIT:
        raise _refused(
            "IMG004",
            f"{quoted(path)} is {width} x {height} pixels; the limit is {SIDE_LIMIT} a side",
            path,
            "scale it to about 1,200 pixels in width",
        )
    digest = hashlib.sha256(octets).hexdigest()
    return Picture(
        source=source or path,
        path=path,
        site_path=f"media/{digest[:16]}.{_EXTENSIONS[media_type]}",
        media_type=media_type,
        width=width,
        height=height,
        size_octets=len(octets),
    )


def find_pictures(
    blocks: Iterable[Block], source: SourceFile, read: Callable[[str], bytes]
) -> tuple[tuple[Picture, ...], tuple[Problem, ...]]:
    """Return the pictures that ``blocks`` name by relative paths, each once, in order.

    ``read`` is as in ``load_picture``; what it raises becomes a problem at the line of the block.
    """
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for name, line in _sources(blocks):
        if name in found or is_outside(name):
            continue
        beside = posixpath.join(posixpath.dirname(source.path), unquote(name))
        try:
            found[name] = load_picture(posixpath.normpath(beside), read, source=name)
        except ContentError as error:
            problems.append(replace(error.problem, place=source.place(line)))
    return tuple(found.values()), tuple(dict.fromkeys(problems))


def _refused(code: str, what: str, path: str, help: str) -> ContentError:
    return ContentError(what, code=code, place=Place(path=path), help=help)


def _sources(blocks: Iterable[Block]) -> Iterator[tuple[str, int]]:
    """Yield the source of every picture, and the line of its block."""
    for block in blocks_in(blocks):
        if isinstance(block, Figure):
            yield block.source, block.line
        for part in inlines_in(block):
            if isinstance(part, Image):
                yield part.source, block.line
