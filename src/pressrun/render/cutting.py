"""Articles cut so that Gmail shows a message to its end: at a paragraph, with a link to read on.

Documents are cut, not faces, so that HTML and text end at the same words.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import inf
from typing import Final

from pressrun.model.article import Piece, Shortening
from pressrun.model.document import (
    Block,
    Button,
    Correction,
    Divider,
    Document,
    Footnotes,
    Heading,
    Paragraph,
)
from pressrun.model.inline import Emphasis, Inlines, Link, NoteReference, Strong, Text
from pressrun.model.issue import BoundIssue
from pressrun.model.parts import blocks_in, has_words, inlines_in, rewritten
from pressrun.render.scale import HTML_LIMIT_OCTETS
from pressrun.render.weighing import Weighed
from pressrun.render.words import Words, fill

# Weights are known from the whole message alone; a cut one may come out a little heavier.
ROUNDS: Final = 3
_SLACK_OCTETS: Final = 256
# What a link to read on weighs, with the table that makes it a button.
_LINK_OCTETS: Final = 700


def fit(
    bound: BoundIssue,
    weighed: Weighed,
    weigh: Callable[[BoundIssue], Weighed],
    words: Callable[[Piece], Words],
) -> BoundIssue:
    """Return an issue with its longest articles cut until it is under Gmail's limit.

    If it is over the limit with nothing more to cut, everything is cut that can be. The featured
    article comes last. ``weighed`` is the whole issue, with the blocks of every article that is
    given whole; ``weigh`` weighs it as it is cut. ``words`` are those of an article's language.
    """
    pieces = bound.pieces
    stocks = [
        stock
        for number, (piece, blocks) in enumerate(zip(pieces, weighed.blocks, strict=True))
        if (stock := _stock(number, piece, blocks))
    ]
    excess: float = weighed.weights.html - HTML_LIMIT_OCTETS
    for _ in range(ROUNDS):
        kept = choose(stocks, excess)
        cut = _cut(bound, kept, words)
        over = weigh(cut).weights.html - HTML_LIMIT_OCTETS
        if over <= 0 or kept == choose(stocks, inf):
            return cut
        excess += over + _SLACK_OCTETS
    return _cut(bound, choose(stocks, inf), words)


def shorten(piece: Piece, kept: int, words: Words) -> Piece:
    """Return an article that ends after ``kept`` blocks of its body, with a link to read on.

    Corrections stay, and so do the notes that what is left calls, numbered anew.
    """
    body, tail = _parted(piece.document)
    said = fill(words["read_on_named"], {"title": piece.article.title})
    onward = Button(parts=(Text(said, literal=True),), target=piece.url, line=body[kept].line)
    rest = [block for block in tail if not isinstance(block, Footnotes)]
    notes = [block for block in tail if isinstance(block, Footnotes)]
    document = (*body[:kept], onward, *rest)
    if notes:
        document = _noted((*body[:kept], onward), notes[0], rest)
    shortening = Shortening(kept=kept, blocks=len(body), line=body[kept].line)
    return replace(piece, document=document, shortened=shortening)


def stops(document: Document) -> tuple[int, ...]:
    """Return after how many blocks of its body an article may end, fewest first.

    It keeps its first paragraph and all before it, and never ends with a heading.
    """
    body, _ = _parted(document)
    least = next(
        (n for n, b in enumerate(body, 1) if isinstance(b, Paragraph) and has_words(b.parts)), 1
    )
    return tuple(
        kept
        for kept in range(least, len(body))
        if not isinstance(body[kept - 1], Heading | Divider)
    )


@dataclass(frozen=True, slots=True)
class Stock:
    """What can be cut of the article ``number``.

    ``sizes`` are what it weighs, in octets, by the number of blocks it keeps: the whole one first,
    each lighter than the one before.
    """

    number: int
    featured: bool
    sizes: tuple[tuple[int, int], ...]


def choose(stocks: Sequence[Stock], excess: float) -> dict[int, int]:
    """Return how many blocks articles keep so that ``excess`` octets go, by the article's number.

    Again and again the longest loses as little as it can; the featured one waits for all others.
    """
    kept: dict[int, int] = {}
    heap = [(s.featured, -s.sizes[0][1], s.number, 0, s) for s in stocks if len(s.sizes) > 1]
    heapify(heap)
    while excess > 0 and heap:
        featured, size, number, at, stock = heappop(heap)
        kept[number], lighter = stock.sizes[at + 1]
        excess -= -size - lighter
        if at + 2 < len(stock.sizes):
            heappush(heap, (featured, -lighter, number, at + 1, stock))
    return kept


def _stock(number: int, piece: Piece, blocks: Sequence[int]) -> Stock | None:
    """Return what can be cut of an article; one without a public page has nowhere to go on."""
    if len(blocks) != len(piece.document) or piece.published_at is None or not piece.url:
        return None
    body, tail = _parted(piece.document)
    notes = next((block for block in tail if isinstance(block, Footnotes)), None)
    notes_octets = blocks[piece.document.index(notes)] if notes else 0
    sizes = [(len(body), sum(blocks))]
    standing = sum(blocks[len(body) :]) - notes_octets + _LINK_OCTETS
    called = _calls_up_to(body) if notes else {}
    whole = max(len(notes.items), 1) if notes else 1
    for kept in reversed(stops(piece.document)):
        size = standing + sum(blocks[:kept]) + notes_octets * called.get(kept, 0) // whole
        if size < sizes[-1][1]:
            sizes.append((kept, size))
    return Stock(number, piece.featured, tuple(sizes))


def _calls_up_to(body: Document) -> dict[int, int]:
    """Return how many notes the first blocks of a body call, by the number of these blocks."""
    called: set[int] = set()
    found = {}
    for kept, block in enumerate(body, 1):
        called.update(_calls((block,)))
        found[kept] = len(called)
    return found


def _cut(bound: BoundIssue, kept: Mapping[int, int], words: Callable[[Piece], Words]) -> BoundIssue:
    """Return an issue with the articles of these numbers cut."""
    number, chapters = 0, []
    for chapter in bound.chapters:
        pieces = []
        for piece in chapter.pieces:
            whole = number not in kept
            pieces.append(piece if whole else shorten(piece, kept[number], words(piece)))
            number += 1
        chapters.append(replace(chapter, pieces=tuple(pieces)))
    return replace(bound, chapters=tuple(chapters))


def _parted(document: Document) -> tuple[Document, Document]:
    """Return the body of an article, and the notes and corrections that stand below it."""
    end = len(document)
    while end and isinstance(document[end - 1], Footnotes | Correction):
        end -= 1
    return document[:end], document[end:]


def _calls(blocks: Sequence[Block]) -> Iterator[int]:
    for block in blocks_in(blocks):
        yield from (p.number for p in inlines_in(block) if isinstance(p, NoteReference))


def _noted(body: Document, notes: Footnotes, rest: Sequence[Block]) -> Document:
    """Return a document with the notes that it calls, and those that these call, and no others."""
    held = {item.number: item for item in notes.items}
    waiting = [number for number in _calls((*body, *rest)) if number in held]
    called: dict[int, int] = {}
    for number in waiting:
        if number not in called:
            called[number] = 0
            waiting += (more for more in _calls(held[number].blocks) if more in held)
    if not called:
        return (*body, *rest)
    counted = Counter(waiting)
    ordered = {number: new for new, number in enumerate(sorted(called), 1)}
    items = tuple(
        replace(held[number], number=new, references=counted[number])
        for number, new in ordered.items()
    )
    document = (*body, replace(notes, items=items), *rest)
    return rewritten(document, lambda run: _renumbered(run, ordered))


def _renumbered(parts: Inlines, numbers: Mapping[int, int]) -> Inlines:
    return tuple(
        replace(part, number=numbers.get(part.number, part.number))
        if isinstance(part, NoteReference)
        else replace(part, parts=_renumbered(part.parts, numbers))
        if isinstance(part, Emphasis | Strong | Link)
        else part
        for part in parts
    )
