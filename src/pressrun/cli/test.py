"""`pressrun test`: one copy to one address."""

import click

from pressrun.app import App
from pressrun.cli.printing import count, next_step, put, say
from pressrun.cli.session import with_app


@click.command("test", epilog="Example:  pressrun test 3 --to ada@example.org")
@click.argument("issue")
@click.option("--to", "address", metavar="ADDRESS", required=True, help="Who gets the copy.")
@click.option("-n", "--dry-run", is_flag=True, help="Render everything and send nothing.")
@with_app
def command(app: App, issue: str, address: str, dry_run: bool) -> int:
    """Send one copy of ISSUE to an address, its subject marked [TEST]; no book counts it."""
    found = app.editor.issue(issue)
    if dry_run:
        shown = app.editor.preview(found, address=address)
        put(f"Would send {len(shown.message):,} octets to {address}")
        say(f"How: {app.sending.relay}")
        next_step(f"pressrun test {found.number} --to {address}")
        return 0
    receipt, missing = app.sending.test(found, address)
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
