"""``rejected.csv``: the rows of a list that did not come in, each with the reason."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pressrun.errors import OutletError
from pressrun.model.roster import Rejected


class RejectedFile:
    """Begins when the first row is rejected: a list that is sound leaves no file.

    ``lines`` makes lines of CSV of rows.
    """

    def __init__(
        self,
        path: Path,
        *,
        header: Sequence[str],
        lines: Callable[[Sequence[Sequence[str]]], str],
    ) -> None:
        self.path, self._header, self._lines = path, header, lines
        self._file: IO[str] | None = None

    def write(self, rejected: Rejected) -> None:
        """Add a row: its line, the reason, and the row as it was.

        Raises:
            OutletError: The file cannot be written.
        """
        try:
            if self._file is None:
                # Someone reads it in a spreadsheet: the mark tells it that this is UTF-8.
                self._file = self.path.open("w", encoding="utf-8-sig", newline="")
                self._file.write(self._lines([("line", "reason", *self._header)]))
            row = (str(rejected.line), rejected.why, *(rejected.cells or (rejected.text,)))
            self._file.write(self._lines([row]))
        except OSError as cause:
            raise OutletError(
                f"{self.path} cannot be written: {cause.strerror}",
                code="IMP012",
                help="make its folder writable, or copy the list elsewhere and import it there",
            ) from cause

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
