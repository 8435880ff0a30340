"""Where in a message the parts of it meet: marks that go through the engine and come out again.

The marks are set into what the templates have made, so that no template can see them, and taken
out of the finished HTML, which is then what it would be without them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from pressrun.errors import Place
from pressrun.render.context import Data
from pressrun.render.mjml.ground import Origin

# Noncharacters (Unicode §23.7): no words of anybody's. A trace uses others.
_BEGIN, _END = "\ufdd2", "\ufdd3"


class Share(StrEnum):
    """What a message is made of beside its articles, as people are told."""

    HEAD = "the style sheet and head"
    FRAME = "the frame"
    WORDS = "the editor's words"
    CONTENTS = "the list of contents"
    FOOT = "the foot"


@dataclass(frozen=True, slots=True)
class Seam:
    """Where a part ends, and of what it is one: ``share``, or the article of this number.

    ``at`` is an offset. ``block`` is the number of the block of the article's body, None for what
    stands around that.
    """

    at: int
    share: Share | None = None
    article: int | None = None
    block: int | None = None


def find_seams(made: str, context: Data, bodies: Sequence[Sequence[str]]) -> tuple[Seam, ...]:
    """Return where parts end in the MJML that an issue's templates made, in order.

    ``bodies`` are the blocks of each article as HTML, none where nobody asks for them. An article
    ends with its body, or with the last link to it where it is given in short: what closes
    its tables counts for the next one.
    """
    seams, at = list[Seam](), 0
    words = context["editorial"]["html"]
    if words and (start := made.find(words)) >= 0:
        at = start + len(words)
        seams += [Seam(start, share=Share.FRAME), Seam(at, share=Share.WORDS)]
    pieces = [piece for chapter in context["chapters"] for piece in chapter["pieces"]]
    if (contents := _contents(made, context["issue"]["contents"], pieces, at)) is not None:
        seams += [Seam(contents[0], share=Share.FRAME), Seam(contents[1], share=Share.CONTENTS)]
        at = contents[1]
    elif not seams:
        at = max(made.find("<mj-body"), 0)
    first = len(seams)
    for number, (piece, blocks) in enumerate(zip(pieces, bodies, strict=True)):
        following = pieces[number + 1]["url"] if number + 1 < len(pieces) else ""
        found = list(_article(made, number, piece, blocks, at, following))
        seams += found
        at = found[-1].at if found else at
    if not first and seams and (head := _frame(made, seams[0].at)) > 0:
        seams.insert(0, Seam(head, share=Share.FRAME))
    return tuple(seams)


def _frame(made: str, first: int) -> int:
    """Return where the last words end that stand in a section above the first article."""
    section = made.rfind("<mj-section", 0, first)
    return max(made.rfind(end, made.find("<mj-body"), section) for end in ("</h1>", "</a>"))


def _article(
    made: str, number: int, piece: Data, blocks: Sequence[str], at: int, following: str
) -> Iterator[Seam]:
    body = piece["body"]
    start = made.find(body, at) if body else -1
    if start < 0:
        last = _link(made, following, at) if following else None
        spots = list(_links(made, piece["url"], at, len(made) if last is None else last))
        if spots:
            yield Seam(made.find("</a>", spots[-1]), article=number)
        return
    yield Seam(start, article=number)
    if "\n".join(blocks) != body:
        yield Seam(start + len(body), article=number)
        return
    end = start
    for block, html in enumerate(blocks):
        end += len(html)
        yield Seam(end, article=number, block=block)
        end += 1


def _contents(
    made: str, entries: Sequence[Data], pieces: Sequence[Data], at: int
) -> tuple[int, int] | None:
    """Return where a list of contents begins and ends, None where a layout shows none."""
    spots: list[int] = []
    for entry in entries:
        found = _link(made, entry["url"], spots[-1] if spots else at)
        if found is None:
            return None
        spots.append(found)
    if len(spots) < 2 or _link(made, entries[0]["url"], spots[0], spots[1]) is not None:
        return None  # the links of cards: each is there twice
    body = pieces[0]["body"]
    if body and body in made[spots[0] : spots[-1]]:
        return None  # the titles of articles
    return spots[0], made.find("</a>", spots[-1])


def _link(made: str, url: str, start: int, end: int | None = None) -> int | None:
    return next(_links(made, url, start, len(made) if end is None else end), None)


def _links(made: str, url: str, start: int, end: int) -> Iterator[int]:
    """Yield where the words of each link to ``url`` begin."""
    sought = f'href="{escape(url)}"'
    at = made.find(sought, start, end)
    while at >= 0:
        close = made.find(">", at)
        opened = made.rfind("<", 0, at)
        if made.startswith("<a ", opened) and made.find("</a>", close) >= 0:
            yield close + 1
        at = made.find(sought, at + 1, end)


class Marked:
    """What was made, with a mark at each seam; ``origin`` knows who wrote it without them."""

    def __init__(self, made: str, seams: Sequence[Seam], origin: Origin) -> None:
        self._origin, self._count = origin, len(seams)
        self._begin = _BEGIN
        while self._begin in made:  # so that no words can pass for a mark
            self._begin += _BEGIN
        self._starts: list[int] = []
        self._ends: list[int] = []
        pieces, at, length = list[str](), 0, 0
        for number, seam in enumerate(seams):
            mark = f"{self._begin}{number}{_END}"
            pieces += [made[at : seam.at], mark]
            self._starts.append(length + seam.at - at)
            length = self._starts[-1] + len(mark)
            self._ends.append(length)
            at = seam.at
        self.source = "".join((*pieces, made[at:]))

    def place(self, at: int) -> tuple[Place, str]:
        """Return where a character was written, as the origin knows it."""
        passed = bisect_right(self._starts, at)
        marks = zip(self._starts[:passed], self._ends[:passed], strict=True)
        return self._origin.place(at - sum(min(end, at) - start for start, end in marks))

    def parted(self, html: str) -> tuple[str, tuple[int, ...]]:
        """Return ``html`` without marks, and where in it the seams are now.

        There are none if it has not every mark, each once and in order.
        """
        pieces, numbers, offsets = list[str](), list[int](), list[int]()
        at = length = 0
        for found in re.finditer(rf"{self._begin}(\d+){_END}", html):
            pieces.append(html[at : found.start()])
            length += found.start() - at
            numbers.append(int(found[1]))
            offsets.append(length)
            at = found.end()
        pieces.append(html[at:])
        whole = numbers == list(range(self._count))
        return "".join(pieces), tuple(offsets) if whole else ()
