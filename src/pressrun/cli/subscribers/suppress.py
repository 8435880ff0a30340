"""`pressrun subscribers suppress`: an address that is never to be mailed."""

import click

from pressrun.app import App
from pressrun.app.people import SuppressionReason
from pressrun.cli.printing import next_step, put
from pressrun.cli.session import with_app
from pressrun.cli.subscribers.options import as_dry_run


@click.command(
    "suppress",
    short_help="Never mail an address again.",
    epilog="Example:  pressrun subscribers suppress ada@example.org --reason complaint",
)
@click.argument("address")
@click.option(
    "--reason",
    type=click.Choice([reason.value for reason in SuppressionReason]),
    default=SuppressionReason.REQUEST.value,
    show_default=True,
    help="Why.",
)
@as_dry_run
@with_app
def command(app: App, address: str, reason: str, dry_run: bool) -> None:
    """Never mail an address again, whatever list it is or comes on.

    No command lifts this. The owner of the mailbox can, by subscribing and confirming it, unless
    the reason is a complaint.
    """
    new = app.people.suppress(address, reason=SuppressionReason(reason), commit=not dry_run)
    if not new:
        put(f"{address} is suppressed already.")
    elif dry_run:
        put(f"Would suppress {address}.")
    else:
        put(f"Suppressed {address}.")
    next_step("pressrun subscribers list")
