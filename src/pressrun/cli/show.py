"""`pressrun show`: an issue as a reader will get it."""

import click

from pressrun.app import App
from pressrun.cli.printing import emit_json, kilobytes, next_step, put, say
from pressrun.cli.session import with_app


@click.command("show", epilog="Example:  pressrun show 3 --text")
@click.argument("issue")
@click.option("--html", "face", flag_value="html", help="Print the HTML part.")
@click.option("--text", "face", flag_value="text", help="Print the text part.")
@click.option("--eml", "face", flag_value="eml", help="Print the whole message.")
@click.option("--as", "address", default="", metavar="ADDRESS", help="As this reader gets it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
def command(app: App, issue: str, face: str | None, address: str, as_json: bool) -> None:
    """Make ISSUE as it would go out now and keep it in .pressrun/show/.

    Without a face, say where its three faces lie. In the kept HTML pictures are named as
    they lie beside it, so that a browser shows what is not public yet.
    """
    if face is not None and as_json:
        raise click.UsageError(f"--{face} prints the face itself: leave --json out")
    found = app.editor.issue(issue)
    shown = app.editor.preview(found, address=address)
    if face == "eml":
        put(shown.message, end=False)
        return
    if face is not None:
        put(shown.rendered.html if face == "html" else shown.rendered.text, end=False)
        return
    paths = app.editor.keep_preview(found, shown)
    if as_json:
        emit_json({"issue": found.number, "subject": shown.rendered.subject, "files": paths})
        return
    say(f"“{shown.rendered.subject}” as {shown.person.address} gets it:")
    sizes = (kilobytes(shown.rendered.html), kilobytes(shown.rendered.text), "")
    for (name, path), size in zip(paths.items(), sizes, strict=True):
        put(f"  {name:5} {path}  {size}".rstrip())
    next_step(f"pressrun test {found.number} --to YOUR-ADDRESS")
