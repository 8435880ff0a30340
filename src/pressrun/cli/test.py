"""`pressrun test`: one copy to one address."""

import click

from pressrun.app import App
from pressrun.cli.asked import is_letter, letter_options
from pressrun.cli.printing import count, next_step, put, say
from pressrun.cli.session import with_app


@click.command("test", epilog="Example:  pressrun test 3 --to ada@example.org")
@click.argument("issue", required=False, default="")
@click.option("--to", "address", metavar="ADDRESS", required=True, help="Who gets the copy.")
@letter_options
@click.option("-n", "--dry-run", is_flag=True, help="Render everything and send nothing.")
@with_app
def command(
    app: App,
    issue: str,
    address: str,
    letter: str,
    list_name: str,
    language: str,
    dry_run: bool,
) -> int:
    """Send one copy of ISSUE, or of a letter, to an address; no book counts it.

    Its subject is marked [TEST]. The links of a letter lead nowhere.
    """
    if is_letter(issue, letter, list_name):
        return _letter(app, letter, address, list_name, language, dry_run=dry_run)
    found = app.editor.issue(issue)
    if dry_run:
        shown = app.editor.preview(found, address=address, language=language)
        put(f"Would send {len(shown.message):,} octets to {address}")
        say(f"How: {app.sending.relay}")
        next_step(f"pressrun test {found.number} --to {address}")
        return 0
    receipt, missing = app.sending.test(found, address, language=language)
    said = f"{receipt.code} {receipt.text}".strip()
    if receipt.accepted:
        put(f"Accepted for {address}: {said}")
        say(f"How: {app.sending.relay}")
        if missing:
            verb = "is" if missing == 1 else "are"
            say(
                f"{count(missing, 'picture')} in it {verb} not public before the issue is and will"
                f" not show; to see them:  pressrun show {found.number}"
            )
        next_step(f'pressrun schedule {found.number} "tue 9:00"')
        return 0
    put(f"Refused for {address}: {said}")
    next_step(f"pressrun test {found.number} --to {address}   (when what it says is mended)")
    return 75 if receipt.transient else 5


def _letter(
    app: App, name: str, address: str, list_name: str, language: str, *, dry_run: bool
) -> int:
    kind = app.letters.kind(name)
    again = f"pressrun test --letter {kind} --to {address}"
    if dry_run:
        shown = app.letters.show(kind, list=list_name, language=language, address=address)
        put(f"Would send {len(shown.message):,} octets to {address}")
        say(f"How: {app.sending.relay}")
        next_step(again)
        return 0
    receipt = app.letters.test(kind, address, list=list_name, language=language)
    said = f"{receipt.code} {receipt.text}".strip()
    if receipt.accepted:
        put(f"Accepted for {address}: {said}")
        say(f"How: {app.sending.relay}")
        return 0
    put(f"Refused for {address}: {said}")
    next_step(f"{again}   (when what it says is mended)")
    return 75 if receipt.transient else 5
