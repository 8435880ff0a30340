"""Letting what was deleted leave the disk as well.

SQLite overwrites what it deletes (``secure_delete``), but the write-ahead log holds older pages
until it is emptied, and pages that were split keep copies of rows in what they do not use.
"""

import logging
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final, cast

from sqlalchemy import Engine

from pressrun.store.database import allow

log = logging.getLogger(__name__)

# A rebuilding keeps everybody else from writing: about half a second for each 30 MB.
REBUILD_LIMIT_OCTETS: Final = 128 * 1024 * 1024
_PATIENCE_MS: Final = 2000  # a person waits for the page that says that they were erased
_CHUNK_OCTETS: Final = 1024 * 1024


def scrub(engine: Engine, path: Path, words: Iterable[str]) -> bool:
    """Empty the log, and rebuild a file in which one of these words is found; see port Store."""
    wanted = [octets for word in words if (octets := word.encode(errors="ignore"))]
    try:
        with closing(engine.raw_connection()) as pooled:
            raw = cast(sqlite3.Connection, pooled.dbapi_connection)
            allow(path, raw, write=True)
            raw.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            done = _empty_log(raw)
            if _holds(path, wanted):
                done = _rebuild(path, raw) and _empty_log(raw) and not _holds(path, wanted)
            pooled.invalidate()  # whoever is given a connection may expect it as it was made
    except (sqlite3.Error, OSError) as error:
        log.warning("store.scrub-failed", extra={"error": type(error).__name__})
        return False
    return done


def _empty_log(raw: sqlite3.Connection) -> bool:
    busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _rebuild(path: Path, raw: sqlite3.Connection) -> bool:
    octets = path.stat().st_size
    if octets > REBUILD_LIMIT_OCTETS:
        log.warning("store.too-large-to-rebuild", extra={"octets": octets})
        return False
    raw.execute("PRAGMA temp_store = FILE")  # as large as the database, and memory is dear
    raw.execute("VACUUM")
    return True


def _holds(path: Path, words: list[bytes]) -> bool:
    """Tell whether a file holds one of these words."""
    overlap = max(map(len, words), default=1) - 1
    if not words:
        return False
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(_CHUNK_OCTETS):
            window = tail + chunk
            if any(word in window for word in words):
                return True
            tail = window[-overlap:] if overlap else b""
    return False
