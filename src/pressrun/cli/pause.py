"""`pressrun pause`: stop an issue for a while."""

import click

from pressrun.app.books import Books, Change
from pressrun.cli.printing import count, emit_json, next_step, put
from pressrun.cli.session import issue_called, who, with_books
from pressrun.model.issue import Issue, IssueState


@click.command("pause", epilog="Example:  pressrun pause 3")
@click.argument("issue")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_books
def command(books: Books, issue: str, as_json: bool, dry_run: bool) -> None:
    """Stop ISSUE until it is resumed, within one message a connection.

    One that is scheduled and has not begun is held: it does not go out at its time. Whichever
    process is sending reads this by itself. Typed a second time it changes nothing.
    """
    found = issue_called(books, issue)
    change = books.pause(found, by=who(), dry_run=dry_run)
    if as_json:
        emit_json(told(found, change, dry_run=dry_run))
        return
    if not change.changed:
        put(f"Issue {found.number} is {change.now} already: {first_line(change.reason)}")
    elif change.now is IssueState.HELD:
        verb = "Would hold" if dry_run else "Held"
        put(f"{verb} issue {found.number}: it does not begin until it is resumed.")
    else:
        verb = "Would pause" if dry_run else "Paused"
        said = change.accounts
        put(f"{verb} issue {found.number}: {said.ended:,} of {said.frozen:,} done.")
        if change.under_way:
            put(f"{count(change.under_way, 'delivery')} in a sender's hands: finished or put back.")
    next_step(f"pressrun resume {found.number}   or   pressrun cancel {found.number}")


def told(issue: Issue, change: Change, *, dry_run: bool) -> dict[str, object]:
    """Return a change of an issue's state as JSON has it."""
    return {
        "issue": issue.key,
        "number": issue.number,
        "was": change.was,
        "now": change.now,
        "changed": change.changed,
        "reason": change.reason,
        "frozen": change.accounts.frozen,
        "ended": change.accounts.ended,
        "under_way": change.under_way,
        "waiting": change.waiting,
        "dry_run": dry_run,
    }


def first_line(reason: str) -> str:
    """Return a reason for one line."""
    return reason.splitlines()[0] if reason else "nobody said why"
