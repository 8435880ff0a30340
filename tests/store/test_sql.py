"""What the SQLite store promises beyond the contract."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract.stores import (
    ISSUE,
    LEASE,
    MINUTE,
    NOW,
    SENDER,
    START,
    S,
    accept,
    claim,
    join,
    leave,
    newcomer,
    open_run,
    outcome,
)
from pressrun.errors import StoreError
from pressrun.model.delivery import OnUnknown
from pressrun.model.issue import IssueState
from pressrun.store.sql import SqlStore, SqlUnit
from store.ledgers import look, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    store = open_store(path, busy_timeout_s=10)
    yield store
    store.close()


@pytest.mark.parametrize(
    "change", ["UPDATE consent SET evidence = ''", "DELETE FROM consent"], ids=["change", "delete"]
)
def test_the_consent_log_is_append_only(store: SqlStore, path: Path, change: str) -> None:
    join(store, "ada")

    with pytest.raises(StoreError), store.unit() as unit:
        unit.connection.exec_driver_sql(change)

    assert look(path, "SELECT evidence FROM consent") == [("form",)]


GROW = """
    INSERT INTO delivery (issue, subscriber, run, face, state)
    SELECT issue, 3, run, face, 'queued' FROM delivery WHERE subscriber = 1
"""


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM delivery WHERE subscriber = 1", GROW],
    ids=["shrink", "grow"],
)
def test_an_open_audience_neither_grows_nor_shrinks(
    store: SqlStore, path: Path, change: str
) -> None:
    open_run(store, "ada", "bob")
    join(store, "cyd")

    with pytest.raises(StoreError), store.unit() as unit:
        unit.connection.exec_driver_sql(change)

    assert look(path, "SELECT subscriber FROM delivery") == [(1,), (2,)]


def test_the_database_keeps_words_and_milliseconds(store: SqlStore, path: Path) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    with store.unit() as unit:
        unit.deliveries.settle([outcome(claimed, S.DEFERRED, next_at=NOW + MINUTE)])

    rows = look(path, "SELECT state, next_at, typeof(next_at) FROM delivery")

    assert rows == [("deferred", 1_795_507_260_000, "integer")]


# Tables with a row an issue, which may be walked whole.
SMALL = {"SCAN issue", "SCAN press_run", "SCAN CONSTANT ROW"}

STEPS: dict[str, Callable[[SqlUnit], object]] = {
    "claim": lambda unit: unit.deliveries.claim(
        ISSUE, sender=SENDER, limit=90, now=NOW + LEASE, lease=LEASE
    ),
    "settle": lambda unit: unit.deliveries.settle(
        outcome(claimed, S.REFUSED)
        for claimed in unit.deliveries.claim(ISSUE, sender=SENDER, limit=5, now=NOW, lease=LEASE)
    ),
    "settle what was settled": lambda unit: [
        unit.deliveries.settle([outcome(claimed, S.QUEUED)])
        for claimed in unit.deliveries.claim(ISSUE, sender=SENDER, limit=5, now=NOW, lease=LEASE)
        for _ in range(2)
    ],
    "recheck": lambda unit: unit.deliveries.recheck(
        unit.deliveries.claim(ISSUE, sender=SENDER, limit=5, now=NOW, lease=LEASE)
    ),
    "recover": lambda unit: unit.deliveries.recover(
        SENDER, [], now=NOW, on_unknown=OnUnknown.RETRY
    ),
    "senders": lambda unit: unit.deliveries.senders(),
    "expire leases": lambda unit: unit.deliveries.expire_leases(
        alive=[], now=NOW + 2 * LEASE, on_unknown=OnUnknown.RETRY
    ),
    "next_at": lambda unit: unit.deliveries.next_at(ISSUE),
    "pulse": lambda unit: unit.deliveries.pulse(ISSUE),
    "cancel": lambda unit: unit.issues.move(
        ISSUE, expected=IssueState.SENDING, to=IssueState.CANCELLED
    ),
    "believe": lambda unit: unit.deliveries.believe(ISSUE, now=NOW),
    "close": lambda unit: unit.runs.close(ISSUE),
}


def plans(store: SqlStore, step: Callable[[SqlUnit], object]) -> list[str]:
    """Return how SQLite looks for rows in every statement of a step."""
    with store.unit() as unit:
        raw = unit.deliveries._driver._cursor.connection
        said: list[str] = []
        raw.set_trace_callback(said.append)
        step(unit)
        raw.set_trace_callback(None)
        return [
            detail
            for sql in said
            if sql.split()[0] in {"SELECT", "UPDATE", "INSERT"}
            for *_, detail in raw.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]


@pytest.mark.parametrize("analyzed", [False, True], ids=["fresh", "analyzed"])
@pytest.mark.parametrize("name", STEPS)
def test_no_step_of_a_sender_walks_what_has_ended(
    store: SqlStore, name: str, analyzed: bool
) -> None:
    open_run(store, *(f"n{number}" for number in range(400)))
    accept(store, *claim(store, limit=300))
    waiting = claim(store, limit=20)
    leave(store, "n399")
    with store.unit() as unit:
        unit.deliveries.settle(outcome(each, S.DEFERRED, next_at=NOW) for each in waiting[5:10])
        unit.deliveries.settle(outcome(each, S.UNKNOWN, next_at=NOW) for each in waiting[:2])
        if analyzed:
            unit.connection.exec_driver_sql("ANALYZE")

    found = plans(store, STEPS[name])

    few = (
        "ix_delivery_open (issue=? AND state=?",
        "PRIMARY KEY (issue=? AND subscriber=?)",
    )
    walks = [detail for detail in found if "delivery" in detail or "SCAN" in detail]
    allowed = [detail for detail in walks if any(key in detail for key in few)]
    assert found
    assert [detail for detail in walks if detail not in allowed and detail not in SMALL] == []
    assert [detail for detail in found if "TEMP B-TREE" in detail and name == "claim"] == []


def test_a_claim_walks_nobody_it_does_not_take(store: SqlStore) -> None:
    open_run(store, *(f"n{number}" for number in range(400)))

    found = plans(store, STEPS["claim"])

    taken = "next_at=? AND subscriber>? AND subscriber<?"
    assert [detail for detail in found if "ix_delivery_open" in detail and taken in detail]


def test_the_plan_of_a_walk_is_seen(store: SqlStore) -> None:
    open_run(store, "ada")

    found = plans(store, lambda unit: unit.deliveries.by_relay(ISSUE))

    assert "SEARCH delivery USING PRIMARY KEY (issue=?)" in found


def test_readers_in_other_threads_see_every_commit_whole(store: SqlStore) -> None:
    open_run(store, *(f"n{number}" for number in range(30)))
    done, unbalanced, reads = threading.Event(), [], []

    def read() -> None:
        while not done.is_set() or not reads:
            with store.unit(write=False) as unit:
                accounts = unit.runs.accounts(ISSUE)
            reads.append(accounts)
            if not accounts.balanced or accounts.of(S.CLAIMED) not in {0, 3}:
                unbalanced.append(accounts)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    while claimed := claim(store, limit=3):
        accept(store, *claimed)
    done.set()
    for thread in threads:
        thread.join()

    assert reads
    assert unbalanced == []


def test_a_killed_writer_leaves_its_last_commit(path: Path) -> None:
    open_store(path).close()

    killed = subprocess.run(
        [sys.executable, __file__, path], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )

    store = open_store(path)
    with store.unit(write=False) as unit:
        readers = unit.people.readers("main", after=START, limit=9)
    store.close()
    assert killed.returncode == -signal.SIGKILL
    assert [reader.subscriber.name for reader in readers] == ["Ada Sample"]


def join_and_die(path: Path) -> None:
    """Commit one person, write another and be killed before the second commit."""
    store = open_store(path)
    join(store, "ada")
    with store.unit() as unit:
        unit.people.join(newcomer("bob"), list="main", evidence="form", at=NOW)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    join_and_die(Path(sys.argv[1]))
