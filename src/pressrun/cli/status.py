"""`pressrun status`: what became of an issue."""

import click

from pressrun.app import App
from pressrun.app.books import is_by_person
from pressrun.app.sending import OPEN_STATES, Card, Delivery
from pressrun.cli.going import tell_accounts, tell_counts, tell_held
from pressrun.cli.printing import count, emit_json, next_step, plain, put, say, table
from pressrun.cli.session import with_app
from pressrun.cli.watching import watch_issue
from pressrun.model.calendar import say_instant
from pressrun.model.delivery import ENDS, DeliveryState
from pressrun.model.issue import IssueState

_SHOWN = 20
_EVERY = 2**31


@click.command("status", epilog="Example:  pressrun status 3")
@click.argument("issue", required=False)
@click.option("--feeds", is_flag=True, help="Say how many read each feed, as far as can be told.")
@click.option("--letters", is_flag=True, help="Say how many letters wait and were accepted.")
@click.option("--watch", is_flag=True, help="Show ISSUE going out, until it has ended.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; with --watch a line a second.")
@with_app
def command(
    app: App, issue: str | None, feeds: bool, letters: bool, watch: bool, as_json: bool
) -> None:
    """Say where every issue stands, or what became of ISSUE and of whom it did not reach.

    With --watch it shows a bar for each relay, how fast it goes, what relays do not take and what
    they said last, whichever process is sending. Ctrl-C ends the watching and nothing else.
    """
    if watch:
        if issue is None or feeds or letters:
            raise click.UsageError("--watch looks at one issue: pressrun status ISSUE --watch")
        watch_issue(app, app.editor.issue(issue), as_json=as_json)
        return
    if feeds:
        if issue is not None:
            raise click.UsageError("--feeds tells of all feeds: leave ISSUE out")
        _readership(app, as_json)
        return
    if letters:
        if issue is not None:
            raise click.UsageError("letters belong to no issue: leave ISSUE out")
        _letters(app, as_json)
        return
    tell_held(app.sending)
    if issue is None:
        _overview(app, as_json)
        return
    found = app.editor.issue(issue)
    card = app.sending.card(found)
    rows = app.sending.rows(
        found,
        states=(*OPEN_STATES, DeliveryState.REFUSED, DeliveryState.EXPIRED, DeliveryState.SKIPPED),
        limit=_EVERY if as_json else _SHOWN + 1,
    )
    if as_json:
        emit_json({**plain(card), "balanced": _balanced(card), "rows": plain(rows)})
        return
    put(f"{found.number}  {found.subject}: {card.state}")
    if card.armed is not None and card.state is IssueState.ARMED:
        put(f"goes out {say_instant(card.armed.due_at, card.armed.zone, app.editor.now())}")
    if card.armed is not None and card.armed.reason:
        put(card.armed.reason)
    if card.accounts is not None:
        tell_accounts(app.sending, card.accounts, card.next_at)
    if card.waiting:
        put(
            f"{count(card.waiting, 'reader')} of the rarest sets of articles:"
            " they get theirs with the next digest"
        )
    if rows:
        put()
        table(
            ("ADDRESS", "STATE", "TRIES", "ANSWER"),
            (
                (
                    row.address,
                    row.state,
                    f"{row.attempt}",
                    _answer(row),
                )
                for row in rows[:_SHOWN]
            ),
        )
        if len(rows) > _SHOWN:
            put(f"… and more; all of them: pressrun status {found.number} --json")
    next_step(_next(card))


def _overview(app: App, as_json: bool) -> None:
    board = app.editor.board()
    if as_json:
        emit_json([{**plain(card), "balanced": _balanced(card)} for card in board.cards])
        return
    rows = [
        (
            f"{card.issue.number}",
            card.state,
            card.issue.subject,
            f"{card.accounts.ended:,} of {card.accounts.frozen:,}" if card.accounts else "",
        )
        for card in board.cards
    ]
    table(("ISSUE", "STATE", "SUBJECT", "DONE"), rows)
    if said := tell_counts(app.sending.letters() if app.editor.is_press else {}):
        put(f"Letters: {said}")
    next_step("pressrun status ISSUE")


def _letters(app: App, as_json: bool) -> None:
    counts = app.sending.letters()
    waiting = sum(count for state, count in counts.items() if state not in ENDS)
    if as_json:
        by_state = {state.value: counts.get(state, 0) for state in DeliveryState}
        emit_json({"waiting": waiting, **by_state})
        return
    put(f"Letters of the last 30 days: {tell_counts(counts) or 'none'}")
    if waiting:
        say("They go before any issue, whatever becomes of it.")
    next_step("pressrun run" if waiting else "pressrun status")


def _readership(app: App, as_json: bool) -> None:
    found = app.readership.all()
    if as_json:
        emit_json(found)
        return
    rows = [
        (
            one.feed,
            f"at least {one.at_least:,}",
            ", ".join(f"{count.service} {count.readers:,}" for count in one.services),
            f"{max((count.readers for count in one.rest), default=0):,}",
        )
        for one in found
    ]
    table(("FEED", "READERS", "SERVICES", "OTHERS"), rows)
    say("Services as they state it, others as the most on one of the last seven days (UTC).")
    next_step("pressrun status --feeds --json" if found else "pressrun run")


def _answer(row: Delivery) -> str:
    """Return the relay's own words, or why nobody was asked."""
    return f"{row.code or ''} {row.reply or row.reason}".strip()


def _balanced(card: Card) -> bool | None:
    return card.accounts.balanced if card.accounts else None


def _next(card: Card) -> str:
    number, reason = card.issue.number, card.armed.reason if card.armed else ""
    if card.state is IssueState.PAUSED or (card.state is IssueState.HELD and is_by_person(reason)):
        return f"pressrun resume {number}   or   pressrun cancel {number}"
    if card.state in {IssueState.DRAFT, IssueState.HELD, IssueState.MISSED}:
        return f'pressrun check, then  pressrun schedule {number} "tue 9:00"'
    if card.state in {IssueState.ARMED, IssueState.SENDING}:
        return "pressrun run"
    return "pressrun queue"
