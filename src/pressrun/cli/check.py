"""`pressrun check`: everything that loading and rendering can tell."""

import click

from pressrun.app import App
from pressrun.cli.printing import count, emit_json, next_step, put, say, tell_problems
from pressrun.cli.session import with_app


@click.command("check", epilog="Example:  pressrun check articles/the-winter-ferry.md")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--fix", is_flag=True, help="Mint missing ids; take positions out of pictures.")
@click.option("--strict", is_flag=True, help="Count warnings as problems.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="With --fix: change nothing.")
@with_app
def command(
    app: App, paths: tuple[str, ...], fix: bool, strict: bool, as_json: bool, dry_run: bool
) -> int:
    """Load everything, render every issue that has not gone out, and tell what is wrong.

    Exits 1 when there are problems.
    """
    if fix:
        for path in app.editor.mint_ids(paths, dry_run=dry_run):
            say(f"{'Would give' if dry_run else 'Gave'} {path} an id")
        for path in app.editor.strip_positions(paths, dry_run=dry_run):
            say(f"{'Would take' if dry_run else 'Took'} metadata with a position out of {path}")
    checked = app.editor.check(paths)
    bad = len(checked.problems) if strict else checked.errors
    if as_json:
        emit_json(checked)
        return 1 if bad else 0
    tell_problems(checked.problems)
    warnings = len(checked.problems) - checked.errors
    put(
        f"{count(checked.articles, 'article')}, {count(checked.issues, 'issue')}:"
        f" {count(checked.errors, 'error')}, {count(warnings, 'warning')}"
    )
    next_step("mend what is above, then  pressrun check" if bad else "pressrun queue")
    return 1 if bad else 0
