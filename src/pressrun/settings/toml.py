"""The text of pressrun.toml: what it says, and where it says it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pressrun.errors import Place, Problem, quoted

NAME: Final = "pressrun.toml"

Path = tuple[str, ...]

_PART: Final = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_KEY: Final = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE: Final = re.compile(rf"\s*\[(?P<many>\[?)\s*(?P<key>{_KEY})\s*\]")
_PAIR: Final = re.compile(
    rf"""\s*(?P<key>{_KEY})\s*=\s*(?P<value>"(?:[^"\\]|\\.)*"|'[^']*'|[^#]*[^#\s]|)"""
)
_SECRET: Final = re.compile(
    r"""(?i:password|token|secret|key|pem)["']?\s*=|PRIVATE\ KEY|^[A-Za-z0-9+/=]{40,}$""", re.X
)
_AT: Final = re.compile(r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|.*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Toml:
    """A file as parsed; ``keys`` and ``values`` tell where each setting stands."""

    data: Mapping[str, Any]
    keys: Mapping[Path, Place]
    values: Mapping[Path, Place]

    def place(self, path: Path, *, value: bool = False) -> Place:
        """Return where a key or its value stands, or else the table it belongs to.

        A table without a line of its own, as ``relay`` in ``[relay.main]``, stands where the
        first of it does.
        """
        places = self.values if value else self.keys
        if path in places:
            return places[path]
        for key, place in self.keys.items():
            if key[: len(path)] == path:
                return place
        return self.place(path[:-1]) if len(path) > 1 else Place(path=NAME)

    def rows(self, path: Path) -> list[str]:
        """Return what the tables of an array are told apart by in paths, in order."""
        tables = {key[len(path)] for key in self.keys if key[: len(path)] == path != key}
        return sorted((row for row in tables if row.isdecimal()), key=int)


def parse_toml(octets: bytes) -> Toml | tuple[Problem, ...]:
    """Return what ``octets`` say as TOML 1.0, or everything that keeps them from being it."""
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"{NAME} is not UTF-8"
        line = octets.count(b"\n", 0, error.start) + 1
        problem = Problem(code="CFG003", what=what, place=Place(path=NAME, line=line))
        return (replace(problem, help="save it as UTF-8"),)
    lines = text.replace("\r\n", "\n").split("\n")
    scan = _Scan(lines)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return tuple(scan.repeats) or (_explain(error, lines),)
    return Toml(data=data, keys=scan.keys, values=scan.values)


def _explain(error: Exception, lines: Sequence[str]) -> Problem:
    at = _AT.fullmatch(str(error))
    said = at["said"] if at else "nested too deeply, or a number too long"
    rows = [number for number, line in enumerate(lines, 1) if line.strip()]
    line = int(at["line"]) if at and at["line"] else max(rows, default=1)
    column = int(at["column"]) if at and at["column"] else None
    text = lines[line - 1] if line <= len(lines) else ""
    is_header = "=" not in text and bool(re.search(r"[\[\]]", text))
    return Problem(
        code="CFG002",
        what=f"{NAME} is not valid TOML: {said[:1].lower()}{said[1:]}",
        place=_place(lines, line, column),
        help="write  [lists.main]  on a line of its own"
        if is_header
        else 'write  key = "text"  or  key = 80',
    )


def _place(lines: Sequence[str], line: int, column: int | None = None, width: int = 1) -> Place:
    """Return a place with its line, save one that may hold a secret."""
    text = lines[line - 1] if line <= len(lines) else ""
    shown = None if _SECRET.search(text) else text
    return Place(path=NAME, line=line, column=column, text=shown, width=max(1, width))


class _Scan:
    """Finds keys line by line, which ``tomllib`` does not tell."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.keys: dict[Path, Place] = {}
        self.values: dict[Path, Place] = {}
        self.repeats: list[Problem] = []
        table: Path = ()
        for number, line in enumerate(lines, 1):
            if match := _TABLE.match(line):
                # Tables of an array bear one name and are told apart by their lines.
                table = (*_split(match["key"]), *([str(number)] if match["many"] else []))
                self.note(table, match, lines, number)
            elif match := _PAIR.match(line):
                self.note((*table, *_split(match["key"])), match, lines, number)

    def note(self, path: Path, match: re.Match[str], lines: Sequence[str], number: int) -> None:
        key = _place(lines, number, match.start("key") + 1, len(match["key"]))
        if path in self.keys:
            twice = f"lines {self.keys[path].line} and {number}"
            what = f"{quoted('.'.join(path))} is given twice ({twice})"
            self.repeats.append(
                Problem(code="CFG004", what=what, place=key, help="keep one of them")
            )
        self.keys.setdefault(path, key)
        if match.re is _PAIR:
            start, width = match.start("value") + 1, len(match["value"])
            self.values.setdefault(path, _place(lines, number, start, width))


def _split(key: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, key))
