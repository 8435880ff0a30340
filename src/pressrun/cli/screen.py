"""How an issue that goes out is shown: bars where a person watches, else a line."""

import sys
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import click

from pressrun.app.delivering import Progress, RelayProgress
from pressrun.cli.progress import is_watched
from pressrun.model.delivery import DeliveryState
from pressrun.model.moment import say_distance

if TYPE_CHECKING:
    from rich.console import Group
    from rich.live import Live

_WIDTH: Final = 30
_COUNTED: Final = ("accepted", "deferred", "refused", "unknown")


class Screen:
    """Redraws one issue's progress in place, on stderr or on stdout; off a terminal it is blank."""

    def __init__(self, title: str, *, err: bool) -> None:
        self._title, self._err = title, err
        self._live: Live | None = None

    def __enter__(self) -> Self:
        if is_watched(err=self._err):
            self._live = _live(err=self._err)
            self._live.start()
        return self

    @property
    def is_shown(self) -> bool:
        """Tell whether there is somebody to draw for."""
        return self._live is not None

    def show(self, progress: Progress) -> None:
        """Draw how it stands now."""
        if self._live is not None:
            self._live.update(drawn(self._title, progress), refresh=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()


def summary(title: str, progress: Progress) -> str:
    """Return one line: ``issue 3: 300 of 1,000, 299 accepted, 1 refused; 250/s, done in 3 s``."""
    books, moving = progress.accounts, _moving(progress)
    counts = (f"{books.of(state):,} {state}" for state in DeliveryState if books.of(state))
    line = ", ".join((f"{title}: {books.ended:,} of {books.frozen:,}", *counts))
    return f"{line}; {moving}" if moving else line


def drawn(title: str, progress: Progress) -> "Group":
    """Return the whole picture: a bar a relay, then whom relays do not take, and their words."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    books = progress.accounts
    head = f"{title}  {progress.state}  {books.ended:,}/{books.frozen:,}  {_moving(progress)}"
    bars = Table.grid(padding=(0, 2))
    for relay in progress.relays:
        done = relay.accepted + relay.refused
        bar = ProgressBar(total=max(1, books.frozen), completed=done, width=_WIDTH)
        bars.add_row(Text(relay.relay or "no relay"), bar, Text(_relay(relay)))
    notes = [f"{relay.relay}: {relay.remark}" for relay in progress.relays if relay.remark]
    notes += [f"{progress.reason}"] if progress.reason else []
    if progress.domains:
        notes.append("Not taken, by domain:")
        notes += [f"  {one.count:>7,}  {one.domain}  {one.reply}" for one in progress.domains]
    for relay in progress.relays:
        if relay.answers:
            notes.append(f"Last answers of {relay.relay}:")
            notes += [f"  {answer}" for answer in relay.answers]
    return Group(Text(head.rstrip()), bars, *(Text(note, overflow="ellipsis") for note in notes))


def _relay(relay: RelayProgress) -> str:
    parts = [f"{number:,} {name}" for name in _COUNTED if (number := getattr(relay, name))]
    parts += [f"{relay.per_s:,.0f}/s"] if relay.per_s else []
    parts += [f"{relay.connections} open"] if relay.connections else []
    return ", ".join(parts)


def _moving(progress: Progress) -> str:
    if not progress.per_s or progress.eta_s is None:
        return ""
    now = progress.counted_at
    done = say_distance(now + timedelta(seconds=progress.eta_s), now)
    return f"{progress.per_s:,.0f}/s, done {done}"


def _live(*, err: bool) -> "Live":
    from rich.console import Console
    from rich.live import Live

    ctx = click.get_current_context(silent=True)
    console = Console(
        file=sys.stderr if err else sys.stdout,
        no_color=ctx is not None and ctx.color is False,
        force_terminal=True if ctx is not None and ctx.color else None,
    )
    # It is drawn when there is something new: a thread of its own would draw beside the sender.
    return Live(console=console, auto_refresh=False, transient=False)
