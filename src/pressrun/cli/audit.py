"""`pressrun audit`: whether the books balance, whose end nobody knows, who might have two."""

from collections.abc import Iterable, Sequence

import click

from pressrun.app.books import Audit, Books
from pressrun.cli.printing import count, emit_json, next_step, plain, put, say, table
from pressrun.cli.session import ask, issue_called, with_books
from pressrun.model.calendar import say_instant
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import Issue

_SHOWN = 20
_UNBALANCED, _IN_DOUBT = 1, 75


@click.command("audit", epilog="Example:  pressrun audit 3")
@click.argument("issue")
@click.option("--settle", is_flag=True, help="Call unknown deliveries accepted, on your word.")
@click.option("--yes", is_flag=True, help="With --settle: do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="With --settle: change nothing.")
@with_books
def command(books: Books, issue: str, settle: bool, yes: bool, as_json: bool, dry_run: bool) -> int:
    """Say whether the books of ISSUE balance, whose end is unknown, and who might have two copies.

    It only reads, and may be asked while mail goes out or after a crash. A delivery is unknown
    when its session was lost after the message and before the relay's answer; its copies all
    have the same Message-ID. With --settle unknown deliveries are called accepted and are not
    tried again. Exits 1 when the books do not balance, 75 while somebody's end is unknown.
    """
    found = issue_called(books, issue)
    if settle:
        _settle(books, found, yes=yes, dry_run=dry_run)
    audit = books.audit(found)
    if as_json:
        emit_json(_json(found, audit))
    else:
        _tell(books, found, audit)
    if not audit.balanced:
        return _UNBALANCED
    return _IN_DOUBT if audit.open_doubts else 0


def _settle(books: Books, issue: Issue, *, yes: bool, dry_run: bool) -> None:
    number = books.believe(issue, dry_run=True)
    unknown = count(number, "unknown delivery")
    if number and not dry_run:
        ask(
            f"Call {unknown} accepted? Who did not get it, will not.",
            yes=yes,
            otherwise=f"call {unknown} accepted",
        )
        number = books.believe(issue, dry_run=False)
    say(f"{'Would call' if dry_run else 'Called'} {count(number, 'unknown delivery')} accepted.")


def _json(issue: Issue, audit: Audit) -> dict[str, object]:
    books = audit.accounts
    return {
        "issue": issue.key,
        "number": issue.number,
        "balanced": books.balanced,
        "complete": books.complete,
        "frozen": books.frozen,
        "by_state": {state.value: books.of(state) for state in DeliveryState if books.of(state)},
        "open_doubts": audit.open_doubts,
        "unknown": plain(audit.unknown),
        "maybe_twice": plain(audit.maybe_twice),
        "under_way": plain(audit.under_way),
        "answered": plain(audit.answered),
    }


def _tell(books: Books, issue: Issue, audit: Audit) -> None:
    put(f"{issue.number}  {issue.subject}")
    tell_balance(audit)
    now, zone = books.now(), books.zone
    _part(
        "Unknown: the session was lost before the relay's answer",
        ("ADDRESS", "SINCE", "TRIES", "RELAY", "LAST WORDS", "NEXT TRY"),
        [
            (
                row.address,
                say_instant(row.since, zone, now) if row.since else "",
                f"{row.attempt}",
                row.relay,
                row.said,
                say_instant(row.next_at, zone, now) if row.next_at else "held",
            )
            for row in audit.unknown
        ],
    )
    _part(
        "Might have two copies or more, or will when it has gone out again",
        ("ADDRESS", "AT MOST", "STATE", "WHY"),
        [(row.address, f"{row.copies}", row.state, row.why) for row in audit.maybe_twice],
    )
    _part(
        "Answered, and not yet in the books: the next sender writes it down",
        ("ADDRESS", "ANSWER"),
        [(row.address, row.said) for row in audit.answered],
    )
    _part(
        "Under way now",
        ("ADDRESS", "ANSWER"),
        [(row.address, row.said or "none yet") for row in audit.under_way],
    )
    next_step(_next(issue, audit))


def tell_balance(audit: Audit) -> None:
    """Print the identity of the books: everybody frozen is in exactly one state."""
    books = audit.accounts
    states = [f"{books.of(state):,} {state}" for state in DeliveryState if books.of(state)]
    put(f"{books.frozen:,} frozen = {' + '.join(states) or '0'}")
    if not books.balanced:
        put(f"The books DO NOT BALANCE: {sum(books.by_state.values()):,} are accounted for.")
    elif not books.complete:
        put(f"The books balance; {count(books.frozen - books.ended, 'delivery')} not ended.")
    else:
        put("The books balance and are complete.")
    if not audit.open_doubts:
        put("Nobody's end is unknown.")


def _part(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    found = list(rows)
    if not found:
        return
    put()
    put(f"{title} ({len(found):,}):")
    table(header, found[:_SHOWN])
    if len(found) > _SHOWN:
        put("… and more; all of them with --json")


def _next(issue: Issue, audit: Audit) -> str:
    number = issue.number
    if not audit.balanced:
        return "keep .pressrun/ as it is, and report this"
    if audit.unknown:
        return f"pressrun retry {number} --unknown   or   pressrun audit {number} --settle"
    if audit.accounts.complete:
        return f"pressrun status {number}"
    return f"pressrun send {number}   or   pressrun run"
