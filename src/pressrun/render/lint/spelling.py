"""Where addresses stand in Markdown, and whether one as written is one as parsed."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Final
from urllib.parse import unquote

from pressrun.errors import Place
from pressrun.model.document import Document
from pressrun.render.lint.prose import prose
from pressrun.render.lint.script import Script

_DEFINITION: Final = re.compile(r"[ >\t]*+\[(?!\^)[^\]]*+\]:[ \t]*+(?:<([^<>]*+)>|(\S++))")
_AUTOLINK: Final = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*+:[^\s<>]*+|[^\s<>@/]++@[^\s<>@]++)>")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_HOST: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*+://)([^/?#]*+)(.*)", re.DOTALL)

_HOST_LIMIT: Final = 253  # RFC 1035 §3.1, as written

# Line and column from 1, and how wide.
Spot = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Spots:
    """Where addresses stand by what they are read as: in the text, and in definitions of links."""

    inline: dict[str, list[Spot]] = field(default_factory=dict)
    defined: dict[str, list[Spot]] = field(default_factory=dict)

    def place(self, script: Script, address: str, first: int, last: int, nth: int) -> Place | None:
        """Return the ``nth`` place of an address between two lines, 0 for the last of all.

        Where the text has none it is that of its definition: there it can be changed.
        """
        read = bare(address)
        spots = [
            s for s in self.inline.get(read, ()) if first <= s[0] and (not last or s[0] <= last)
        ]
        spots = spots[: nth + 1] or self.defined.get(read, [])[:1]
        return script.place(*spots[-1]) if spots else None


def spots(document: Document, script: Script) -> Spots:
    """Return where addresses stand in a file, code apart."""
    return _spots(prose(document, script))


@lru_cache(maxsize=4)
def _spots(rows: tuple[str, ...]) -> Spots:
    found = Spots()
    for line, row in enumerate(rows, 1):
        if definition := _DEFINITION.match(row):
            group = 1 if definition[1] is not None else 2
            _add(found.defined, line, definition.start(group), definition[group])
            continue
        for at, written in (*_destinations(row), *_autolinks(row)):
            _add(found.inline, line, at, written)
    return found


def _add(spots: dict[str, list[Spot]], line: int, at: int, written: str) -> None:
    if written:
        spots.setdefault(bare(written), []).append((line, at + 1, len(written)))


def _destinations(row: str) -> Iterator[tuple[int, str]]:
    """Yield what stands behind ``](``, up to a space or the bracket that closes it."""
    at = row.find("](")
    while at >= 0:
        start = at + 2
        while start < len(row) and row[start] in " \t":
            start += 1
        if row.startswith("<", start):
            start, end = start + 1, row.find(">", start)
            end = len(row) if end < 0 else end
        else:
            end = _end_of(row, start)
        yield start, row[start:end]
        at = row.find("](", max(end, at + 2))


def _end_of(row: str, start: int) -> int:
    depth, at = 0, start
    while at < len(row) and row[at] not in " \t":
        if row[at] == "\\":
            at += 1
        elif row[at] == "(":
            depth += 1
        elif row[at] == ")":
            depth -= 1
            if depth < 0:
                break
        at += 1
    return min(at, len(row))


def _autolinks(row: str) -> Iterator[tuple[int, str]]:
    for found in _AUTOLINK.finditer(row):
        yield found.start(1), found[1]


@lru_cache(maxsize=1024)
def bare(written: str) -> str:
    """Return an address without the ways in which one and the same can be written."""
    text = unquote(unescape(_ESCAPE.sub(r"\1", written)))
    found = _HOST.fullmatch(text)
    if found and not found[2].isascii() and len(found[2]) <= _HOST_LIMIT:
        with suppress(UnicodeError):
            text = f"{found[1]}{found[2].encode('idna').decode()}{found[3]}"
    return text.removeprefix("mailto:")
