"""Columns of plain text: how wide it is, where it may break."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

WIDTH: Final = 72
# What may not begin a line in scripts written without spaces (JIS X 4051's short list).
_CLOSING: Final = frozenset("、。，．・：；？！）］｝〕〉》」』】〙〗ー々ゝゞ”’…")
_HANGUL: Final = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
_OPENING: Final = frozenset("（［｛〔〈《「『【〘〖“‘")


def columns(text: str) -> int:
    """Return how many columns a terminal spends: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


@cache
def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int, first: str = "", rest: str = "") -> str:
    """Return ``text`` in lines of at most ``width`` columns, the first after ``first``.

    A word that is wider than a line stands alone on it and is never broken, so an address stays
    whole. A newline in ``text`` is kept. No-break spaces keep what they join together.
    """
    rows: list[str] = []
    for paragraph in text.split("\n"):
        prefix = rest if rows else first
        row, used = "", columns(prefix)
        for space, unit in _units(paragraph):
            gap, wide = space if row else "", columns(unit)
            if row and used + len(gap) + wide > width:
                rows.append(f"{prefix}{row}".rstrip())
                prefix, row, used, gap = rest, "", columns(rest), ""
            row += gap + unit
            used += len(gap) + wide
        rows.append(f"{prefix}{row}".rstrip())
    return "\n".join(rows)


def indent(text: str, first: str, rest: str) -> str:
    """Return ``text`` with a margin: ``first`` before its first line, ``rest`` before others."""
    head, *tail = text.split("\n")
    return "\n".join([f"{first}{head}".rstrip(), *(f"{rest}{row}".rstrip() for row in tail)])


def underline(text: str, stroke: str) -> str:
    """Return ``text`` with a rule of ``stroke`` under it, as wide as its widest line."""
    return f"{text}\n" + stroke * max(columns(row) for row in text.split("\n"))


def _units(paragraph: str) -> Iterator[tuple[str, str]]:
    """Yield what must stay together, and the space before it, if any."""
    for word in re.split(r"[ \t]+", paragraph):
        if word:
            yield from _pieces(word)


def _pieces(word: str) -> Iterator[tuple[str, str]]:
    if word.isascii():
        yield " ", word
        return
    space, unit = " ", word[:1]
    for character in word[1:]:
        if _may_part(unit[-1], character):
            yield space, unit
            space, unit = "", ""
        unit += character
    yield space, unit


def _may_part(before: str, after: str) -> bool:
    """Tell whether a line may end between two characters with no space between them.

    Korean has wide letters and sets spaces between its words, so its lines end there.
    """
    if before in _OPENING or after in _CLOSING or _columns(after) == 0:
        return False
    if _HANGUL.match(before) and _HANGUL.match(after):
        return False
    return 2 in (_columns(before), _columns(after))
