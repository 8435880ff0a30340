"""Octets of a file into front matter and body: the only door to PyYAML.

Only PyYAML's events are used. It never builds a value, so ``12:30`` and ``no`` stay text, and
no tag can name something to call.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, cast

from yaml.error import Mark, MarkedYAMLError
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from pressrun.errors import Place, Problem, quoted
from pressrun.model.excuse import read_remark
from pressrun.source.fields import Node, Scalar, Sequence, SourceFile, Table
from pressrun.source.findings import Findings
from pressrun.source.octets import read_lines
from pressrun.source.quoting import yaml_scalar
from pressrun.source.syntax import Fault, candidates, explain, quote_value

FENCE: Final = "---"
FRONT_LIMIT_OCTETS: Final = 64 * 2**10
DEPTH_LIMIT: Final = 8
MENDED_LIMIT: Final = 8

# Controls, ends of line that are not LF, half characters, and what XML 1.0 has no place for.
_REMARK: Final = re.compile(r"\s+#.*")
_FORBIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)


def read_source(octets: bytes, *, path: str) -> tuple[SourceFile | None, tuple[Problem, ...]]:
    """Take a file apart: front matter between two lines ``---``, then the body.

    ``path`` is relative to the publication's folder. No octets make it raise; where an error is
    among the problems there is no file.
    """
    source, faults = take_apart(octets, path=path)
    if source is None:
        return None, faults
    findings = Findings()
    table = _read_table(source, source.lines[1 : source.body_line - 2], findings)
    told = (*faults, *findings.told())
    if table is None or not findings.sound or any(f.severity == "error" for f in faults):
        return None, told
    return replace(source, table=table), told


def take_apart(octets: bytes, *, path: str) -> tuple[SourceFile | None, tuple[Problem, ...]]:
    """Part a file's body from its front matter as ``read_source`` does, and do not read that."""
    findings = Findings()
    lines = read_lines(octets, path=path, findings=findings)
    end = _find_end(lines, path=path, findings=findings) if lines else None
    if lines is None or end is None:
        return None, findings.told()
    source = SourceFile(
        path=path,
        table=Table(entries=(), place=Place(path=path, line=1, column=1, text=lines[0], width=3)),
        body="\n".join(lines[end + 1 :]),
        body_line=end + 2,
        lines=lines,
        digest=hashlib.sha256(octets).hexdigest(),
    )
    return source, findings.told()


def _find_end(lines: tuple[str, ...], *, path: str, findings: Findings) -> int | None:
    """Return the index of the line that closes the front matter."""
    place = Place(path=path, line=1, column=1, text=lines[0], width=len(lines[0]))
    if lines[0].rstrip() != FENCE:
        what = "the file does not begin with front matter"
        advice = f"make its first line  {FENCE}"
        if lines[0].rstrip() == "+++":  # TOML, as Hugo and Zola read it
            advice = f"write its rows as  key: value  between two lines  {FENCE}"
        findings.refuse("FM001", what, place, help=advice)
        return None
    fences = (index for index, line in enumerate(lines) if index and line.rstrip() == FENCE)
    end = next(fences, None)
    if end is None:
        what = "the front matter that opens here never ends"
        findings.refuse("FM003", what, place, help=f"write a line  {FENCE}  above the text")
        return None
    size_octets = sum(len(line.encode()) + 1 for line in lines[1:end])
    if size_octets > FRONT_LIMIT_OCTETS:
        what = f"front matter has {size_octets:,} octets; the limit is {FRONT_LIMIT_OCTETS:,}"
        findings.refuse("FM011", what, place, help=f"write a line  {FENCE}  above the text")
        return None
    return end


