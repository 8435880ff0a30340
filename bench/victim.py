"""The command line as the drill starts it: like ``pressrun``, and killed where it is told to be.

    python bench/victim.py NOTE STEP:NUMBER,... send 1 --yes

It kills itself with SIGKILL the moment the code has come for the NUMBERth time to STEP, which is
the record ``step.STEP`` that the rooms of `press` log, and writes that step's name into the file
NOTE just before. Nothing else about the process differs.
"""

import logging
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from pressrun.cli import run

SOURCE: Final = Path(__file__).parents[1] / "src/pressrun"
# What these verbs load when they are called: a fork of a process that has it saves a second.
WARM: Final = ("pressrun.app", "pressrun.cli.audit", "pressrun.cli.opening", "pressrun.cli.send")


def steps() -> list[str]:
    """Return the steps that the code names, in no order that means anything."""
    named = re.compile(r"log\.debug\(\s*\"step\.([a-z-]+)\"")
    files = sorted(SOURCE.rglob("*.py"))
    return list(dict.fromkeys(name for file in files for name in named.findall(file.read_text())))


class Death(logging.Handler):
    """Kills this process at the records it was told of.

    Args:
        at: How many records of a step come until that.
        note: A file that is told the step.
    """

    def __init__(self, at: Mapping[str, int], note: Path) -> None:
        super().__init__(logging.DEBUG)
        self._at, self._note = dict(at), note
        self._seen: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        kind, _, step = record.msg.partition(".")
        if kind == "step" and step in self._at:
            self._seen[step] += 1
            if self._seen[step] == self._at[step]:
                self._note.write_text(step)
                os.kill(os.getpid(), signal.SIGKILL)


def live(arguments: Sequence[str], *, at: Mapping[str, int], note: Path) -> int:
    """Run a command in this process and return its exit status, if it lives to see it."""
    if at:
        logger = logging.getLogger("pressrun")
        logger.setLevel(logging.DEBUG)
        logger.addHandler(Death(at, note))
    return run(list(arguments))


def warm_up() -> None:
    """Load what the verbs need, once, before any of them is forked."""
    for name in WARM:
        import_module(name)


def fork(
    arguments: Sequence[str], *, folder: Path, output: Path, at: Mapping[str, int], note: Path
) -> int:
    """Run a command in a child of this process, which must be warm; return the child's id.

    What it says is appended to ``output``.
    """
    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        os.chdir(folder)
        said = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream, descriptor in ((0, os.open(os.devnull, os.O_RDONLY)), (1, said), (2, said)):
            os.dup2(descriptor, stream)
        status = live(arguments, at=at, note=note)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def main() -> None:
    note, told, *arguments = sys.argv[1:]
    pairs = (pair.split(":") for pair in told.split(",") if pair)
    sys.exit(live(arguments, at={step: int(number) for step, number in pairs}, note=Path(note)))


if __name__ == "__main__":
    main()
