"""Excuses: findings that somebody has looked at and lets stand, with a reason beside them.

Alone on its line a comment excuses the lines below it, in articles and templates up to the next
blank one, in YAML and TOML the next one; at the end of a line it excuses that line. The first kind,
in front matter and settings, excuses as well what is told of the whole file.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from pressrun.errors import Fix, Problem, Severity
from pressrun.model.code import Code
from pressrun.model.excuse import HTML, JINJA, Excuse, Remark, may_excuse, read_remark, remarks
from pressrun.render.lint.fences import Fences
from pressrun.render.lint.hashes import hashes
from pressrun.render.lint.script import Script

EXC001: Final = Code(
    code="EXC001",
    title="an excuse excuses nothing",
    why="What it spoke of was mended or moved, or never stood there. Left where it is, it would"
    " hide the next finding of its kind that nobody has looked at.",
    mend="Take the comment out: `pressrun check --fix` does. If what it means stands elsewhere,"
    " move it: to the end of that line, or alone on the line above.",
    severity=Severity.WARNING,
)
EXC002: Final = Code(
    code="EXC002",
    title="an excuse gives no reason",
    why="Whoever reads it next year cannot tell whether it still holds. Without a reason it excuses"
    " nothing.",
    mend="Write the reason behind a colon:"
    " `<!-- allow LNK004: 'here' is the name of the band -->`.",
    severity=Severity.WARNING,
)
EXC003: Final = Code(
    code="EXC003",
    title="an excuse names a code that there is not, or that nothing excuses",
    why="What it was meant for is told nevertheless. Codes of what would harm readers for sure"
    " cannot be excused beside the text.",
    mend="Name the code as `pressrun check` tells it, in brackets behind the severity; or mend what"
    " is wrong and take the comment out.",
    severity=Severity.WARNING,
)
EXCUSES: Final = (EXC001, EXC002, EXC003)

_FRONT: Final = "---"
# Marks of quotations and of a list's item: what stands behind them stands alone.
_LEAD: Final = re.compile(r"[ \t>]*+(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]++)?")


def find_excuses(script: Script) -> tuple[Excuse, ...]:
    """Return the excuses in a file; what stands in fenced or indented code is an example."""
    find = _FINDERS.get(script.path.rpartition(".")[2])
    if find is None or not may_excuse(script.text):
        return ()
    return tuple(find(script))


def excused(
    problems: Iterable[Problem],
    scripts: Iterable[Script],
    codes: Mapping[str, Code],
    *,
    looked: Callable[[Excuse], bool] = lambda _: True,
) -> tuple[Problem, ...]:
    """Return problems without what is excused, and with what is wrong with excuses.

    Args:
        problems: All that was found.
        scripts: The files whose excuses count.
        codes: All codes that there are, by name.
        looked: Whether what an excuse speaks of was looked for; if not it is not called unused.
    """
    excuses = [excuse for script in scripts for excuse in find_excuses(script)]
    if not excuses:
        return tuple(problems)
    heeded = _Heeded(e for e in excuses if e.reason and _is_excusable(codes.get(e.code)))
    told = [problem for problem in problems if not heeded.excuses(problem)]
    left = {(problem.place.path, problem.code) for problem in told if problem.place}
    for excuse in excuses:
        code = codes.get(excuse.code)
        if not _is_excusable(code):
            told.append(_unknown(excuse, codes))
        elif not excuse.reason:
            told.append(_reasonless(excuse))
        elif excuse not in heeded.used and looked(excuse):
            told.append(_unused(excuse, elsewhere=(excuse.place.path, excuse.code) in left))
    return tuple(told)


class _Heeded:
    """Excuses by file and code; knows which were used.

    Of several that cover one line the nearest is used. Those alone on their lines end where their
    block does, so that only the nearest above can cover a line.
    """

    def __init__(self, excuses: Iterable[Excuse]) -> None:
        self.used: set[Excuse] = set()
        self._of_lines: dict[tuple[str, str, int], Excuse] = {}
        self._above: dict[tuple[str, str], list[Excuse]] = {}
        self._of_files: dict[tuple[str, str], Excuse] = {}
        for excuse in sorted(excuses, key=lambda e: (e.place.path, e.first)):
            key = (excuse.place.path, excuse.code)
            if excuse.first == excuse.last:
                self._of_lines[*key, excuse.first] = excuse
            else:
                self._above.setdefault(key, []).append(excuse)
            if excuse.of_file:
                self._of_files.setdefault(key, excuse)

    def excuses(self, problem: Problem) -> bool:
        """Tell whether a problem is excused."""
        place = problem.place
        if place is None:
            return False
        key, line = (place.path, problem.code), place.line or 0
        found = self._of_lines.get((*key, line)) or self._nearest(key, line)
        if found is None and line <= 1:
            found = self._of_files.get(key)
        if found is not None:
            self.used.add(found)
        return found is not None

    def _nearest(self, key: tuple[str, str], line: int) -> Excuse | None:
        above = self._above.get(key, [])
        index = bisect_right(above, line, key=lambda excuse: excuse.first) - 1
        return above[index] if index >= 0 and line <= above[index].last else None


def _is_excusable(code: Code | None) -> bool:
    return code is not None and code.excusable


def _unknown(excuse: Excuse, known: Mapping[str, Code]) -> Problem:
    if excuse.code in known:
        what, remedy = f"{excuse.code} cannot be excused", "mend what is wrong, and take this out"
    else:
        what = f"there is no code '{excuse.code}'"
        remedy = _nearest_code(excuse.code, known)
    return _problem(EXC003, what, excuse, remedy)


def _nearest_code(said: str, known: Mapping[str, Code]) -> str:
    names = (name for name, code in known.items() if code.excusable)
    near = get_close_matches(said.upper(), names, n=1, cutoff=0.75)
    return f"did you mean {near[0]}?" if near else "name it as pressrun check does"


def _reasonless(excuse: Excuse) -> Problem:
    what = f"this excuse of {excuse.code} gives no reason"
    return _problem(EXC002, what, excuse, f"write it behind a colon:  allow {excuse.code}: why")


def _unused(excuse: Excuse, *, elsewhere: bool) -> Problem:
    """Return that an excuse is of no use; certain to be superfluous is one whose code is told
    nowhere in its file, any other may only stand in the wrong place."""
    what = f"there is no {excuse.code} here that this excuses"
    if elsewhere:
        remedy = "move it to the end of the line that it means, or alone on the line above"
        return _problem(EXC001, what, excuse, remedy)
    return _problem(EXC001, what, excuse, "take the comment out", excuse.fix)


def _problem(code: Code, what: str, excuse: Excuse, help: str, fix: Fix | None = None) -> Problem:
    return Problem(
        code=code.code,
        what=what,
        place=excuse.place,
        help=help,
        severity=code.severity,
        fix=fix,
    )


def _in_article(script: Script) -> Iterator[Excuse]:
    rows = script.rows
    end = next((index for index, row in enumerate(rows) if index and row.rstrip() == _FRONT), 0)
    if not end or rows[0].lstrip("\ufeff").rstrip() != _FRONT:
        return
    yield from _in_rows(script, rows[1:end], 2, yaml=True)
    code = Fences()
    kept = ["" if code.is_code(row) else row for row in rows[end + 1 :]]
    yield from _in_text(script, [*rows[: end + 1], *kept], end + 1, HTML)


def _in_template(script: Script) -> Iterator[Excuse]:
    return _in_text(script, script.rows, 0, JINJA, HTML)


def _in_plain_template(script: Script) -> Iterator[Excuse]:
    return _in_text(script, script.rows, 0, JINJA)


def _in_settings(script: Script) -> Iterator[Excuse]:
    return _in_rows(script, script.rows, 1, yaml=False)


def _in_text(
    script: Script, rows: Sequence[str], first: int, *delimiters: tuple[str, str]
) -> Iterator[Excuse]:
    """Yield the excuses of rows from index ``first`` on; a row of code is given as a blank one."""
    ends = _block_ends(script.rows)
    for index in range(first, len(rows)):
        row, line = rows[index], index + 1
        found = list(remarks(row, *delimiters))
        alone = bool(found) and _LEAD.fullmatch(row[: found[-1].start]) is not None
        for remark in reversed(found):
            yield Excuse(
                code=remark.code,
                reason=remark.reason,
                place=script.place(line, remark.start + 1, remark.end - remark.start),
                first=line,
                last=ends[index] if alone else line,
                fix=_removal(row, line, remark, single=len(found) == 1),
            )


def _removal(row: str, line: int, remark: Remark, *, single: bool) -> Fix:
    """Return what takes a remark out of its row, with the space before it and, where it leaves
    nothing else, the marks of a quotation."""
    lead = row[: remark.start]
    start = len(lead.rstrip())
    if _LEAD.fullmatch(lead):
        start = 0 if single and not lead.strip(" \t>") else remark.start
    end = len(row) if not row[remark.end :].strip() else remark.end
    return Fix(line=line, column=start + 1, old=row[start:end], new="")


def _block_ends(rows: Sequence[str]) -> list[int]:
    """Return for each row the number of the last line before the next blank one."""
    ends = [0] * len(rows)
    end = len(rows)
    for index in range(len(rows) - 1, -1, -1):
        if not rows[index].strip(" \t>"):
            end = index
        ends[index] = max(end, index + 1)
    return ends


def _in_rows(
    script: Script, rows: Sequence[str], first_line: int, *, yaml: bool
) -> Iterator[Excuse]:
    """Yield the excuses of rows of YAML or TOML."""
    found = list(hashes(rows, yaml=yaml))
    alone = {index for index, at in found if not rows[index][:at].strip()}
    for index, at in found:
        row, line = rows[index], index + first_line
        said = read_remark(row[at + 1 :])
        if said is None:
            continue
        last = index + 1
        while index in alone and last in alone:
            last += 1
        start = at if index in alone else len(row[:at].rstrip())
        yield Excuse(
            code=said[0],
            reason=said[1],
            place=script.place(line, at + 1, len(row[at:].rstrip())),
            first=line,
            last=last + first_line if index in alone else line,
            of_file=index in alone,
            fix=Fix(line=line, column=start + 1, old=row[start:], new=""),
        )


_FINDERS: Final[dict[str, Callable[[Script], Iterator[Excuse]]]] = {
    "md": _in_article,
    "toml": _in_settings,
    "mjml": _in_template,
    "html": _in_template,
    "txt": _in_plain_template,
}
