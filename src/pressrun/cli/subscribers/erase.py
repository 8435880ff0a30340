"""`pressrun subscribers erase`: somebody asked to be forgotten."""

import click

from pressrun.app import App
from pressrun.cli.printing import count, next_step, put
from pressrun.cli.session import ask, who, with_app
from pressrun.cli.subscribers.options import as_dry_run


@click.command(
    "erase",
    short_help="Forget a person, because they asked.",
    epilog="Example:  pressrun subscribers erase ada@example.org --yes",
)
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_dry_run
@with_app
def command(app: App, address: str, yes: bool, dry_run: bool) -> None:
    """Forget everything about a person, because they asked. This cannot be undone.

    What stays names nobody: the rows that let the books of past issues balance, and a keyed hash,
    so that no import brings the address back.
    """
    found = app.people.erase(address, by=who(), commit=False)
    lists = f" on {count(len(found.lists), 'list')} ({', '.join(found.lists)})"
    what = f"{address}{lists if found.lists else ', who is on no list'}"
    if dry_run:
        put(f"Would erase {what}.")
        put("Dry run: nothing changed.")
        next_step(f"pressrun subscribers erase {address}")
        return
    ask(f"Erase {what}? This cannot be undone.", yes=yes, otherwise="erase")
    app.people.erase(address, by=who(), commit=True)
    put(f"Erased {address}; it is never mailed.")
    next_step("pressrun subscribers list")
