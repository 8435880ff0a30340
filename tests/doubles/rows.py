"""Every row of a database, read again only when somebody has committed."""

import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

# Who fetches feeds is counted when they are fetched; these are numbers, and no person's.
_COUNTED_BY_LOOKING = 'INSERT INTO "readership"'


class Rows:
    """Reads the database in ``file``; used as a context manager."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self._version, self._seen = -1, ""

    def now(self) -> str:
        """Return all rows as text, which differs if and only if a row does."""
        with closing(self._connection.execute("PRAGMA data_version")) as cursor:
            [version] = cursor.fetchone()
        if version != self._version:
            lines = self._connection.iterdump()
            kept = (line for line in lines if not line.startswith(_COUNTED_BY_LOOKING))
            self._version, self._seen = version, "\n".join(kept)
        return self._seen

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
