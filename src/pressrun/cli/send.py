"""`pressrun send`: schedule an issue for now and deliver it here."""

import asyncio
import signal

import click

from pressrun.app import App
from pressrun.app.books import is_by_person
from pressrun.app.sending import Delivered, Outcome
from pressrun.cli.ping import tell_pushed
from pressrun.cli.printing import count, next_step, put, say, tell_problems
from pressrun.cli.progress import Progress
from pressrun.cli.schedule import tell_plan
from pressrun.cli.screen import Screen
from pressrun.cli.session import ask, who, with_app
from pressrun.cli.status import tell_accounts
from pressrun.errors import PressrunError
from pressrun.model.delivery import ENDS, DeliveryState
from pressrun.model.issue import Issue, IssueState

_REFUSED = (DeliveryState.REFUSED, DeliveryState.EXPIRED)
_REDRAWN_EVERY_S = 0.5


@click.command("send", epilog="Example:  pressrun send 3 --yes")
@click.argument("issue")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would happen, and send nothing.")
@with_app
def command(app: App, issue: str, yes: bool, dry_run: bool) -> int:
    """Send ISSUE now and wait until nothing more can be handed over.

    An issue that was interrupted goes on where it stopped. Exits 1 when it was paused because a
    person must look, 4 when a relay refuses our login, 5 when part of the mail was refused, 75
    when some of it waits for another try, 6 when `pressrun run` is sending here, 130 when Ctrl-C
    stopped it: what is under way is finished first.
    """
    found = app.editor.issue(issue)
    state = app.sending.state(found)
    if state is IssueState.PAUSED:
        return _tell_stopped(app, found)
    going_on = state is IssueState.SENDING
    say(f"Mail goes to: {app.sending.relay}")
    if going_on:
        left = count(app.sending.waiting(found.key), "delivery")
        if dry_run:
            put(f"Would go on with {left}.")
            next_step(f"pressrun send {found.number}")
            return 0
        say(f"Going on with {left}.")
    else:
        plan = app.sending.plan(found, "now")
        tell_plan(app, plan)
        if dry_run:
            put("Dry run: nothing was sent.")
            next_step(f"pressrun send {found.number}")
            return 0
        people = count(plan.audience.mailable, "person")
        ask(f"Send it to {people}?", yes=yes, otherwise=f"send to {people}")
    with app.sending.lock():
        if not going_on:
            app.sending.arm(plan, by=who())
        _begin(app, found)
        stop = asyncio.Event()
        try:
            delivered = asyncio.run(_deliver(app, found, stop))
        except PressrunError as error:
            tell_problems(error.problems)
            _tell_left(app, found)
            return error.exit_status
        if not stop.is_set():
            _push(app)
    return _end(app, found, delivered, stopped=stop.is_set())


def _begin(app: App, issue: Issue) -> None:
    try:
        app.sending.begin(issue)
    except KeyboardInterrupt:
        say(f"Issue {issue.number} is due all the same; to take it back, if it has not begun:")
        next_step(f"pressrun unschedule {issue.number}")
        raise


async def _deliver(app: App, issue: Issue, stop: asyncio.Event) -> Delivered:
    loop = asyncio.get_running_loop()

    def finish() -> None:
        if not stop.is_set():
            say("Stopping: what is under way is finished and written down.")
            stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, finish)
    title, tally = f"issue {issue.number}", app.books.tally(issue)
    with Screen(title, err=True) as screen:
        lines = Progress(title, total=0 if screen.is_shown else app.sending.waiting(issue.key))

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
            return await app.sending.deliver(issue, on_settled=hear, stop=stop)
        finally:
            if drawing is not None:
                drawing.cancel()
                screen.show(tally.look())


def _push(app: App) -> None:
    """Tell WebSub hubs; the mail has gone, and this changes nothing about how the verb ends."""
    try:
        tell_pushed(app.sending.push(whole=False))
    except PressrunError as error:
        tell_problems(error.problems)


def _end(app: App, issue: Issue, delivered: Delivered, *, stopped: bool) -> int:
    tell_accounts(app, issue, delivered.accounts, delivered.next_at)
    if app.sending.state(issue) in {IssueState.PAUSED, IssueState.CANCELLED}:
        return _tell_stopped(app, issue)
    if not delivered.complete:
        _tell_left(app, issue)
        return 130 if stopped else 75
    next_step(f"pressrun status {issue.number}")
    return 5 if any(delivered.accounts.of(state) for state in _REFUSED) else 0


def _tell_stopped(app: App, issue: Issue) -> int:
    """Say that an issue is paused or cancelled and why; what a person paused is for later."""
    armed = app.sending.armed(issue)
    if armed is None:
        return 1
    put(f"Issue {issue.number} is {armed.state}: {armed.reason or 'nobody said why'}")
    if armed.state is IssueState.CANCELLED:
        next_step(f"pressrun audit {issue.number}")
        return 1
    next_step(f"pressrun resume {issue.number}")
    return 75 if is_by_person(armed.reason) else 1


def _tell_left(app: App, issue: Issue) -> None:
    say(f"{count(app.sending.waiting(issue.key), 'delivery')} left.")
    next_step(f"pressrun send {issue.number}   or   pressrun run, which tries again by itself")
