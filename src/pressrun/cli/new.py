"""`pressrun new article|issue`: a file to begin with."""

import click

from pressrun.app import App
from pressrun.cli.printing import next_step, put
from pressrun.cli.session import with_app


@click.group("new", epilog='Example:  pressrun new article "The winter ferry"')
def command() -> None:
    """Write an article or an issue to begin with."""


@command.command(
    short_help="Write an article to begin with.",
    epilog='Example:  pressrun new article "The winter ferry"',
)
@click.argument("title")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be written.")
@with_app
def article(app: App, title: str, dry_run: bool) -> None:
    """Write articles/<slug>.md with TITLE and a fresh id."""
    path = app.editor.new_article(title, dry_run=dry_run)
    put(f"{'Would make' if dry_run else 'Made'} {path}")
    next_step(f"write it, then  pressrun queue add {path.removesuffix('.md').split('/')[-1]}")


@command.command(
    short_help="Write an issue to begin with.",
    epilog='Example:  pressrun new issue "Two things worth a walk"',
)
@click.argument("subject")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be written.")
@with_app
def issue(app: App, subject: str, dry_run: bool) -> None:
    """Write issues/<number>-<slug>/issue.md with SUBJECT and a fresh id."""
    path, number = app.editor.new_issue(subject, dry_run=dry_run)
    put(f"{'Would make' if dry_run else 'Made'} {path}")
    next_step(f"pressrun queue add ARTICLE --issue {number}")
