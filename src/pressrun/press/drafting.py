"""Drafting: a moment of a schedule becomes the folder of an issue, and the issue is armed.

Whoever goes on after a crash finds either no folder or one with the id that was minted when the
moment was claimed: it never writes two.
"""

import hashlib
import logging
from dataclasses import replace
from datetime import datetime
from typing import Final

from pressrun.errors import ContentError, PressrunError
from pressrun.model.article import Article, slug_of
from pressrun.model.booking import Booking, BookingState
from pressrun.model.issue import ArmedIssue, Issue, IssueState, Section, say_number
from pressrun.model.schedule import ARMED_BY, IfEmpty, IfLate, Schedule
from pressrun.ports import Contents, Store
from pressrun.press.choosing import Chosen
from pressrun.press.desk import Desk
from pressrun.press.digesting import unseen
from pressrun.press.numbering import folder_of, next_number
from pressrun.press.occasions import is_late, too_late
from pressrun.press.stockroom import Stockroom
from pressrun.render.words import fill, find_words

_LINE_LIMIT: Final = 255
_PREHEADER_LIMIT: Final = 150
_ISSUE_SUBJECT: Final = "{first}"
_DIGEST_SUBJECT: Final = "{title}, {date}"
_TEXTS: Final = "articles/"
# More than anybody writes between two issues: it is likelier that an old blog was laid in the
# folder, and nobody meant to mail it.
FLOOD: Final = 50

log = logging.getLogger(__name__)


class Drafter:
    """Drafts one after the other in one turn: whoever makes it holds ``desk.turn()``."""

    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk, self._store = desk, store
        self._stockroom: Stockroom | None = None

    def draft(self, schedule: Schedule, item: Booking) -> Booking | None:
        """Write the issue of a claimed moment and arm it; return what became of the moment.

        None where somebody else did it meanwhile, or where nothing is there yet and its time has
        not come. Any step may be the last before a crash; doing it again finishes.

        Raises:
            ContentError: The memory of entries does not load, or the issue was written and does
                not.
            OutletError: The folder cannot be written.
            Refused: No number is left.
        """
        try:
            return self._draft(schedule, item)
        except PressrunError:
            self._stockroom = None  # who knows what was written
            raise

    def _draft(self, schedule: Schedule, item: Booking) -> Booking | None:
        with self._store.unit(write=False) as unit:
            row = unit.bookings.find(item.schedule, item.wall)
        if row is None or row.state is not BookingState.CLAIMED:
            return None
        now = self._desk.clock.now()
        late = is_late(schedule, row.at, now)
        if late and schedule.if_late is IfLate.SKIP:
            return _end(self._store, row, BookingState.MISSED, too_late(row.at, now))
        room = self._stockroom = self._stockroom or Stockroom(self._desk, self._store)
        issue = written(self._desk, room.contents, row)
        if issue is None:
            chosen = Chosen()
            if schedule.cadence is None:
                chosen = room.choose(schedule, at=max(row.at, now))
            if not self._has_something(schedule, chosen):
                why = nothing_for(schedule, room.contents)
                if now < row.at:
                    return None
                if schedule.if_empty is IfEmpty.SKIP:
                    return _end(self._store, row, BookingState.EMPTY, why)
            issue = compose_issue(self._desk, schedule, room.contents, chosen, row)
            octets = self._desk.folder.text_of(issue)
            issue = replace(issue, digest=hashlib.sha256(octets).hexdigest())
            self._desk.outlet.write([{issue.path: octets}])
            room.add(issue)
            log.debug("schedule.written", extra={"issue": issue.key})
        hold = ""
        if late and schedule.if_late is IfLate.ASK:
            hold = f"{too_late(row.at, now)}: pressrun schedule {issue.number} now"
        elif len(issue.references) > FLOOD and not schedule.choice.limit:
            hold = (
                f"{len(issue.references)} articles are new to its list, more than {FLOOD}: if they"
                " are an old blog's, pressrun unschedule"
                f" {issue.number} and pressrun build --as-published; to send them, pressrun"
                f" schedule {issue.number} now"
            )
        elif not issue.references and not issue.digest_of:
            hold = (
                f"{nothing_for(schedule, room.contents)}: pressrun queue add ARTICLE --issue"
                f" {issue.number}, then pressrun schedule {issue.number} now"
            )
        return _arm(self._store, schedule, row, issue, now=now, hold=hold)

    def _has_something(self, schedule: Schedule, chosen: Chosen) -> bool:
        if schedule.cadence is None:
            return bool(chosen.articles)
        with self._store.unit(write=False) as unit:
            return bool(unseen(self._desk, unit, schedule.list, schedule.cadence))


