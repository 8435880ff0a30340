"""A file of people, as spreadsheets and other services write it, into rows."""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pressrun.errors import Place, UsageError
from pressrun.model.roster import Columns, Row

LIMIT_OCTETS: Final = 512 * 1024 * 1024
_NAME_LIMIT: Final = 100
_DELIMITERS: Final = (",", ";", "\t", "|")
# Header words, lower case with everything but letters taken out.
_ADDRESS: Final = ("email", "emailaddress", "address", "mail", "adresse", "correo", "courriel")
_NAME: Final = ("name", "fullname", "firstname", "vorname", "nombre", "prenom", "nom")


class Roster:
    """A CSV file whose columns have been recognised; rows are read one at a time.

    Raises:
        UsageError: The file cannot be read, is empty, or has no column of addresses.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        octets = _read(path)
        self.digest = hashlib.sha256(octets).hexdigest()
        self._text, encoding = _decode(octets, path)
        first = self._text.split("\n", 1)[0]
        delimiter = max(_DELIMITERS, key=first.count)
        header = next(csv.reader([first], delimiter=delimiter), [])
        self._bare = len(header) == 1 and "@" in header[0]
        address = 0 if self._bare else _column(header, _ADDRESS)
        name = None if self._bare else _column(header, _NAME)
        if address is None:
            raise UsageError(
                f"{path.name} has no column of addresses",
                code="IMP001",
                place=Place(path=path.name, line=1, text=first[:200]),
                help="give the column a header: email",
            )
        self._address, self._name = address, name
        self.columns = Columns(
            encoding=encoding,
            delimiter=delimiter,
            address="" if self._bare else header[address].strip(),
            name=header[name].strip() if name is not None else "",
        )

    def rows(self) -> Iterator[Row]:
        """Yield every row that is not blank.

        Raises:
            UsageError: The file is not CSV from some line on; nothing before it was written.
        """
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=self.columns.delimiter)
        if not self._bare:
            next(reader, None)
        line = reader.line_num + 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield self._row(line, cells)
                line = reader.line_num + 1
        except csv.Error as cause:
            raise UsageError(
                f"{self.path.name} is not CSV from here on: {cause}",
                code="IMP002",
                place=Place(path=self.path.name, line=line),
                help="look for a quotation mark that is opened and never closed",
            ) from cause

    def count(self) -> int:
        """Return about how many rows there are, to measure progress by."""
        return self._text.count("\n") + (not self._text.endswith("\n")) - (not self._bare)

    def _row(self, line: int, cells: list[str]) -> Row:
        name = cells[self._name] if self._name is not None and self._name < len(cells) else ""
        address = cells[self._address] if self._address < len(cells) else ""
        return Row(line=line, address=address.strip(), name=plain_name(name))


def plain_name(text: str) -> str:
    """Return a name as one line of text, without controls, at most 100 characters."""
    kept = "".join(
        " " if c in "\r\n\t" else c
        for c in unicodedata.normalize("NFC", text)
        if c in "\r\n\t\u200c\u200d"
        or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    return " ".join(kept.split())[:_NAME_LIMIT]


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"there is no file {str(path)!r}", code="IMP003")
        if path.stat().st_size > LIMIT_OCTETS:
            raise UsageError(
                f"{path.name} is larger than {LIMIT_OCTETS >> 20} MiB",
                code="IMP004",
                help="split it and import the parts one after the other",
            )
        octets = path.read_bytes()
    except OSError as cause:
        raise UsageError(f"{path} cannot be read: {cause.strerror}", code="IMP003") from cause
    if not octets.strip():
        raise UsageError(f"{path.name} is empty", code="IMP005")
    return octets


def _decode(octets: bytes, path: Path) -> tuple[str, str]:
    encoding = "utf-8-sig"
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    try:
        text = octets.decode(encoding)
    except UnicodeDecodeError as cause:
        line = octets[: cause.start].count(b"\n") + 1
        raise UsageError(
            f"{path.name} is not UTF-8",
            code="IMP006",
            place=Place(path=path.name, line=line),
            help="save it as `CSV UTF-8`",
        ) from cause
    # NUL would end a line early in some readers of CSV; nothing that is meant as text has it.
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return text, "UTF-16" if encoding == "utf-16" else "UTF-8"


def _column(header: list[str], known: tuple[str, ...]) -> int | None:
    words = [re.sub(r"[^a-z]", "", cell.lower()) for cell in header]
    return next((words.index(name) for name in known if name in words), None)
