"""Watching one issue go out: redrawn on a terminal, JSON lines for programs, else now and then."""

import json
import time
from typing import Final

import click

from pressrun.app import App
from pressrun.app.books import Progress
from pressrun.cli.printing import next_step, plain
from pressrun.cli.screen import Screen, summary
from pressrun.model.issue import Issue, IssueState

EVERY_S: Final = 1.0
_LINE_EVERY_S: Final = 30.0
_TENTHS: Final = 10
# In these nothing moves any more, or will by itself.
_OVER: Final = frozenset(
    {IssueState.DRAFT, IssueState.HELD, IssueState.MISSED, IssueState.SENT, IssueState.CANCELLED}
)


def watch_issue(app: App, issue: Issue, *, as_json: bool) -> None:
    """Show how an issue is doing until it has ended, or until nobody reads on."""
    watch, title = app.books.watch(issue), f"issue {issue.number}"
    lines = _Lines(title)
    with Screen(title, err=False) as screen:
        while True:
            progress = watch.look()
            if as_json:
                read = _print(json.dumps(_json(issue, progress), ensure_ascii=False))
            elif screen.is_shown:
                read = True
                screen.show(progress)
            else:
                read = lines.tell(progress)
            if progress.state in _OVER or not read:
                break
            time.sleep(EVERY_S)
    if not as_json:
        next_step(f"pressrun status {issue.number}")


class _Lines:
    """Prints a line when a tenth more is done, when the state changes, and every half minute."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._told: tuple[str, int] | None = None
        self._next_s = 0.0

    def tell(self, progress: Progress) -> bool:
        """Print a line if it is time for one; False once nobody reads on."""
        books = progress.accounts
        stands = (progress.state.value, books.ended * _TENTHS // max(1, books.frozen))
        if stands == self._told and time.monotonic() < self._next_s:
            return True
        self._told, self._next_s = stands, time.monotonic() + _LINE_EVERY_S
        return _print(f"{summary(self._title, progress)} ({progress.state})")


def _print(line: str) -> bool:
    """Print a result; False when its reader has gone away, as after ``| head``."""
    try:
        click.echo(line)
    except BrokenPipeError:
        return False
    return True


def _json(issue: Issue, progress: Progress) -> dict[str, object]:
    books = progress.accounts
    return {
        "issue": issue.key,
        "number": issue.number,
        "state": progress.state,
        "reason": progress.reason,
        "frozen": books.frozen,
        "ended": books.ended,
        "by_state": {state.value: number for state, number in books.by_state.items() if number},
        "balanced": books.balanced,
        "counted_at": plain(progress.counted_at),
        "next_at": plain(progress.next_at),
        "per_s": round(progress.per_s, 3),
        "eta_s": progress.eta_s if progress.eta_s is None else round(progress.eta_s, 1),
        "relays": plain(progress.relays),
        "domains": plain(progress.domains),
    }
