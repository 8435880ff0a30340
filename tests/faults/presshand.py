"""A press in a process of its own, by a clock that is told what to show.

    python tests/faults/presshand.py FOLDER --skew-s N [--dies-at EVENT]

Each line of its input is an instant: it ticks as if its clock showed that, so many seconds off,
and answers with a line of JSON. It kills itself when its log comes to EVENT.
"""

import argparse
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from doubles.isolate import InlineIsolate
from pressrun.app.wiring import Wiring
from pressrun.press.tick import Ticker
from pressrun.system.clock import SystemClock


class ToldClock(SystemClock):
    """Shows what it was told, so many seconds off."""

    def __init__(self, skew_s: float) -> None:
        self._skew = timedelta(seconds=skew_s)
        self.at: datetime | None = None

    def now(self) -> datetime:
        return super().now() if self.at is None else self.at + self._skew


class Ears(logging.Handler):
    """Hears what the press logs, and ends it there."""

    def __init__(self, dies_at: str) -> None:
        super().__init__(logging.DEBUG)
        self.dies_at = dies_at
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())
        if record.getMessage() == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


def main(arguments: Sequence[str]) -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--skew-s", type=float, default=0)
    asked.add_argument("--dies-at", default="")
    options = asked.parse_args(arguments)
    ears = Ears(options.dies_at)
    logging.getLogger("pressrun").addHandler(ears)
    logging.getLogger("pressrun").setLevel(logging.DEBUG)
    wiring = Wiring(options.folder, os.environ)
    clock = wiring.clock = ToldClock(options.skew_s)
    wiring.__dict__["isolate"] = InlineIsolate()
    ticker = Ticker(wiring.desk, wiring.store)
    for line in sys.stdin:
        clock.at = datetime.fromisoformat(line.strip())
        ears.heard.clear()
        ticked = ticker.tick()
        answer = {
            "claimed": "schedule.claimed" in ears.heard,
            "written": ears.heard.count("schedule.written"),
            "problems": [str(problem) for problem in ticked.problems],
        }
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()
    wiring.close()


if __name__ == "__main__":
    main(sys.argv[1:])
