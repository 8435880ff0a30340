"""`pressrun subscribers export`: a list to take elsewhere."""

from itertools import islice
from typing import Any

import click

from pressrun.app import App
from pressrun.app.people import Exported
from pressrun.cli.printing import count, emit_json, next_step, put, say
from pressrun.cli.session import with_app
from pressrun.cli.subscribers.options import as_json, in_list

HEADER = ("address", "name", "status", "language", "topics", "since", "cadence", "consent")
_AT_ONCE = 500


@click.command(
    "export",
    short_help="Print a list as CSV, those who must not be mailed included.",
    epilog="Example:  pressrun subscribers export > people.csv",
)
@in_list
@click.option("--raw", is_flag=True, help="For programs: do not keep cells from being formulas.")
@as_json
@with_app
def command(app: App, list_name: str, raw: bool, as_json: bool) -> None:
    """Print everybody who is or was on a list, as CSV in UTF-8 that `import` reads.

    Who left, bounced or complained is in it with that status, so that no other system mails them.
    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    people = app.people.export(list_name)
    if as_json:
        emit_json([_row(person) for person in people])
        return
    put(app.people.csv([HEADER], raw=raw), end=False)
    number = 0
    while some := list(islice(people, _AT_ONCE)):
        put(app.people.csv(map(_cells, some), raw=raw), end=False)
        number += len(some)
    say(f"{count(number, 'row')}.")
    next_step("keep that file safe: it holds addresses")


def _cells(person: Exported) -> tuple[str, ...]:
    return (
        person.address,
        person.name,
        person.status,
        person.language,
        ", ".join(person.topics),
        f"{person.since:%Y-%m-%d}",
        person.cadence,
        person.consent,
    )


def _row(person: Exported) -> dict[str, Any]:
    return {
        "address": person.address,
        "name": person.name,
        "status": person.status,
        "language": person.language,
        "topics": person.topics,
        "since": person.since,
        "cadence": person.cadence,
        "paused_until": person.paused_until,
        "consent": person.consent,
    }