def _read_table(source: SourceFile, lines: tuple[str, ...], findings: Findings) -> Table | None:
    """Read rows of YAML. A faulty row is told, mended and read over, so that one go tells all."""
    rows = [_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", line) for line in lines]
    for number, line in enumerate(lines, 2):
        if separator := re.search("[\u2028\u2029]", line):
            _refuse_characters(separator[0], source.place(number, separator.start() + 1), findings)
    while True:
        reading = Findings()
        outcome = _compose(source, rows, reading)
        mended = None
        if isinstance(outcome, Fault):
            finding = explain(outcome, rows)
            mended = (
                _mend(source, rows, finding.row) if len(findings.problems) < MENDED_LIMIT else None
            )
            place = source.place(finding.row + 2, finding.column + 1)
            advice = f"write  {mended[finding.row].strip()}" if mended else finding.help
            findings.refuse(finding.code, finding.what, place, help=advice)
        if mended is None:
            findings.problems += reading.problems
            return outcome if isinstance(outcome, Table) else None
        rows = mended


def _mend(source: SourceFile, rows: list[str], at: int) -> list[str] | None:
    """Return the rows with one replaced so that the parser comes further than before."""
    for candidate in candidates(rows[at]) if at < len(rows) else ():
        mended = [*rows[:at], candidate, *rows[at + 1 :]]
        outcome = _compose(source, mended, Findings())
        if not isinstance(outcome, Fault) or explain(outcome, mended).row > at:
            return mended
    return None


class _Events(Reader, Scanner, Parser):
    """PyYAML's lower half: text into events."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def take(self) -> Event:
        return cast(Event, self.get_event())  # type: ignore[no-untyped-call]


class _TooDeep(Exception):
    pass


def _compose(source: SourceFile, rows: list[str], findings: Findings) -> Table | Fault | None:
    """Return the table, where the parser gave up, or None where the findings tell why."""
    events = _Events("\n".join(rows))
    try:
        return _Composer(events, source, findings).compose()
    except MarkedYAMLError as error:
        mark, since = error.problem_mark or events.get_mark(), error.context_mark
        return Fault(
            row=mark.line,
            column=mark.column,
            said=f"{error.context} {error.problem}",
            since=(since.line, since.column) if since else None,
        )
    except (ValueError, OverflowError):  # chr() of an escape such as "\UFFFFFFFF"
        mark = events.get_mark()
        said = "double-quoted scalar" if "\\" in rows[mark.line] else ""
        return Fault(row=mark.line, column=mark.column, said=said)
    except _TooDeep:
        return None


class _Composer:
    """Turns events into nodes, and refuses everything of YAML that is not plain text."""

    def __init__(self, events: _Events, source: SourceFile, findings: Findings) -> None:
        self.events, self.source, self.findings = events, source, findings

    def compose(self) -> Table | None:
        self.events.take()  # the stream starts
        if self.events.check_event(StreamEndEvent):
            return self.source.table
        self.events.take()  # the document starts
        root = self.node()
        self.events.take()  # the document ends
        if not self.events.check_event(StreamEndEvent):
            place = self.place(self.events.take())
            what = "a second document begins in the front matter"
            self.findings.refuse("FM015", what, place, help="take this row out")
        if isinstance(root, Table):
            return root
        what = "front matter is not made of rows with a key and a value"
        self.findings.refuse("FM012", what, root.place, help='write  title: "…"')
        return None

    def node(self, depth: int = 1) -> Node:
        event = self.events.take()
        place = self.place(event)
        self.refuse_marks(event, place)
        if isinstance(event, ScalarEvent):
            _refuse_characters(event.value, place, self.findings)
            self.warn_of_remark(event, place)
            return Scalar(text=event.value, place=place)
        if depth > DEPTH_LIMIT:
            what = f"front matter is nested deeper than {DEPTH_LIMIT} levels"
            self.findings.refuse("FM010", what, place, help="quote the value if it is text")
            raise _TooDeep
        if isinstance(event, SequenceStartEvent):
            return Sequence(items=tuple(self.items(depth)), place=place)
        if isinstance(event, MappingStartEvent):
            return Table(entries=tuple(self.entries(depth)), place=place)
        return Scalar(text="", place=place)

    def warn_of_remark(self, event: ScalarEvent, place: Place) -> None:
        """Warn where a value without quotes ends at ` #`: YAML takes the rest for a remark."""
        start, end = event.start_mark, event.end_mark
        if event.style is not None or start is None or end is None or start.line != end.line:
            return
        row = (place.text or "").rstrip()
        found = _REMARK.match(row, end.column)
        if found is not None and not read_remark(found[0].lstrip("# \t")):
            self.findings.warn(
                "FM033",
                f"from {quoted(found[0].strip()[:20])} on this is a remark, not part of the value",
                replace(place, column=found.start() + 2, width=len(found[0]) - 1),
                help=f"if it is text, quote it all: {yaml_scalar(event.value + found[0])}",
            )

    def items(self, depth: int) -> Iterator[Node]:
        while not self.events.check_event(SequenceEndEvent):
            yield self.node(depth + 1)
        self.events.take()

    def entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, int | None] = {}
        while not self.events.check_event(MappingEndEvent):
            key, value = self.node(depth + 1), self.node(depth + 1)
            if not isinstance(key, Scalar):
                self.findings.refuse(
                    "FM014", "a key is not text", key.place, help="write  key: value"
                )
            elif key.text in seen:
                lines = f"lines {seen[key.text]} and {key.place.line}"
                what = f"{quoted(key.text)} is given twice ({lines})"
                self.findings.refuse("FM004", what, key.place, help="keep one of them")
            else:
                seen[key.text] = key.place.line
                yield key, value
        self.events.take()

    def refuse_marks(self, event: Event, place: Place) -> None:
        """Refuse aliases, anchors and tags: signs that make a value more than its text."""
        if isinstance(event, AliasEvent):
            code, name = "FM005", "alias"
        elif getattr(event, "anchor", None) is not None:
            code, name = "FM005", "anchor"
        elif getattr(event, "tag", None) is not None:
            code, name = "FM006", "tag"
        else:
            return
        row = quote_value(place.text or "").strip()
        advice = f"quote it if it is text:  {row}" if row else "take it out"
        self.findings.refuse(code, f"front matter takes no YAML {name}", place, help=advice)

    def place(self, event: Event) -> Place:
        """Return where an event stands; the first row is the file's second line."""
        start, end = cast(Mark, event.start_mark), cast(Mark, event.end_mark)
        place = self.source.place(start.line + 2, start.column + 1)
        until = end.column if end.line == start.line else len(place.text or "")
        return replace(place, width=max(1, until - start.column))


def _refuse_characters(text: str, place: Place, findings: Findings) -> None:
    """Refuse what a header field or XML cannot carry, be it written or made by an escape."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return
    half = "\ud800" <= found[0] <= "\udfff"
    findings.refuse(
        "FM013",
        f"the character U+{ord(found[0]):04X} may not stand in front matter",
        place,
        help="write the character itself, not two halves" if half else "take it out",
    )
