"""`pressrun subscribers`: who is on the lists; one verb a file, one line each in this one."""

from typing import Final

import click

from pressrun.cli.subscribers import (
    add,
    erase,
    export,
    feed,
    form,
    importing,
    imports,
    listing,
    remove,
    show,
    suppress,
)

VERBS: Final = (
    add.command,
    importing.command,
    imports.command,
    export.command,
    listing.command,
    show.command,
    remove.command,
    erase.command,
    suppress.command,
    feed.command,
    form.command,
)


@click.group("subscribers", epilog="Example:  pressrun subscribers list")
def command() -> None:
    """Add, import, export, list and remove subscribers."""


for _verb in VERBS:
    command.add_command(_verb)
