"""Rows as CSV (RFC 4180) that a spreadsheet shows and never runs."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

# What a spreadsheet takes for the beginning of a formula, twins of full width included, also behind
# apostrophes, so that what is taken off again is what was put on (OWASP, "CSV Injection").
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


def rows_of(rows: Iterable[Sequence[str]], *, raw: bool = False) -> str:
    """Return rows as lines of CSV.

    A cell that would be a formula begins with an apostrophe, which spreadsheets do not show; with
    ``raw`` every cell is as it is, for programs. ``source.roster`` takes the apostrophe off.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows(rows if raw else ([_shown(cell) for cell in row] for row in rows))
    return written.getvalue()


def _shown(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
