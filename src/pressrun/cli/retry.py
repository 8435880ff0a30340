"""`pressrun retry`: deliveries that ended, or whose end is unknown, go out again."""

import click

from pressrun.app.books import Books, Retried, Which
from pressrun.app.delivering import Delivering
from pressrun.app.mailroom import Mailroom
from pressrun.cli.printing import emit_json, next_step, put, say
from pressrun.cli.session import ask, issue_called, with_mailroom
from pressrun.model.issue import Issue, IssueState

_WHAT = {
    Which.FAILED: "refused or expired {delivery}",
    Which.UNKNOWN: "unknown {delivery}",
    Which.OUTBOX: "{delivery} written to the outbox",
}
_COST = {Which.UNKNOWN: " Some of them may have it already, and will have two."}


@click.command("retry", epilog="Example:  pressrun retry 3 --failed")
@click.argument("issue")
@click.option("--failed", "which", flag_value=Which.FAILED, help="What was refused or expired.")
@click.option("--unknown", "which", flag_value=Which.UNKNOWN, help="Those whose end is unknown.")
@click.option("--outbox", "which", flag_value=Which.OUTBOX, help="What went to files alone.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Say how many, and queue none.")
@with_mailroom
def command(
    mailroom: Mailroom, issue: str, which: Which | None, yes: bool, as_json: bool, dry_run: bool
) -> None:
    """Queue deliveries of ISSUE again: the failed, the unknown, or what went to the outbox.

    Who has left or been suppressed meanwhile is skipped. Those that are unknown may get a second
    copy, under the Message-ID of the first. Typed a second time it finds none.
    """
    if which is None:
        raise click.UsageError("say which: --failed, --unknown or --outbox")
    books = Books(mailroom)
    if not dry_run:
        books.require_tenure()
    found = issue_called(books, issue)
    retried = books.retry(found, Which(which), dry_run=True)
    if retried.count and not dry_run:
        what = _what(retried)
        say(f"Mail goes to: {Delivering(mailroom).relay}")
        ask(f"Send {what} again?{_COST.get(retried.which, '')}", yes=yes, otherwise=f"queue {what}")
        retried = books.retry(found, retried.which, dry_run=False)
    if as_json:
        emit_json(
            {
                "issue": found.key,
                "number": found.number,
                "which": retried.which,
                "count": retried.count,
                "state": retried.state,
                "dry_run": dry_run,
            }
        )
        return
    put(f"{'Would queue' if dry_run else 'Queued'} {_what(retried)} of issue {found.number}.")
    next_step(_next(found, retried, dry_run=dry_run))


def _what(retried: Retried) -> str:
    words = _WHAT[retried.which].format(delivery="delivery")
    if retried.count == 1:
        return f"1 {words}"
    return f"{retried.count:,} {words.replace('delivery', 'deliveries')}"


def _next(issue: Issue, retried: Retried, *, dry_run: bool) -> str:
    number = issue.number
    if not retried.count:
        return f"pressrun status {number}"
    if dry_run:
        return f"pressrun retry {number} --{retried.which}"
    if retried.state is IssueState.PAUSED:
        return f"pressrun resume {number}"
    return f"pressrun send {number}   or   pressrun run"
