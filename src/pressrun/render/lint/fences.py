"""Which rows of a body of Markdown are code: what stands there is an example of itself.

It follows quotations and lists row by row, in one pass, as CommonMark §5 and its appendix do, and
knows of blocks no more than where code begins and ends (§4.4, §4.5).
"""

import re
from typing import Final

# The parser takes the mark of a quotation that goes on however far it is set in.
_QUOTE: Final = re.compile(r" *> ?")
_MARKER: Final = re.compile(r"(?P<sign>[-*+]|(?P<number>[0-9]{1,9})[.)])(?P<gap> *)(?P<words>.*)")
_FENCE: Final = re.compile(r"(`{3,})[^`]*|(~{3,}).*")
_RULE: Final = re.compile(r"-[ -]*-[ -]*-|\*[ *]*\*[ *]*\*|_[ _]*_[ _]*_")
# Paragraphs end above these, and none goes on below.
_ALONE: Final = re.compile(r"#{1,6}(?: |$)|:{3,}")
_UNDERLINE: Final = re.compile(r"=+ *|-+ *")
_EXCUSE: Final = re.compile(r"<!--[ \t]*allow ")
_QUOTED: Final = 0


class Fences:
    """Told row after row; remembers what is open."""

    def __init__(self) -> None:
        # What is open, outermost first: a quotation, or an item of a list by how far it is set in.
        self._open: list[int] = []
        self._fence, self._paragraph, self._bare_item = "", False, False

    def is_code(self, row: str) -> bool:
        """Tell whether the next row belongs to code, the fences themselves included."""
        held, rest = self._held(row.expandtabs(4).rstrip())
        words = rest.lstrip(" ")
        if self._fence:
            if held == len(self._open):
                indented = len(rest) - len(words) >= 4
                if words.startswith(self._fence) and not words.strip(self._fence[0]):
                    self._fence = self._fence if indented else ""
                return True
            self._fence = ""
        if not words:
            # An item that begins with two blank rows is over (§5.2).
            del self._open[held - bool(self._bare_item and held) :]
            self._paragraph = self._bare_item = False
            return False
        return self._begins(held, rest)

    def _held(self, row: str) -> tuple[int, str]:
        """Return how many of what is open go on in a row, and what stands behind their marks."""
        held = 0
        for width in self._open:
            if width == _QUOTED:
                mark = _QUOTE.match(row)
                if mark is None:
                    break
                row = row[mark.end() :]
            elif row.strip():
                if len(row) - len(row.lstrip(" ")) < width:
                    break
                row = row[width:]
            held += 1
        return held, row

    def _begins(self, held: int, rest: str) -> bool:
        """Open what a row that is not blank begins with, and tell whether that is code."""
        while True:
            words = rest.lstrip(" ")
            indent = len(rest) - len(words)
            if indent >= 4 and not self._paragraph:
                del self._open[held:]
                self._bare_item = False
                return True
            inside = len(self._open) == held
            mark = None if indent >= 4 or _RULE.fullmatch(words) else _MARKER.fullmatch(words)
            if indent < 4 and words.startswith(">"):
                rest, width = words[1:].removeprefix(" "), _QUOTED
            elif mark is not None and self._opens(mark, inside=inside):
                gap = len(mark["gap"]) if mark["words"] and len(mark["gap"]) <= 4 else 1
                rest = words[len(mark["sign"]) + gap :]
                width = indent + len(mark["sign"]) + gap
            else:
                return self._text(held, words, indent)
            del self._open[held:]
            self._open.append(width)
            held += 1
            self._paragraph, self._bare_item = False, bool(width) and not rest.strip()
            if not rest.strip():
                return False

    def _opens(self, mark: re.Match[str], *, inside: bool) -> bool:
        """Tell whether a marker opens an item; inside a paragraph not every one does (§5.2)."""
        if mark["words"] and not mark["gap"]:
            return False
        interrupts = bool(mark["words"]) and mark["number"] in {None, "1"}
        return interrupts or not self._paragraph or not inside

    def _text(self, held: int, words: str, indent: int) -> bool:
        fence = _FENCE.fullmatch(words) if indent < 4 else None
        alone = indent < 4 and bool(_ALONE.match(words) or _RULE.fullmatch(words))
        if fence or alone or not self._paragraph:
            del self._open[held:]
        self._bare_item = False
        if fence:
            self._fence, self._paragraph = fence[1] or fence[2], False
            return True
        ends = alone or (self._paragraph and indent < 4 and bool(_UNDERLINE.fullmatch(words)))
        lone = not self._paragraph and bool(_EXCUSE.match(words))
        self._paragraph = not (ends or lone)
        return False
