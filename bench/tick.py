"""Time a tick of a press with many schedules and a long past.

    .venv/bin/python bench/tick.py [--schedules 200] [--issues 5000] [--articles 5000]

The folder is real: a file for each issue and article, the memory of entries, pressrun.toml with the
schedules. The database is SQLite, with a row and a closed run for each past issue and a moment of a
schedule for each. Timed are a press's first tick, ticks on which nothing is due, those that also
note how far was looked (one in ten minutes), the ticks after an article was written over, and the
tick that claims a moment of every schedule at once, none of which has an article. Wall time, and
the processor's; the least of the rounds stands beside their median, for other programs on these
cores only add. The peer is the same folder's files looked at once each (os.stat), which is what a
tick would cost at least if it looked at all of them.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pressrun.app.wiring import Wiring
from pressrun.model.booking import Booking, BookingState
from pressrun.model.delivery import PressRun, RunState
from pressrun.model.feed import Memory, Record, RecordKind
from pressrun.model.issue import ArmedIssue, IssueKey, IssueState
from pressrun.model.memory import dump_memory
from pressrun.press.tick import Ticker
from pressrun.store.sql import SqlStore
from pressrun.system.clock import SystemClock

LIMIT_MS = 20
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")
DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
SETTINGS = """\
title = "Bench"
url = "https://bench.example.org"
authority = "example.org"
year = 2026
language = "en"
zone = "Europe/Berlin"

[lists.main]
sender = "Bench <bench@example.org>"

"""


class SetClock(SystemClock):
    """Shows what it is set to."""

    at = NOW

    def now(self) -> datetime:
        return self.at


def minted(number: int, kind: str) -> str:
    digits = ""
    for _ in range(9):
        number, digit = divmod(number, 32)
        digits = DIGITS[digit] + digits
    return kind + digits


def every(number: int) -> str:
    """Return one of the forms that a schedule may have; none falls due while ticks are timed."""
    at = f"{13 + number % 5:02}:{number % 60:02}"
    return (
        f"{DAYS[number % 7]} {at}",
        f"first {DAYS[number % 7]} {at}",
        f"month-end {at}",
        f"day {1 + number % 28} {at}",
    )[number % 4]


def fill(root: Path, *, schedules: int, issues: int, articles: int) -> None:
    """Write the folder and its database."""
    tables = "".join(
        f'[schedules.s{n}]\nevery = "{every(n)}"\nzone = "{ZONES[n % len(ZONES)]}"\n\n'
        for n in range(schedules)
    )
    (root / "pressrun.toml").write_text(SETTINGS + tables)
    (root / "articles").mkdir()
    (root / ".pressrun").mkdir()
    (root / "feeds").mkdir()
    for n in range(articles):
        key = minted(n, "a")
        text = f"---\nid: {key}\ntitle: Article {n}\n---\n\nSome words of article {n}.\n"
        (root / f"articles/n{n}.md").write_text(text)
    for n in range(1, issues + 1):
        folder = root / f"issues/{n:03}-past"
        folder.mkdir(parents=True)
        key, carried = minted(n, "i"), f"n{n % max(1, articles)}"
        text = f"---\nid: {key}\nsubject: Issue {n}\narticles:\n  - {carried}\n---\n"
        (folder / "issue.md").write_text(text)
    past = [(RecordKind.ARTICLE, n) for n in range(articles)]
    past += [(RecordKind.ISSUE, n + 1) for n in range(issues)]
    records = []
    for sequence, (kind, number) in enumerate(past, 1):
        then = NOW - timedelta(days=400) + timedelta(minutes=sequence)
        records.append(
            Record(
                id=minted(number, kind[0]),
                kind=kind,
                language="en",
                sequence=sequence,
                published_at=then,
                updated_at=then,
                digest="0" * 64,
            )
        )
    (root / "feeds/entries.json").write_bytes(dump_memory(Memory(records=tuple(records))))


def remember(wiring: Wiring, issues: int) -> None:
    """Write a row, a run that is closed and a moment for each past issue."""
    with wiring.store.unit() as unit:
        for n in range(1, issues + 1):
            key, at = IssueKey(minted(n, "i")), NOW - timedelta(hours=n)
            unit.issues.arm(
                ArmedIssue(
                    key=key,
                    list="main",
                    state=IssueState.ARMED,
                    wall=f"{at:%Y-%m-%dT%H:%M}",
                    zone="UTC",
                    due_at=at,
                    digest="d",
                    armed_by="schedule past",
                    armed_at=at,
                )
            )
            unit.issues.move(key, expected=IssueState.ARMED, to=IssueState.SENDING)
            unit.runs.freeze(
                PressRun(issue=key, salt=b"salt", date_at=at, state=RunState.FROZEN), []
            )
            unit.runs.open(key, list="main", faces={})
            unit.runs.close(key)
            unit.bookings.claim(
                [
                    Booking(
                        schedule="past",
                        wall=f"{at:%Y-%m-%dT%H:%M}",
                        zone="UTC",
                        at=at,
                        state=BookingState.DRAFTED,
                        issue=key,
                        claimed_at=at,
                    )
                ]
            )


def timed(act: Callable[[], object], rounds: int, before: Callable[[], object]) -> dict[str, float]:
    """Return milliseconds of the wall: median, least and most; the processor's median."""
    walls, cpus = [], []
    for _ in range(rounds):
        before()
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return {
        "median": round(statistics.median(walls), 2),
        "least": round(min(walls), 2),
        "most": round(max(walls), 2),
        "cpu": round(statistics.median(cpus), 2),
    }


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--schedules", type=int, default=200)
    asked.add_argument("--issues", type=int, default=5_000)
    asked.add_argument("--articles", type=int, default=5_000)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        fill(root, **vars(options))
        wiring = Wiring(root, {})
        clock = wiring.clock = SetClock()
        SqlStore.open(wiring.database, clock=clock, entropy=wiring.entropy).close()
        remember(wiring, options.issues)
        told = wiring.desk, wiring.store
        figures: dict[str, object] = {}
        ticker = Ticker(*told)
        figures["the first tick of a press"] = timed(ticker.tick, 1, lambda: None)

        def later(by: timedelta) -> Callable[[], None]:
            def act() -> None:
                clock.at += by

            return act

        quarter = timedelta(seconds=15)
        assert not ticker.tick().booked
        figures["nothing due"] = timed(ticker.tick, 100, later(quarter))
        clock.at = NOW
        figures["and noting how far was looked"] = timed(
            ticker.tick, 5, later(timedelta(minutes=10))
        )
        paths = [str(path) for path in root.glob("*s/**/*.md")]
        figures[f"peer: one look at each of {len(paths):,} files"] = timed(
            lambda: [os.stat(path) for path in paths], 20, lambda: None
        )

        def touch() -> None:
            clock.at += quarter
            with (root / "articles/n7.md").open("a") as file:
                file.write(".\n")

        figures["after an article was written over"] = timed(ticker.tick, 5, touch)
        clock.at += timedelta(days=40)
        booked = list[Booking]()
        figures["after forty days asleep, every schedule at once"] = timed(
            lambda: booked.extend(ticker.tick().booked), 1, lambda: None
        )
        claimed = len(booked)
        wiring.close()
    figures["moments it accounted for"] = claimed
    report = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        **vars(options),
        "limit_ms": LIMIT_MS,
        "milliseconds": figures,
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
