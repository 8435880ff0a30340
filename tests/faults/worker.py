"""A sender that takes no lock, in a process of its own.

    python tests/faults/worker.py FOLDER [--minutes-ahead N] [--journals FOLDER] [--soak]

It says that it is ready, waits for a line, delivers what is due of the open issue and prints how
many were accepted as JSON. With ``--soak`` it counts what it holds every thousand messages.
"""

import argparse
import asyncio
import json
import os
import sys
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from pressrun.app.mailroom import Mailroom
from pressrun.errors import PressrunError
from pressrun.model.delivery import DeliveryState, Outcome
from pressrun.press.deliver import deliver
from pressrun.system.clock import SystemClock
from pressrun.system.journals import FileJournals


class FastClock(SystemClock):
    """Is so many minutes ahead."""

    def __init__(self, minutes: float) -> None:
        self._ahead = timedelta(minutes=minutes)

    def now(self) -> datetime:
        return super().now() + self._ahead


def held() -> dict[str, int]:
    """Return what this process holds: open files, threads, tasks, resident kilobytes."""
    rows = Path("/proc/self/status").read_text().splitlines()
    [resident] = [int(row.split()[1]) for row in rows if row.startswith("VmRSS")]
    return {
        "files": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
        "tasks": len(asyncio.all_tasks()),
        "kilobytes": resident,
    }


async def work(mailroom: Mailroom, soak: bool) -> Mapping[str, object]:
    accepted, counts = 0, list[dict[str, int]]()

    def hear(outcome: Outcome) -> None:
        nonlocal accepted
        accepted += outcome.state is DeliveryState.ACCEPTED
        if soak and accepted % 1000 == 0:
            counts.append(held())

    with mailroom.store.unit(write=False) as unit:
        [run] = unit.runs.unfinished()
    code = ""
    try:
        await deliver(run.issue, mailroom.office(), on_settled=hear)
    except PressrunError as error:
        code = error.problem.code or type(error).__name__
    return {"accepted": accepted, "code": code, "held": counts}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--minutes-ahead", type=float, default=0)
    asked.add_argument("--journals", type=Path)
    asked.add_argument("--soak", action="store_true")
    options = asked.parse_args()
    mailroom = Mailroom(options.folder, os.environ)
    mailroom.clock = FastClock(options.minutes_ahead)
    if options.journals is not None:
        mailroom.journals = FileJournals(options.journals, entropy=mailroom.entropy)
    _ = mailroom.store
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    json.dump(asyncio.run(work(mailroom, options.soak)), sys.stdout)
    mailroom.close()


if __name__ == "__main__":
    main()
