"""Bring a database up to this Pressrun's schema."""

import io
import logging
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from pressrun.errors import Place, StoreError
from pressrun.store.database import stored_revision

LOCATION: Final = "pressrun.store:migrations"

# It tells every step to whoever logs at INFO; ours is one step, told by whoever asked for it.
logging.getLogger("alembic").setLevel(logging.WARNING)


def upgrade(engine: Engine, path: Path) -> None:
    """Run every revision that is missing in one transaction, on a connection of its own.

    Raises:
        StoreError: The database was written by a newer Pressrun, or a revision left a reference
            to nothing; nothing was changed.
        StoreBusy: Another process holds the database.
    """
    with engine.connect().execution_options(write=True) as connection:
        # Rebuilding a table with foreign keys on would delete what refers to it, and inside a
        # transaction the pragma does nothing: hence before, and never back into the pool.
        connection.detach()
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            _upgrade(connection, path)


def _upgrade(connection: Connection, path: Path) -> None:
    config = Config(stdout=io.StringIO(), attributes={"connection": connection})
    config.set_main_option("script_location", LOCATION)
    stored = stored_revision(connection, path)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if stored is not None and stored not in known:
        raise StoreError(
            f"the database was written by a newer Pressrun (schema {stored})",
            code="DB002",
            place=Place(path=str(path)),
            help="pip install --upgrade pressrun",
        )
    command.upgrade(config, "head")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise StoreError(
            f"the upgrade would leave {len(broken)} rows that refer to nothing; it was undone",
            code="DB005",
            place=Place(path=str(path)),
            help="put the last backup in the file's place, then try again",
        )
