"""`pressrun subscribers list`: everyone on a list."""

import click

from pressrun.app import App
from pressrun.cli.printing import count, emit_json, next_step, plain, say, table
from pressrun.cli.session import with_app
from pressrun.cli.subscribers.options import as_json, in_list

_FIRST = 'pressrun subscribers add ADDRESS --consent "where and when they agreed"'


@click.command("list", epilog="Example:  pressrun subscribers list --json")
@in_list
@as_json
@with_app
def command(app: App, list_name: str, as_json: bool) -> None:
    """List everyone on a list, whatever their state."""
    readers = [reader for reader in app.people.readers(list_name) if reader.subscriber.address]
    if as_json:
        emit_json([_row(plain(reader)) for reader in readers])
        return
    table(
        ("ADDRESS", "NAME", "STATE", "SINCE"),
        (
            (
                reader.subscriber.address,
                reader.subscriber.name,
                "suppressed" if reader.suppressed else reader.subscription.state,
                f"{reader.subscription.changed_at:%Y-%m-%d}",
            )
            for reader in readers
        ),
    )
    counted = app.people.count(list_name)
    say(f"{count(counted.mailable, 'person')} would be mailed.")
    if counted.pending:
        say(f"{count(counted.pending, 'person')} asked to join and did not confirm yet.")
    next_step("pressrun queue" if readers else _FIRST)


def _row(reader: dict[str, dict[str, str]]) -> dict[str, str]:
    person, subscription = reader["subscriber"], reader["subscription"]
    return {
        "address": person["address"],
        "name": person["name"],
        "list": subscription["list"],
        "state": "suppressed" if reader["suppressed"] else subscription["state"],
        "since": subscription["changed_at"],
    }
