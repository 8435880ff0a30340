"""`pressrun send`: schedule an issue for now and deliver it here."""

import asyncio
import signal

import click

from pressrun.app import App
from pressrun.app.sending import Delivered
from pressrun.cli.printing import count, next_step, say
from pressrun.cli.progress import Progress
from pressrun.cli.schedule import tell_plan
from pressrun.cli.session import ask, who, with_app
from pressrun.cli.status import tell_accounts
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import Issue, IssueState

_REFUSED = (DeliveryState.REFUSED, DeliveryState.EXPIRED)


@click.command("send")
@click.argument("issue")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would happen, and send nothing.")
@with_app
def command(app: App, issue: str, yes: bool, dry_run: bool) -> int:
    """Send ISSUE now and wait until nothing more can be handed over.

    An issue that was interrupted goes on where it stopped. Exits 5 when part of the mail was
    refused, 75 when some of it waits for another try, 6 when `pressrun run` is sending here.
    """
    found = app.editor.issue(issue)
    going_on = app.sending.state(found) is IssueState.SENDING
    say(f"Mail goes to: {app.sending.relay}")
    if not going_on:
        plan = app.sending.plan(found, "now")
        tell_plan(app, plan)
        if dry_run:
            click.echo("Dry run: nothing was sent.")
            return 0
        people = count(plan.audience.mailable, "person")
        ask(f"Send it to {people}?", yes=yes, otherwise=f"send to {people}")
    elif dry_run:
        click.echo(f"Would go on with {count(app.sending.waiting(found), 'delivery')}.")
        return 0
    with app.sending.lock():
        if not going_on:
            app.sending.arm(plan, by=who())
        app.sending.begin(found)
        delivered = asyncio.run(_deliver(app, found))
    return _end(app, found, delivered)


async def _deliver(app: App, issue: Issue) -> Delivered:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    with Progress(f"issue {issue.number}", total=app.sending.waiting(issue)) as progress:
        delivered = await app.sending.deliver(
            issue, on_settled=lambda _: progress.step(), stop=stop
        )
    if stop.is_set():
        say("Stopped: what was under way is finished and written down.")
    return delivered


def _end(app: App, issue: Issue, delivered: Delivered) -> int:
    tell_accounts(app, issue, delivered.accounts, delivered.next_at)
    if not delivered.complete:
        next_step(f"pressrun send {issue.number}   or   pressrun run, which tries again by itself")
        return 75
    next_step(f"pressrun status {issue.number}")
    return 5 if any(delivered.accounts.of(state) for state in _REFUSED) else 0
