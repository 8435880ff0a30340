"""`pressrun init`: a publication in a new folder."""

import os
import time
from pathlib import Path
from shlex import quote

import click

from pressrun.app.beginning import begin
from pressrun.cli.printing import next_step, put, say

_MADE_OF = {
    "pressrun.toml": "who publishes, in which time zone, through which relay",
    "articles/hello.md": "a sample article",
    "issues/001-hello/issue.md": "a sample issue, scheduled for nothing yet",
    ".pressrun/state.db": "subscribers and the books (not for version control)",
}


@click.command("init", epilog='Example:  pressrun init harbour --title "Harbour Notes"')
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", help="What the publication is called; else made from the folder's name.")
@click.option("--zone", help="Time zone as an IANA name; else this machine's.")
@click.option(
    "--authority",
    default="example.org",
    help="A domain you own: part of every feed entry's id, for ever.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be made.")
def command(
    folder: Path, title: str | None, zone: str | None, authority: str, dry_run: bool
) -> None:
    """Make a publication in FOLDER, with a sample article and issue.

    In a publication that has no database yet (a fresh clone, say), make the database alone:
    that makes this machine the press.
    """
    title = title or folder.resolve().name.replace("-", " ").replace("_", " ").title()
    made = begin(
        folder, title=title, zone=zone or _local_zone(), authority=authority, dry_run=dry_run
    )
    put(f"{'Would make' if dry_run else 'Made'} {folder}/")
    for path in made:
        put(f"  {path:28} {_MADE_OF.get(path, '')}".rstrip())
    say("Mail goes to .pressrun/outbox/ as files until a relay is set: nothing leaves by accident.")
    here = folder.resolve() == Path.cwd()
    next_step("pressrun build" if here else f"cd {quote(str(folder))} && pressrun build")


def _local_zone() -> str:
    """Return this machine's zone by name, UTC where it does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    if "/" in named and not named.startswith("/"):
        return named
    link = os.path.realpath("/etc/localtime")
    _, found, zone = link.partition("/zoneinfo/")
    return zone if found and time.tzname[0] != "UTC" else "UTC"
