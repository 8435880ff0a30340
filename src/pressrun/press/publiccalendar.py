"""The public calendar: when which list gets mail, half a year ahead, and nothing else of it."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from pressrun.errors import ContentError
from pressrun.model.agenda import PublicMoment
from pressrun.model.booking import Booking, BookingState
from pressrun.model.issue import ArmedIssue, IssueKey, IssueKind, IssueState
from pressrun.model.manifest import CODINGS, PATH, Line, Manifest
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.moments import Coming, coming
from pressrun.render.calendarfile import calendar_file

CALENDAR: Final = "calendar.ics"
AHEAD: Final = timedelta(weeks=26)
# What came to nothing is no moment of the calendar any more.
_NOTHING: Final = frozenset({BookingState.EMPTY, BookingState.SKIPPED, BookingState.MISSED})
_SHOWN: Final = frozenset(
    {
        IssueState.ARMED,
        IssueState.HELD,
        IssueState.SENDING,
        IssueState.PAUSED,
        IssueState.SENT,
    }
)


def hang_calendar(desk: Desk, store: Store | None, contents: Contents | None = None) -> bool:
    """Write ``public/calendar.ics`` and its line of the manifest, if it is another one now.

    It begins with the week that it is, on Monday in UTC, so that it does not change from day to
    day. Without a store it has schedules alone. Where there is nothing to tell none is made.

    Raises:
        OutletError: It could not be written; doing it again finishes.
    """
    with desk.turn():
        made = calendar_of(desk, store, contents)
        before = _manifest(desk)
        line = before.files.get(CALENDAR)
        digest = hashlib.sha256(made).hexdigest()
        if not before.files or (line is None and b"VEVENT" not in made):
            return False
        if line is not None and line.digest == digest and _lies(desk, digest):
            return False
        at = desk.clock.now().replace(microsecond=0)
        files = {**before.files, CALENDAR: Line(digest, at)}
        after = Manifest(files, before.gone, before.moved)
        packed = [f"public/{CALENDAR}{CODINGS[coding]}" for coding in (line.packed if line else ())]
        desk.outlet.write([{f"public/{CALENDAR}": made}, {PATH: after.dump()}], remove=packed)
    return True


class CalendarKeeper:
    """Hangs the calendar anew when something it says may have changed, and looks at little else."""

    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk, self._store = desk, store
        self._seen: object = None

    def look(self, *, stirred: bool) -> bool:
        """Hang the calendar if a week has begun, another issue is next, or something ``stirred``.

        Raises:
            OutletError: It could not be written; the next look tries again.
        """
        with self._store.unit(write=False) as unit:
            seen = (this_week(self._desk.clock.now()), unit.issues.next_due())
        if seen == self._seen and not stirred:
            return False
        hung = hang_calendar(self._desk, self._store)
        self._seen = seen
        return hung


def calendar_of(desk: Desk, store: Store | None, contents: Contents | None = None) -> bytes:
    """Return the octets of the calendar as things stand."""
    publication = desk.publication
    moments = list(_moments(desk, store, contents))
    return calendar_file(moments, title=publication.title, url=publication.address())


def this_week(now: datetime) -> datetime:
    """Return when the week began, on Monday in UTC."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def _moments(desk: Desk, store: Store | None, contents: Contents | None) -> Iterator[PublicMoment]:
    now = desk.clock.now()
    begins = this_week(now)
    ends = begins + AHEAD
    bookings: Mapping[tuple[str, str], Booking] = {}
    armed: Mapping[IssueKey, ArmedIssue] = {}
    if store is not None:
        with store.unit(write=False) as unit:
            rows = unit.bookings.rows(after=begins - timedelta(days=1))
            bookings = {(row.schedule, row.wall): row for row in rows}
            issues = unit.issues.all()
        armed = {one.key: one for one in issues if begins <= one.due_at < ends}
    of_schedule = {row.issue for row in bookings.values()}
    instant = timedelta(microseconds=1)
    for moment in coming(desk.schedules, after=begins - instant, until=ends - instant):
        row = bookings.get((moment.schedule.name, moment.occurrence.key))
        if row is None and store is not None and moment.at <= now:
            continue  # it went by before the press saw the schedule, or unseen
        at = _instant(moment, row, armed)
        if at is not None:
            name = f"{moment.schedule.name}-{moment.occurrence.key}"
            yield _public(desk, name, at, moment.schedule.list)
    by_hand = [one for key, one in armed.items() if key not in of_schedule]
    if by_hand:
        issues_there = (contents or desk.folder.contents()).issues
        private = {one.key for one in issues_there if one.kind is IssueKind.ERRATUM}
        for one in by_hand:
            if one.state in _SHOWN and one.key not in private:
                yield _public(desk, one.key, one.due_at, one.list)


def _instant(
    moment: Coming, row: Booking | None, armed: Mapping[IssueKey, ArmedIssue]
) -> datetime | None:
    """Return when a moment of a schedule is, None where it is not to be."""
    if moment.skipped or (row is not None and row.state in _NOTHING):
        return None
    issue = armed.get(row.issue) if row is not None else None
    if issue is None:
        return moment.at
    return issue.due_at if issue.state in _SHOWN else None


def _public(desk: Desk, name: str, at: datetime, list: str) -> PublicMoment:
    publication = desk.publication
    found = publication.find_list(list)
    title = found.title if found else publication.title
    return PublicMoment(uid=f"{name}@{publication.authority}", at=at, summary=title)


def _lies(desk: Desk, digest: str) -> bool:
    try:
        octets = desk.folder.octets(f"public/{CALENDAR}")
    except ContentError:
        return False
    return hashlib.sha256(octets).hexdigest() == digest


def _manifest(desk: Desk) -> Manifest:
    try:
        return Manifest.parse(desk.folder.octets(PATH))
    except ContentError:
        return Manifest({})
