"""`pressrun build`: feeds and the web archive."""

import click

from pressrun.app import App
from pressrun.cli.printing import count, next_step, put, say, tell_problems
from pressrun.cli.session import with_app
from pressrun.errors import Severity


@click.command("build", epilog="Example:  pressrun build")
@click.option(
    "--publish",
    is_flag=True,
    help="On a machine without the database: make public what is due, and write feeds/ too.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Make everything and write nothing.")
@with_app
def command(app: App, publish: bool, dry_run: bool) -> int:
    """Write feeds/ and public/ from what is public.

    On the press machine, articles whose own moment has come become public. Elsewhere only
    public/ is written, unless --publish is given. Exits 1 when something did not load; the rest
    is built all the same.
    """
    built = app.editor.build(record=publish, dry_run=dry_run)
    tell_problems(built.problems)
    public = f"{count(built.articles, 'article')} and {count(built.issues, 'issue')}"
    changed, removed = len(built.written.changed), len(built.written.removed)
    if dry_run:
        put(f"Would publish {public}")
    else:
        put(f"Published {public}; {count(changed, 'file')} changed, {removed} removed")
    if not app.editor.is_press and not publish:
        say("This machine is not the press: it writes public/ and leaves feeds/ as it is.")
    if not built.articles:
        say("Nothing is public yet: articles are, when an issue that carries them goes out.")
    next_step("pressrun check" if built.problems else "pressrun queue")
    return 1 if any(problem.severity is Severity.ERROR for problem in built.problems) else 0
