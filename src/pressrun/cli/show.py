"""`pressrun show`: an issue or a letter as a reader will get it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pressrun.app import App
from pressrun.cli.asked import is_letter, letter_options
from pressrun.cli.printing import cuts, emit_json, kilobytes, next_step, put, say
from pressrun.cli.session import with_app

if TYPE_CHECKING:
    from pressrun.app.editor import Preview


@click.command("show", epilog="Example:  pressrun show 3 --text")
@click.argument("issue", required=False, default="")
@click.option("--html", "face", flag_value="html", help="Print the HTML part.")
@click.option("--text", "face", flag_value="text", help="Print the text part.")
@click.option("--eml", "face", flag_value="eml", help="Print the whole message.")
@click.option("--as", "address", default="", metavar="ADDRESS", help="As this reader gets it.")
@letter_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
def command(
    app: App,
    issue: str,
    face: str | None,
    address: str,
    letter: str,
    list_name: str,
    language: str,
    as_json: bool,
) -> None:
    """Make ISSUE, or a letter, as it would go out now and keep it in .pressrun/show/.

    Without a face, say where its three faces lie. In the kept HTML pictures are named as
    they lie beside it, so that a browser shows what is not public yet. A letter is what readers
    get who subscribe or change something: confirm, already, welcome, address, moved, export, erase.
    Its links lead nowhere.
    """
    if face is not None and as_json:
        raise click.UsageError(f"--{face} prints the face itself: leave --json out")
    if is_letter(issue, letter, list_name):
        kind = app.letters.kind(letter)
        shown = app.letters.show(kind, list=list_name, language=language, address=address)
        if not _printed(shown, face):
            paths, again = app.letters.keep(kind, shown), f"--letter {kind}"
            _told(paths, shown, {"letter": str(kind)}, again, as_json)
        return
    found = app.editor.issue(issue)
    shown = app.editor.preview(found, address=address, language=language)
    if not _printed(shown, face):
        paths, again = app.editor.keep_preview(found, shown), str(found.number)
        _told(paths, shown, {"issue": found.number}, again, as_json)


def _printed(shown: "Preview", face: str | None) -> bool:
    """Print a face; False where none was asked for."""
    if face == "eml":
        put(shown.message, end=False)
    elif face is not None:
        put(shown.rendered.html if face == "html" else shown.rendered.text, end=False)
    return face is not None


def _told(
    paths: dict[str, str],
    shown: "Preview",
    named: Mapping[str, object],
    again: str,
    as_json: bool,
) -> None:
    """Say where the faces lie; ``again`` is what `pressrun test` is to be given."""
    if as_json:
        cut = [{"article": path, **asdict(end)} for path, end in shown.rendered.cut]
        emit_json({**named, "subject": shown.rendered.subject, "files": paths, "cut": cut})
        return
    say(f"“{shown.rendered.subject}” as {shown.person.address} gets it:")
    sizes = (kilobytes(shown.rendered.html), kilobytes(shown.rendered.text), "")
    for (name, path), size in zip(paths.items(), sizes, strict=True):
        put(f"  {name:5} {path}  {size}".rstrip())
    for line in cuts(shown.rendered):
        put(f"  cut   {line}")
    next_step(f"pressrun test {again} --to YOUR-ADDRESS")
