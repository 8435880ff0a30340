"""Time the ledger of a long list: opening a press run, then claims, outcomes and questions.

    .venv/bin/python bench/open_run.py [--people 1000000] [--rows 100000]

The people are made by SQL in a temporary database. Opening is timed in a process of its own: wall
time, processor's time, and its peak of resident memory. Then a sender's work on a part of the list:
what a row costs of the processor's time, Python's share and SQLite's, with the transaction (begin,
commit, the disk's share of it) apart; the least of the rounds stands beside their median, for other
programs on these cores only add. The peer is the same rows updated by one statement each that looks
nothing up and checks nothing.
"""

import argparse
import json
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import (
    Claimed,
    DeliveryState,
    Face,
    Outcome,
    PressRun,
    Receipt,
    RunState,
)
from pressrun.model.issue import ArmedIssue, IssueKey, IssueState
from pressrun.ports import Unit
from pressrun.store.sql import SqlStore
from pressrun.system.clock import SystemClock, SystemEntropy

ISSUE = IssueKey("heron4lamp")
FACE = "0" * 64
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=15)
RECEIPT = Receipt(250, "2.0.0 Ok: queued as 4TqXyZ1kWcz9sX")
LIMITS = {"s": 20, "MB": 100, "us a row": 5}

PEOPLE = """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
    INSERT INTO subscriber (id, handle, address, address_key, address_hash, name, language)
    SELECT n, 'person-' || n, 'reader' || n || '@mail' || (n % 500) || '.example.org',
        'reader' || n || '@mail' || (n % 500) || '.example.org', hex(randomblob(32)),
        'Reader ' || n, 'en'
    FROM number
"""
SUBSCRIPTIONS = """
    INSERT INTO subscription (list, subscriber, state, handle, changed_at)
    SELECT 'main', id, 'confirmed', substr(hex(randomblob(16)), 1, 21) || 'A', 1795507200000
    FROM subscriber
"""
LEAST = "UPDATE delivery SET reply = ? WHERE issue = ? AND subscriber = ?"


def open_store(path: Path) -> SqlStore:
    return SqlStore.open(path, clock=SystemClock(), entropy=SystemEntropy())


def fill(path: Path, people: int) -> None:
    """Make a list, and an issue whose faces are frozen."""
    store = open_store(path)
    with store.unit() as unit:
        unit.issues.arm(
            ArmedIssue(
                key=ISSUE,
                list="main",
                state=IssueState.ARMED,
                wall="2026-11-24T09:00",
                zone="Europe/Berlin",
                due_at=NOW,
                digest="d1",
                armed_by="a sample",
                armed_at=NOW,
            )
        )
        unit.issues.move(ISSUE, expected=IssueState.ARMED, to=IssueState.SENDING)
        unit.runs.freeze(
            PressRun(issue=ISSUE, salt=b"salt", date_at=NOW, state=RunState.FROZEN),
            [Face(digest=FACE, issue=ISSUE, language="en", variant="whole", octets=b"octets")],
        )
    store.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(PEOPLE, (people,))
        connection.execute(SUBSCRIPTIONS)


def open_run(path: Path) -> dict[str, float]:
    """Open the run in this process; return seconds and megabytes of 1,000,000 octets."""
    store = open_store(path)
    before_mb, began, wall = peak_mb(), time.process_time(), time.perf_counter()
    with store.unit() as unit:
        frozen = unit.runs.open(ISSUE, list="main", face=FACE)
    taken = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - began}
    store.close()
    return {"frozen": frozen, "before_mb": before_mb, "peak_mb": peak_mb(), **taken}


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


class Charge:
    """Adds up processor's time by row, with that of the transaction around it apart."""

    def __init__(self, store: SqlStore, what: str) -> None:
        self._store, self._what = store, what
        self._row_us: list[float] = []
        self._commit_us: list[float] = []

    def of(self, work: Callable[[Unit], Any], rows: int) -> Any:
        began = time.process_time()
        with self._store.unit() as unit:
            inside = time.process_time()
            answer = work(unit)
            done = time.process_time()
        ended = time.process_time()
        self._row_us.append((done - inside) * 1e6 / rows)
        self._commit_us.append((inside - began + ended - done) * 1e6)
        return answer

    def tell(self) -> None:
        row, commit = self._row_us, self._commit_us
        print(
            f"| {self._what} | {min(row):.1f} | {statistics.median(row):.1f} "
            f"| {min(commit):.0f} | {statistics.median(commit):.0f} |"
        )


