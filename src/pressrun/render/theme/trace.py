"""Where in a template a character of its output comes from.

A template is rendered a second time, only when somebody asks, with a mark before every piece of
its text, every line of it and every ``{{``. The output that goes on is always that of the first
rendering: no mark can survive in it, and none can change what a template compares or counts.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import Any, Final, cast

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from pressrun.errors import Place
from pressrun.model.publication import Theme
from pressrun.render.theme.deadline import deadline
from pressrun.render.theme.loader import ROOT, Loader, place_in, rows_of
from pressrun.render.theme.sandbox import Sandbox

TRACE_LIMIT_S: Final = 1.0
_BEGIN, _END = "\ufdd0", "\ufdd1"  # noncharacters (Unicode §23.7): no words of anybody's
_DELIMITERS: Final = {
    "block_begin": "{%",
    "block_end": "%}",
    "variable_begin": "{{",
    "variable_end": "}}",
}
# What these write, a template can look at before it is output.
_CAPTURES: Final = frozenset({"macro", "call", "filter"})
_CAPTURE_ENDS: Final = frozenset({"endset", "endmacro", "endcall", "endfilter"})


@dataclass(frozen=True, slots=True)
class _Spot:
    """The beginning of a piece of a template. ``literal`` text is written as it stands there."""

    template: str
    line: int
    column: int | None
    literal: bool


class Trace:
    """Finds the template's line for an offset in ``made``, which ``name`` made of ``context``."""

    def __init__(self, theme: Theme, name: str, context: Mapping[str, Any], made: str) -> None:
        self._theme, self._name, self._context, self._made = theme, name, context, made

    def place(self, at: int) -> tuple[Place, str]:
        """Return where the character at offset ``at`` was written, and a note if that is unsure.

        What an expression wrote is placed where the expression stands. The note is empty, or
        says that the line could not be found.
        """
        found = self._spots
        index = bisect_right(found.offsets, at) - 1
        if index < 0 or at > found.sure:
            return self._unsure(at)
        spot = found.spots[index]
        column = spot.column
        if column and spot.literal:
            column += at - found.offsets[index]
            rows = rows_of(self._theme, spot.template)
            # A filter around it may have changed the text of a template.
            if rows[spot.line - 1][column - 1 : column] != self._made[at : at + 1]:
                column = None
        return place_in(self._theme, spot.template, spot.line, column), ""

    def written(self, at: int) -> tuple[str, Place] | None:
        """Return the template in which a character stands literally, and where; None for what an
        expression made, and where it cannot be told."""
        found = self._spots
        index = bisect_right(found.offsets, at) - 1
        if index < 0 or at > found.sure or not found.spots[index].literal:
            return None
        return found.spots[index].template, self.place(at)[0]

    def lines(self) -> dict[tuple[str, int], bool]:
        """Return every line of a template that was read and has literal text, and whether it was
        written: what stands in a branch that was not taken was not."""
        found = self._spots
        lines = dict.fromkeys(((spot.template, spot.line) for spot in found.known), False)
        for offset, spot in zip(found.offsets, found.spots, strict=True):
            if spot.literal and offset <= found.sure:
                lines[spot.template, spot.line] = True
        return lines

    def _unsure(self, at: int) -> tuple[Place, str]:
        line = self._made.count("\n", 0, at) + 1
        text = self._made.split("\n")[line - 1].strip()
        found = [
            place_in(self._theme, name, number)
            for name, _ in self._theme.files
            for number, row in enumerate(rows_of(self._theme, name), 1)
            if text and row.strip() == text
        ]
        if len(found) == 1:
            return found[0], ""
        return Place(path=ROOT + self._name), f"it is in line {line} of what the template made"

    @cached_property
    def _spots(self) -> "_Spots":
        """Return where each mark stands, of the rendering that is most like the first."""
        whole = self._marked(in_captured=True)
        if whole.sure == len(self._made):
            return whole
        # The template looks at what it captured, and saw our marks there.
        return max(self._marked(in_captured=False), whole, key=lambda spots: spots.sure)

    def _marked(self, *, in_captured: bool) -> "_Spots":
        begin = _BEGIN
        while begin in self._made:  # so that no words can pass for a mark
            begin += _BEGIN
        environment = _marking(self._theme, begin, in_captured=in_captured)
        spots = _Spots()
        try:
            with deadline(TRACE_LIMIT_S):
                marked = environment.get_template(self._name).render(self._context)
        # The first rendering went well; whatever this one runs into, it is only a line we lack.
        except Exception:
            return spots
        spots.known = [spot for spot in environment.spots if spot.literal]
        pieces: list[str] = []
        at = last = 0
        for mark in re.finditer(rf"{begin}(\d+){_END}", marked):
            pieces.append(marked[last : mark.start()])
            at, last = at + mark.start() - last, mark.end()
            if int(mark[1]) < len(environment.spots):
                spots.offsets.append(at)
                spots.spots.append(environment.spots[int(mark[1])])
        traced = "".join((*pieces, marked[last:]))
        spots.sure = len(traced) if traced == self._made else _alike(traced, self._made) - 1
        return spots


