"""`pressrun resume`: let an issue go on."""

import click

from pressrun.app.books import Books, Change
from pressrun.cli.pause import told
from pressrun.cli.printing import count, emit_json, next_step, put, say
from pressrun.cli.session import ask, issue_called, who, with_books
from pressrun.model.issue import Issue, IssueState


@click.command("resume", epilog="Example:  pressrun resume 3")
@click.argument("issue")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_books
def command(books: Books, issue: str, yes: bool, as_json: bool, dry_run: bool) -> None:
    """Let ISSUE go on where it stopped, or begin if it was held before its time.

    What Pressrun itself paused or held is shown with the reason, and asks: mend that first. A
    running `pressrun run` goes on with it by itself. Typed a second time it changes nothing.
    """
    if not dry_run:
        books.require_tenure()
    found = issue_called(books, issue)
    change = books.resume(found, by=who(), dry_run=True)
    if change.changed and not dry_run:
        if not change.by_person:
            say(change.reason or "Nobody said why it stopped.")
            ask(
                f"Let issue {found.number} go on all the same?",
                yes=yes,
                otherwise="let it go on",
            )
        change = books.resume(found, by=who(), dry_run=False)
    if as_json:
        emit_json(told(found, change, dry_run=dry_run))
        return
    put(_said(found, change, dry_run=dry_run))
    if change.reason and (dry_run or not change.changed):
        put(change.reason)
    if dry_run:
        next_step(f"pressrun resume {found.number}")
    elif change.now is IssueState.ARMED:
        next_step("pressrun run")
    else:
        next_step(f"pressrun send {found.number}   or   pressrun run")


def _said(issue: Issue, change: Change, *, dry_run: bool) -> str:
    number = issue.number
    if not change.changed:
        return f"Issue {number} is {change.now}, and not paused."
    if change.now is IssueState.ARMED:
        return f"{'Would let' if dry_run else 'Let'} issue {number} go out at its time again."
    left = count(change.accounts.frozen - change.accounts.ended, "delivery")
    return f"{'Would let' if dry_run else 'Let'} issue {number} go on: {left} left."
