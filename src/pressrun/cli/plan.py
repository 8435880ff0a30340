"""`pressrun plan`: what goes out when, with what, to how many."""

from collections.abc import Iterator

import click

from pressrun.app import App
from pressrun.app.planning import Agenda, Handover, Item, Standing
from pressrun.cli.printing import count, emit_json, next_step, plain, put, tell_problems
from pressrun.cli.session import with_app
from pressrun.model.calendar import say_instant

_MOST_WEEKS = 520
_TITLES = 8


@click.command("plan", epilog="Example:  pressrun plan --weeks 4")
@click.option(
    "--weeks",
    type=click.IntRange(1, _MOST_WEEKS),
    default=8,
    show_default=True,
    help="How far to look.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
def command(app: App, weeks: int, as_json: bool) -> None:
    """Tell what goes out in the weeks ahead if nobody changes anything.

    Every issue that has a time or waits for somebody, and every coming moment of every schedule:
    local time and UTC, what clocks do, what it would carry now, to how many, and when their mail
    would all be handed over. Moments without an article, two issues on one day and days' limits
    that hold mail up are pointed out. Nothing is rendered and nothing changes.
    """
    agenda = app.planning.plan(weeks=weeks)
    if as_json:
        emit_json(_json(agenda))
        return
    _tell(agenda, weeks)
    tell_problems(agenda.warnings)
    next_step(_next(agenda))


def _tell(agenda: Agenda, weeks: int) -> None:
    for readers in agenda.readers:
        rest = [
            f"{number:,} {how}"
            for number, how in (
                (readers.weekly, "by weekly digest"),
                (readers.monthly, "by monthly digest"),
                (readers.apart, "not by mail now"),
            )
            if number
        ]
        others = f" ({', '.join(rest)})" if rest else ""
        put(f"List {readers.list}: {count(readers.each, 'person')} by each issue{others}")
    put(f"Rate: {agenda.basis}")
    timed = [item for item in agenda.items if item.at is not None]
    put()
    if not timed:
        put(f"Nothing has a time in the next {count(weeks, 'week')}.")
    for item in timed:
        _tell_item(item, agenda)
    drafts = [item for item in agenda.items if item.at is None]
    if drafts:
        put("Drafts without a time:")
        for item in drafts:
            put(f"  {_what(item)} · {count(len(item.carries), 'article')}")


def _tell_item(item: Item, agenda: Agenda) -> None:
    if item.at is None:
        return
    put(say_instant(item.at, item.zone, agenda.now))
    put(f"  {_what(item)} · {' · '.join(_facts(item))}")
    if item.carries:
        shown = " · ".join(item.carries[:_TITLES])
        more = len(item.carries) - _TITLES
        put(f"  carries {shown}{f' · and {more} more' if more > 0 else ''}")
    if item.handover is not None and item.handover.messages:
        put(f"  {_handover(item.handover, item, agenda)}")
    for note in item.notes:
        put(f"  note: {note}")


def _what(item: Item) -> str:
    kind = f"{item.cadence} digest" if item.cadence else "erratum" if item.erratum else "issue"
    if item.issue is None:
        return f"{kind} of schedule {item.schedule}, list {item.list}"
    made = f", schedule {item.schedule}" if item.schedule else ""
    return f"{kind} {item.number} “{item.title}”, list {item.list}{made}"


def _facts(item: Item) -> Iterator[str]:
    yield f"{item.standing}: {item.reason.splitlines()[0]}" if item.reason else item.standing
    if item.approval:
        yield item.approval
    if item.if_empty:
        yield f"EMPTY → {item.if_empty}"


def _handover(told: Handover, item: Item, agenda: Agenda) -> str:
    to = f"to {count(told.messages, 'person')}"
    if told.ends_at is None:
        return f"{to}, all handed over at a time nobody knows" + _because(told)
    return f"{to}, all handed over {say_instant(told.ends_at, item.zone, agenda.now)}" + _because(
        told
    )


def _because(told: Handover) -> str:
    return f" ({told.quota})" if told.quota else ""


def _next(agenda: Agenda) -> str:
    waiting = [item for item in agenda.items if item.standing in {Standing.HELD, Standing.PAUSED}]
    if waiting and waiting[0].number:
        return f"pressrun status {waiting[0].number}"
    ahead = [item.number for item in agenda.items if item.number and item.goes_out]
    return f"pressrun audience {ahead[0]}" if ahead else "pressrun queue"


def _json(agenda: Agenda) -> dict[str, object]:
    return {
        "zone": agenda.zone,
        "now": plain(agenda.now),
        "until": plain(agenda.until),
        "readers": plain(agenda.readers),
        "rate": agenda.basis,
        "items": [
            {**plain(item), "goes_out": item.goes_out, "utc": plain(item.at)}
            for item in agenda.items
        ],
        "warnings": [
            {"code": one.code, "what": one.what, "help": one.help} for one in agenda.warnings
        ],
    }
