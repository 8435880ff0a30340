"""Faults of the machine beneath a ledger; rows C4, C7, C8, C9 and C11 of the fault matrix."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from contract.stores import (
    ISSUE,
    LEASE,
    NOW,
    SENDER,
    S,
    accept,
    accounts,
    claim,
    join,
    newcomer,
    open_run,
    outcome,
    row,
    settle,
    states,
)
from doubles.logged import Logged
from pressrun.errors import StoreBusy, StoreError
from pressrun.model.delivery import Receipt
from pressrun.store.sql import SqlStore
from store.ledgers import look, open_store

LONG = Receipt(250, "a reply as long as replies may be " * 15)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    store = open_store(path, busy_timeout_s=10)
    yield store
    store.close()


def names(count: int) -> list[str]:
    return [f"n{number}" for number in range(count)]


def let_it_grow(store: SqlStore, pages: int) -> None:
    """Let the file have no more than so many pages, as a disk would that is full (SQLITE_FULL)."""
    with store.unit() as unit:
        unit.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def pages(store: SqlStore) -> int:
    with store.unit(write=False) as unit:
        return int(unit.connection.exec_driver_sql("PRAGMA page_count").scalar_one())


def test_c4_on_a_full_disk_what_was_committed_stays_and_the_rest_is_told(
    store: SqlStore, path: Path
) -> None:
    open_run(store, *names(300))
    claimed = claim(store, limit=300)
    accept(store, *claimed[:100])
    let_it_grow(store, pages(store) + 1)

    with pytest.raises(StoreError) as caught:
        settle(store, *(replace(outcome(each, S.REFUSED), receipt=LONG) for each in claimed[100:]))

    assert caught.value.problem.code == "DB008"
    assert states(store)[:100] == [S.ACCEPTED] * 100
    assert accounts(store).of(S.CLAIMED) == 200
    assert accounts(store).balanced
    assert look(path, "PRAGMA integrity_check") == [("ok",)]


def test_c4_once_there_is_room_again_the_same_outcomes_are_taken(
    store: SqlStore, path: Path
) -> None:
    open_run(store, *names(300))
    claimed = claim(store, limit=300)
    outcomes = [replace(outcome(each, S.REFUSED), receipt=LONG) for each in claimed]
    let_it_grow(store, pages(store) + 1)
    with pytest.raises(StoreError):
        settle(store, *outcomes)
    let_it_grow(store, 1_000_000)

    refused = settle(store, *outcomes)

    assert refused == []
    assert accounts(store).of(S.REFUSED) == 300
    assert look(path, "PRAGMA integrity_check") == [("ok",)]


def test_c4_a_step_that_sqlite_undid_is_never_called_committed(store: SqlStore) -> None:
    def step() -> None:
        with store.unit() as unit:
            unit.people.join(newcomer("ada"), list="main", evidence="form", at=NOW)
            # So do some faults: nothing of the transaction is left, and what follows stands alone.
            unit.deliveries._driver._cursor.connection.rollback()

    with pytest.raises(StoreError) as caught:
        step()

    with store.unit(write=False) as unit:
        count = unit.people.count("main").confirmed
    assert "nothing of it was written" in caught.value.problem.what
    assert count == 0


def test_c7_a_writer_waits_for_a_long_one_and_then_has_its_turn(
    store: SqlStore, path: Path
) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    waiting = threading.Event()

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def write() -> None:
            waiting.set()
            accept(store, claimed)

        thread = threading.Thread(target=write)
        thread.start()
        waiting.wait()
        before = row(store, 1).state  # who reads waits for nobody
        other.execute("COMMIT")
        thread.join()

    assert before is S.CLAIMED
    assert row(store, 1).state is S.ACCEPTED


def test_c7_who_waited_too_long_is_told_and_may_try_again(path: Path, store: SqlStore) -> None:
    open_run(store, "ada")
    hasty = open_store(path, busy_timeout_s=0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreBusy) as caught:
            claim(hasty)

    assert caught.value.problem.code == "DB003"
    assert len(claim(hasty)) == 1
    hasty.close()


def test_c7_threads_of_one_process_take_turns(path: Path, store: SqlStore) -> None:
    open_run(store, *names(60))
    taken: list[int] = []

    def take() -> None:
        while claimed := claim(store, limit=3):
            accept(store, *claimed)
            taken.extend(each.subscriber for each in claimed)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 61))
    assert accounts(store).complete


def test_c7_a_thread_that_waits_too_long_for_another_is_told(path: Path) -> None:
    store = open_store(path, busy_timeout_s=0)

    with store.unit(), pytest.raises(StoreBusy) as caught, store.unit():
        pass

    store.close()
    assert caught.value.problem.code == "DB003"


def test_c8_a_writer_says_so_first_and_never_turns_from_reader_to_writer(
    store: SqlStore, path: Path
) -> None:
    open_run(store, "ada")
    said: list[str] = []
    with store.unit() as unit:
        raw = unit.deliveries._driver._cursor.connection
    raw.set_trace_callback(said.append)

    claim(store)
    raw.set_trace_callback(None)

    assert [sql for sql in said if sql.startswith("BEGIN")] == ["BEGIN IMMEDIATE"]
    assert said[0] == "BEGIN IMMEDIATE"


def test_c8_a_reader_may_not_turn_writer_though_somebody_wrote_since(store: SqlStore) -> None:
    open_run(store, "ada")

    with store.unit(write=False) as reader:
        before = reader.runs.accounts(ISSUE)
        claim(store)
        again = reader.runs.accounts(ISSUE)
        with pytest.raises(StoreError) as caught:
            reader.deliveries.claim(ISSUE, sender=SENDER, limit=1, now=NOW, lease=LEASE)

    # Not SQLITE_BUSY_SNAPSHOT, which no waiting helps: it was never allowed to write.
    assert caught.value.problem.code == "DB007"
    assert before == again


def test_c9_a_journal_that_a_stuck_reader_kept_growing_is_bounded_once_it_has_gone(
    store: SqlStore, path: Path
) -> None:
    journal, limit = path.with_name("state.db-wal"), 100_000
    open_run(store, *names(200))
    with store.unit() as unit:
        connection = unit.connection
        connection.exec_driver_sql(f"PRAGMA journal_size_limit = {limit}")
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 20")
    with store.unit(write=False) as stuck:
        stuck.runs.accounts(ISSUE)
        for claimed in [claim(store, limit=20) for _ in range(5)]:
            for each in claimed:
                accept(store, each)
        grown = journal.stat().st_size

    for each in claim(store, limit=20):
        accept(store, each)

    assert grown > 3 * limit
    assert journal.stat().st_size <= limit
    assert accounts(store).of(S.ACCEPTED) == 120


def test_c9_a_journal_that_grows_is_told_and_not_with_every_commit(
    store: SqlStore,
) -> None:
    store._writer._alarm_octets = 50_000
    open_run(store, *names(200))
    claimed = claim(store, limit=200)
    with Logged() as logged, store.unit(write=False) as stuck:
        stuck.runs.accounts(ISSUE)
        for each in claimed:
            accept(store, each)

    told = [line for line in logged.lines if line.startswith("store.journal-grows")]
    assert 1 <= len(told) < 10


def test_c9_closing_leaves_no_journal(path: Path) -> None:
    store = open_store(path)
    join(store, "ada")
    before = path.with_name("state.db-wal").exists()

    store.close()

    assert before
    assert not path.with_name("state.db-wal").exists()


@pytest.mark.parametrize("ill", ["deleted", "replaced"])
def test_c11_a_ledger_that_was_taken_away_under_a_sender_is_neither_written_nor_made_anew(
    store: SqlStore, path: Path, ill: str
) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    path.rename(path.with_name("aside.db"))
    if ill == "replaced":
        open_store(path).close()

    with pytest.raises(StoreError) as caught:
        accept(store, claimed)

    assert caught.value.problem.code == ("DB006" if ill == "replaced" else "DB001")
    assert path.exists() is (ill == "replaced")


@pytest.mark.parametrize("ill", ["cut short", "a page of rubbish"])
def test_c11_a_ledger_that_is_damaged_under_a_sender_is_told_and_settles_nothing(
    store: SqlStore, path: Path, ill: str
) -> None:
    open_run(store, *names(400))
    claimed = claim(store, limit=400)
    store.close()  # so that everything stands in the file, and nothing in the journal
    size = path.stat().st_size
    if ill == "cut short":
        os.truncate(path, size // 2)
    else:
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))

    with pytest.raises(StoreError) as caught:
        settle(store, *(outcome(each, S.ACCEPTED) for each in claimed))

    assert caught.value.problem.code == "DB005"
    assert caught.value.problem.help
