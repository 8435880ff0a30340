"""Sendability: what speaks against sending an issue at a moment, of readers, relays and addresses.

Without a store, or a moment, only what the settings tell is told: nothing is opened or made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from pressrun.errors import ContentError, Problem
from pressrun.model.agenda import Handover
from pressrun.model.calendar import When, parse_when
from pressrun.model.fate import GOES
from pressrun.model.issue import ArmedIssue, Issue, IssueKind, IssueState
from pressrun.ports import Contents, Store, Unit
from pressrun.press.desk import Desk
from pressrun.press.faces import mailing_list_of
from pressrun.press.forecast import Forecaster
from pressrun.press.outlook import Outlook
from pressrun.press.recipients import recipients
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import Neighbour, SendingCopy

_LOOK: Final = "pressrun.render.lint:look_at"
_SETTINGS: Final = "pressrun.toml"
_BEGUN: Final = frozenset(
    {IssueState.SENDING, IssueState.PAUSED, IssueState.SENT, IssueState.CANCELLED}
)
_UNDER_WAY: Final = frozenset({IssueState.SENDING, IssueState.PAUSED})


def sending_problems(
    desk: Desk,
    store: Store | None,
    issue: Issue,
    contents: Contents,
    *,
    due_at: datetime | None = None,
) -> tuple[Problem, ...]:
    """Return what speaks against sending ``issue``, at ``due_at`` or when it is meant to go out.

    Nothing, for one that has begun to go out.

    Raises:
        ContentError: It names a list that the publication does not have.
    """
    copy = sending_copy(desk, store, issue, contents, due_at=due_at)
    if copy is None:
        return ()
    found: tuple[Problem, ...] = desk.isolate.call(_LOOK, [copy])
    return found


def sending_copy(
    desk: Desk,
    store: Store | None,
    issue: Issue,
    contents: Contents,
    *,
    due_at: datetime | None = None,
) -> SendingCopy | None:
    """Return what is known of sending an issue; None for one that has begun to go out.

    Raises:
        ContentError: It names a list that the publication does not have.
    """
    copy = SendingCopy(
        issue=issue,
        script=_script(desk, issue.path),
        settings=_script(desk, _SETTINGS),
        publication=desk.publication,
        mailing_list=mailing_list_of(issue, desk.publication),
        due_at=due_at,
        reaches_people=any(relay.reaches_people for relay in desk.relays),
    )
    if store is None:
        return copy
    with store.unit(write=False) as unit:
        rows = unit.issues.all()
        own = next((row for row in rows if row.key == issue.key), None)
        if own is not None and own.state in _BEGUN:
            return None
        due_at = due_at or _moment(desk, issue, own)
        if due_at is None:
            return copy
        others = [row for row in rows if row.key != issue.key]
        return _counted(desk, unit, contents, others, replace(copy, due_at=due_at))


def _moment(desk: Desk, issue: Issue, own: ArmedIssue | None) -> datetime | None:
    """Return when an issue is armed for, or else is meant to go out; what has passed is no time."""
    now = desk.clock.now()
    if own is not None and own.state in {IssueState.ARMED, IssueState.HELD}:
        return max(own.due_at, now)
    when = parse_when(issue.when, now=now, zone=desk.publication.zone) if issue.when else None
    return when.due_at if isinstance(when, When) else None


def _counted(
    desk: Desk, unit: Unit, contents: Contents, others: Iterable[ArmedIssue], copy: SendingCopy
) -> SendingCopy:
    issue, name = copy.issue, copy.mailing_list.name
    listed = unit.people.count(name)
    fates = Outlook(desk, issue, contents).count(unit)
    readers = sum(count for (fate, _), count in fates.items() if fate == GOES)
    folders = {one.key: one for one in contents.issues}
    known = [(row, folders[row.key]) for row in others if row.key in folders]
    return replace(
        copy,
        readers=readers,
        on_list=listed.confirmed - listed.suppressed,
        neighbours=tuple(_neighbours(issue, name, known)),
        handover=_handover(desk, unit, known, readers, copy.due_at),
        without_consent=unit.people.without_consent(name),
    )


def _neighbours(
    issue: Issue, list: str, known: Iterable[tuple[ArmedIssue, Issue]]
) -> Iterator[Neighbour]:
    """Yield what the same readers get; errata go to few, and when they must."""
    for row, other in known:
        alike = (row.list, other.digest_of) == (list, issue.digest_of)
        errata = IssueKind.ERRATUM in {issue.kind, other.kind}
        if row.state is IssueState.ARMED and alike and not errata:
            yield Neighbour(number=other.number, subject=other.subject, due_at=row.due_at)


def _handover(
    desk: Desk,
    unit: Unit,
    known: Iterable[tuple[ArmedIssue, Issue]],
    readers: int,
    due_at: datetime | None,
) -> Handover | None:
    """Return when the relays have taken it, and all mail before it; None without limits."""
    limited = any(relay.limits.per_day or relay.limits.warm_up for relay in desk.relays)
    if due_at is None or not limited:
        return None
    now = desk.clock.now().replace(microsecond=0)
    forecaster = Forecaster(
        desk.relays,
        now=now,
        paces=unit.runs.paces(),
        spent={relay.name: unit.buckets.spent(relay.name) for relay in desk.relays},
    )
    for row, other in known:
        if row.state in _UNDER_WAY:
            accounts = unit.runs.accounts(row.key)
            forecaster.send(accounts.frozen - accounts.ended, now)
        elif row.state is IssueState.ARMED and row.due_at <= due_at:
            forecaster.send(recipients(desk, unit, other, list=row.list), row.due_at)
    return forecaster.send(readers, due_at)


def _script(desk: Desk, path: str) -> Script:
    try:
        return Script(path, desk.folder.octets(path).decode("utf-8", "replace"))
    except ContentError:  # it has gone since: what is wrong is told without its text
        return Script(path, "")