def accepted(claimed: list[Claimed]) -> list[Outcome]:
    return [
        Outcome(claimed=each, state=DeliveryState.ACCEPTED, at=NOW, receipt=RECEIPT, relay="smtp")
        for each in claimed
    ]


def send(store: SqlStore, *, rows: int, claim: int, settle: int) -> None:
    """Claim and settle deliveries as a sender does, and tell what a row costs."""
    claiming = Charge(store, f"claim, {claim} a commit")
    settling = Charge(store, f"settle and pulse, {settle} a commit")
    for _ in range(max(1, rows // claim)):
        claimed = claiming.of(
            lambda unit: unit.deliveries.claim(
                ISSUE, sender="a sample", limit=claim, now=NOW, lease=LEASE
            ),
            claim,
        )
        outcomes = accepted(claimed)
        for first in range(0, len(outcomes), settle):
            some = outcomes[first : first + settle]
            refused, _ = settling.of(
                lambda unit, some=some: (
                    unit.deliveries.settle(some),
                    unit.deliveries.pulse(ISSUE),
                ),
                len(some),
            )
            if refused:
                raise SystemExit("an outcome was refused")
    claiming.tell()
    settling.tell()


def write_least(store: SqlStore, *, rows: int, batch: int) -> None:
    """Tell what the same rows cost in one bare statement each."""
    peer = Charge(store, f"peer: a bare update, {batch} a commit")
    for first in range(1, rows, batch):
        values = [(RECEIPT.text[::-1], ISSUE, number) for number in range(first, first + batch)]
        peer.of(lambda unit, values=values: unit.deliveries._driver.run_each(LEAST, values), batch)
    peer.tell()


QUESTIONS: dict[str, Callable[[Unit], Any]] = {
    "`next_at`": lambda unit: unit.deliveries.next_at(ISSUE),
    "`pulse`": lambda unit: unit.deliveries.pulse(ISSUE),
    "`senders`": lambda unit: unit.deliveries.senders(),
    "`close`, with somebody waiting": lambda unit: unit.runs.close(ISSUE),
    "`accounts`": lambda unit: unit.runs.accounts(ISSUE),
    "`by_relay`": lambda unit: unit.deliveries.by_relay(ISSUE),
    "`by_domain`, nobody refused": lambda unit: unit.deliveries.by_domain(
        ISSUE, states=[DeliveryState.REFUSED], limit=10
    ),
    "`rows` that were in doubt, none": lambda unit: unit.deliveries.rows(
        ISSUE, doubted=True, after=SubscriberId(0), limit=100
    ),
}


def ask(store: SqlStore) -> None:
    """Tell how long the questions take that are asked on the side."""
    for name, question in QUESTIONS.items():
        times_ms = []
        for _ in range(5):
            began = time.perf_counter()
            with store.unit() as unit:
                question(unit)
            times_ms.append((time.perf_counter() - began) * 1e3)
        print(f"| {name} | {min(times_ms):.2f} | {statistics.median(times_ms):.2f} |")


def main(people: int, rows: int) -> None:
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {people:,} people")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.db"
        fill(path, people)
        opened = json.loads(
            subprocess.check_output([sys.executable, __file__, "--open", str(path)], text=True)
        )
        print(
            f"opened for {opened['frozen']:,}: {opened['wall_s']:.1f} s (limit {LIMITS['s']}),"
            f" {opened['cpu_s']:.1f} s of processor; peak {opened['peak_mb']:.1f} MB"
            f" (limit {LIMITS['MB']}), {opened['before_mb']:.1f} MB before\n"
        )
        store = open_store(path)
        print(
            f"| us of processor (aim {LIMITS['us a row']} a row) | least a row | median a row |"
            " transaction, least | median |\n|---|---|---|---|---|"
        )
        send(store, rows=rows, claim=500, settle=100)
        send(store, rows=rows, claim=500, settle=500)
        send(store, rows=rows // 20, claim=100, settle=8)
        write_least(store, rows=rows // 2, batch=100)
        print("\n| question | ms, least | ms, median |\n|---|---|---|")
        ask(store)
        store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.open:
        print(json.dumps(open_run(chosen.open)))
    else:
        main(chosen.people, chosen.rows)
