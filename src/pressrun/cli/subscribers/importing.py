"""`pressrun subscribers import`: people from a list of somebody else's."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import click

from pressrun.app import App
from pressrun.app.people import Field, Rejected, RejectedFile, Roster, Row, Tally
from pressrun.cli.printing import count, next_step, put, say
from pressrun.cli.progress import Progress
from pressrun.cli.session import ask, who, with_app
from pressrun.cli.subscribers.options import as_dry_run, consenting, evidence_of, in_list
from pressrun.errors import UsageError

_BAR_FROM = 1000


@click.command(
    "import",
    short_help="Bring people in from a CSV file, or take that back.",
    epilog='Example:  pressrun subscribers import people.csv --consent "asked at the fair" --yes',
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@in_list
@consenting
@click.option(
    "--map",
    "mapping",
    metavar="FIELD=COLUMN",
    default="",
    help="Which column is what, by its header or number, with commas between;"
    f" fields: {', '.join(Field)}.",
)
@click.option("--split", is_flag=True, help="Take `Name <address>` and several addresses apart.")
@click.option("--undo", type=int, metavar="IMPORT", help="Take an import back, by its number.")
@click.option("--yes", is_flag=True, help="Do it; without this it is a dry run.")
@as_dry_run
@with_app
def command(
    app: App,
    file: Path | None,
    list_name: str,
    consent: str | None,
    mapping: str,
    split: bool,
    undo: int | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Import people from a CSV file; say first what would happen.

    Nobody is mailed. Who left or is suppressed stays so, and who is unsubscribed, bounced or
    complained in the file is suppressed here. Rows that do not come in are told in rejected.csv
    beside the file. --undo takes an import back.
    """
    commit = yes and not dry_run
    if undo is not None:
        if file is not None:
            raise click.UsageError("--undo takes an import back by its number: leave the file out")
        _undo(app, undo, yes=yes, dry_run=dry_run)
        return
    if file is None:
        raise click.UsageError("which file? pressrun subscribers import FILE")
    evidence = evidence_of(consent)
    roster = app.people.roster(file, mapping=_mapping(mapping), split=split)
    _tell_columns(roster)
    total = roster.count()
    rejected = app.people.rejected_file(file, roster) if commit else None
    shown = Progress(file.name, total=total if total > _BAR_FROM else 0)
    with rejected if rejected is not None else nullcontext(), shown as progress:

        def watched() -> Iterator[Row]:
            for row in roster.rows():
                yield row
                progress.step()

        tally = app.people.bring_in(
            roster,
            watched(),
            list=list_name,
            consent=evidence,
            commit=commit,
            reject=rejected.write if rejected is not None else _hear_nothing,
        )
    _tell(tally, commit)
    _tell_rejected(tally, rejected)
    if commit:
        if tally.batch:
            say(f"This was import {tally.batch}.")
        next_step("pressrun queue")
    else:
        put("Dry run: nothing changed.")
        next_step("the same command with --yes")


def _undo(app: App, number: int, *, yes: bool, dry_run: bool) -> None:
    batch, people = app.people.undo_import(number, by=who(), commit=False)
    what = f"import {number} ({batch.file}, {batch.at:%Y-%m-%d}): {count(people, 'person')}"
    if dry_run:
        put(f"Would take back {what}.")
        put("Dry run: nothing changed.")
        next_step(f"pressrun subscribers import --undo {number}")
        return
    ask(f"Take back {what}?", yes=yes, otherwise="take it back")
    _, ended = app.people.undo_import(number, by=who(), commit=True)
    put(f"Took back import {number}: {count(ended, 'person')} less on list {batch.list}.")
    next_step("pressrun subscribers list")


def _mapping(text: str) -> dict[Field, str]:
    """Read ``address=Mail,name=Vorname``."""
    mapping = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, column = part.partition("=")
        if not equals or name.strip() not in list(Field) or not column.strip():
            raise UsageError(
                f"--map does not understand {part!r}",
                code="IMP011",
                help=f"write  --map address=COLUMN,name=COLUMN; fields: {', '.join(Field)}",
            )
        mapping[Field(name.strip())] = column.strip()
    return mapping


def _tell_columns(roster: Roster) -> None:
    columns = roster.columns
    if not columns.header and len(columns.taken) == 1:
        used = "one address a line"
    else:
        used = ", ".join(f"{field} = “{columns.name(field)}”" for field in columns.taken)
    say(f"Read {roster.path.name} as {columns.encoding}; {used}")
    unused = [
        f"“{cell.strip()}”"
        for number, cell in enumerate(columns.header)
        if number not in columns.taken.values() and cell.strip()
    ]
    if unused:
        say(f"  not used: {', '.join(unused[:12])}; --map FIELD=COLUMN takes others")


def _tell(tally: Tally, commit: bool) -> None:
    facts = {
        "added" if commit else "new": tally.added,
        "already here": tally.already,
        "left before, kept out": tally.left,
        "suppressed, kept out": tally.suppressed,
        "unsubscribed there, suppressed": tally.unsubscribed,
        "bounced there, suppressed": tally.bounced,
        "complained there, suppressed": tally.complained,
        "more than once in the file": tally.doubled,
        "cannot come in": tally.rejected,
    }
    for name, number in facts.items():
        if number or name in {"added", "new"}:
            put(f"  {number:>8,}  {name}")
    if tally.smtputf8:
        say(
            f"  {count(tally.smtputf8, 'person')} with letters beyond ASCII before the @:"
            " few mail servers accept them; where a relay lacks SMTPUTF8, they are skipped"
        )


def _tell_rejected(tally: Tally, rejected: RejectedFile | None) -> None:
    for row in tally.first_rejected:
        say(f"  line {row.line}: {row.text!r}: {row.why}")
    more = tally.rejected - len(tally.first_rejected)
    if more:
        say(f"  … and {more:,} more")
    if tally.rejected and rejected is not None:
        say(f"All of them, with the reason: {rejected.path}")


def _hear_nothing(_: Rejected) -> None:
    return
