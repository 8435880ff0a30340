"""Fixes: what `check --fix` changes in files, where it is certain what is meant."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from pressrun.errors import ContentError, Fix, Place, Problem
from pressrun.ports import Folder

# A row with its end, as editors count rows.
_ROW: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """One change: where it was made, in lines of the file as it was, and what of."""

    place: Place
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class MendedFile:
    """A file as it is once it is mended, and what was changed in it, from its top."""

    path: str
    octets: bytes
    changes: tuple[Mended, ...]


def fix_files(folder: Folder, problems: Iterable[Problem]) -> tuple[MendedFile, ...]:
    """Return the files that change when everything is mended of which a problem knows how.

    What a fix would change must still stand where it was found; a file that is gone, or no longer
    UTF-8, is left alone. Nothing is written.
    """
    by_path: dict[str, set[Fix]] = {}
    for problem in problems:
        if problem.fix is not None and problem.place is not None:
            by_path.setdefault(problem.place.path, set()).add(problem.fix)
    files = (_fixed(folder, path, fixes) for path, fixes in sorted(by_path.items()))
    return tuple(file for file in files if file is not None)


def fix_text(text: str, fixes: Collection[Fix]) -> tuple[str, tuple[Fix, ...]]:
    """Return a text with fixes made, and those that were, from the top.

    Ends of lines stay as they are. Of fixes that overlap the first is made: the next look tells
    whether the other is still called for.
    """
    pieces = [(found[1], found[2]) for found in _ROW.finditer(text)]
    done: list[Fix] = []
    by_line: dict[int, list[Fix]] = {}
    for fix in fixes:
        by_line.setdefault(fix.line, []).append(fix)
    for line, asked in sorted(by_line.items()):
        if not 1 <= line <= len(pieces):
            continue
        row, end = pieces[line - 1]
        # Whoever reads lines drops the byte order mark, and counts from behind it.
        mark = _MARK if line == 1 and row.startswith(_MARK) else ""
        fixed, made = _fix_row(row.removeprefix(mark), asked)
        gone = bool(made) and not fixed.strip()
        pieces[line - 1] = (mark, "") if gone else (mark + fixed, end)
        done += made
    return "".join(row + end for row, end in pieces), tuple(done)


def _fix_row(row: str, fixes: Iterable[Fix]) -> tuple[str, list[Fix]]:
    pieces: list[str] = []
    made: list[Fix] = []
    at = 0
    for fix in sorted(fixes, key=lambda fix: (fix.column, -len(fix.old), fix.new)):
        start = fix.column - 1
        if start < at or not fix.old or not row.startswith(fix.old, start):
            continue
        pieces += (row[at:start], fix.new)
        at = start + len(fix.old)
        made.append(fix)
    return "".join((*pieces, row[at:])), made


def _fixed(folder: Folder, path: str, fixes: Collection[Fix]) -> MendedFile | None:
    try:
        text = folder.octets(path).decode()
    except (ContentError, UnicodeDecodeError):
        return None
    fixed, done = fix_text(text, fixes)
    if fixed == text:
        return None
    changes = (
        Mended(place=Place(path=path, line=fix.line, column=fix.column), old=fix.old, new=fix.new)
        for fix in done
    )
    return MendedFile(path, fixed.encode(), tuple(changes))
