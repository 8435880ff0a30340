"""Deliver an open issue here and say how it went; it loads nothing that renders."""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from pressrun.app.delivering import Accounts, Delivered, Delivering, Outcome, is_by_person
from pressrun.cli.printing import count, next_step, put, say, tell_problems
from pressrun.cli.progress import Progress
from pressrun.cli.screen import Screen
from pressrun.errors import PressrunError
from pressrun.model.calendar import say_instant
from pressrun.model.delivery import ENDS, DeliveryState
from pressrun.model.issue import Issue, IssueState

_REFUSED = (DeliveryState.REFUSED, DeliveryState.EXPIRED)
_REDRAWN_EVERY_S = 0.5


def deliver_here(sending: Delivering, issue: Issue, *, push: Callable[[], None]) -> int:
    """Deliver what is due of an issue and return how the verb ends; the caller holds the lock.

    ``push`` tells hubs of what went out, once mail has gone and nobody has stopped it.
    """
    stop = asyncio.Event()
    try:
        delivered = asyncio.run(_deliver(sending, issue, stop))
    except PressrunError as error:
        tell_problems(error.problems)
        tell_left(sending, issue)
        return error.exit_status
    tell_problems(delivered.troubles)
    if not stop.is_set():
        push()
    return _end(sending, issue, delivered, stopped=stop.is_set())


async def _deliver(sending: Delivering, issue: Issue, stop: asyncio.Event) -> Delivered:
    loop = asyncio.get_running_loop()

    def finish() -> None:
        if not stop.is_set():
            say("Stopping: what is under way is finished and written down.")
            stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, finish)
    title, tally = f"issue {issue.number}", sending.tally(issue)
    letters: Counter[DeliveryState] = Counter()
    with Screen(title, err=True) as screen:
        lines = Progress(title, total=0 if screen.is_shown else sending.waiting(issue.key))

        def hear(outcome: Outcome) -> None:
            tally.hear(outcome)
            if outcome.state in ENDS:
                lines.step()

        async def redraw() -> None:
            while True:
                await asyncio.sleep(_REDRAWN_EVERY_S)
                screen.show(tally.look())

        drawing = asyncio.create_task(redraw()) if screen.is_shown else None
        try:
            return await sending.deliver(
                issue,
                on_settled=hear,
                on_letter=lambda outcome: letters.update((outcome.state,)),
                stop=stop,
            )
        finally:
            if drawing is not None:
                drawing.cancel()
                screen.show(tally.look())
            if said := tell_counts(letters):
                say(f"Letters first: {said}.")


def _end(sending: Delivering, issue: Issue, delivered: Delivered, *, stopped: bool) -> int:
    tell_accounts(sending, delivered.accounts, delivered.next_at)
    if sending.state(issue) in {IssueState.PAUSED, IssueState.CANCELLED}:
        return tell_stopped(sending, issue)
    if not delivered.complete:
        tell_left(sending, issue)
        return 130 if stopped else 75
    next_step(f"pressrun status {issue.number}")
    return 5 if any(delivered.accounts.of(state) for state in _REFUSED) else 0


def tell_stopped(sending: Delivering, issue: Issue) -> int:
    """Say that an issue is paused or cancelled and why; what a person paused is for later."""
    armed = sending.armed(issue)
    if armed is None:
        return 1
    put(f"Issue {issue.number} is {armed.state}: {armed.reason or 'nobody said why'}")
    if armed.state is IssueState.CANCELLED:
        next_step(f"pressrun audit {issue.number}")
        return 1
    next_step(f"pressrun resume {issue.number}")
    return 75 if is_by_person(armed.reason) else 1


def tell_held(sending: Delivering) -> None:
    """Say why nothing is sent from this database, where that is so."""
    held = sending.held()
    if held is not None:
        tell_problems((held,))


def tell_left(sending: Delivering, issue: Issue) -> None:
    """Say how many deliveries wait, and what goes on with them."""
    say(f"{count(sending.waiting(issue.key), 'delivery')} left.")
    if sending.state(issue) is IssueState.PAUSED:
        next_step(f"mend that, then  pressrun resume {issue.number}")
        return
    next_step(f"pressrun send {issue.number}   or   pressrun run, which tries again by itself")


def tell_counts(counts: Mapping[DeliveryState, int]) -> str:
    """Return how many stand where, in words; empty for none."""
    return ", ".join(f"{counts[state]:,} {state}" for state in DeliveryState if counts.get(state))


def tell_accounts(sending: Delivering, accounts: Accounts, next_at: datetime | None) -> None:
    """Print the books of a run on one line, and when it goes on."""
    books = "balanced" if accounts.balanced else "DO NOT BALANCE"
    put(f"{tell_counts(accounts.by_state) or 'nobody'}; total {accounts.frozen:,}, books {books}")
    now = sending.now()
    if next_at is not None and next_at > now:
        put(f"next try {say_instant(next_at, sending.zone, now)}")