def written(desk: Desk, contents: Contents, row: Booking) -> Issue | None:
    """Return the issue of a moment if its folder is there, from before a crash.

    Raises:
        ContentError: It is there and does not load.
    """
    found = next((issue for issue in contents.issues if issue.key == row.issue), None)
    if found is not None:
        return found
    for problem in contents.problems:
        path = problem.place.path if problem.place else ""
        broken = problem.severity == "error" and path.endswith("/issue.md")
        if broken and f"id: {row.issue}".encode() in desk.folder.octets(path):
            raise ContentError.of([problem])
    return None


def compose_issue(
    desk: Desk, schedule: Schedule, contents: Contents, chosen: Chosen, row: Booking
) -> Issue:
    """Return an issue of ``schedule`` with what was chosen, under the next number."""
    day = datetime.fromisoformat(row.wall).date()
    number = next_number(contents, desk.numbering, year=day.year)
    articles = chosen.articles
    publication = desk.publication
    values = {
        "number": say_number(number),
        "date": find_words(desk.theme(), publication.language).day(day),
        "first": articles[0].title if articles else "",
        "title": publication.title,
    }
    pattern = schedule.subject or (_DIGEST_SUBJECT if schedule.cadence else _ISSUE_SUBJECT)
    subject = " ".join(fill(pattern, values).split()) or values["date"]
    slug = slug_of(schedule.name)
    return Issue(
        key=row.issue,
        number=number,
        slug=slug,
        folder=folder_of(number, slug),
        subject=subject[:_LINE_LIMIT],
        digest="",
        preheader=_preheader(articles),
        list=schedule.list,
        layout=schedule.layout,
        content=schedule.content,
        sections=tuple(
            Section(
                articles=tuple(article.slug for article in part.articles),
                title=part.title,
                intro=part.intro,
            )
            for part in chosen.parts
        ),
        schedule=schedule.name,
        digest_of=schedule.cadence,
    )


def nothing_for(schedule: Schedule, contents: Contents) -> str:
    """Return why there is no issue: in words for the board and the log."""
    if schedule.cadence is not None:
        return f"no reader of the {schedule.cadence} digest lacks anything"
    broken = {
        problem.place.path
        for problem in contents.problems
        if problem.severity == "error" and problem.place and problem.place.path.startswith(_TEXTS)
    }
    if not broken:
        return "there is no article for it"
    which = "1 article does" if len(broken) == 1 else f"{len(broken)} articles do"
    return f"there is no article for it, and {which} not load (pressrun check)"


def _preheader(articles: tuple[Article, ...]) -> str:
    """Return what else is in it: the first title is the subject, most of the time."""
    if len(articles) == 1:
        said = " ".join(articles[0].summary.split())
        return said if len(said) <= _PREHEADER_LIMIT else ""
    said = ""
    for article in articles[1:]:
        longer = f"{said} · {article.title}" if said else article.title
        if len(longer) > _PREHEADER_LIMIT:
            break
        said = longer
    return said


def _end(store: Store, row: Booking, state: BookingState, reason: str) -> Booking | None:
    with store.unit() as unit:
        moved = unit.bookings.move(row, expected=row.state, to=state, reason=reason)
    return replace(row, state=state, reason=reason) if moved else None


def _arm(
    store: Store, schedule: Schedule, row: Booking, issue: Issue, *, now: datetime, hold: str
) -> Booking | None:
    state = BookingState.HELD if hold else BookingState.DRAFTED
    armed = ArmedIssue(
        key=issue.key,
        list=schedule.list,
        state=IssueState.ARMED,
        wall=row.wall,
        zone=row.zone,
        due_at=row.at,
        digest=issue.digest,
        armed_by=f"{ARMED_BY}{schedule.name}",
        armed_at=now,
    )
    with store.unit() as unit:
        if unit.issues.find(issue.key) is None:
            unit.issues.arm(armed)
            if hold:
                unit.issues.move(
                    issue.key, expected=IssueState.ARMED, to=IssueState.HELD, reason=hold
                )
        else:
            state, hold = BookingState.DRAFTED, ""  # somebody scheduled it themselves meanwhile
        if not unit.bookings.move(row, expected=row.state, to=state, reason=hold):
            return None
    log.debug("schedule.armed", extra={"issue": issue.key})
    return replace(row, state=state, reason=hold)
