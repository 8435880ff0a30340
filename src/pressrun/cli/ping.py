"""`pressrun ping`: tell WebSub hubs which feeds have changed."""

from collections.abc import Iterable
from datetime import datetime

import click

from pressrun.app import App
from pressrun.app.sending import Pushed
from pressrun.cli.printing import count, emit_json, next_step, plain, put, say, table
from pressrun.cli.session import with_app
from pressrun.errors import Refused
from pressrun.model.calendar import say_instant
from pressrun.model.ping import SITE, Ping

_NO_HUB = "PSH001"


@click.command("ping", epilog="Example:  pressrun ping")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what waits, and tell nobody.")
@with_app
def command(app: App, as_json: bool, dry_run: bool) -> int:
    """Tell the WebSub hubs in [feeds] which feeds have changed.

    A hub hears of a feed once the new bytes can be fetched at its public address. What a hub does
    not take now is tried again for about a day; `pressrun run` does all of this by itself. Exits
    75 when something waits, 6 when `pressrun run` is at it.
    """
    problem = app.sending.push_refusal()
    if problem is not None and problem.code != _NO_HUB:
        raise Refused(problem.what, code=problem.code, place=problem.place, help=problem.help)
    if dry_run:
        pushed = app.sending.push(dry_run=True)
    else:
        with app.sending.lock():
            pushed = app.sending.push()
    if as_json:
        emit_json({"problem": plain(problem), **plain(pushed)})
    elif problem is not None:
        put("Nothing to tell: no WebSub hub is set.")
        say(problem.help)
    else:
        _tell(app, pushed, dry_run=dry_run)
    return 75 if pushed.waiting and not dry_run else 0


def tell_pushed(pushed: Pushed) -> None:
    """Say in a line what hubs were told, and what of it waits; nothing where there is nothing."""
    if pushed.told:
        say(f"WebSub: {told(pushed.told)}")
    if pushed.waiting:
        say(f"WebSub: {count(len(pushed.waiting), 'ping')} left; `pressrun ping` shows them")


def told(pings: Iterable[Ping]) -> str:
    """Return in words which hubs were told of how many feed documents."""
    pings = list(pings)
    hubs = count(len({ping.hub for ping in pings}), "hub")
    return f"told {hubs} of {count(len({ping.topic for ping in pings}), 'changed feed')}"


def _tell(app: App, pushed: Pushed, *, dry_run: bool) -> None:
    now = app.editor.now()
    rows = [
        *(_row(ping, "told") for ping in pushed.told),
        *(_row(ping, _when(app, ping, now)) for ping in pushed.waiting),
        *(_row(ping, "given up until it changes") for ping in pushed.given_up),
    ]
    if rows:
        table(("FEED", "HUB", "STATE", "TRIES", "ANSWER"), rows)
    else:
        put("Nothing to tell: every hub knows every feed as it is.")
    if dry_run:
        put("Dry run: nobody was told anything.")
    if pushed.waiting:
        next_step("pressrun ping   or   pressrun run, which tries again by itself")


def _row(ping: Ping, state: str) -> tuple[str, str, str, str, str]:
    # A row of the site waits for the new bytes; which hubs come after is not its business.
    hub = "(not fetched yet)" if ping.hub == SITE else ping.hub
    return ping.topic, hub, state, f"{ping.attempt}", ping.reply


def _when(app: App, ping: Ping, now: datetime) -> str:
    if ping.next_at is None or ping.next_at <= now:
        return "due now"
    return say_instant(ping.next_at, app.sending.zone, now)
