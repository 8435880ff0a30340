"""The schema: which one a database has, how a new one is made, how an old one is brought up.

A new database is made from ``tables`` and ``triggers``, as ``migrations/`` would make it; a test
compares the two. Revisions run in a process of their own, for what only they need is large and a
process that sends has no room for it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Connection

from pressrun.errors import Place, StoreBusy, StoreError
from pressrun.store import calendartables, ledgertables, peopletables
from pressrun.store.tables import REVISION, metadata
from pressrun.store.triggers import NO_LOG, NOUNS, TRIGGERS

# Read, so that `metadata` has every table.
_TABLES = (peopletables, ledgertables, calendartables)

_MEMORY_OF_ALEMBIC = """
    CREATE TABLE alembic_version (
        version_num VARCHAR(32) NOT NULL,
        CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
    )
"""


def stored_revision(connection: Connection, path: Path) -> str | None:
    """Return the revision of the schema, None for a database with nothing in it.

    Raises:
        StoreError: It holds something else.
    """
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = set(tables.scalars())
    if not names:
        return None
    if "alembic_version" not in names:
        raise StoreError(
            "this database is not Pressrun's",
            code="DB005",
            place=Place(path=str(path)),
            help="move the file away, or name another in pressrun.toml",
        )
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def make(connection: Connection) -> None:
    """Make every table in an empty database, in the transaction that is open."""
    metadata.create_all(connection, checkfirst=False)
    for trigger in TRIGGERS:
        connection.exec_driver_sql(trigger)
    for noun in (*NOUNS, NO_LOG):
        connection.exec_driver_sql("INSERT INTO version (noun, number) VALUES (?, 0)", (noun,))
    connection.exec_driver_sql(_MEMORY_OF_ALEMBIC)
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (REVISION,))


def upgrade_apart(path: Path, *, busy_timeout_s: float) -> None:
    """Run every revision that is missing, in a process that ends with it.

    Raises:
        StoreError: The database was written by a newer Pressrun, or cannot be brought up to date;
            nothing was changed.
        StoreBusy: Another process holds it.
    """
    child = subprocess.run(  # noqa: S603  our own module
        [sys.executable, "-P", "-m", "pressrun.store.migrate", str(path), str(busy_timeout_s)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        # The same modules are found there, wherever they are found here.
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    if child.returncode != 0:
        raise _told(child, path)


def _told(child: "subprocess.CompletedProcess[str]", path: Path) -> StoreError:
    """Return the error that a child wrote, or one that says how it ended."""
    place = Place(path=str(path))
    try:
        told = json.loads(child.stdout)
        kind = StoreBusy if told["busy"] else StoreError
        return kind(told["what"], code=told["code"], place=place, help=told["help"])
    except (ValueError, KeyError):
        last = child.stderr.strip().rpartition("\n")[2] or f"status {child.returncode}"
        return StoreError(
            f"the database could not be brought up to date ({last})",
            code="DB001",
            place=place,
            help="nothing was changed; check the disk, then try again",
        )
