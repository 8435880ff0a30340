"""A file of people, as spreadsheets and other services write it, into rows."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pressrun.errors import Place, UsageError, quoted, suggest
from pressrun.model.roster import Columns, Field, Row, Status
from pressrun.source.headings import cadence_of, column_of, status_of
from pressrun.source.listfile import ListFile

COLUMN_LIMIT: Final = 1000
_NAME_LIMIT: Final = 100
_TEXT_LIMIT: Final = 500
_DELIMITERS: Final = (",", ";", "\t", "|")
_IN_BRACKETS: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>\s*")
# What our own export writes before a formula (``render/spreadsheet.py``).
_KEPT_TEXT: Final = re.compile(r"'+[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NULL: Final = frozenset({"", "null", "none", "n/a", "-"})


class Roster:
    """A CSV file whose columns have been recognised; its rows may be read more than once.

    Args:
        mapping: Which column holds a field: its header, or its number from 1. What is left out is
            guessed from the headers.
        split: Take ``Name <address>`` apart, and several addresses in one cell.

    Raises:
        UsageError: The file cannot be read, is empty, is no text, or has no column of addresses;
            or a column is asked for that it does not have.
    """

    def __init__(
        self, path: Path, *, mapping: Mapping[Field, str] | None = None, split: bool = False
    ) -> None:
        self.path, self._split = path, split
        self._file = ListFile(path)
        first = next(self._file.lines(), "")
        delimiter = max(_DELIMITERS, key=first.count)
        try:
            cells = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error as cause:
            raise self._not_csv(1, cause) from cause
        if len(cells) > COLUMN_LIMIT:
            raise UsageError(
                f"{path.name} has {len(cells):,} columns, and a list has no more than"
                f" {COLUMN_LIMIT:,}",
                code="IMP007",
                place=Place(path=path.name, line=1),
                help="check that it is a list of people, saved as CSV",
            )
        addressed = next((number for number, cell in enumerate(cells) if "@" in cell), None)
        header = () if addressed is not None else tuple(cells)
        guessed = {field: column_of(field, header) for field in Field}
        taken = {field: number for field, number in guessed.items() if number is not None}
        if addressed is not None:
            taken[Field.ADDRESS] = addressed
        for field, asked in (mapping or {}).items():
            taken[field] = _asked(asked, header, len(cells), field)
        self.columns = Columns(
            encoding="UTF-16" if self._file.encoding.startswith("utf-16") else "UTF-8",
            delimiter=delimiter,
            header=header,
            taken=taken,
        )
        if Field.ADDRESS not in taken:
            raise UsageError(
                f"{path.name} has no column of addresses",
                code="IMP001",
                place=Place(path=path.name, line=1, text=first.rstrip("\n")[:200]),
                help="give the column a header: email\nor say which it is: --map address=COLUMN",
            )
        self.digest, self._newlines = self._file.measure()

    def rows(self) -> Iterator[Row]:
        """Yield every row that is not blank.

        Raises:
            UsageError: The file is not CSV or not text from some line on.
        """
        reader = csv.reader(self._file.lines(), delimiter=self.columns.delimiter)
        line = 1
        try:
            if self.columns.header:
                next(reader, None)
                line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield from self._rows(line, cells)
                line = reader.line_num + 1
        except csv.Error as cause:
            raise self._not_csv(line, cause) from cause

    def count(self) -> int:
        """Return about how many rows there are, to measure progress by."""
        return max(1, self._newlines - bool(self.columns.header))

    def _rows(self, line: int, cells: list[str]) -> Iterator[Row]:
        def cell(field: Field) -> str:
            number = self.columns.taken.get(field)
            found = cells[number].strip() if number is not None and number < len(cells) else ""
            return _unquoted(found)

        status = status_of(cell(Field.STATUS)) if Field.STATUS in self.columns.taken else None
        since, consent = one_line(cell(Field.SINCE)), one_line(cell(Field.CONSENT))
        row = Row(
            line=line,
            address=cell(Field.ADDRESS),
            name=plain_name(cell(Field.NAME)),
            status=status or Status.SUBSCRIBED,
            language=_word(cell(Field.LANGUAGE)),
            topics=_topics(cell(Field.TOPICS)),
            cadence=cadence_of(cell(Field.CADENCE)),
            consent=", ".join(part for part in (since, consent) if part),
            cells=tuple(cells),
        )
        if not self._split:
            yield row
            return
        for name, address in _apart(row.address):
            yield replace(row, address=address, name=row.name or plain_name(name))

    def _not_csv(self, line: int, cause: csv.Error) -> UsageError:
        return UsageError(
            f"{self.path.name} is not CSV from here on: {cause}",
            code="IMP002",
            place=Place(path=self.path.name, line=line),
            help="look for a quotation mark that is opened and never closed",
        )


def plain_name(text: str) -> str:
    """Return a name as one line of text, without controls, at most 100 characters."""
    return one_line(text)[:_NAME_LIMIT].rstrip()


def one_line(text: str) -> str:
    """Return text as one line without controls, of at most 500 characters."""
    kept = "".join(
        " " if c in "\r\n\t" else c
        for c in unicodedata.normalize("NFC", text)
        if c in "\r\n\t\u200c\u200d"
        or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    return " ".join(kept.split())[:_TEXT_LIMIT]


def _unquoted(text: str) -> str:
    """Return what a spreadsheet shows of a cell that was kept from being a formula."""
    return text[1:] if _KEPT_TEXT.match(text) else text


def _word(text: str) -> str:
    """Return a language tag as it stands in settings, or nothing for what is none."""
    tag = text.strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", tag) else ""


def _topics(text: str) -> tuple[str, ...]:
    parts = (one_line(part) for part in re.split(r"[,;|\n]", text.strip("[]")))
    cleaned = (part.strip("\"' ") for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if part.casefold() not in _NULL))


def _apart(text: str) -> Iterator[tuple[str, str]]:
    """Yield (name, address) of each address in a cell."""
    for part in _parts(text) if text.count("@") > 1 else [text]:
        found = _IN_BRACKETS.fullmatch(part.strip())
        if found:
            yield found["name"].strip(' "'), found["address"].strip()
        else:
            yield "", part.strip().removeprefix("mailto:")


def _parts(text: str) -> Iterator[str]:
    """Yield each address with what stands before it: a name may have a comma in it."""
    held: list[str] = []
    for piece in re.split("[,;]", text):
        held.append(piece)
        if "@" in piece:
            yield ",".join(held)
            held.clear()
    if any(piece.strip() for piece in held):
        yield ",".join(held)


def _asked(asked: str, header: Sequence[str], width: int, field: Field) -> int:
    """Return the number of the column that somebody named."""
    if asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= width:
        return int(asked) - 1
    names = [cell.strip().casefold() for cell in header]
    if asked.strip().casefold() in names:
        return names.index(asked.strip().casefold())
    known = [cell.strip() for cell in header if cell.strip()]
    raise UsageError(
        f"there is no column {quoted(asked)} for {field}",
        code="IMP009",
        help=suggest(asked, known)
        or f"columns: {', '.join(known[:20]) or f'1 to {width}, the file has no header'}",
    )
