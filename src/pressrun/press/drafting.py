"""Drafting: a moment of a schedule becomes the folder of an issue, and the issue is armed.

Whoever goes on after a crash finds either no folder or one with the id that was minted when the
moment was claimed: it never writes two.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from pressrun.errors import ContentError
from pressrun.model.article import Article, slug_of
from pressrun.model.booking import Booking, BookingState
from pressrun.model.issue import ArmedIssue, Issue, IssueState, Section
from pressrun.model.schedule import ARMED_BY, IfEmpty, IfLate, Schedule
from pressrun.ports import Contents, Store
from pressrun.press.choosing import Chosen, Stock, carried_by, choose
from pressrun.press.desk import Desk
from pressrun.press.numbering import folder_of, next_number, say_number
from pressrun.press.occasions import is_late, too_late
from pressrun.render.words import fill, find_words

_LINE_LIMIT: Final = 255
_PREHEADER_LIMIT: Final = 150
_ISSUE_SUBJECT: Final = "{first}"
_DIGEST_SUBJECT: Final = "{title}, {date}"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What an issue of a schedule would be; ``issue`` is None where there is nothing for it."""

    issue: Issue | None
    chosen: Chosen = field(default_factory=Chosen)


def draft(desk: Desk, store: Store, schedule: Schedule, item: Booking) -> Booking | None:
    """Write the issue of a claimed moment and arm it; return what became of the moment.

    None where somebody else did it meanwhile, or where nothing is there yet and its time has not
    come. Any step may be the last before a crash; doing it again finishes.

    Raises:
        ContentError: The memory of entries does not load, or the issue was written and does not.
        OutletError: The folder cannot be written.
        Refused: No number is left.
    """
    with desk.turn():
        with store.unit(write=False) as unit:
            row = unit.bookings.find(item.schedule, item.wall)
        if row is None or row.state is not BookingState.CLAIMED:
            return None
        now = desk.clock.now()
        late = is_late(schedule, row.at, now)
        if late and schedule.if_late is IfLate.SKIP:
            return _end(store, row, BookingState.MISSED, too_late(row.at, now))
        contents = desk.folder.contents()
        issue = written(desk, contents, row)
        if issue is None:
            since_at = _since(store, schedule, now)
            found = prospect(desk, store, schedule, contents, row=row, since_at=since_at, now=now)
            issue = found.issue
            if issue is None and now < row.at:
                return None
            if issue is None and schedule.if_empty is IfEmpty.SKIP:
                return _end(store, row, BookingState.EMPTY, nothing_for(schedule))
            if issue is None:
                issue = compose_issue(desk, schedule, contents, Chosen(), row)
            octets = desk.folder.text_of(issue)
            issue = replace(issue, digest=hashlib.sha256(octets).hexdigest())
            desk.outlet.write([{issue.path: octets}])
            log.debug("schedule.written", extra={"issue": issue.key})
        hold = ""
        if late and schedule.if_late is IfLate.ASK:
            hold = f"{too_late(row.at, now)}: pressrun schedule {issue.number} now"
        elif not issue.references and not issue.digest_of and schedule.if_empty is IfEmpty.ASK:
            hold = (
                f"{nothing_for(schedule)}: pressrun queue add ARTICLE --issue {issue.number}, then"
                f" pressrun schedule {issue.number} now"
            )
        return _arm(store, schedule, row, issue, now=now, hold=hold)


def prospect(
    desk: Desk,
    store: Store,
    schedule: Schedule,
    contents: Contents,
    *,
    row: Booking,
    since_at: datetime,
    now: datetime,
) -> Prospect:
    """Return the issue of a moment as it would be now."""
    if schedule.cadence is not None:
        with store.unit(write=False) as unit:
            lacking = unit.digests.unseen(schedule.list, schedule.cadence)
        chosen, there = Chosen(), bool(lacking)
    else:
        chosen = chosen_for(desk, store, schedule, contents, since_at=since_at, at=max(row.at, now))
        there = bool(chosen.articles)
    if not there:
        return Prospect(issue=None, chosen=chosen)
    return Prospect(issue=compose_issue(desk, schedule, contents, chosen, row), chosen=chosen)


def chosen_for(
    desk: Desk,
    store: Store,
    schedule: Schedule,
    contents: Contents,
    *,
    since_at: datetime,
    at: datetime,
) -> Chosen:
    """Return what an issue of ``schedule`` would carry at ``at``, as the folder is now."""
    with store.unit(write=False) as unit:
        states = {armed.key: armed.state for armed in unit.issues.all()}
    articles = contents.originals
    stock = Stock(
        articles=articles,
        carried=carried_by(
            contents.issues, states, articles, list=schedule.list, publication=desk.publication
        ),
        records={record.id: record for record in desk.folder.memory().records},
        since_at=since_at,
        at=at,
        zone=desk.publication.zone,
    )
    return choose(schedule, stock, fault=_faults(desk))


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
        "number": say_number(number, desk.numbering),
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


def nothing_for(schedule: Schedule) -> str:
    """Return why there is no issue: in words for the board and the log."""
    if schedule.cadence is not None:
        return f"no reader of the {schedule.cadence} digest lacks anything"
    return "there was no article for it"


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


def _faults(desk: Desk) -> Callable[[Article], str]:
    def fault(article: Article) -> str:
        reading = desk.folder.read(article)
        if reading.sound:
            return ""
        problem = next(p for p in reading.problems if p.severity == "error")
        return f"does not load: {problem.what}"

    return fault


def _since(store: Store, schedule: Schedule, now: datetime) -> datetime:
    with store.unit(write=False) as unit:
        cursors = unit.bookings.cursors()
    return next((c.since_at for c in cursors if c.schedule == schedule.name), now)


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
