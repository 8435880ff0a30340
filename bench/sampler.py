"""Memory of a process and of all it started, summed while it runs."""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY_S = 0.02
PSS_EVERY = 10
PAGE_OCTETS = os.sysconf("SC_PAGE_SIZE")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Run:
    """Wall time, and peaks of memory summed over processes, in MB of 1,000,000 octets.

    ``rss_mb`` counts shared pages once a process, ``pss_mb`` once in all; asking for the latter
    costs the kernel a walk over every page, so it is asked for more rarely.
    """

    seconds: float
    rss_mb: float
    pss_mb: float
    output: str


def measured(command: Sequence[str], *, cwd: Path, environ: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end; fail with what it printed if it fails."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    ) as process:
        peaks, ended = [0, 0], threading.Event()
        watching = threading.Thread(target=_watch, args=(process.pid, peaks, ended))
        watching.start()
        output, _ = process.communicate()
        seconds = time.perf_counter() - begun
        ended.set()
        watching.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{output[-2000:]}")
    return Run(seconds, peaks[0] / 1e6, peaks[1] / 1e6, output)


def _watch(root: int, peaks: list[int], ended: threading.Event) -> None:
    count = 0
    while not ended.wait(EVERY_S):
        pids = list(_family(root))
        peaks[0] = max(peaks[0], sum(map(_rss, pids)))
        if count % PSS_EVERY == 0:
            peaks[1] = max(peaks[1], sum(map(_pss, pids)))
        count += 1


def _family(root: int) -> Iterator[int]:
    """Yield a process and its descendants."""
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        with contextlib.suppress(OSError):
            for task in (PROC / f"{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())


def _rss(pid: int) -> int:
    try:
        return int((PROC / f"{pid}/statm").read_text().split()[1]) * PAGE_OCTETS
    except (OSError, IndexError):
        return 0


def _pss(pid: int) -> int:
    try:
        rows = (PROC / f"{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:"))
