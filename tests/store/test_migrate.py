import io
import logging
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event

from contract.stores import ISSUE, START
from pressrun.errors import StoreBusy, StoreError
from pressrun.model.audience import (
    ConsentKind,
    ListCount,
    SubscriberId,
    Suppression,
    SuppressionReason,
)
from pressrun.store.database import make_engine, make_file
from pressrun.store.instant import EPOCH
from pressrun.store.migrate import LOCATION, upgrade
from pressrun.store.schema import upgrade_apart
from pressrun.store.sql import SqlStore
from pressrun.store.tables import REVISION
from store.ledgers import look, open_store

MILLISECOND = timedelta(milliseconds=1)
MADE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def schema(path: Path) -> dict[object, list[str]]:
    """Return what makes each table, index and trigger, clause by clause in no order."""
    return {
        name: sorted(clause for c in _clauses(str(sql)) if (clause := c.strip(" \t,")))
        for name, sql in look(path, MADE)
        if "alembic" not in str(name)
    }


def _clauses(sql: str) -> list[str]:
    """Part a statement; a column that was added later stands on the line of the one before.

    A table that was made under another name has its own in quotation marks.
    """
    return re.split(r"\n|, (?![^()]*\))", sql.replace('"', ""))


def migrate(path: Path, to: str = "head") -> None:
    """Run revisions alone on a new file or an old database, up to one of them."""
    make_file(path)
    engine = make_engine(path, busy_timeout_s=0)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        config = Config(stdout=io.StringIO(), attributes={"connection": connection})
        config.set_main_option("script_location", LOCATION)
        command.upgrade(config, to)
    engine.dispose()


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    path = tmp_path / "migrated.db"
    migrate(path)
    return path


