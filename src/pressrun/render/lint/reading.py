"""Links, pictures and words of a document one by one, each with where it was written."""

from collections.abc import Iterator
from dataclasses import dataclass

from pressrun.errors import Place
from pressrun.model.document import Block, Button, Document, Figure, Media
from pressrun.model.inline import Image, Link, plain
from pressrun.model.parts import blocks_in, inlines_in
from pressrun.render.lint.script import Script


@dataclass(frozen=True, slots=True)
class Reach:
    """Something that leads somewhere: its words, its target as written, and where that stands."""

    words: str
    target: str
    place: Place


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture: its source and description as written, and where the source stands."""

    source: str
    alt: str
    place: Place


def reaches(document: Document, script: Script) -> Iterator[Reach]:
    """Yield every link, button and recording of a document, in reading order."""
    for block, last, seen in _blocks(document):
        if isinstance(block, Button | Media):
            words = plain(block.parts) if isinstance(block, Button) else block.title
            yield Reach(words, block.target, _next(script, block.target, block.line, last, seen))
        for part in inlines_in(block):
            if isinstance(part, Link):
                place = _next(script, part.target, block.line, last, seen)
                yield Reach(plain(part.parts), part.target, place)


def shown(document: Document, script: Script) -> Iterator[Shown]:
    """Yield every picture of a document, in reading order."""
    for block, last, seen in _blocks(document):
        if isinstance(block, Figure | Media) and block.source:
            place = _next(script, block.source, block.line, last, seen)
            yield Shown(block.source, block.alt, place)
        for part in inlines_in(block):
            if isinstance(part, Image):
                yield Shown(
                    part.source, part.alt, _next(script, part.source, block.line, last, seen)
                )


def _blocks(document: Document) -> Iterator[tuple[Block, int, dict[tuple[str, int], int]]]:
    """Yield every block with the last line that it may reach to, and what was seen in it."""
    blocks = list(blocks_in(document))
    starts = sorted({block.line for block in blocks})
    after = dict(zip(starts, (*starts[1:], 0), strict=False))
    seen: dict[tuple[str, int], int] = {}
    for block in blocks:
        following = after[block.line]
        yield block, max(following - 1, block.line) if following else 0, seen


def _next(
    script: Script, needle: str, first: int, last: int, seen: dict[tuple[str, int], int]
) -> Place:
    """Return where ``needle`` stands that has been asked for as often as now."""
    nth = seen.get((needle, first), 0)
    seen[needle, first] = nth + 1
    return script.find(needle, first, last, nth)