@dataclass(slots=True)
class _Spots:
    """The offset of each mark in what was made, and its spot; ``sure`` is how far both hold.

    ``known`` are the spots of all literal text of the templates that were read.
    """

    offsets: list[int] = field(default_factory=list)
    spots: list[_Spot] = field(default_factory=list)
    known: list[_Spot] = field(default_factory=list)
    sure: int = -1


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@lru_cache(maxsize=4)
def _marking(theme: Theme, begin: str, *, in_captured: bool) -> "_Marking":
    """Return an environment that marks; reading a theme takes longer than a rendering."""
    return _Marking(Loader(theme), begin, in_captured=in_captured)


class _Marking(Sandbox):
    """An environment that marks. ``spots`` grow as templates are loaded."""

    def __init__(self, loader: Loader, begin: str, *, in_captured: bool) -> None:
        self.spots: list[_Spot] = []
        self.in_captured = in_captured
        self._begin = begin
        super().__init__(loader, extensions=[_Marks])

    def mark(self, spot: _Spot) -> str:
        """Return a new mark for ``spot``."""
        self.spots.append(spot)
        return f"{self._begin}{len(self.spots) - 1}{_END}"


class _Marks(Extension):
    """Writes marks between the tokens of a template."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        environment = cast(_Marking, self.environment)
        name = stream.name or ""
        source, _, _ = cast(Loader, environment.loader).get_source(environment, name)
        cursor = _Cursor(source.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        captured, words = 0, list[str]()
        for token in stream:
            captured += _captures(token, words)
            if captured and not environment.in_captured:
                cursor.follow(token)
                yield token
            elif token.type == "data":
                marked = "".join(
                    environment.mark(_Spot(name, line, column, True)) + text
                    for line, column, text in cursor.pieces(token.lineno, token.value)
                )
                yield Token(token.lineno, "data", marked)
            else:
                column = cursor.follow(token)
                if token.type == "variable_begin":
                    mark = environment.mark(_Spot(name, token.lineno, column, False))
                    yield Token(token.lineno, "data", mark)
                yield token


def _captures(token: Token, words: list[str]) -> int:
    """Return 1 where a block begins to capture text, -1 where it ends, and 0 elsewhere.

    ``words`` are those of the tag that ``token`` stands in.
    """
    if token.type == "block_begin":
        words.clear()
    elif token.type != "block_end":
        words.append(token.value)
        if len(words) == 1 and token.type == "name" and words[0] in _CAPTURE_ENDS:
            return -1
    elif words and (words[0] in _CAPTURES or (words[0] == "set" and "=" not in words)):
        return 1
    return 0


class _Cursor:
    """Goes through a template's lines beside the lexer, which counts lines but not columns."""

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows
        self._line, self._at = 0, 0

    def pieces(self, line: int, text: str) -> Iterator[tuple[int, int | None, str]]:
        """Yield (line, column, text) for each line of literal ``text``, with its line end."""
        for number, piece in enumerate(text.splitlines(keepends=True), line):
            yield number, self.find(number, piece.rstrip("\n")), piece

    def follow(self, token: Token) -> int | None:
        """Go behind a token, and return the column if it is a delimiter."""
        if token.type == "data":
            for _ in self.pieces(token.lineno, token.value):
                pass
        if token.type in _DELIMITERS:
            return self.find(token.lineno, _DELIMITERS[token.type])
        return None

    def find(self, line: int, text: str) -> int | None:
        """Return the column of ``text`` after what was found before it, and go behind it."""
        if line != self._line:
            self._line, self._at = line, 0
        row = self._rows[line - 1] if line <= len(self._rows) else ""
        found = row.find(text, self._at)
        if found < 0:
            return None
        self._at = found + len(text)
        return found + 1
