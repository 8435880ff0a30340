"""`pressrun subscribers`: who is on the lists."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressrun.app import App
from pressrun.app.people import Row, Standing, Tally
from pressrun.cli.printing import (
    count,
    emit_json,
    next_step,
    plain,
    put,
    say,
    table,
    tell_problems,
)
from pressrun.cli.privatefeed import command as feed
from pressrun.cli.progress import Progress
from pressrun.cli.session import who, with_app

if TYPE_CHECKING:
    from collections.abc import Iterator

_BAR_FROM = 1000
_SHOWN = 10
_FIRST = 'pressrun subscribers add ADDRESS --consent "where and when they agreed"'
_SAID = {
    Standing.ADDED: "{added} {address} to list {list}.",
    Standing.ALREADY: "{address} is on list {list} already.",
    Standing.LEFT: "{address} left list {list}; only its owner can come back.",
    Standing.SUPPRESSED: "{address} is suppressed and is never mailed.",
}
_list = click.option("--list", "list_name", default="", help="Which list; else the first.")
_consent = click.option("--consent", help="Where and when they agreed; kept with each of them.")
_dry_run = click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")


@click.group("subscribers", epilog="Example:  pressrun subscribers list")
def command() -> None:
    """Add, import, list and remove subscribers."""


@command.command(
    epilog='Example:  pressrun subscribers add ada@example.org --consent "she asked by mail"'
)
@click.argument("address")
@click.option("--name", default="", help="What to call them.")
@_list
@_consent
@_dry_run
@with_app
def add(
    app: App, address: str, name: str, list_name: str, consent: str | None, dry_run: bool
) -> int:
    """Subscribe one person who has agreed to it."""
    evidence = _evidence(consent)
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


@command.command(
    "import",
    epilog='Example:  pressrun subscribers import people.csv --consent "asked at the fair" --yes',
)
@click.argument("file", type=click.Path(path_type=Path))
@_list
@_consent
@click.option("--yes", is_flag=True, help="Do it; without this it is a dry run.")
@_dry_run
@with_app
def import_file(
    app: App, file: Path, list_name: str, consent: str | None, yes: bool, dry_run: bool
) -> None:
    """Import people from a CSV file; say first what would happen.

    Nobody is mailed. Who left or is suppressed stays so. All of them come in, or none.
    """
    evidence, commit = _evidence(consent), yes and not dry_run
    roster = app.people.roster(file)
    columns = roster.columns
    used = f"address = “{columns.address}”" if columns.address else "one address a line"
    used += f", name = “{columns.name}”" if columns.name else ""
    say(f"Read {file.name} as {columns.encoding}; {used}")
    total = roster.count()
    with Progress(file.name, total=total if total > _BAR_FROM else 0) as progress:

        def watched() -> "Iterator[Row]":
            for row in roster.rows():
                yield row
                progress.step()

        tally = app.people.bring_in(
            roster, watched(), list=list_name, consent=evidence, commit=commit
        )
    _tell(tally, commit)
    if commit:
        next_step("pressrun queue")
    else:
        put("Dry run: nothing changed.")
        next_step("the same command with --yes")


@command.command("list", epilog="Example:  pressrun subscribers list --json")
@_list
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
def list_readers(app: App, list_name: str, as_json: bool) -> None:
    """List everyone on a list, whatever their state."""
    readers = list(app.people.readers(list_name))
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
    next_step("pressrun queue" if readers else _FIRST)


@command.command(
    short_help="End a subscription, because its owner asked.",
    epilog="Example:  pressrun subscribers remove ada@example.org",
)
@click.argument("address")
@_list
@_dry_run
@with_app
def remove(app: App, address: str, list_name: str, dry_run: bool) -> None:
    """End a subscription, because its owner asked; an import does not bring them back."""
    reader = app.people.remove(address, list=list_name, by=who(), commit=not dry_run)
    put(
        f"{'Would end' if dry_run else 'Ended'} the subscription of"
        f" {reader.subscriber.address} to list {reader.subscription.list}."
    )
    next_step("pressrun subscribers list")


command.add_command(feed)


def _evidence(consent: str | None) -> str:
    """Return what they agreed to; without it nobody is subscribed."""
    if not consent or not consent.strip():
        raise click.UsageError(
            'say where and when they agreed: --consent "asked in person, November 2026"'
        )
    return consent.strip()


def _tell(tally: Tally, commit: bool) -> None:
    facts = {
        "added" if commit else "new": tally.added,
        "already here": tally.already,
        "left before, kept out": tally.left,
        "suppressed, kept out": tally.suppressed,
        "more than once in the file": tally.doubled,
        "not an address": len(tally.rejected),
    }
    for name, number in facts.items():
        if number or name in {"added", "new"}:
            put(f"  {number:>8,}  {name}")
    if tally.smtputf8:
        say(
            f"  {count(tally.smtputf8, 'person')} with letters beyond ASCII before the @:"
            " few mail servers accept them; where a relay lacks SMTPUTF8, they are skipped"
        )
    for rejected in tally.rejected[:_SHOWN]:
        say(f"  line {rejected.line}: {rejected.text!r}: {rejected.why}")
    if len(tally.rejected) > _SHOWN:
        say(f"  … and {len(tally.rejected) - _SHOWN:,} more")


def _row(reader: dict[str, dict[str, str]]) -> dict[str, str]:
    person, subscription = reader["subscriber"], reader["subscription"]
    return {
        "address": person["address"],
        "name": person["name"],
        "list": subscription["list"],
        "state": "suppressed" if reader["suppressed"] else subscription["state"],
        "since": subscription["changed_at"],
    }
