"""`pressrun cancel`: end an issue for good."""

import click

from pressrun.app.books import Books, Change
from pressrun.cli.pause import first_line, told
from pressrun.cli.printing import count, emit_json, next_step, put, say
from pressrun.cli.session import ask, issue_called, who, with_books
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import Issue


@click.command("cancel", epilog="Example:  pressrun cancel 3")
@click.argument("issue")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would change.")
@with_books
def command(books: Books, issue: str, yes: bool, as_json: bool, dry_run: bool) -> None:
    """End ISSUE for good: who has not been sent it is not sent it, and it never starts again.

    It takes effect within one message a connection, whichever process is sending. What a relay
    has accepted cannot be called back, and feeds and site stay: `pressrun withdraw` takes it out
    of those. To stop for a while only, `pressrun pause`; to take back one that has not begun,
    `pressrun unschedule`. Typed a second time it changes nothing.
    """
    found = issue_called(books, issue)
    change = books.cancel(found, by=who(), dry_run=True)
    if change.changed and not as_json:
        _tell(change)
    if change.changed and not dry_run:
        waiting = count(change.waiting, "person")
        ask(
            f"Cancel issue {found.number} for good?",
            yes=yes,
            otherwise=f"cancel it for {waiting}",
        )
        change = books.cancel(found, by=who(), dry_run=False)
    if as_json:
        emit_json(told(found, change, dry_run=dry_run))
        return
    put(_said(found, change, dry_run=dry_run))
    if dry_run and change.changed:
        next_step(f"pressrun cancel {found.number}")
    else:
        next_step(f"pressrun audit {found.number}   (feeds and site: pressrun withdraw)")


def _tell(change: Change) -> None:
    books = change.accounts
    say(f"  {books.of(DeliveryState.ACCEPTED):>9,}  accepted: a relay has it, and it stays sent")
    say(f"  {change.under_way:>9,}  in a sender's hands: finished, or given up")
    say(f"  {change.waiting:>9,}  will not be sent")


def _said(issue: Issue, change: Change, *, dry_run: bool) -> str:
    if not change.changed:
        return f"Issue {issue.number} is cancelled already: {first_line(change.reason)}"
    return f"{'Would cancel' if dry_run else 'Cancelled'} issue {issue.number}."
