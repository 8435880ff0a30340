"""Corrections in front matter: read, and written below those that are there."""

import re
from collections.abc import Sequence as Rows
from dataclasses import replace
from datetime import date
from typing import Final

from pressrun.errors import ContentError, Place, quoted
from pressrun.model.document import Correction
from pressrun.model.inline import Text
from pressrun.source.fields import Node, Sequence, SourceFile
from pressrun.source.findings import Findings
from pressrun.source.frontmatter import read_source
from pressrun.source.lineup import flow, items_of, scalars_of
from pressrun.source.quoting import double_quoted, yaml_scalar
from pressrun.source.values import read_text

KEY: Final = "corrections"
EXAMPLE: Final = "- 2026-12-01 The fare is 3 euros, not 2."

_CORRECTION: Final = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?P<words> .*)?")
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_LEAD: Final = re.compile(r" *- +")
_KEY: Final = re.compile(r"(?P<head>[^:]+:)(?: *\[ *\])?(?P<rest>.*)", re.DOTALL)


def read_corrections(node: Node, findings: Findings) -> tuple[Correction, ...]:
    """Read one correction or a list of such: the day, a space, and what is right now."""
    nodes = node.items if isinstance(node, Sequence) else (node,)
    found = (_correction(item, findings) for item in nodes)
    return tuple(correction for correction in found if correction is not None)


def said_in_file(correction: Correction) -> str:
    """Return a correction as it is read: the day, a space, the words."""
    words = "".join(part.text for part in correction.parts if isinstance(part, Text))
    return f"{correction.on.isoformat()} {words}"


def with_correction(text: str, correction: str, *, path: str) -> str:
    """Return ``text``, an article, with one more correction behind all others.

    ``correction`` is as it is read: the day, a space, the words. Everything else of the file
    stays as it is, to the last blank.

    Raises:
        ContentError: ``correction`` is none, the front matter does not load, or its corrections
            stand in a form that cannot be edited, such as ``[…]``.
    """
    source = _source(text, path)
    _refuse_wrong(correction)
    lines = _LINE.findall(text)
    changed = "".join(_grown(source, lines, _written(correction)))
    if _reads_back(changed, source, correction):
        return changed
    raise ContentError(
        "the corrections of this article cannot be edited in this form",
        code="FM036",
        place=Place(path=path),
        help=f"write by hand, below  {KEY}:\n  - {_written(correction)}",
    )


def _refuse_wrong(correction: str) -> None:
    """Refuse what could not be read back, before it stands in a file."""
    source, faults = read_source(f"---\n{KEY}: {_written(correction)}\n---\n".encode(), path="")
    findings = Findings()
    node = source.table.find(KEY) if source else None
    if node is not None:
        read_corrections(node, findings)
    if wrong := [replace(fault, place=None) for fault in (*faults, *findings.told())]:
        raise ContentError.of(wrong)


def _correction(node: Node, findings: Findings) -> Correction | None:
    text = read_text(node, findings)
    if text is None:
        return None
    found = _CORRECTION.fullmatch(text)
    words = ((found and found["words"]) or "").strip()
    if found is None:
        fault = "a correction begins with its day and a space"
    elif day := _day(found["day"]):
        if words:
            return Correction(on=day, parts=(Text(words),), line=node.place.line or 0)
        fault = "the correction says nothing"
    else:
        fault = f"there is no day {found['day']}"
    what = f"{quoted(text)}: {fault}" if text else fault
    findings.refuse("FM035", what, node.place, help=f"write  {EXAMPLE}")
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _written(correction: str) -> str:
    """Return a correction as a scalar of YAML, bare where nobody can mistake it."""
    day, _, words = correction.partition(" ")
    return correction if day and yaml_scalar(words) == words else double_quoted(correction)


def _grown(source: SourceFile, lines: Rows[str], scalar: str) -> list[str]:
    """Return the lines with one more item, at the end of the list or of the front matter."""
    ending = re.sub(r"[^\r\n]", "", lines[0])
    node = source.table.find(KEY)
    grown = list(lines)
    if node is None:
        grown[source.body_line - 2 : source.body_line - 2] = [
            f"{KEY}:{ending}",
            f"  - {scalar}{ending}",
        ]
        return grown
    if isinstance(node, Sequence) and node.items:
        last = (node.items[-1].place.line or 1) - 1
        lead = _LEAD.match(lines[last])
        end = _end_of_item(source, lines, last)
        grown.insert(end, f"{lead[0] if lead else '  - '}{scalar}{ending}")
        return grown
    row = next((key.place.line or 1) - 1 for key, _ in source.table if key.text == KEY)
    found = _KEY.fullmatch(lines[row])
    if found is None:
        return grown
    item = f"  - {scalar}{ending}"
    alone = f"{found['head']}{ending}  - {found['rest'].lstrip(' ')}"  # a value that is no list
    empty = f"{found['head']}{found['rest']}"
    grown[row : row + 1] = [alone if items_of(node) else empty, item]
    return grown


def _end_of_item(source: SourceFile, lines: Rows[str], row: int) -> int:
    """Return the row behind an item that begins in ``row`` and may go on below it."""
    indent = len(lines[row]) - len(lines[row].lstrip(" "))
    end = row + 1
    while end < source.body_line - 2:
        line = lines[end]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
            break
        end += 1
    while not lines[end - 1].split("#")[0].strip():
        end -= 1
    return end


def _reads_back(text: str, before: SourceFile, correction: str) -> bool:
    """Tell whether ``text`` says one more correction and else all that was said before."""
    try:
        after = _source(text, before.path)
    except ContentError:
        return False
    wanted = [*_texts(before), correction]
    return _texts(after) == wanted and _others(after) == _others(before)


def _texts(source: SourceFile) -> list[str]:
    return [node.text for node in scalars_of(source.table.find(KEY))]


def _others(source: SourceFile) -> tuple[str, list[tuple[str, str]]]:
    entries = [(key.text, flow(node)) for key, node in source.table if key.text != KEY]
    return source.body, entries


def _source(text: str, path: str) -> SourceFile:
    source, problems = read_source(text.encode(), path=path)
    if source is None:
        raise ContentError.of(problems)
    return source
