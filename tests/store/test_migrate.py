import logging
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event

from pressrun.store.database import make_engine, make_file
from pressrun.store.migrate import LOCATION, upgrade
from pressrun.store.tables import REVISION, metadata
from store.ledgers import look, open_store

TABLES = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type != 'trigger'"


def schema(path: Path) -> dict[object, list[str]]:
    """Return what makes each table and index, clause by clause in no order."""
    return {
        name: sorted(clause for c in _clauses(str(sql).replace(chr(34), "")) if (clause := c.strip(" \t,")))
        for name, sql in look(path, TABLES)
        if "alembic" not in str(name)
    }


def _clauses(sql: str) -> list[str]:
    """Part a statement; a column that was added later stands on the line of the one before."""
    return re.split(r"\n|, (?![^()]*\))", sql)


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    path = tmp_path / "state.db"
    open_store(path).close()
    return path


def test_the_revisions_make_what_the_tables_say(migrated: Path, tmp_path: Path) -> None:
    other = tmp_path / "metadata.db"
    engine = create_engine(f"sqlite:///{other}")
    metadata.create_all(engine)
    engine.dispose()

    assert schema(migrated) == schema(other)


def test_every_constraint_has_a_name(migrated: Path) -> None:
    clauses = [clause for made in schema(migrated).values() for clause in made]

    constraints = [c for c in clauses if re.search(r"PRIMARY|FOREIGN|UNIQUE|CHECK", c)]

    assert len(constraints) > 20
    assert [c for c in constraints if not c.startswith("CONSTRAINT ")] == []


def test_the_newest_revision_is_the_one_that_the_tables_stand_for(migrated: Path) -> None:
    config = Config()
    config.set_main_option("script_location", LOCATION)

    heads = ScriptDirectory.from_config(config).get_heads()

    assert heads == [REVISION]
    assert look(migrated, "SELECT version_num FROM alembic_version") == [(REVISION,)]


def test_a_migration_says_and_logs_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)

    open_store(tmp_path / "state.db").close()

    assert caplog.messages == []
    assert capfd.readouterr() == ("", "")


def test_foreign_keys_are_off_while_tables_may_be_rebuilt(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    make_file(path)
    engine = make_engine(path, busy_timeout_s=0)
    seen = set()

    def look_on(connection: Connection, cursor: sqlite3.Cursor, sql: str, *_: object) -> None:
        if sql.strip().startswith("CREATE"):
            held = cursor.connection.execute("PRAGMA foreign_keys").fetchone()
            seen.add((held[0], cursor.connection.in_transaction))

    event.listen(engine, "before_cursor_execute", look_on)

    upgrade(engine, path)

    engine.dispose()
    assert seen == {(0, True)}


def test_foreign_keys_hold_again_after_a_migration(tmp_path: Path) -> None:
    store = open_store(tmp_path / "state.db")

    with store.unit(write=False) as unit:
        held = unit.people._connection.exec_driver_sql("PRAGMA foreign_keys").scalar()

    store.close()
    assert held == 1


def test_a_database_whose_making_was_interrupted_is_made_when_opened_next(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.touch()

    open_store(path).close()

    assert look(path, "SELECT count(*) FROM instance") == [(1,)]


def test_processes_that_open_a_new_database_together_agree_on_it(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    command = [sys.executable, __file__, path]
    environment = {"PYTHONPATH": ":".join(sys.path)}

    openers = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = {opener.communicate()[0] for opener in openers}

    assert [opener.returncode for opener in openers] == [0, 0, 0]
    assert len(answers) == 1
    assert look(path, "SELECT count(*) FROM key") == [(1,)]


def say_who_you_are(path: Path) -> None:
    store = open_store(path, busy_timeout_s=30)
    with store.unit(write=False) as unit:
        sys.stdout.write(unit.instance().id)
    store.close()


if __name__ == "__main__":
    say_who_you_are(Path(sys.argv[1]))
