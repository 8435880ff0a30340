"""`pressrun subscribers add`: one person who agreed."""

import click

from pressrun.app import App
from pressrun.app.people import Standing
from pressrun.cli.printing import next_step, put, tell_problems
from pressrun.cli.session import with_app
from pressrun.cli.subscribers.options import as_dry_run, consenting, evidence_of, in_list

_SAID = {
    Standing.ADDED: "{added} {address} to list {list}.",
    Standing.ALREADY: "{address} is on list {list} already.",
    Standing.LEFT: "{address} left list {list}; only its owner can come back.",
    Standing.SUPPRESSED: "{address} is suppressed and is never mailed.",
}


@click.command(
    "add",
    epilog='Example:  pressrun subscribers add ada@example.org --consent "she asked by mail"',
)
@click.argument("address")
@click.option("--name", default="", help="What to call them.")
@in_list
@consenting
@as_dry_run
@with_app
def command(
    app: App, address: str, name: str, list_name: str, consent: str | None, dry_run: bool
) -> int:
    """Subscribe one person who has agreed to it."""
    evidence = evidence_of(consent)
    title = app.people.list_called(list_name).name
    standing = app.people.add(
        address, name=name, list=list_name, consent=evidence, commit=not dry_run
    )
    added = "Would add" if dry_run else "Added"
    put(_SAID[standing].format(added=added, address=address, list=title))
    if standing is Standing.ADDED:
        tell_problems(app.people.cautions(address))
    next_step("pressrun subscribers list")
    return 0 if standing in {Standing.ADDED, Standing.ALREADY} else 1
