"""The text of a file as it was written, and where in it something stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pressrun.errors import Place

_KEY: Final = re.compile(r"[ \t]*+([A-Za-z_][\w-]*+)[ \t]*+[:=][ \t]*+")
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True)
class Script:
    """A file below the publication's folder: ``path`` and all of its ``text``."""

    path: str
    text: str

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Return its lines without their ends, the first of them line 1."""
        return tuple(self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    def place(self, line: int, column: int = 1, width: int = 1) -> Place:
        """Return a place that lies inside the file, the nearest one to what was asked for."""
        line = min(max(line, 1), len(self.rows))
        row = self.rows[line - 1]
        column = min(max(column, 1), len(row) + 1)
        width = min(max(width, 1), max(1, len(row) + 1 - column))
        return Place(path=self.path, line=line, column=column, text=row, width=width)

    def whole(self, line: int) -> Place:
        """Return the place of a line, from its first character that shows to its last."""
        row = self.rows[min(max(line, 1), len(self.rows)) - 1]
        bare = row.strip()
        return self.place(line, len(row) - len(row.lstrip()) + 1, len(bare))

    def all(self, needle: str, first: int = 1, last: int = 0) -> Iterator[Place]:
        """Yield where ``needle`` stands between two lines, both included; 0 for the last of all.

        What was broken over lines is found by its first word.
        """
        words = _SPACE.split(needle.strip())
        last = last or len(self.rows)
        for sought in dict.fromkeys((needle.strip(), words[0])):
            found = False
            for line in range(max(first, 1), min(last, len(self.rows)) + 1):
                at = self.rows[line - 1].find(sought) if sought else -1
                while at >= 0:
                    found = True
                    yield self.place(line, at + 1, len(sought))
                    at = self.rows[line - 1].find(sought, at + len(sought))
            if found:
                return

    def find(self, needle: str, first: int = 1, last: int = 0, nth: int = 0) -> Place:
        """Return the ``nth`` place of ``needle``, counted from 0, or that of line ``first``."""
        found: Place | None = None
        for number, place in enumerate(self.all(needle, first, last)):
            found = place
            if number == nth:
                break
        return found or self.whole(first)

    def key(self, *names: str, first: int = 1, last: int = 0) -> Place:
        """Return the place of the value of a front matter or TOML key, by the first name it has.

        Where the file has none of them it is the file's first line.
        """
        stop = min(last or len(self.rows), len(self.rows))
        for line in range(max(first, 1), stop + 1):
            row = self.rows[line - 1]
            found = _KEY.match(row)
            if found and found[1] in names:
                value = row[found.end() :].rstrip()
                return self.place(line, found.end() + 1, len(value))
        return self.whole(first)
