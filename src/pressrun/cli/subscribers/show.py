"""`pressrun subscribers show`: everything about one person."""

from collections.abc import Mapping
from typing import Any

import click

from pressrun.app import App
from pressrun.cli.printing import emit_json, next_step, put, table
from pressrun.cli.session import with_app
from pressrun.cli.subscribers.options import as_json


@click.command(
    "show",
    short_help="Show what is known of a person, and their consent.",
    epilog="Example:  pressrun subscribers show ada@example.org",
)
@click.argument("address")
@as_json
@with_app
def command(app: App, address: str, as_json: bool) -> None:
    """Show everything that is known of a person, their consent with its proof included.

    With --json it is the document that they themselves can ask for.
    """
    found = app.people.dossier(address)
    if as_json:
        emit_json(found)
        return
    person = found["subscriber"]
    name = f" ({person['name']})" if person["name"] else ""
    put(f"{person['address']}{name}")
    if found["never_mailed"]:
        never = found["never_mailed"]
        put(f"Never mailed since {never['since'][:10]}: {never['reason']}")
    table(
        ("LIST", "STATE", "SINCE", "READS", "TOPICS"),
        (
            (
                held["list"],
                _state(held),
                held["changed_at"][:10],
                held["cadence"],
                ", ".join(held["topics"]) or "all",
            )
            for held in found["subscriptions"]
        ),
    )
    put()
    table(
        ("DATE", "LIST", "CONSENT", "EVIDENCE", "ASKED"),
        (
            (line["at"][:10], line["list"], line["kind"], line["evidence"], _proof(line))
            for line in found["consent"]
        ),
    )
    put()
    put(f"Issues: {len(found['deliveries'])}   Letters: {len(found['letters'])}", end=False)
    put(f"   Votes: {len(found['votes'])}")
    next_step(f"pressrun subscribers show {address} --json")


def _state(held: Mapping[str, Any]) -> str:
    until = held["paused_until"]
    return f"{held['state']} until {until[:10]}" if until else str(held["state"])


def _proof(line: Mapping[str, Any]) -> str:
    proof = line.get("proof")
    if not proof:
        return ""
    return f"{proof['asked_at'][:10]} {proof['form']}: “{proof['wording']}”"
