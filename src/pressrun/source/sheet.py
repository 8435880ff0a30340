"""The text of an ``issue.md`` under the editor's pencil: which line names which article."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pressrun.errors import ContentError, Place
from pressrun.source.fields import Node, SourceFile
from pressrun.source.fields import Sequence as Items
from pressrun.source.frontmatter import read_source
from pressrun.source.lineup import Group, Groups, flow, read_groups, scalars_of, written
from pressrun.source.quoting import yaml_scalar

_PATH: Final = "issue.md"
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_LEAD: Final = re.compile(r" *- +")
_INDENT: Final = re.compile(r" *(?:- +)*")
_KEY: Final = re.compile(r"(?P<head>articles:)(?: *\[ *\])?(?P<tail> *(?:#.*)?)")
_REFERENCE: Final = re.compile(r"(?P<quote>[\"']?)(?P<text>.*?)(?P=quote)\s*(?:\s#.*)?")


_Lines = list[str] | None


class Sheet:
    """Reads a text once and offers edits of its lines; None where lines cannot express one.

    Raises:
        ContentError: The front matter does not load.
    """

    def __init__(self, text: str) -> None:
        source, problems = read_source(text.encode(), path=_PATH)
        if source is None:
            raise ContentError.of(problems)
        self._source: SourceFile = source
        self.lines = _LINE.findall(text)
        self.line_end = re.sub(r"[^\r\n]", "", self.lines[0])
        self._node = source.table.find("articles")
        self.groups = tuple(read_groups(self._node))
        self.references = tuple(ref for group in self.groups for ref in group.references)

    def edited(self, groups: Groups, lines: _Lines) -> str:
        """Return ``lines`` if they read back as ``groups``, else the whole list written anew.

        Raises:
            ContentError: Neither reads back: the front matter has an unusual form.
        """
        for candidate in (lines, self._rewritten(groups)):
            text = "".join(candidate or ())
            if text and self._reads_back(text, groups):
                return text
        raise ContentError(
            "the list of articles cannot be edited in this form",
            code="ISS014",
            place=Place(path=_PATH),
            help="write it by hand:\narticles:\n  - slug-of-an-article",
        )

    def _reads_back(self, text: str, groups: Groups) -> bool:
        """Tell whether ``text`` says ``groups`` and else all that was said before."""
        try:
            read = Sheet(text)
        except ContentError:
            return False
        wanted = [(group.title, group.references) for group in groups]
        found = [(group.title, group.references) for group in read.groups]
        return found == wanted and read._others() == self._others()

    def _others(self) -> tuple[str, list[tuple[str, str]]]:
        entries = [(key.text, flow(node)) for key, node in self._source.table]
        return self._source.body, [entry for entry in entries if entry[0] != "articles"]

    def row_of_key(self, key: str) -> int | None:
        """Return the row, from 0, in which a key of the front matter stands."""
        return next((_row(name) for name, _ in self._source.table if name.text == key), None)

    def with_items(self, group: Group, refs: Sequence[str]) -> _Lines:
        """Return the lines with ``refs`` at the end of a group that was read."""
        lines = list(self.lines)
        if not group.references:
            return self._filled(lines, group, refs)
        row = self._rows().get(group.references[-1])
        if row is None:
            return None
        lead = self._lead(row)
        lines[row + 1 : row + 1] = [f"{lead}{yaml_scalar(ref)}{self.line_end}" for ref in refs]
        return lines

    def with_section(self, title: str, refs: Sequence[str]) -> _Lines:
        """Return the lines with a section behind everything."""
        row = self._rows().get(self.references[-1]) if self.references else None
        if row is None or not isinstance(self._node, Items):
            return None
        lead = self._lead(_row(self._node.items[0]))
        indent = " " * len(lead)
        fresh = [
            f"{lead}section: {yaml_scalar(title)}",
            f"{indent}articles:",
            *(f"{indent}  - {yaml_scalar(ref)}" for ref in refs),
        ]
        ended = [line + self.line_end for line in fresh]
        return [*self.lines[: row + 1], *ended, *self.lines[row + 1 :]]

    def without(self, refs: Sequence[str]) -> _Lines:
        """Return the lines without those of ``refs``."""
        lines, rows = list(self.lines), self._rows()
        if any(ref not in rows for ref in refs):
            return None
        for ref in refs:
            lines[rows[ref]] = ""
        return self._emptied(lines, refs)

    def moved(self, ref: str, anchor: str, *, below: bool) -> _Lines:
        """Return the lines with the one of ``ref`` above or below the one of ``anchor``."""
        lines, rows = self.without([ref]), self._rows()
        if lines is None or anchor not in rows:
            return None
        old, new = rows[ref], rows[anchor]
        line = self._lead(new) + self.lines[old][len(self._lead(old)) :]
        lines.insert(new + below, line)
        return lines

    def _emptied(self, lines: list[str], gone: Sequence[str]) -> list[str]:
        """Write ``[]`` where a list has lost everything: a bare key would be an error."""
        for group in self.groups:
            row = self._key_row(group)
            alone = group.table is not None or len(self.groups) == 1
            if alone and row is not None and set(group.references) <= set(gone):
                lines[row] = _KEY.sub(r"\g<head> []\g<tail>", lines[row], count=1)
        return lines

    def _filled(self, lines: list[str], group: Group, refs: Sequence[str]) -> _Lines:
        """Write ``refs`` below the key of a list that holds nothing."""
        row = self._key_row(group)
        if row is None:
            return None
        found = _INDENT.match(lines[row])
        indent = " " * (found.end() + 2 if found else 2)
        lines[row] = _KEY.sub(r"\g<head>\g<tail>", lines[row], count=1)
        lines[row + 1 : row + 1] = [f"{indent}- {yaml_scalar(r)}{self.line_end}" for r in refs]
        return lines

    def _key_row(self, group: Group) -> int | None:
        if group.table is None:
            return self.row_of_key("articles")
        return next((_row(key) for key, _ in group.table if key.text == "articles"), None)

    def _rows(self) -> dict[str, int]:
        """Return the row of every reference that has a line of its own: ``- slug  # remark``."""
        rows = {}
        for scalar in scalars_of(self._node):
            line = self.lines[_row(scalar)].rstrip("\r\n")
            lead = _LEAD.match(line)
            rest = _REFERENCE.fullmatch(line, lead.end()) if lead else None
            if rest and rest["text"] == scalar.text:
                rows[scalar.text] = _row(scalar)
        return rows

    def _lead(self, row: int) -> str:
        found = _LEAD.match(self.lines[row])
        return found[0] if found else ""

    def _rewritten(self, groups: Groups) -> list[str]:
        start, end = self._region()
        fresh = [line + self.line_end for line in written(groups)]
        return [*self.lines[:start], *fresh, *self.lines[end:]]

    def _region(self) -> tuple[int, int]:
        """Return the rows of the list, its key included; an empty region where it is missing."""
        fence = self._source.body_line - 2
        starts = [_row(key) for key, _ in self._source.table]
        regions = dict(pairwise([*starts, fence]))
        start = self.row_of_key("articles")
        if start is None:
            return fence, fence
        end = regions[start]
        while end > start + 1 and not self.lines[end - 1].split("#")[0].strip():
            end -= 1
        return start, end


def _row(node: Node) -> int:
    return (node.place.line or 1) - 1
