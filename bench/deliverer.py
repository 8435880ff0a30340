"""Deliver an open issue and say what that took: `press.deliver` and nothing around it.

    python bench/deliverer.py PUBLICATION PORT [SECONDS]

The database, the journal, the relays and the patience are those of the publication, opened as
`pressrun send` opens them. With SECONDS it is told to stop then, and finishes what is under way.
It prints JSON: messages, seconds, processor seconds of the delivering alone, peak memory in MB.
"""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

from pressrun.app.mailroom import Mailroom
from pressrun.model.delivery import DeliveryState, Outcome
from pressrun.press.deliver import deliver


def spent_s() -> float:
    """Return the processor seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """Return the most memory this process has held, in MB of 1,000,000 octets.

    The kernel's own mark of this program: what resource.getrusage tells may be its parent's.
    """
    rows = Path("/proc/self/status").read_text().splitlines()
    return next(int(row.split()[1]) * 1024 / 1e6 for row in rows if row.startswith("VmHWM"))


async def work(mailroom: Mailroom, seconds: float) -> int:
    """Deliver the open issue and return how many messages were accepted."""
    accepted = 0

    def count(outcome: Outcome) -> None:
        nonlocal accepted
        accepted += outcome.state is DeliveryState.ACCEPTED

    with mailroom.store.unit(write=False) as unit:
        [run] = unit.runs.unfinished()
    stop = asyncio.Event()
    if seconds:
        asyncio.get_running_loop().call_later(seconds, stop.set)
    await deliver(run.issue, mailroom.office(), on_settled=count, stop=stop)
    return accepted


def main() -> None:
    folder, port, *more = sys.argv[1:]
    mailroom = Mailroom(Path(folder), {"PRESSRUN_RELAY_SINK_PORT": port})
    begun, before = time.perf_counter(), spent_s()
    accepted = asyncio.run(work(mailroom, float(more[0]) if more else 0.0))
    took, spent = time.perf_counter() - begun, spent_s() - before
    mailroom.close()
    print(json.dumps({"messages": accepted, "s": took, "cpu_s": spent, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
