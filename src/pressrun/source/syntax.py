"""What to say about a row that is not valid YAML, and how that row may have been meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_HEAD: Final = re.compile(r"\s*(?:-\s+)*(?:[A-Za-z_][\w-]*:\s+)?(?=\S)")
_NO_SPACE: Final = re.compile(r"\s*[A-Za-z_][\w-]*:(?=\S)")
_CLOSERS: Final = {'"': '"', "'": "'", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where a parser gave up, and what it ``said``; rows and columns count from 0.

    ``since`` is where that began which it was reading.
    """

    row: int
    column: int
    said: str
    since: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Saying:
    """A piece of the parser's words and ours for it; ``from_start`` points at its beginning."""

    said: str
    what: str
    code: str = "FM002"
    help: str = 'write  key: "value"'
    from_start: bool = False


_SPECIAL: Final = "a value that begins with a special sign must be quoted"
_COLON: Final = "a value with ': ' in it must be quoted"
_SPACELESS: Final = _Saying("expected ':'", "a row has no ': ' after its key", from_start=True)

# The first that fits is used; the last always fits.
_SAYINGS: Final = (
    _Saying("'\\t' that cannot start", "a tab stands where only spaces may", "FM008"),
    _Saying("mapping values are not allowed", _COLON),
    _Saying("cannot start any token", _SPECIAL),
    _Saying("alphabetic or numeric", _SPECIAL),
    _Saying("entries are not allowed", _SPECIAL),
    _Saying("block scalar", _SPECIAL),
    _Saying("end of stream", "the quotation mark that opens here is never closed", from_start=True),
    _Saying("',' or ", "a comma or the closing bracket of this is missing", from_start=True),
    _SPACELESS,
    _Saying("double-quoted scalar", "a backslash in double quotation marks must be doubled"),
    _Saying("found ','", "an item of a list is empty"),
    _Saying("'<scalar>'", "something follows the end of a value"),
    _Saying("'<document start>'", "a second document begins", help="take out the row above"),
    _Saying("", "this row cannot be read"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault in the reader's words, and the row and column to look at, from 0."""

    code: str
    what: str
    help: str
    row: int
    column: int


def explain(fault: Fault, rows: Sequence[str]) -> Finding:
    """Say what is wrong with the row at fault, or with the row before it."""
    saying = next(saying for saying in _SAYINGS if saying.said in fault.said)
    row, column = fault.row, fault.column
    if saying.from_start and fault.since is not None:
        row, column = fault.since
    if saying.what == _COLON and row and (above := _NO_SPACE.match(rows[row - 1])):
        saying, row, column = _SPACELESS, row - 1, above.end() - 1
    what = f"front matter is not valid YAML: {saying.what}"
    return Finding(code=saying.code, what=what, help=saying.help, row=row, column=column)


def candidates(row: str) -> Iterator[str]:
    """Yield what a faulty row may have been meant to be, the likeliest first."""
    if "\t" in row:
        yield row.replace("\t", "  ")
    if re.search(r"[\[,]\s*,", row):
        yield re.sub(r"([\[,])\s*(?:,\s*)+", lambda m: "[" if m[1] == "[" else ", ", row)
    if _NO_SPACE.match(row):
        yield row.replace(":", ": ", 1)
    if closer := _CLOSERS.get(_value(row)[:1]):
        yield row.rstrip() + closer
    if quoted := quote_value(row):
        yield quoted
    if row[:1] == " ":
        yield row.lstrip()


def quote_value(row: str) -> str:
    """Return a row with its value in double quotation marks; empty where it has no value."""
    value = _value(row)
    if not value:
        return ""
    inner = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
    escaped = inner.replace("\\", "\\\\").replace('"', '\\"')
    return f'{row[: len(row.rstrip()) - len(value)]}"{escaped}"'


def _value(row: str) -> str:
    """Return what follows the key or the dash of a row; empty where there is neither."""
    head = _HEAD.match(row)
    return row[head.end() :].rstrip() if head and head[0].strip() else ""
