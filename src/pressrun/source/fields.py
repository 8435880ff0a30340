"""What front matter holds before anyone gives it a meaning: text that knows where it stands.

Every scalar stays the text that was written. ``article.py`` and ``issue.py`` give it a type.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pressrun.errors import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One piece of text; ``place`` points at its first character, quotes included."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Keys in the order written; no key stands twice."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place

    def __iter__(self) -> Iterator[tuple[Scalar, "Node"]]:
        return iter(self.entries)

    def find(self, key: str) -> "Node | None":
        """Return the value under ``key``."""
        return next((node for name, node in self.entries if name.text == key), None)


Node = Scalar | Sequence | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file taken apart: its front matter, its body, and its lines for error messages.

    ``body_line`` is the line of the file on which the body begins, from 1; ``digest`` is SHA-256
    of the octets in hexadecimal.
    """

    path: str
    table: Table
    body: str
    body_line: int
    lines: tuple[str, ...]
    digest: str

    def place(self, line: int, column: int = 1, width: int = 1) -> Place:
        """Return a place in this file with its source line."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else None
        return Place(path=self.path, line=line, column=column, text=text, width=width)
