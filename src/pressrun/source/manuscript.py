"""A body while it is being read: its lines, and what is found wrong in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pressrun.errors import Place, Problem, Severity
from pressrun.model.inline import NoteReference

# CommonMark §2.1: what ends a line, and nothing else does.
LINE_END: Final = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A piece of parsed Markdown, free of the parser's own types.

    ``kind`` is the parser's word for it (``paragraph``, ``em``); ``lines`` are the lines of the
    body it was written in, from 0. ``markup`` is an opening fence and ``info`` what stands behind
    it, or the label of a footnote; ``tag`` is the HTML element it would be. ``hidden`` marks the
    paragraphs of a tight list; ``closed`` tells whether a directive ended with a fence of its own.
    """

    kind: str
    lines: range
    text: str = ""
    info: str = ""
    markup: str = ""
    tag: str = ""
    hidden: bool = False
    closed: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Node", ...] = ()


class Manuscript:
    """Collects the problems of one body, each with its place in the file, and counts its notes.

    ``path`` is the file's, ``first_line`` the line of the file on which the body begins.
    """

    def __init__(self, body: str, *, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.lines = LINE_END.split(body)
        self._problems: dict[Problem, None] = {}
        # Footnotes: which labels are explained somewhere, and how often each was called, in the
        # order of first calls, which is that of their numbers.
        self.explained: frozenset[str] = frozenset()
        self.calls: dict[str, int] = {}

    def call_note(self, label: str) -> NoteReference | None:
        """Return the next call of a footnote; None where nothing explains it."""
        if label not in self.explained:
            return None
        self.calls[label] = self.calls.get(label, 0) + 1
        number = list(self.calls).index(label) + 1
        return NoteReference(number, self.calls[label])

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what was reported, in order of lines."""
        return tuple(sorted(self._problems, key=lambda p: (p.place and p.place.line) or 0))

    @property
    def sound(self) -> bool:
        """Tell whether nothing that was reported is an error."""
        return not any(problem.severity is Severity.ERROR for problem in self._problems)

    def line_of(self, node: Node) -> int:
        """Return the line of the file on which ``node`` begins."""
        return self.first_line + min(node.lines.start, len(self.lines) - 1)

    def report(
        self,
        code: str,
        what: str,
        lines: range,
        *,
        needle: str = "",
        help: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a problem once, at the first of ``lines`` that holds ``needle``, if one does."""
        place = self._place(lines, needle)
        problem = Problem(code=code, what=what, place=place, help=help, severity=severity)
        self._problems[problem] = None

    def _place(self, lines: range, needle: str) -> Place:
        last = len(self.lines) - 1
        found = (i for i in lines if needle and i <= last and needle in self.lines[i])
        index = next(found, min(lines.start, last))
        column = self.lines[index].find(needle) + 1
        return Place(
            path=self.path,
            line=self.first_line + index,
            column=max(column, 1),
            text=self.lines[index],
            width=max(len(needle), 1) if column else 1,
        )
