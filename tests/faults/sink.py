"""The bench's sink in a process of its own, and what it has written down."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from doubles.wire import MEANT

PROGRAM: Final = Path(__file__).parents[2] / "bench" / "sink.py"
PATIENCE_S: Final = 60.0


class Sink:
    """Takes mail on loopback and misbehaves as told (see ``bench/sink.py``).

    Used as a context manager; at its end nothing may have been wrong on any wire.
    """

    def __init__(self, folder: Path, *faults: str, options: tuple[str, ...] = ()) -> None:
        self._log = folder / "sink.log"
        given = [word for fault in faults for word in ("--fault", fault)]
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(self._log), *given, *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def events(self, what: str) -> list[list[str]]:
        """Return the fields of every event of a kind, the connection first; whole lines only."""
        text = self._log.read_bytes().decode("utf-8", "backslashreplace")
        lines = [line.split("\t") for line in text[: text.rfind("\n") + 1].split("\n")[:-1]]
        return [fields for kind, *fields in lines if kind == what]

    @property
    def connections(self) -> int:
        """How many connections there have been."""
        return len(self.events("open"))

    @property
    def taken(self) -> list[str]:
        """Who was written to, in order; one who has two copies stands there twice."""
        return [recipient for _, _, recipient in self.events("taken")]

    @property
    def copies(self) -> Counter[str]:
        return Counter(self.taken)

    @property
    def doubled(self) -> set[str]:
        return {recipient for recipient, count in self.copies.items() if count > 1}

    @property
    def identities(self) -> set[tuple[str, str]]:
        """Return every pair of a Message-ID and a recipient that was seen."""
        return {(identity, recipient) for _, identity, recipient in self.events("taken")}

    @property
    def faults(self) -> Counter[str]:
        """Return how often each fault happened."""
        return Counter(what for _, what in self.events("fault"))

    def until(self, holds: Callable[["Sink"], bool]) -> None:
        """Return once something is true of what was written down."""
        until_s = time.monotonic() + PATIENCE_S
        while not holds(self):
            assert time.monotonic() < until_s, f"{len(self.taken)} messages were taken, no more"
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.005)

    def check_wire(self) -> None:
        """Fail if anything was on a wire that must never be."""
        assert self.events("wrong") == []
        assert {name for _, name in self.events("header")} <= MEANT

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        if error is None:
            self.check_wire()
