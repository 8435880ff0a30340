"""Time a plan of a year for a press with many schedules and a long past.

    .venv/bin/python bench/plan.py [--schedules 200] [--issues 5000] [--articles 5000] [--readers N]

Folder and database are those of bench/tick.py: files for every issue and article, a row and a
closed run for each past issue. Besides there are articles that no issue has carried, readers of the
list, a schedule that fires daily and one of digests. Timed are `plan` in one process, the first
time and again, and `pressrun plan --weeks 52 --json` as a process of its own, as somebody types it.
The peer is reading the folder alone, which a plan cannot do without. Wall time; the least of the
rounds beside their median.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tick import fill, minted, remember

from pressrun.app.wiring import Wiring
from pressrun.model.audience import Newcomer
from pressrun.press.planning import plan
from pressrun.store.sql import SqlStore
from pressrun.system.clock import SystemClock, SystemEntropy

LIMIT_S = 2.0
DAILY = """
[schedules.morning]
every = "daily 07:00"
limit = 1

[schedules.digest]
every = "friday 17:00"
cadence = "weekly"

[relays.main]
host = "127.0.0.1"
port = 2525
per_second = 40
per_day = 50000
"""


def add(root: Path, *, readers: int, fresh: int) -> None:
    """Add articles that nobody has had, readers, and schedules that find them."""
    with (root / "pressrun.toml").open("a") as file:
        file.write(DAILY)
    for n in range(fresh):
        text = f"---\nid: {minted(n, 'f')}\ntitle: Fresh {n}\n---\n\nSome words.\n"
        (root / f"articles/fresh{n}.md").write_text(text)
    clock = SystemClock()
    store = SqlStore.open(root / ".pressrun/state.db", clock=clock, entropy=SystemEntropy())
    with store.unit() as unit:
        for n in range(readers):
            name = f"reader{n}@example.org"
            one = Newcomer(
                address=name,
                address_key=name,
                address_hash=name,
                handle=f"p{n}",
                subscription_handle=f"s{n}",
            )
            unit.people.join(one, list="main", evidence="a sample", at=clock.now())
    store.close()


def rounds(what: str, work: Callable[[], object], *, times: int) -> float:
    """Time some work and print its median and least."""
    took = []
    for _ in range(times):
        began_s = time.perf_counter()
        work()
        took.append(time.perf_counter() - began_s)
    print(f"{what:44} {statistics.median(took):7.2f} s   least {min(took):6.2f} s")
    return statistics.median(took)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, default=200)
    parser.add_argument("--issues", type=int, default=5000)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--readers", type=int, default=20_000)
    parser.add_argument("--fresh", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        fill(root, schedules=asked.schedules, issues=asked.issues, articles=asked.articles)
        past = Wiring(root, {})
        SqlStore.open(past.database, clock=past.clock, entropy=past.entropy).close()
        remember(past, asked.issues)
        past.close()
        add(root, readers=asked.readers, fresh=asked.fresh)
        wiring = Wiring(root, {})
        relays = wiring.settings.relays

        def look() -> object:
            return plan(
                wiring.desk, wiring.store, wiring.desk.folder.contents(), weeks=52, relays=relays
            )

        began_s = time.perf_counter()
        agenda = look()
        items = len(agenda.items)  # type: ignore[attr-defined]
        print(f"{'the first plan, nothing kept':44} {time.perf_counter() - began_s:7.2f} s")
        reading = rounds("reading the folder alone (peer)", wiring.desk.folder.contents, times=5)
        planning = rounds(f"a plan of {items:,} items", look, times=asked.rounds)
        wiring.close()
        typed = [sys.executable, "-m", "pressrun", "--folder", folder, "plan", "--weeks", "52"]
        program = rounds(
            "pressrun plan --weeks 52 --json, a process",
            lambda: subprocess.run([*typed, "--json"], check=True, stdout=subprocess.DEVNULL),
            times=asked.rounds,
        )
    print(f"of the limit of {LIMIT_S:.0f} s: {planning / LIMIT_S:.2f} in process,", end=" ")
    print(f"{program / LIMIT_S:.2f} as a program; {planning / reading:.2f} of reading alone")


if __name__ == "__main__":
    main()
