"""A bar for long work, on stderr, only where a person watches."""

import sys
from types import TracebackType
from typing import Self

import click


class Progress:
    """Counts steps; draws a bar on a terminal and nothing anywhere else."""

    def __init__(self, what: str, *, total: int) -> None:
        self._what, self._total = what, total
        self._bar: object = None

    def __enter__(self) -> Self:
        ctx = click.get_current_context(silent=True)
        forced = bool(ctx and ctx.color)
        if self._total and (sys.stderr.isatty() or forced):
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars

            console = Console(
                stderr=True,
                no_color=ctx is not None and ctx.color is False,
                force_terminal=True if forced else None,
            )
            self._bars = Bars(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=console,
            )
            self._task = self._bars.add_task(self._what, total=self._total)
            self._bars.start()
            self._bar = self._bars
        return self

    def step(self) -> None:
        """Count one more."""
        if self._bar is not None:
            self._bars.advance(self._task)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bars.stop()
