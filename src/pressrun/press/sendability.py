"""Sendability: what speaks against sending issues, of readers, relays, addresses and each other.

Without a store, or a moment, only what the settings tell is told: nothing is opened or made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pressrun.errors import ContentError, Problem
from pressrun.model.agenda import Handover
from pressrun.model.audience import ListCount
from pressrun.model.fate import GOES
from pressrun.model.issue import Issue, IssueKey, IssueKind, IssueState
from pressrun.ports import Contents, Store, Unit
from pressrun.press.approve import BEGUN
from pressrun.press.desk import Desk
from pressrun.press.faces import mailing_list_of
from pressrun.press.forecast import Forecaster
from pressrun.press.moments import coming
from pressrun.press.outlook import Outlook
from pressrun.press.recipients import recipients
from pressrun.press.review import Moment
from pressrun.render.lint.rule import look
from pressrun.render.lint.script import Script
from pressrun.render.lint.sendings import SENDINGS
from pressrun.render.lint.subjects import Neighbour, SendingCopy

_SETTINGS: Final = "pressrun.toml"
_DAY: Final = timedelta(days=1)
_UNDER_WAY: Final = frozenset({IssueState.SENDING, IssueState.PAUSED})


def sending_problems(
    desk: Desk, store: Store | None, issues: Sequence[Issue], contents: Contents, *, moment: Moment
) -> dict[IssueKey, tuple[Problem, ...]]:
    """Return what speaks against sending each of ``issues`` when ``moment`` says that it goes out.

    One is left out that has begun to go out, or names a list that the publication does not have.
    """
    copies = sending_copies(desk, store, issues, contents, moment=moment)
    # Looked at here: it is arithmetic, and a child takes longer to start than all of it.
    return {copy.issue.key: tuple(look(copy, SENDINGS)) for copy in copies}


def sending_copies(
    desk: Desk, store: Store | None, issues: Sequence[Issue], contents: Contents, *, moment: Moment
) -> Iterator[SendingCopy]:
    """Yield what is known of sending each issue that has not begun to go out."""
    settings = _script(desk, _SETTINGS)
    reaches_people = any(relay.reaches_people for relay in desk.relays)
    known = [issue for issue in issues if desk.publication.find_list(issue.list) is not None]
    copies = [
        SendingCopy(
            issue=issue,
            script=_script(desk, issue.path),
            settings=settings,
            publication=desk.publication,
            mailing_list=mailing_list_of(issue, desk.publication),
            due_at=moment(issue),
            reaches_people=reaches_people,
        )
        for issue in known
    ]
    if store is None or not copies:
        yield from copies
        return
    with store.unit(write=False) as unit:
        books = _Books(desk, unit, contents)
        for copy in copies:
            if copy.issue.key not in books.begun:
                yield copy if copy.due_at is None else books.counted(copy)


class _Books:
    """What one transaction knows of readers and of other issues; a list is counted once."""

    def __init__(self, desk: Desk, unit: Unit, contents: Contents) -> None:
        self._desk, self._unit, self._contents = desk, unit, contents
        rows, folders = unit.issues.all(), {one.key: one for one in contents.issues}
        self.begun = {row.key for row in rows if row.state in BEGUN}
        self._known = [(row, folders[row.key]) for row in rows if row.key in folders]
        self._lists: dict[str, tuple[ListCount, int]] = {}
        recent = unit.bookings.rows(after=desk.clock.now() - 2 * _DAY) if desk.schedules else ()
        self._booked = {(row.schedule, row.wall) for row in recent}

    def counted(self, copy: SendingCopy) -> SendingCopy:
        """Return a copy that has a moment with all that is counted for it."""
        name = copy.mailing_list.name
        if name not in self._lists:
            people = self._unit.people
            self._lists[name] = people.count(name), people.without_consent(name)
        listed, without_consent = self._lists[name]
        fates = Outlook(self._desk, copy.issue, self._contents).count(self._unit)
        readers = sum(count for (fate, _), count in fates.items() if fate == GOES)
        return replace(
            copy,
            readers=readers,
            on_list=listed.confirmed - listed.suppressed,
            neighbours=(
                *self._neighbours(copy.issue, name),
                *self._planned(copy.issue, name, copy.due_at),
            ),
            handover=self._handover(copy.issue, readers, copy.due_at),
            without_consent=without_consent,
        )

    def _neighbours(self, issue: Issue, list: str) -> Iterator[Neighbour]:
        """Yield what the same readers get; errata go to few, and when they must."""
        for row, other in self._known:
            alike = (row.list, other.digest_of) == (list, issue.digest_of)
            errata = IssueKind.ERRATUM in {issue.kind, other.kind}
            if row.key != issue.key and row.state is IssueState.ARMED and alike and not errata:
                yield Neighbour(number=other.number, subject=other.subject, due_at=row.due_at)

    def _planned(self, issue: Issue, list: str, due_at: datetime | None) -> Iterator[Neighbour]:
        """Yield what schedules have around that moment and have written no issue for."""
        if due_at is None or issue.kind is IssueKind.ERRATUM:
            return
        after = max(due_at - 2 * _DAY, self._desk.clock.now())
        for moment in coming(self._desk.schedules, after=after, until=due_at + 2 * _DAY):
            schedule = moment.schedule
            alike = (schedule.list, schedule.cadence) == (list, issue.digest_of)
            wall = moment.occurrence.key
            free = not moment.skipped and (schedule.name, wall) not in self._booked
            if alike and free:
                yield Neighbour(schedule=schedule.name, wall=wall, due_at=moment.at)

    def _handover(self, issue: Issue, readers: int, due_at: datetime | None) -> Handover | None:
        """Return when the relays have taken it, and all mail before it; None without limits."""
        relays, unit = self._desk.relays, self._unit
        limited = any(relay.limits.per_day or relay.limits.warm_up for relay in relays)
        if due_at is None or not limited:
            return None
        now = self._desk.clock.now().replace(microsecond=0)
        forecaster = Forecaster(
            relays,
            now=now,
            paces=unit.runs.paces(),
            spent={relay.name: unit.buckets.spent(relay.name) for relay in relays},
        )
        for row, other in self._known:
            if row.state in _UNDER_WAY:
                accounts = unit.runs.accounts(row.key)
                forecaster.send(accounts.frozen - accounts.ended, now)
            elif row.key != issue.key and row.state is IssueState.ARMED and row.due_at <= due_at:
                forecaster.send(recipients(self._desk, unit, other, list=row.list), row.due_at)
        return forecaster.send(readers, due_at)


def _script(desk: Desk, path: str) -> Script:
    try:
        return Script(path, desk.folder.octets(path).decode("utf-8", "replace"))
    except ContentError:  # it has gone since: what is wrong is told without its text
        return Script(path, "")
