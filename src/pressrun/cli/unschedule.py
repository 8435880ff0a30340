"""`pressrun unschedule`: take a scheduled issue back."""

import click

from pressrun.app import App
from pressrun.cli.printing import next_step, put
from pressrun.cli.session import with_app
from pressrun.model.calendar import say_instant


@click.command("unschedule", epilog="Example:  pressrun unschedule 3")
@click.argument("issue")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_app
def command(app: App, issue: str, dry_run: bool) -> None:
    """Return ISSUE to draft, as long as it has not begun to go out."""
    found = app.editor.issue(issue)
    was = app.sending.disarm(found, dry_run=dry_run)
    when = say_instant(was.due_at, was.zone, app.editor.now())
    put(f"{'Would take back' if dry_run else 'Took back'} issue {found.number}: {when}")
    next_step(f'pressrun schedule {found.number} "tue 9:00"')
