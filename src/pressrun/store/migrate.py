"""Bring a database up to this Pressrun's schema; ``schema.upgrade_apart`` runs this as a program.

The only module that loads Alembic. What is wrong goes to standard output, as JSON.
"""

import io
import json
import logging
import sys
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from pressrun.errors import Place, StoreBusy, StoreError
from pressrun.store.database import make_engine
from pressrun.store.schema import stored_revision

LOCATION: Final = "pressrun.store:migrations"

# It tells every step to whoever logs at INFO; ours is one step, told by whoever asked for it.
logging.getLogger("alembic").setLevel(logging.WARNING)


def upgrade(path: Path, *, busy_timeout_s: float) -> None:
    """Run every revision that is missing in one transaction, on a connection of its own.

    Raises:
        StoreError: The database was written by a newer Pressrun, or a revision left a reference
            to nothing; nothing was changed.
        StoreBusy: Another process holds the database.
    """
    engine = make_engine(path, busy_timeout_s=busy_timeout_s)
    try:
        with engine.connect().execution_options(write=True) as connection:
            # Rebuilding a table with foreign keys on would delete what refers to it, and inside a
            # transaction the pragma does nothing: hence before.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                _upgrade(connection, path)
    finally:
        engine.dispose()


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


def main(path: str, busy_timeout_s: str) -> int:
    """Upgrade a database; return 0, or the exit status of what stopped it."""
    try:
        upgrade(Path(path), busy_timeout_s=float(busy_timeout_s))
    except StoreError as error:
        problem, busy = error.problem, isinstance(error, StoreBusy)
        json.dump(
            {"busy": busy, "what": problem.what, "code": problem.code, "help": problem.help},
            sys.stdout,
        )
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
