"""`pressrun build`: feeds and the web archive."""

import click

from pressrun.app import App
from pressrun.cli.printing import count, next_step, put, say, tell_problems
from pressrun.cli.session import ask, is_terminal, with_app
from pressrun.errors import Refused, Severity, quoted

_NAMED = 5


@click.command("build", epilog="Example:  pressrun build")
@click.option(
    "--publish",
    is_flag=True,
    help="On a machine without the database: make public what is due, and write feeds/ too.",
)
@click.option(
    "--as-published",
    is_flag=True,
    help="Take over an old blog: count every article as public since its moment, mail nobody.",
)
@click.option(
    "--yes", is_flag=True, help="Do not ask, even if readers would see old entries as new."
)
@click.option("-n", "--dry-run", is_flag=True, help="Make everything and write nothing.")
@with_app
def command(app: App, publish: bool, as_published: bool, yes: bool, dry_run: bool) -> int:
    """Write feeds/ and public/ from what is public.

    On the press machine, articles whose own moment has come become public. Elsewhere only
    public/ is written, unless --publish is given. Asks before old entries would be shown as new
    in readers, or closed archives change; where nobody can answer that is refused. Exits 1 when
    something did not load; the rest is built all the same.

    With --as-published every article that is no draft becomes public at once, dated by its
    `publish:` moment, or by now where it has none; one whose moment is to come waits for it.
    Nobody is mailed, and no schedule ever sends them.
    """
    options = {"record": publish, "dry_run": dry_run, "as_published": as_published}
    try:
        built = app.editor.build(**options, accept=yes)
    except Refused as refusal:
        tell_problems(refusal.problems)
        if not is_terminal():
            next_step("put back what is told above; or, to accept it:  pressrun build --yes")
            return refusal.exit_status
        ask("Publish all the same?", yes=False, otherwise="publish all the same")
        built = app.editor.build(**options, accept=True)
    tell_problems(built.problems)
    public = f"{count(built.articles, 'article')} and {count(built.issues, 'issue')}"
    changed, removed = len(built.written.changed), len(built.written.removed)
    if dry_run:
        put(f"Would publish {public}")
    else:
        put(f"Published {public}; {count(changed, 'file')} changed, {removed} removed")
    if as_published:
        taken = f"{'Would take' if dry_run else 'Took'} over {count(built.taken_over, 'article')}"
        put(f"{taken} as published before; nobody is mailed.")
        if broken := sum(problem.severity == "error" for problem in built.problems):
            left = "what does not load is not among them"
            put(f"{count(broken, 'error')} above: {left}. Mend it, then the same command again.")
    _tell_updated(built.updated, dry_run)
    if not app.editor.is_press and not publish:
        say("This machine is not the press: it writes public/ and leaves feeds/ as it is.")
    if not built.articles:
        say("Nothing is public yet: articles are, when an issue that carries them goes out.")
    next_step("pressrun check" if built.problems else "pressrun queue")
    return 1 if any(problem.severity is Severity.ERROR for problem in built.problems) else 0


def _tell_updated(titles: tuple[str, ...], dry_run: bool) -> None:
    """Say which entries readers see as updated, and what to do where only a letter changed."""
    if not titles:
        return
    named = ", ".join(quoted(title) for title in titles[:_NAMED])
    more = f" and {len(titles) - _NAMED} more" if len(titles) > _NAMED else ""
    changed = "would be shown as updated" if dry_run else "shown as updated"
    say(f"{count(len(titles), 'entry')} {changed}, since the words changed: {named}{more}")
    say("For a mended typing mistake, before a build:  pressrun correct ARTICLE --minor")
