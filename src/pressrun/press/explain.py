"""Explain: what one person has to do with one issue, from consent to the relay's last words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pressrun.errors import Problem, UsageError
from pressrun.mail.address import Address, address_hash, parse_address
from pressrun.mail.headers import MessageIds
from pressrun.model.audience import (
    DIGESTS,
    Cadence,
    Consent,
    ConsentKind,
    Reader,
    Standing,
    SubscriptionState,
)
from pressrun.model.delivery import (
    ENDS,
    Delivery,
    DeliveryState,
    PressRun,
    RunState,
    SkipReason,
)
from pressrun.model.fate import WHY, Fate
from pressrun.model.issue import ArmedIssue, Issue, IssueState
from pressrun.model.mark import Mark
from pressrun.model.publication import Publication
from pressrun.ports import Journals, Store, Unit
from pressrun.press.foretold import foretold, joined_since

_S = DeliveryState
_BEGUN: Final = frozenset({IssueState.SENDING, IssueState.PAUSED, IssueState.SENT})
_STILL: Final = frozenset({IssueState.DRAFT, IssueState.HELD, IssueState.MISSED, IssueState.PAUSED})
_STANDS: Final = {
    SubscriptionState.PENDING: "has not confirmed yet, and is not mailed",
    SubscriptionState.CONFIRMED: "is on the list",
    SubscriptionState.PAUSED: "is on the list, and does not want mail for now",
    SubscriptionState.ENDED: "has left the list",
}
DID: Final = {
    ConsentKind.GIVEN: "agreed to list",
    ConsentKind.WITHDRAWN: "left list",
    ConsentKind.CHANGED: "confirmed another address for list",
    ConsentKind.ERASED: "was erased from list",
    ConsentKind.UNDONE: "was taken back, with an import, from list",
}
SKIPPED: Final[Mapping[str, str]] = {
    SkipReason.UNSUBSCRIBED: "they had left the list before it was their turn",
    SkipReason.SUPPRESSED: "their address had been suppressed before it was their turn",
    SkipReason.CANCELLED: "the issue was cancelled before it was their turn",
    SkipReason.PAUSED: "they had paused their mail before it was their turn",
    SkipReason.TOPIC: "none of its articles has a topic that they chose",
    SkipReason.FEED: "they had taken to a feed of their own before it was their turn",
    SkipReason.NEEDS_SMTPUTF8: "their address has letters that the relay cannot be told (RFC 6531)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that is known; ``at`` is None for what has no moment. Replies are verbatim."""

    at: datetime | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is known of one person and one issue, in order, and what comes ``next``.

    ``message_id`` is without its angle brackets, the same on every copy; it is empty for somebody
    who is not in the issue's audience, and the relay's operators find the message by it. ``fate``
    is what becomes of them when an issue goes out that has not yet.
    """

    address: str
    events: tuple[Event, ...]
    next: str
    message_id: str = ""
    reader: Reader | None = None
    delivery: Delivery | None = None
    consent: tuple[Consent, ...] = field(default=())
    fate: Fate | None = None


def explain(
    publication: Publication,
    store: Store,
    journals: Journals,
    issue: Issue,
    address: str,
    *,
    foretell: Callable[[Unit, Reader], Fate] | None = None,
) -> Story:
    """Tell the story of one address and one issue.

    ``foretell`` says what becomes of a reader when an issue goes out that has not (see
    ``press.outlook``); without it no more is told than the subscription says.

    Raises:
        UsageError: That is not an address.
    """
    parsed = parse_address(address)
    if isinstance(parsed, Problem):
        raise UsageError(parsed.what, code=parsed.code, help=parsed.help)
    senders = (*journals.alive(), *journals.dead())
    marks = [mark for sender in senders for mark in journals.marks(sender)]
    with store.unit(write=False) as unit:
        armed, run = unit.issues.find(issue.key), unit.runs.find(issue.key)
        name = armed.list if armed else _list_name(issue, publication)
        reader = unit.people.find(parsed.key, list=name)
        if reader is None:
            return _stranger(unit, parsed, name)
        consent = tuple(unit.people.consent(reader.subscriber.id))
        delivery = unit.deliveries.find(issue.key, reader.subscriber.id)
        ahead = foretell is not None and (run is None or run.state is RunState.FROZEN)
        fate = foretell(unit, reader) if foretell and ahead else None
    mark = _mark_of(delivery, marks)
    return Story(
        address=reader.subscriber.address,
        events=(
            *_membership(reader, consent, name),
            *(Event(at=at, what=what) for at, what in foretold(fate)),
            *_sending(run, reader, delivery, mark),
        ),
        next=joined_since(issue, armed, run, reader, consent, delivery)
        or _next(armed, reader, delivery, fate),
        fate=fate,
        message_id=_message_id(publication, run, delivery),
        reader=reader,
        delivery=delivery,
        consent=tuple(line for line in consent if line.list == name),
    )


def _list_name(issue: Issue, publication: Publication) -> str:
    found = publication.find_list(issue.list)
    return found.name if found else issue.list


def _stranger(unit: Unit, address: Address, name: str) -> Story:
    digest = address_hash(address.key, unit.people.hash_key())
    events = [Event(at=None, what=f"nobody on list {name} has this address")]
    if unit.people.standing(address.key, digest, list=name) is Standing.SUPPRESSED:
        events.append(Event(at=None, what="the address is suppressed: it is never mailed"))
    return Story(
        address=address.address,
        events=tuple(events),
        next="nothing: who is not on the list is not written to",
    )


def _membership(reader: Reader, consent: tuple[Consent, ...], name: str) -> Iterator[Event]:
    for line in consent:
        if line.list == name:
            yield Event(at=line.at, what=f"{DID[line.kind]} {name}: {line.evidence}")
    subscription = reader.subscription
    yield Event(at=subscription.changed_at, what=_STANDS[subscription.state])
    if subscription.paused_until:
        until = f"{subscription.paused_until:%Y-%m-%d}"
        yield Event(at=None, what=f"the pause that they asked for ends on {until} (UTC)")
    if subscription.cadence is Cadence.FEED:
        yield Event(at=None, what="reads by a feed of their own, and is not mailed")
    if subscription.cadence in DIGESTS:
        kind = subscription.cadence
        yield Event(at=None, what=f"reads a {kind} digest, and is not mailed each issue")
    if subscription.owed_since:
        what = "may lack articles that have gone to the list since"
        yield Event(at=subscription.owed_since, what=what)
    if subscription.topics:
        chosen = ", ".join(subscription.topics)
        yield Event(at=None, what=f"wants only issues about: {chosen}")
    if reader.suppressed:
        why = f"the address is suppressed ({reader.suppressed}): it is never mailed"
        yield Event(at=None, what=why)


def _sending(
    run: PressRun | None, reader: Reader, delivery: Delivery | None, mark: Mark | None
) -> Iterator[Event]:
    if run is None:
        return
    yield Event(at=run.date_at, what="the issue was frozen, and began to go out")
    if run.state is RunState.FROZEN:
        return
    if delivery is None:
        yield Event(at=None, what=_why_left_out(reader, run))
        return
    if delivery.attempt:
        times = "once" if delivery.attempt == 1 else f"{delivery.attempt} times"
        yield Event(at=None, what=f"was tried {times}")
    if delivery.doubts:
        yield Event(at=None, what=_doubt(delivery))
    if delivery.code or delivery.reply:
        who = delivery.relay or "the relay"
        said = f"{delivery.code or ''} {delivery.reply}".strip()
        yield Event(at=delivery.settled_at, what=f"{who} said last: {said}")
    if mark is not None and mark.receipt is None:
        yield Event(at=None, what="its final dot was announced, and no answer has been read yet")
    if mark is not None and mark.receipt is not None:
        said = f"{mark.receipt.code} {mark.receipt.text}".strip()
        yield Event(at=None, what=f"{mark.relay or 'the relay'} has just said: {said}")
    yield Event(at=delivery.settled_at, what=_state(delivery))


def _why_left_out(reader: Reader, run: PressRun) -> str:
    if reader.subscription.changed_at > run.date_at:
        return "was not in its audience: their subscription changed after it was frozen"
    return "was not in its audience: they were not to be mailed when it was frozen"


def _doubt(delivery: Delivery) -> str:
    times = "one attempt" if delivery.doubts == 1 else f"{delivery.doubts} attempts"
    return f"the answer to {times} was never read: there may be a copy of each, all the same"


def _state(delivery: Delivery) -> str:
    match delivery.state:
        case _S.ACCEPTED if delivery.relay and not 200 <= delivery.code < 300:
            return "is taken for accepted, on the editor's word"
        case _S.ACCEPTED:
            return "was accepted: the relay has taken responsibility for it"
        case _S.REFUSED:
            return "was refused, for good"
        case _S.EXPIRED:
            return "has expired: it was put off until the retry schedule ended"
        case _S.SKIPPED:
            return f"was skipped: {SKIPPED.get(delivery.reason, delivery.reason)}"
        case _S.DEFERRED:
            return "was deferred: it is tried again"
        case _S.UNKNOWN:
            return "is unknown: the session was lost before the relay's answer"
        case _S.CLAIMED | _S.SUBMITTING:
            return "is in the hands of a sender now"
        case _S.QUEUED:
            return "waits for its turn"


def _next(
    armed: ArmedIssue | None, reader: Reader, delivery: Delivery | None, fate: Fate | None
) -> str:
    """Return in words what will happen; the moment, if there is one, is ``delivery.next_at``."""
    state = armed.state if armed else IssueState.DRAFT
    if delivery is not None and delivery.state in ENDS:
        return "nothing: this is how it ended"
    if state is IssueState.CANCELLED:
        return "nothing: the issue is cancelled"
    if delivery is None and state in _BEGUN:
        return "nothing: the audience is frozen"
    confirmed = reader.subscription.state is SubscriptionState.CONFIRMED
    by_feed = reader.subscription.cadence is Cadence.FEED
    if reader.suppressed or not confirmed or by_feed:
        return "nothing: they are not to be mailed, and are skipped"
    if fate is not None and not fate.goes:
        return f"nothing with this issue: {WHY[fate.key]}"
    if state in {IssueState.DRAFT, IssueState.MISSED}:
        return "nothing until the issue is scheduled"
    if state in {IssueState.HELD, IssueState.PAUSED}:
        return f"nothing while the issue is {state}"
    if delivery is None:
        return "it goes out to them with everybody else"
    if delivery.state is _S.UNKNOWN and delivery.next_at is None:
        return "it is held: pressrun retry --unknown, or pressrun audit --settle"
    return "it goes out when it is due" if delivery.next_at else "it goes out when it is their turn"


def _mark_of(delivery: Delivery | None, marks: list[Mark]) -> Mark | None:
    if delivery is None:
        return None
    mine = (delivery.issue, delivery.subscriber, delivery.fence)
    held = delivery.state in {_S.CLAIMED, _S.SUBMITTING}
    found = (mark for mark in marks if (mark.issue, mark.subscriber, mark.fence) == mine)
    return next(found, None) if held else None


def _message_id(publication: Publication, run: PressRun | None, delivery: Delivery | None) -> str:
    if run is None or delivery is None:
        return ""
    ids = MessageIds(run.salt, run.issue, publication.authority)
    return ids.of(delivery.subscriber)
