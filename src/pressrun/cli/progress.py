"""How far long work has come, on stderr: a bar where a person watches, else a line now and then."""

import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import click

from pressrun.cli.printing import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

_LINES_FROM: Final = 100
_LINES: Final = 10


class Progress:
    """Counts steps towards ``total``; shows nothing when that is 0.

    On a terminal, or with ``--color always``, a bar moves. Elsewhere, so that logs stay readable,
    ten lines tell of work with a hundred steps or more: ``issue 1: 300 of 1,000``.
    """

    def __init__(self, what: str, *, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._bars: Bars | None = None

    def __enter__(self) -> Self:
        if self._total and is_watched(err=True):
            self._bars = _bars()
            self._task = self._bars.add_task(self._what, total=self._total)
            self._bars.start()
        return self

    def step(self) -> None:
        """Count one more."""
        self._done += 1
        if self._bars is not None:
            self._bars.advance(self._task)
        elif self._total >= _LINES_FROM and self._ends_a_part():
            say(f"{self._what}: {self._done:,} of {self._total:,}")

    def _ends_a_part(self) -> bool:
        parts = self._done * _LINES // self._total
        return parts > (self._done - 1) * _LINES // self._total

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()


def is_watched(*, err: bool) -> bool:
    """Tell whether a person looks at stderr, or at stdout, on something that can be redrawn."""
    ctx = click.get_current_context(silent=True)
    if ctx is not None and ctx.color:
        return True
    stream = sys.stderr if err else sys.stdout
    return bool(stream and stream.isatty()) and os.environ.get("TERM") != "dumb"


def _bars() -> "Bars":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    ctx = click.get_current_context(silent=True)
    console = Console(
        stderr=True,
        no_color=ctx is not None and ctx.color is False,
        force_terminal=True if ctx is not None and ctx.color else None,
    )
    return Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
