"""Rehearsal: an issue frozen and opened as when it goes out, all of it undone before anybody sees.

So whom it goes to and what each would get is not told by a likeness of sending but by sending's
own steps. Nothing of it is committed, published or handed over.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pressrun.errors import Refused
from pressrun.mail.compose import compose
from pressrun.mail.person import Mailing
from pressrun.mail.slots import parse_template
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Delivery, DeliveryState, Face, PressRun, RunState
from pressrun.model.issue import ArmedIssue, Issue, IssueState
from pressrun.model.key import Key, Purpose
from pressrun.model.publication import Publication
from pressrun.ports import Contents, Store, Unit
from pressrun.press.desk import Desk
from pressrun.press.faces import mailing_list_of, topics_of
from pressrun.press.keyring import mailing_keys, make_mailing_keys
from pressrun.press.plates import make_plates
from pressrun.press.release import open_audience

_PAGE: Final = 10_000
# What a run draws by chance is the same in every rehearsal, so that two can be compared.
_SALT: Final = hashlib.sha256(b"a rehearsal").digest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One message: its size in octets and SHA-256 as composed, before any signature.

    ``face`` is the digest of the face that it is filled from.
    """

    address: str
    octets: int
    digest: str
    face: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Whom an issue would go to, and with which face; ``waiting`` are readers of a digest whose
    set of articles is too rare. ``skipped`` counts who is in its books and gets nothing, by
    reason."""

    issue: Issue
    publication: Publication
    faces: tuple[Face, ...]
    people: tuple[tuple[SubscriberId, str, str, str, str], ...]
    skipped: Mapping[str, int]
    waiting: int
    keys: Mapping[Purpose, Key]

    def by_face(self) -> Counter[str]:
        """Return how many get each face."""
        return Counter(face for *_, face in self.people)

    def copies(self) -> Iterator[Copy]:
        """Yield every message in the order of subscribers, one at a time.

        They are the octets that would be sent at this moment but for Date and Message-ID.
        """
        templates = {face.digest: parse_template(face.octets) for face in self.faces}
        mailings = {
            digest: Mailing(
                self.publication,
                salt=_SALT,
                issue=self.issue.key,
                web_url=template.web_url,
                keys=self.keys,
                slots={place.name for place in template.places},
            )
            for digest, template in templates.items()
        }
        for subscriber, address, name, handle, face in self.people:
            person = mailings[face].person(subscriber, address=address, name=name, handle=handle)
            octets = compose(templates[face], person)
            digest = hashlib.sha256(octets).hexdigest()
            yield Copy(address=address, octets=len(octets), digest=digest, face=face)


class _Undone(Exception):
    pass


def rehearse(
    desk: Desk, store: Store, issue: Issue, contents: Contents, *, at: datetime
) -> Rehearsal:
    """Return whom ``issue`` would go to at an instant, as things stand now.

    A sender at work waits for it, a second or so with a hundred thousand readers.

    Raises:
        ContentError: The issue or one of its articles does not load.
        RenderError: A template does not work.
        Refused: It is going out, or has.
    """
    plates = make_plates(desk, store, issue, contents, at=at)
    run = PressRun(
        issue=issue.key,
        salt=_SALT,
        date_at=at,
        state=RunState.FROZEN,
        kind=issue.kind,
        topics=topics_of(plates.bound),
    )
    found: list[Rehearsal] = []
    try:
        with store.unit() as unit:
            _arm(desk, unit, issue, at)
            unit.runs.freeze(run, plates.faces)
            make_mailing_keys(unit, entropy=desk.entropy, at=at)
            unit.people.resume(at)  # whose pause ends by then is among them
            open_audience(desk, unit, issue, run, plates.faces)
            found.append(_heard(desk, unit, issue, plates.faces))
            raise _Undone
    except _Undone:
        return found[0]


def _arm(desk: Desk, unit: Unit, issue: Issue, at: datetime) -> None:
    armed = ArmedIssue(
        key=issue.key,
        list=mailing_list_of(issue, desk.publication).name,
        state=IssueState.ARMED,
        wall=at.isoformat(timespec="seconds"),
        zone="UTC",
        due_at=at,
        digest=issue.digest,
        armed_by="a rehearsal",
        armed_at=at,
    )
    begun = not unit.issues.arm(armed)
    if begun or not unit.issues.move(issue.key, expected=IssueState.ARMED, to=IssueState.SENDING):
        raise Refused(
            f"issue {issue.number} is going out, or has gone out",
            code="SCH011",
            help=f"pressrun audience {issue.number}",
        )


def _heard(desk: Desk, unit: Unit, issue: Issue, faces: tuple[Face, ...]) -> Rehearsal:
    name = mailing_list_of(issue, desk.publication).name
    run = unit.runs.find(issue.key)
    rows = {row.subscriber: row for row in _rows(unit, issue)}
    queued = {who: row for who, row in rows.items() if row.state is DeliveryState.QUEUED}
    people, after = [], SubscriberId(0)
    while readers := unit.people.readers(name, after=after, limit=_PAGE):
        after = readers[-1].subscriber.id
        people += [
            (who.id, who.address, who.name, reader.subscription.handle, queued[who.id].face)
            for reader in readers
            if (who := reader.subscriber).id in queued
        ]
    return Rehearsal(
        issue=issue,
        publication=desk.publication,
        faces=faces,
        people=tuple(people),
        skipped=Counter(row.reason for row in rows.values() if row.reason),
        waiting=run.waiting if run else 0,
        keys=mailing_keys(unit),
    )


def _rows(unit: Unit, issue: Issue) -> Iterator[Delivery]:
    after = SubscriberId(0)
    while rows := unit.deliveries.rows(issue.key, after=after, limit=_PAGE):
        after = rows[-1].subscriber
        yield from rows
