"""`pressrun subscribers remove`: somebody asked to leave."""

import click

from pressrun.app import App
from pressrun.cli.printing import next_step, put
from pressrun.cli.session import who, with_app
from pressrun.cli.subscribers.options import as_dry_run, in_list


@click.command(
    "remove",
    short_help="End a subscription, because its owner asked.",
    epilog="Example:  pressrun subscribers remove ada@example.org",
)
@click.argument("address")
@in_list
@as_dry_run
@with_app
def command(app: App, address: str, list_name: str, dry_run: bool) -> None:
    """End a subscription, because its owner asked; an import does not bring them back."""
    reader = app.people.remove(address, list=list_name, by=who(), commit=not dry_run)
    put(
        f"{'Would end' if dry_run else 'Ended'} the subscription of"
        f" {reader.subscriber.address} to list {reader.subscription.list}."
    )
    next_step("pressrun subscribers list")
