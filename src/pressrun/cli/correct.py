"""`pressrun correct`: what was wrong in a public article."""

import click

from pressrun.app import App
from pressrun.cli.printing import next_step, put, say
from pressrun.cli.session import with_app


@click.command("correct", epilog='Example:  pressrun correct ferry "The fare is 3 euros, not 2."')
@click.argument("article")
@click.argument("words", required=False)
@click.option("--minor", is_flag=True, help="A slip was mended in the file: tell nobody.")
@click.option(
    "--publish", is_flag=True, help="With --minor: also on a machine without the database."
)
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_app
def command(
    app: App, article: str, words: str | None, minor: bool, publish: bool, dry_run: bool
) -> None:
    """Say at the end of a public ARTICLE what was wrong, in WORDS and with the day of today.

    The text itself is mended by hand. Readers see the article as updated after the next build.
    With --minor they do not: its words as they are now are taken for those that were published.
    """
    if minor == (words is not None):
        raise click.UsageError('say what is right, "The fare is 3 euros.", or --minor, not both')
    if minor:
        settled = app.amending.settle(article, record=publish, dry_run=dry_run)
        slug = settled.article.slug
        if settled.changed:
            put(f"{'Would take' if dry_run else 'Took'} the words of {slug} for those published")
            say(f"Updated stays {settled.record.updated_at:%Y-%m-%d %H:%M} UTC.")
        else:
            put(f"Nothing to do: feeds know the words of {slug} as they are")
    else:
        path, line = app.amending.correct(article, words or "", dry_run=dry_run)
        put(f"{'Would write' if dry_run else 'Wrote'} in {path}:  - {line}")
    next_step("pressrun build")
