"""Letters set for print: how one is rendered, and what stands in it of issues."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pressrun.errors import ContentError
from pressrun.mail.letter import compose_letter_face
from pressrun.mail.person import LIST_UNSUBSCRIBE
from pressrun.mail.slots import parse_template
from pressrun.model.issue import ArmedIssue, BoundIssue, IssueKey, IssueState, RenderedIssue
from pressrun.model.letter import SLOTS, Coming, LetterKind
from pressrun.model.publication import MailingList, Theme, Welcome
from pressrun.model.slot import Slot
from pressrun.ports import Store
from pressrun.press.desk import Desk
from pressrun.press.faces import bind

_RENDER: Final = "pressrun.render.letter:render_letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedLetter:
    """A letter that lacks only its reader: ``slots`` are the values it asks for.

    ``digest`` is SHA-256 of ``octets``, a byte template, in hexadecimal.
    """

    kind: LetterKind
    list: str
    language: str
    digest: str
    slots: frozenset[Slot]
    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Around:
    """What is around a letter of a list: the issue that comes next, and the one it carries.

    ``changed_at`` is when anything that is public was last corrected or withdrawn.
    """

    coming: ArmedIssue | None = None
    latest: IssueKey | None = None
    changed_at: datetime | None = None


def look_around(store: Store, desk: Desk, mailing_list: MailingList) -> Around:
    """Return what is around the letters of a list now."""
    with store.unit(write=False) as unit:
        rows = [row for row in unit.issues.all() if row.list == mailing_list.name]
    now = desk.clock.now()
    armed = (row for row in rows if row.state is IssueState.ARMED and row.due_at > now)
    if mailing_list.welcome is not Welcome.ISSUE:
        return Around(next(armed, None))
    latest = next((r.key for r in reversed(rows) if r.state is IssueState.SENT), None)
    moments = (r.withdrawn_at or r.updated_at for r in desk.folder.memory().records)
    return Around(next(armed, None), latest, max(moments, default=None))


def render_letter(
    desk: Desk,
    kind: LetterKind,
    mailing_list: MailingList,
    theme: Theme,
    spoken: str,
    coming: Coming | None = None,
    latest: BoundIssue | None = None,
) -> RenderedIssue:
    """Return a letter as a child process renders it.

    Raises:
        RenderError: A template does not work.
        IsolateError: A template asks for too much time or memory.
    """
    rendered: RenderedIssue = desk.isolate.call(
        _RENDER, kind, desk.publication, mailing_list, theme, spoken, coming, latest
    )
    return rendered


def coming_issue(desk: Desk, armed: ArmedIssue | None) -> Coming | None:
    """Return what a letter says of an issue that is armed; None if its folder is not there."""
    if armed is None:
        return None
    issues = desk.folder.contents().issues
    number = next((issue.number for issue in issues if issue.key == armed.key), None)
    return None if number is None else Coming(number, armed.due_at)


def bound_issue(desk: Desk, key: IssueKey | None) -> BoundIssue | None:
    """Return an issue as a letter carries it; None if it cannot, such as one withdrawn.

    It is as its articles are now, corrections and all, and dated as it went out.
    """
    record = next((r for r in desk.folder.memory().records if key and r.id == key), None)
    if record is None or record.withdrawn_at is not None:
        return None
    contents = desk.folder.contents()
    issue = next((issue for issue in contents.issues if issue.key == key), None)
    if issue is None:
        return None
    try:
        return bind(desk, issue, contents, at=record.published_at)
    except ContentError:
        return None


def prepare(
    rendered: RenderedIssue, kind: LetterKind, mailing_list: MailingList, spoken: str
) -> PreparedLetter:
    """Return a rendered letter as a byte template.

    Raises:
        RenderError: It does not fit a message.
        Refused: The sender's address has no form for the wire.
    """
    octets = compose_letter_face(rendered, kind, mailing_list=mailing_list, spoken=spoken)
    asked = {place.name for place in parse_template(octets).places}
    if LIST_UNSUBSCRIBE.name in asked:
        asked.add(Slot.UNSUBSCRIBE_URL)
    return PreparedLetter(
        kind=kind,
        list=mailing_list.name,
        language=spoken,
        digest=hashlib.sha256(octets).hexdigest(),
        slots=frozenset(slot for slot in SLOTS[kind] if slot in asked),
        octets=octets,
    )
