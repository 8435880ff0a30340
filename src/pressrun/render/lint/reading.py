"""Links, pictures and words of a document one by one, each with where it was written."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pressrun.errors import Place
from pressrun.model.document import Block, Button, Document, Figure, Media, Quotation, Related
from pressrun.model.inline import Image, Link, plain
from pressrun.model.parts import blocks_in, inlines_in
from pressrun.render.lint.script import Script
from pressrun.render.lint.spelling import Spots, bare, spots


@dataclass(frozen=True, slots=True)
class Reach:
    """Something that leads somewhere: its words, its target, and where that was written.

    ``target`` is as a browser is given it; ``line`` is that of the block it stands in.
    """

    words: str
    target: str
    place: Place
    line: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture: its source, description and caption as written, and where the source stands."""

    source: str
    alt: str
    place: Place
    caption: str = ""


def reaches(document: Document, script: Script) -> Iterator[Reach]:
    """Yield every link, button and recording of a document, in reading order.

    Of related items those are among them that lead elsewhere; the others are names of articles.
    """
    finder = _Finder(script, spots(document, script))
    for block, last in _blocks(document):
        if isinstance(block, Button | Media):
            words = plain(block.parts) if isinstance(block, Button) else block.title
            place = finder.next(block.target, block.line, last)
            yield Reach(words, block.target, place, block.line)
        if isinstance(block, Related):
            for item in block.items:
                if ":" in item.ref:
                    place = finder.next(item.ref, item.line or block.line, last)
                    yield Reach(item.label, item.ref, place, item.line or block.line)
        for part in inlines_in(block):
            if isinstance(part, Link):
                place = finder.next(part.target, block.line, last)
                yield Reach(plain(part.parts), part.target, place, block.line)


def shown(document: Document, script: Script) -> Iterator[Shown]:
    """Yield every picture of a document, in reading order."""
    finder = _Finder(script, spots(document, script))
    for block, last in _blocks(document):
        if isinstance(block, Figure | Media) and block.source:
            place = finder.next(block.source, block.line, last)
            yield Shown(block.source, block.alt, place, plain(block.caption))
        for part in inlines_in(block):
            if isinstance(part, Image):
                yield Shown(part.source, part.alt, finder.next(part.source, block.line, last))


def _blocks(document: Document) -> Iterator[tuple[Block, int]]:
    """Yield every block with the last line that it may reach to, 0 for the last of all."""
    blocks = list(blocks_in(document))
    starts = sorted({block.line for block in blocks})
    for block in blocks:
        # Who is quoted stands below the words, which are blocks of their own.
        ends = isinstance(block, Quotation)
        deepest = max(inner.line for inner in blocks_in((block,))) if ends else block.line
        next_ = bisect_right(starts, deepest)
        yield block, max(starts[next_] - 1, block.line) if next_ < len(starts) else 0


class _Finder:
    """Finds addresses in reading order, so that the second of the same is found second."""

    def __init__(self, script: Script, known: Spots) -> None:
        self._script, self._known = script, known
        self._seen: dict[tuple[str, int], int] = {}

    def next(self, address: str, first: int, last: int) -> Place:
        """Return where ``address`` stands that has been asked for as often as now."""
        key = (bare(address), first)
        nth = self._seen.get(key, 0)
        self._seen[key] = nth + 1
        found = self._known.place(self._script, address, first, last, nth)
        return found or self._script.find(address, first, last, nth)
