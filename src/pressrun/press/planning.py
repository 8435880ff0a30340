"""Plan: what goes out when, with what, to how many, if nobody changes anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pressrun.model.agenda import Agenda, Item, Readers, Standing
from pressrun.model.audience import Cadence
from pressrun.model.booking import BookingState
from pressrun.model.feed import Record
from pressrun.model.issue import IssueKind, IssueState
from pressrun.model.relay import Relay
from pressrun.ports import Contents, Store
from pressrun.press.cadences import unserved
from pressrun.press.desk import Desk
from pressrun.press.doubts import doubts
from pressrun.press.forecast import Forecaster
from pressrun.press.foresight import Foresight
from pressrun.press.moments import Coming, coming
from pressrun.press.standings import SHOWN, Known, known_of

_WITHOUT_ISSUE: Final = {
    BookingState.CLAIMED: Standing.CLAIMED,
    BookingState.DRAFTED: Standing.SKIPPED,  # and somebody has taken its issue off the schedule
    BookingState.HELD: Standing.HELD,
    BookingState.EMPTY: Standing.EMPTY,
    BookingState.SKIPPED: Standing.SKIPPED,
    BookingState.MISSED: Standing.MISSED,
}


def plan(
    desk: Desk, store: Store | None, contents: Contents, *, weeks: int, relays: Sequence[Relay]
) -> Agenda:
    """Return what is ahead for so many weeks; nothing is rendered, nothing changes.

    Without a store, where this machine is not the press, schedules alone are told.
    """
    now = desk.clock.now().replace(microsecond=0)
    until = now + timedelta(weeks=weeks)
    records = {record.id: record for record in desk.folder.memory().records}
    known = known_of(desk, store, contents, relays, now) if store else Known()
    schedules = {schedule.name: schedule for schedule in desk.schedules}
    moments = coming(desk.schedules, after=now, until=until)
    items = [*_issues(desk, contents, known, now, until), *_booked(desk, known, moments)]
    items += [_planned(moment) for moment in moments if _is_free(moment, known)]
    items.sort(key=lambda item: (item.at or until, item.schedule, item.number))
    foresight = Foresight(
        desk,
        contents,
        records,
        states={armed.key: armed.state for armed in known.armed},
        since={name: cursor.since_at for name, cursor in known.cursors.items()},
        unseen=known.unseen,
        now=now,
    )
    forecaster = Forecaster(relays, now=now, paces=known.paces, spent=known.spent)
    ahead = [
        _told(foresight.fill(item, schedules.get(item.schedule)), known, forecaster, now)
        for item in items
    ]
    drafts = _drafts(desk, contents, known, records)
    return Agenda(
        zone=desk.publication.zone,
        now=now,
        until=until,
        items=(*ahead, *(foresight.fill(item, None) for item in drafts)),
        readers=tuple(known.readers.values()),
        basis=forecaster.basis,
        warnings=(
            *doubts(desk, ahead, moments, known.cursors, now=now),
            *(
                problem
                for one in known.readers.values()
                for problem in unserved(
                    desk.schedules, one.list, weekly=one.weekly, monthly=one.monthly
                )
            ),
        ),
    )


def _issues(
    desk: Desk, contents: Contents, known: Known, now: datetime, until: datetime
) -> Iterable[Item]:
    """Yield the issues that have a row and have not ended; of armed ones those until then."""
    issues = {issue.key: issue for issue in contents.issues}
    made_for = {row.issue: row for row in known.bookings.values()}
    for armed in known.armed:
        standing = SHOWN.get(armed.state)
        if standing is None or armed.due_at > until:
            continue
        issue, booking = issues.get(armed.key), made_for.get(armed.key)
        yield Item(
            standing=standing,
            list=armed.list,
            wall=armed.wall[:16],
            zone=armed.zone,
            at=armed.due_at,
            title=issue.subject if issue else f"(issue {armed.key}, whose folder does not load)",
            issue=armed.key,
            number=issue.number if issue else 0,
            schedule=(issue.schedule if issue else "") or (booking.schedule if booking else ""),
            cadence=issue.digest_of if issue else None,
            erratum=issue is not None and issue.kind is IssueKind.ERRATUM,
            reason=armed.reason,
            approval=known.approvals.get(armed.key, ""),
        )


def _booked(desk: Desk, known: Known, moments: Iterable[Coming]) -> Iterable[Item]:
    """Yield moments ahead that were claimed and have no issue on the schedule."""
    shown = {armed.key for armed in known.armed if armed.state is not IssueState.DRAFT}
    for moment in moments:
        row = known.bookings.get((moment.schedule.name, moment.occurrence.key))
        if row is None or row.issue in shown:
            continue
        reason = row.reason
        if row.state is BookingState.DRAFTED:
            reason = "somebody took its issue off the schedule"
        yield _of(moment, standing=_WITHOUT_ISSUE[row.state], reason=reason)


def _is_free(moment: Coming, known: Known) -> bool:
    return (moment.schedule.name, moment.occurrence.key) not in known.bookings


def _planned(moment: Coming) -> Item:
    if moment.skipped:
        return _of(moment, standing=Standing.SKIPPED, reason="pressrun.toml skips it")
    return _of(moment, standing=Standing.PLANNED)


def _of(moment: Coming, *, standing: Standing, reason: str = "") -> Item:
    schedule, one = moment.schedule, moment.occurrence
    return Item(
        standing=standing,
        list=schedule.list,
        wall=one.key,
        zone=one.zone,
        at=one.at,
        schedule=schedule.name,
        cadence=schedule.cadence,
        reason=reason,
        notes=moment.notes,
    )


def _drafts(
    desk: Desk, contents: Contents, known: Known, records: Mapping[str, Record]
) -> list[Item]:
    """Return issues that nobody has given a time."""
    begun = {armed.key for armed in known.armed if armed.state is not IssueState.DRAFT}
    first = desk.publication.lists[0].name
    return [
        Item(
            standing=Standing.DRAFT,
            list=issue.list or first,
            title=issue.subject,
            issue=issue.key,
            number=issue.number,
            schedule=issue.schedule,
            cadence=issue.digest_of,
            erratum=issue.kind is IssueKind.ERRATUM,
        )
        for issue in contents.issues
        if issue.key not in begun and issue.key not in records
    ]


def _told(item: Item, known: Known, forecaster: Forecaster, now: datetime) -> Item:
    """Return an item with how many it goes to, and when they would all be handed over."""
    if item.at is None or not item.goes_out:
        return item
    readers = known.readers.get(item.list, Readers(list=item.list))
    if item.issue is not None and item.standing is Standing.SENDING:
        count = known.left.get(item.issue, 0)
    elif item.issue is not None and item.erratum:
        count = known.had.get(item.issue, 0)
    elif item.cadence is not None:
        of_cadence = readers.weekly if item.cadence is Cadence.WEEKLY else readers.monthly
        count = of_cadence + known.owing.get(item.list, 0)
    else:
        count = readers.each
    return replace(item, readers=count, handover=forecaster.send(count, max(item.at, now)))
