"""Abbreviations: ``*[RSS]: Really Simple Syndication`` in a paragraph of its own."""

import re
from typing import Final

from pressrun.errors import Severity
from pressrun.model.document import Document
from pressrun.model.inline import (
    Abbreviation,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Strong,
    Text,
)
from pressrun.model.parts import rewritten
from pressrun.source.manuscript import Manuscript, Node

_DEFINITION: Final = re.compile(r"\*\[([^\[\]]{1,60})\]:[ \t]+(\S.*?)[ \t]*")


class Abbreviations:
    """What the short forms of one body stand for."""

    def __init__(self, manuscript: Manuscript) -> None:
        self._manuscript = manuscript
        self._expansions: dict[str, str] = {}
        self._lines: dict[str, range] = {}
        self._used: set[str] = set()

    def take(self, paragraph: Node) -> bool:
        """Take in a paragraph that explains abbreviations and nothing else; tell whether it did."""
        rows = [
            (line, _DEFINITION.fullmatch(text))
            for inline in paragraph.children
            for line, text in zip(inline.lines, inline.text.split("\n"), strict=False)
        ]
        if not rows or not all(found for _, found in rows):
            return False
        for line, found in rows:
            if found:
                self._define(found[1], found[2], range(line, line + 1))
        return True

    def _define(self, form: str, expansion: str, line: range) -> None:
        if form not in self._expansions:
            self._expansions[form], self._lines[form] = expansion, line
            return
        first = self._manuscript.first_line + self._lines[form].start
        self._manuscript.report(
            "MD013",
            f"the abbreviation '{form}' is explained in line {first} already, and that counts",
            line,
            needle=f"*[{form}]",
            help="keep one of them",
            severity=Severity.WARNING,
        )

    def apply(self, document: Document) -> Document:
        """Return ``document`` with every short form explained; one that never occurs is told."""
        if not self._expansions:
            return document
        longest_first = sorted(self._expansions, key=len, reverse=True)
        forms = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
        applied = rewritten(document, lambda parts: self._explained(parts, forms))
        for form in self._expansions.keys() - self._used:
            self._manuscript.report(
                "MD010",
                f"the abbreviation '{form}' does not occur in the text",
                self._lines[form],
                needle=f"*[{form}]",
                help="take the line out, or write the abbreviation as it stands in the text",
                severity=Severity.WARNING,
            )
        return applied

    def _explained(self, parts: Inlines, forms: re.Pattern[str]) -> Inlines:
        return tuple(new for part in parts for new in self._part(part, forms))

    def _part(self, part: Inline, forms: re.Pattern[str]) -> Inlines:
        match part:
            case Text(text, literal) if not literal:
                return self._text(text, forms)
            case Emphasis(inner):
                return (Emphasis(self._explained(inner, forms)),)
            case Strong(inner):
                return (Strong(self._explained(inner, forms)),)
            case Link(inner, target, title):
                return (Link(self._explained(inner, forms), target, title),)
            case _:
                return (part,)

    def _text(self, text: str, forms: re.Pattern[str]) -> Inlines:
        parts: list[Inline] = []
        at = 0
        for found in forms.finditer(text):
            form = found[0]
            parts += [
                Text(text[at : found.start()]),
                Abbreviation(form, self._expansions[form], first=form not in self._used),
            ]
            self._used.add(form)
            at = found.end()
        parts.append(Text(text[at:]))
        return tuple(part for part in parts if not isinstance(part, Text) or part.text)
