"""The pictures a text names, found beside it."""

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from pressrun.errors import ContentError, Place, Problem, Severity, quoted
from pressrun.model.article import Picture
from pressrun.model.document import Block, Divider, Figure, Heading, Paragraph
from pressrun.model.parts import blocks_in, has_words, sources_in
from pressrun.source.fields import SourceFile
from pressrun.source.links import is_outside
from pressrun.source.metadata import Told, examine
from pressrun.source.picture import begins_like_picture, read_picture
from pressrun.source.svg import is_svg

SIDE_LIMIT: Final = 10_000
POINTS_LIMIT: Final = 50_000_000  # a reader's program holds four octets for each
ROWS_SEARCHED: Final = 200

Read = Callable[[str], bytes]

_EXTENSIONS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}


def load_picture(path: str, read: Read, *, source: str = "") -> Picture:
    """Return the picture at a path below the publication's folder, as ``source`` names it.

    ``read`` returns the octets of such a path, or raises ContentError.

    Raises:
        ContentError: It does not load, or is no picture that readers' programs show.
    """
    return _load(path, read, source=source or path)[0]


def named_pictures(
    blocks: Iterable[Block], source: SourceFile, *, lead: str = ""
) -> tuple[tuple[str, Place], ...]:
    """Return the pictures that a text names by relative paths, and where it does, in order.

    ``lead`` is the one that front matter names, and stands first.
    """
    node = source.table.find("image") if lead else None
    named = [(lead, node.place)] if node else []
    named += [(name, _place(name, line, source)) for name, line in _sources(blocks)]
    return tuple((name, place) for name, place in named if not is_outside(name))


def find_pictures(
    named: Iterable[tuple[str, Place]], path: str, read: Read
) -> tuple[tuple[Picture, ...], tuple[Problem, ...]]:
    """Return the pictures that the file at ``path`` names, each once, in order.

    ``read`` is as in ``load_picture``; what it raises becomes a problem where the text names the
    picture.
    """
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for name, place in named:
        if name in found:
            continue
        beside = posixpath.join(posixpath.dirname(path), unquote(name))
        try:
            found[name], told = _load(posixpath.normpath(beside), read, source=name)
        except ContentError as error:
            told = (error.problem,)
        problems += (replace(problem, place=place) for problem in told)
    return tuple(found.values()), tuple(dict.fromkeys(problems))


def shows_only_pictures(blocks: Iterable[Block]) -> bool:
    """Tell whether a text has pictures, and no word beside their descriptions."""
    shown = [block for block in blocks_in(blocks) if not isinstance(block, Divider)]
    return bool(shown) and all(map(_is_picture, shown))


def _is_picture(block: Block) -> bool:
    match block:
        case Figure():
            return not block.caption and not block.credit
        case Paragraph() | Heading():
            return bool(block.parts) and not has_words(block.parts)
    return False


def _load(path: str, read: Read, *, source: str) -> tuple[Picture, tuple[Problem, ...]]:
    """Return a picture and what an editor should know of it."""
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
        code, what, advice = _no_picture(octets)
        raise _refused(code, f"{quoted(path)} {what}", path, advice)
    media_type, width, height = header
    if max(width, height) > SIDE_LIMIT or width * height > POINTS_LIMIT:
        raise _refused(
            "IMG004",
            f"{quoted(path)} is {width:,} x {height:,} pixels; the limit is"
            f" {SIDE_LIMIT:,} a side and {POINTS_LIMIT:,} in all",
            path,
            "scale it to about 1,200 pixels in width",
        )
    digest = hashlib.sha256(octets).hexdigest()
    picture = Picture(
        source=source,
        path=path,
        site_path=f"media/{digest[:16]}.{_EXTENSIONS[media_type]}",
        media_type=media_type,
        width=width,
        height=height,
        size_octets=len(octets),
    )
    return picture, tuple(_remarks(path, examine(octets, media_type)))


def _no_picture(octets: bytes) -> tuple[str, str, str]:
    """Return code, words and help for octets that are no picture."""
    if not octets:
        return "IMG002", "is an empty file", "save the picture again"
    if is_svg(octets):
        what = "is an SVG drawing: it could run scripts, and mail programs do not show it"
        return "IMG008", what, "open it in a drawing program and save it as PNG"
    if begins_like_picture(octets):
        what = "begins like a picture and tells no size: it is broken or cut off"
        return "IMG002", what, "save the picture again"
    return "IMG002", "is not a PNG, JPEG, GIF or WebP picture", "save it as PNG or JPEG"


def _remarks(path: str, told: Told) -> Iterator[Problem]:
    """Yield a warning for what is published with a picture and what is missing from it."""
    if told.position:
        yield Problem(
            code="IMG006",
            what=f"{quoted(path)} tells its position: everybody could read where it was taken",
            place=Place(path=path),
            help="pressrun check --fix  takes it out; every pixel stays as it is",
            severity=Severity.WARNING,
        )
    if not told.whole:
        yield Problem(
            code="IMG007",
            what=f"{quoted(path)} is cut off: the end of the picture is missing",
            place=Place(path=path),
            help="copy or save the picture again",
            severity=Severity.WARNING,
        )


def _refused(code: str, what: str, path: str, help: str) -> ContentError:
    return ContentError(what, code=code, place=Place(path=path), help=help)


def _place(name: str, line: int, source: SourceFile) -> Place:
    """Return where a block names a picture, the block itself where that is not seen."""
    for number in range(line, min(line + ROWS_SEARCHED, len(source.lines) + 1)):
        for written in (name, unquote(name)):
            column = source.lines[number - 1].find(written) + 1
            if column:
                return source.place(number, column, len(written))
    return source.place(line)


def _sources(blocks: Iterable[Block]) -> Iterator[tuple[str, int]]:
    """Yield the source of every picture, and the line of its block."""
    for block in blocks_in(blocks):
        for source in sources_in(block):
            yield source, block.line
