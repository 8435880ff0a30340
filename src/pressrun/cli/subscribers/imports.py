"""`pressrun subscribers imports`: what came from files, and when."""

import click

from pressrun.app import App
from pressrun.cli.printing import emit_json, next_step, table
from pressrun.cli.session import with_app
from pressrun.cli.subscribers.options import as_json


@click.command(
    "imports",
    short_help="List imports, and the number that undoes each.",
    epilog="Example:  pressrun subscribers imports",
)
@as_json
@with_app
def command(app: App, as_json: bool) -> None:
    """List imports, the oldest first, with the number that undoes each."""
    batches = app.people.imports()
    if as_json:
        emit_json(list(batches))
        return
    table(
        ("IMPORT", "DATE", "LIST", "FILE", "CONSENT", ""),
        (
            (
                str(batch.id),
                f"{batch.at:%Y-%m-%d}",
                batch.list,
                batch.file,
                batch.evidence,
                f"undone {batch.undone_at:%Y-%m-%d}" if batch.undone_at else "",
            )
            for batch in batches
        ),
    )
    standing = [batch.id for batch in batches if batch.undone_at is None]
    if standing:
        next_step(f"pressrun subscribers import --undo {standing[-1]}")
    else:
        next_step("pressrun subscribers import FILE")
