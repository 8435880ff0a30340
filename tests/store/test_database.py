import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from contract.stores import NOW, join, newcomer
from pressrun.errors import StoreBusy, StoreError
from pressrun.store.database import make_engine
from pressrun.store.sql import SqlStore
from store.ledgers import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "press" / "state.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    store = open_store(path)
    yield store
    store.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_reads_a_database_its_journal_and_its_folder(
    store: SqlStore, path: Path
) -> None:
    join(store, "ada")

    modes = {file.name: mode(file) for file in path.parent.iterdir()}

    assert modes.keys() == {
        "state.db",
        "state.db-wal",
        "state.db-shm",
        "state.db-next",
        "state.db-turn",
    }
    assert set(modes.values()) == {0o600}
    assert mode(path.parent) == 0o700


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    open_store(tmp_path / "state.db").close()

    assert mode(tmp_path) == 0o755


@pytest.mark.parametrize("write", [True, False], ids=["writer", "reader"])
def test_a_connection_keeps_commits_through_a_power_cut_and_checks_references(
    store: SqlStore, write: bool
) -> None:
    names = ["journal_mode", "synchronous", "foreign_keys", "journal_size_limit", "busy_timeout"]

    with store._engine.connect().execution_options(write=write) as connection:
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    full = 2
    assert values == ["wal", full, 1, 64 * 1024 * 1024, 50]


def test_asking_whether_a_database_exists_makes_none(path: Path) -> None:
    before = SqlStore.exists(path), path.parent.exists()
    open_store(path).close()

    after = SqlStore.exists(path)

    assert (before, after) == ((False, False), True)


def test_opening_again_finds_the_same_database(path: Path) -> None:
    first = open_store(path)
    join(first, "ada")
    with first.unit(write=False) as unit:
        identity, key = unit.instance(), unit.people.hash_key()
    first.close()

    second = open_store(path)

    with second.unit(write=False) as unit:
        assert unit.instance() == identity
        assert unit.people.hash_key() == key
        assert unit.people.count("main").confirmed == 1
    second.close()


def test_a_reader_is_refused_any_change(store: SqlStore) -> None:
    with pytest.raises(StoreError) as caught, store.unit(write=False) as unit:
        unit.people.join(newcomer("ada"), list="main", evidence="form", at=NOW)

    assert caught.value.problem.code == "DB007"


def test_a_reader_sees_the_last_commit_while_a_writer_is_at_work(store: SqlStore) -> None:
    with store.unit() as writer:
        writer.people.join(newcomer("ada"), list="main", evidence="form", at=NOW)
        with store.unit(write=False) as reader:
            during = reader.people.count("main").confirmed
    with store.unit(write=False) as reader:
        after = reader.people.count("main").confirmed

    assert (during, after) == (0, 1)


def test_a_second_writer_is_told_that_the_database_is_busy(store: SqlStore, path: Path) -> None:
    other = open_store(path)

    with store.unit(), pytest.raises(StoreBusy) as caught, other.unit():
        pass

    other.close()
    assert caught.value.exit_status == 75
    assert caught.value.problem.code == "DB003"


def test_who_only_reads_waits_for_no_writer(path: Path, store: SqlStore) -> None:
    with store.unit(), closing(open_store(path)) as other:
        with other.unit(write=False) as unit:
            found = unit.instance()
        with pytest.raises(StoreBusy), other.unit():
            pass

    with store.unit(write=False) as unit:
        assert found == unit.instance()


def test_a_database_that_another_process_holds_is_busy_when_opened(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")

        with pytest.raises(StoreBusy):
            open_store(path)


def a_folder(path: Path) -> None:
    path.mkdir(parents=True)


def below_a_file(path: Path) -> None:
    path.parent.write_text("a file")


def a_link_to_itself(path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(path)


def text(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("dear diary, " * 1000)


def of_another_program(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")


def damaged(path: Path) -> None:
    open_store(path).close()
    header = path.read_bytes()[:100]
    path.write_bytes(header + b"\xff" * (path.stat().st_size - 100))


def cut_short(path: Path) -> None:
    open_store(path).close()
    os.truncate(path, 4096 + 100)


def of_a_newer_pressrun(path: Path) -> None:
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (a_folder, "DB001"),
        (below_a_file, "DB001"),
        (a_link_to_itself, "DB001"),
        (text, "DB005"),
        (of_another_program, "DB005"),
        (damaged, "DB005"),
        (cut_short, "DB005"),
        (of_a_newer_pressrun, "DB002"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_is_no_usable_database_is_refused_and_left_as_it_is(path: Path, make, code) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None

    with pytest.raises(StoreError) as caught:
        open_store(path)

    problem = caught.value.problem
    assert caught.value.exit_status == 3
    assert problem.code == code
    assert str(path) in str(problem)
    assert problem.help
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_page_that_is_damaged_while_open_is_told_and_nothing_raw_escapes(
    store: SqlStore, path: Path
) -> None:
    with store.unit() as unit:
        for number in range(300):
            unit.people.join(newcomer(f"n{number}"), list="main", evidence="form", at=NOW)
    store.close()
    header, size = path.read_bytes()[:4096], path.stat().st_size
    os.truncate(path, 0)
    with path.open("r+b") as file:
        file.write(header + b"\xff" * (size - 4096))

    with pytest.raises(StoreError) as caught, store.unit(write=False) as unit:
        unit.people.count("main")

    assert caught.value.problem.code == "DB005"


@pytest.mark.parametrize("write", [True, False], ids=["writer", "reader"])
def test_a_database_deleted_while_open_is_never_made_anew(
    store: SqlStore, path: Path, write: bool
) -> None:
    join(store, "ada")
    path.unlink()

    with pytest.raises(StoreError), store.unit(write=write):
        pass

    assert not path.exists()


def test_a_connection_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "gone.db"
    engine = make_engine(path, busy_timeout_s=0)

    with pytest.raises(StoreError) as caught:
        engine.connect()

    assert caught.value.problem.code == "DB001"
    assert not path.exists()


def test_a_database_replaced_while_open_is_not_used(store: SqlStore, path: Path) -> None:
    path.rename(path.with_name("aside.db"))
    open_store(path).close()

    with pytest.raises(StoreError) as caught, store.unit():
        pass

    assert caught.value.problem.code == "DB006"


def test_text_that_is_not_unicode_is_told_as_such(store: SqlStore) -> None:
    with pytest.raises(StoreError) as caught, store.unit() as unit:
        unit.people.join(newcomer("ada"), list="main", evidence="\udcff", at=NOW)

    assert caught.value.problem.code == "DB009"


def test_an_error_names_no_address(store: SqlStore) -> None:
    join(store, "ada")

    same_handle = replace(newcomer("bob"), handle="person-ada")
    with pytest.raises(StoreError) as caught, store.unit() as unit:
        unit.people.join(same_handle, list="main", evidence="form", at=NOW)

    assert caught.value.problem.code == "DB004"
    assert "@" not in str(caught.value)