def test_the_revisions_make_what_a_new_database_is_made_of(migrated: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    open_store(new).close()

    assert schema(migrated) == schema(new)
    assert look(migrated, "SELECT * FROM version") == look(new, "SELECT * FROM version")
    assert len([name for name in schema(new) if "_is_" in str(name)]) > 5


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
    path = tmp_path / "state.db"
    migrate(path, "0001")

    upgrade(path, busy_timeout_s=0)

    assert caplog.messages == []
    assert capfd.readouterr() == ("", "")


def test_foreign_keys_are_off_while_tables_may_be_rebuilt(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    migrate(path, "0002")
    seen = set()

    def look_on(connection: Connection, cursor: sqlite3.Cursor, sql: str, *_: object) -> None:
        if sql.strip().startswith("CREATE"):
            held = cursor.connection.execute("PRAGMA foreign_keys").fetchone()
            seen.add((held[0], cursor.connection.in_transaction))

    event.listen(Engine, "before_cursor_execute", look_on)
    try:
        upgrade(path, busy_timeout_s=0)
    finally:
        event.remove(Engine, "before_cursor_execute", look_on)

    assert seen == {(0, True)}


OLD_ROWS = """
    INSERT INTO subscriber VALUES (1, 'h1', 'a@example.org', 'a@example.org', 'x1', 'Ada', 'en');
    INSERT INTO subscriber VALUES (2, 'h2', 'b@example.org', 'b@example.org', 'x2', 'Bob', 'en');
    INSERT INTO subscriber VALUES (3, 'h3', 'c@example.org', 'c@example.org', 'x3', 'Cyd', 'en');
    INSERT INTO subscriber VALUES (4, 'h4', 'd@example.org', 'd@example.org', 'x4', 'Dee', 'en');
    INSERT INTO subscriber VALUES (5, 'h5', 'e@example.org', 'e@example.org', 'x5', 'Eve', 'en');
    INSERT INTO issue VALUES ('heron4lamp', 'main', 'sending', 'w', 'UTC', 1, 'd', 'ada', 1, '');
    INSERT INTO face VALUES ('heron4lamp', 'f', 'en', 'whole', x'00');
    INSERT INTO press_run VALUES (1, 'heron4lamp', 'issue', 'main', x'00', 1, 'open', 5);
    UPDATE press_run SET state = 'frozen';
    INSERT INTO delivery (issue, subscriber, run, face, state, fence, lease_ends_at) VALUES
        ('heron4lamp', 1, 1, 'f', 'submitting', 1, 900000),
        ('heron4lamp', 2, 1, 'f', 'claimed', 1, 900000);
    INSERT INTO delivery (issue, subscriber, run, face, state, fence, attempt, next_at, relay, code,
        reply)
    VALUES
        ('heron4lamp', 3, 1, 'f', 'accepted', 2, 2, NULL, 'smtp', 250, 'ok'),
        ('heron4lamp', 4, 1, 'f', 'deferred', 1, 1, 60000, 'smtp', 451, 'later'),
        ('heron4lamp', 5, 1, 'f', 'unknown', 1, 1, 60000, 'smtp', 0, '');
    UPDATE press_run SET state = 'open';
"""


def test_what_an_older_sender_had_begun_is_unknown_and_what_it_had_claimed_is_queued(
    tmp_path: Path,
) -> None:
    path = tmp_path / "state.db"
    migrate(path, "0002")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(OLD_ROWS)

    store = open_store(path)

    with store.unit() as unit:
        rows = unit.deliveries.rows(ISSUE, after=START, limit=9)
        accounts, senders = unit.runs.accounts(ISSUE), unit.deliveries.senders()
    store.close()
    assert [(row.state, row.doubts, row.fence) for row in rows] == [
        ("unknown", 1, 1),
        ("queued", 0, 1),
        ("accepted", 0, 2),
        ("deferred", 0, 1),
        ("unknown", 1, 1),
    ]
    assert rows[0].next_at == EPOCH + timedelta(milliseconds=900_000)
    assert (rows[2].relay, rows[2].code, rows[2].reply, rows[2].attempt) == ("smtp", 250, "ok", 2)
    assert rows[3].next_at == EPOCH + timedelta(milliseconds=60_000)
    assert accounts.balanced
    assert senders == []


def test_an_upgraded_database_refuses_to_grow_or_shrink_an_audience(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    migrate(path, "0002")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(OLD_ROWS)
    upgrade(path, busy_timeout_s=0)

    with closing(sqlite3.connect(path)) as connection:
        for change in ("DELETE FROM delivery", "INSERT INTO delivery SELECT * FROM delivery"):
            with pytest.raises(sqlite3.IntegrityError, match=r"an (open )?audience never"):
                connection.execute(change)


READERS_BEFORE_THEY_DECIDED = """
    INSERT INTO subscriber VALUES (1, 'h1', 'a@example.org', 'a@example.org', 'x1', 'Ada', 'en');
    INSERT INTO subscriber VALUES (2, 'h2', 'b@example.org', 'b@example.org', 'x2', 'Bob', 'en');
    INSERT INTO subscriber VALUES (3, 'h3', 'c@example.org', 'c@example.org', 'x3', 'Cyd', 'en');
    INSERT INTO subscription (list, subscriber, state, handle, changed_at, topics) VALUES
        ('main', 1, 'confirmed', 's1', 1, 'tides'), ('main', 2, 'confirmed', 's2', 1, ''),
        ('main', 3, 'ended', 's3', 2, '');
    INSERT INTO import_batch VALUES (1, 'main', 'a.csv', 'd', 'fair', 1);
    INSERT INTO consent VALUES (1, 1, 'main', 'given', 'fair', 1, 1);
    INSERT INTO consent VALUES (2, 3, 'main', 'given', 'form', 1, NULL);
    INSERT INTO consent VALUES (3, 3, 'main', 'withdrawn', 'link', 2, NULL);
    INSERT INTO suppression VALUES ('x2', 'complaint', 1);
    INSERT INTO issue VALUES ('heron4lamp', 'main', 'sending', 'w', 'UTC', 1, 'd', 'ada', 1, '');
    INSERT INTO face VALUES ('heron4lamp', 'f', 'en', 'whole', x'00');
    INSERT INTO press_run VALUES (1, 'heron4lamp', 'issue', NULL, x'00', 1, 'frozen', 0);
"""


@pytest.fixture
def decided(tmp_path: Path) -> Iterator[SqlStore]:
    """A database from before readers decided for themselves, opened now."""
    path = tmp_path / "state.db"
    migrate(path, "0003")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(READERS_BEFORE_THEY_DECIDED)
    store = open_store(path)
    yield store
    store.close()


def test_consent_and_every_no_outlive_the_tables_they_stood_in(decided: SqlStore) -> None:
    with decided.unit() as unit:
        ada, cyd = (unit.people.consent(SubscriberId(number)) for number in (1, 3))
        no = unit.people.suppression("x2")
        count = unit.people.count("main")

    assert [(line.kind, line.evidence, line.batch, line.proof) for line in ada] == [
        (ConsentKind.GIVEN, "fair", 1, None)
    ]
    assert [(line.kind, line.evidence) for line in cyd] == [
        (ConsentKind.GIVEN, "form"),
        (ConsentKind.WITHDRAWN, "link"),
    ]
    assert no == Suppression(reason=SuppressionReason.COMPLAINT, at=EPOCH + MILLISECOND)
    assert count == ListCount(confirmed=2, suppressed=1, ended=1)


@pytest.mark.parametrize(
    "change",
    ["UPDATE consent SET evidence = ''", "DELETE FROM consent", "UPDATE suppression SET at = 9"],
)
def test_tables_that_were_made_anew_have_their_triggers(decided: SqlStore, change: str) -> None:
    counted = change.startswith("UPDATE suppression")
    with decided.unit() as unit:
        before = unit.deliveries.pulse(ISSUE)
        if counted:
            unit.connection.exec_driver_sql(change)
            assert unit.deliveries.pulse(ISSUE) != before
            return
        with pytest.raises(StoreError, match="append-only"):
            unit.connection.exec_driver_sql(change)


def test_a_run_frozen_before_anybody_asked_for_topics_goes_to_everybody(decided: SqlStore) -> None:
    with decided.unit() as unit:
        assert unit.runs.open(ISSUE, list="main", faces={"en": "f"}) == 1
        [row] = unit.deliveries.rows(ISSUE, after=START, limit=9)

    assert (row.subscriber, row.state) == (1, "queued")


def test_only_who_upgrades_loads_what_upgrades_need(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    migrate(path, "0001")

    open_it = (
        "import sys; from pathlib import Path; from store.ledgers import open_store;"
        "open_store(Path(sys.argv[1])).close(); print(*sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", open_it, path],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "sqlalchemy" in found.stdout.split()
    assert "alembic" not in found.stdout.split()
    assert look(path, "SELECT version_num FROM alembic_version") == [(REVISION,)]


@pytest.mark.parametrize("ill", ["newer", "busy"])
def test_what_stops_an_upgrade_is_told_as_it_was_there(tmp_path: Path, ill: str) -> None:
    path = tmp_path / "state.db"
    migrate(path, "0001")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if ill == "newer":
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        else:
            connection.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError) as caught:
            open_store(path)

    busy = ill == "busy"
    assert isinstance(caught.value, StoreBusy) is busy
    assert caught.value.problem.code == ("DB003" if busy else "DB002")
    assert str(path) in str(caught.value.problem)


def test_a_child_that_dies_is_told_and_nothing_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "no folder" / "state.db"

    with pytest.raises(StoreError) as caught:
        upgrade_apart(path, busy_timeout_s=0)

    assert caught.value.problem.code == "DB001"


def test_foreign_keys_hold_again_after_a_migration(tmp_path: Path) -> None:
    store = open_store(tmp_path / "state.db")

    with store.unit(write=False) as unit:
        held = unit.connection.exec_driver_sql("PRAGMA foreign_keys").scalar()

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
