"""What became of one message to one subscriber, and of all messages of a press run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from pressrun.model.audience import SubscriberId
from pressrun.model.issue import IssueKey, IssueKind
from pressrun.model.letter import Letter


class DeliveryState(StrEnum):
    """Where a delivery stands. There is no ``delivered``: SMTP cannot know it.

    ``ACCEPTED`` is a 2yz reply to the final dot: the relay has taken responsibility (RFC 5321
    §4.2.5, §6.1). ``UNKNOWN`` is a session lost between that dot and its reply (RFC 1047).
    ``SUBMITTING`` is a claim whose final dot may be on its way: the sender's journal says so, and
    a store only where no journal stands beside it.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    SUBMITTING = "submitting"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SKIPPED = "skipped"
    EXPIRED = "expired"


_S = DeliveryState
ENDS: Final = frozenset({_S.ACCEPTED, _S.REFUSED, _S.SKIPPED, _S.EXPIRED})
NEXT: Final[Mapping[DeliveryState, frozenset[DeliveryState]]] = {
    _S.QUEUED: frozenset({_S.CLAIMED, _S.SKIPPED, _S.EXPIRED}),
    _S.CLAIMED: frozenset(
        {
            _S.SUBMITTING,
            _S.QUEUED,
            _S.DEFERRED,
            _S.ACCEPTED,
            _S.REFUSED,
            _S.UNKNOWN,
            _S.SKIPPED,
            _S.EXPIRED,
        }
    ),
    _S.SUBMITTING: frozenset(
        {_S.ACCEPTED, _S.REFUSED, _S.DEFERRED, _S.UNKNOWN, _S.QUEUED, _S.EXPIRED}
    ),
    _S.DEFERRED: frozenset({_S.CLAIMED, _S.SKIPPED, _S.EXPIRED}),
    _S.UNKNOWN: frozenset({_S.CLAIMED, _S.ACCEPTED, _S.SKIPPED, _S.EXPIRED}),
    _S.ACCEPTED: frozenset({_S.QUEUED}),  # what went to the outbox alone: `retry --outbox`
    # An end is left only because somebody says so: `retry`.
    _S.REFUSED: frozenset({_S.QUEUED}),
    _S.SKIPPED: frozenset(),
    _S.EXPIRED: frozenset({_S.QUEUED}),
}


class SkipReason(StrEnum):
    """Why somebody of the frozen audience is not written to after all."""

    UNSUBSCRIBED = "unsubscribed"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    PAUSED = "paused"  # by the reader, until a day
    TOPIC = "topic"  # no article of the issue has a topic they chose
    FEED = "feed"  # reads by a feed of their own
    NEEDS_SMTPUTF8 = "needs-smtputf8"  # RFC 6531: an address that this relay cannot be told


class OnUnknown(StrEnum):
    """What becomes of a delivery that nobody can know the end of."""

    RETRY = "retry"  # a missed reader is invisible, a second copy is not
    HOLD = "hold"  # until `retry --unknown` or `audit --settle`


class Phase(StrEnum):
    """How far a message had come when its session was lost (RFC 5321 §3.3)."""

    CONNECT = "connect"
    ENVELOPE = "envelope"  # before the final dot: the relay has taken nothing
    DOT = "dot"  # after the final dot, no reply read: nobody can know


REPLY_LIMIT: Final = 2000  # characters of an answer that the ledger keeps; relays may say 64 KiB


# From fewer messages than these no relay's pace is told.
PACE_LEAST: Final = 50


class Command(StrEnum):
    """What a reply answers (RFC 5321 §4.1.1); ``DOT`` is the end of the message's data."""

    CONNECT = "connect"
    GREETING = "greeting"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    DOT = "the final dot"
    QUIT = "QUIT"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The relay's answer for one recipient, kept verbatim.

    ``code`` is the reply code (RFC 5321 §4.2.1); ``text`` has every line of the reply, control
    and undecodable octets escaped; ``command`` is what it answered.
    """

    code: int
    text: str = ""
    command: Command = Command.DOT

    @property
    def accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def transient(self) -> bool:
        return 400 <= self.code < 500


class RunState(StrEnum):
    """How far a press run has come; every step can be done again after a crash."""

    FROZEN = "frozen"  # faces stored; nothing public yet
    OPEN = "open"  # published, audience frozen; mail may go
    CLOSED = "closed"  # every delivery ended


@dataclass(frozen=True, slots=True, kw_only=True)
class PressRun:
    """One sending of one issue.

    ``salt`` makes Message-IDs (design §4 item 8), ``date_at`` is every copy's Date field;
    ``frozen`` counts the audience and is 0 until the run is open. ``topics`` are the tags of its
    articles: who has chosen topics and none of these is skipped when it opens. Of a digest,
    ``waiting`` counts readers whose set of articles was too rare to be set this time, and
    ``since_at`` is the earliest instant since when any of its readers lacked something.
    """

    issue: IssueKey
    salt: bytes
    date_at: datetime
    state: RunState
    frozen: int = 0
    kind: IssueKind = IssueKind.ISSUE
    topics: tuple[str, ...] = ()
    waiting: int = 0
    since_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A frozen byte template: never rendered again, only checked against its digest."""

    digest: str
    issue: IssueKey
    language: str
    variant: str
    octets: bytes
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery taken for sending, with what its message needs.

    ``fence`` rises with every claim, from ``unclaimed``; a result that carries an older one is
    refused. A ``letter`` is of issue ``LETTERS``, and its subscriber is minus its number: nobody
    else has that.
    """

    issue: IssueKey
    subscriber: SubscriberId
    fence: int
    attempt: int
    face: str
    address: str
    name: str
    subscription_handle: str
    letter: Letter | None = None
    unclaimed: int = 0

    @property
    def claims(self) -> int:
        """Return how often it was claimed, this time included."""
        return self.fence - self.unclaimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What to write down about one claimed delivery.

    ``next_at`` belongs to ``deferred`` and ``unknown``; an unknown delivery without one is held.
    ``reason`` is why somebody is skipped. ``doubtful`` says of one that is not unknown
    that the relay may have taken this copy all the same.
    """

    claimed: Claimed
    state: DeliveryState
    at: datetime
    receipt: Receipt | None = None
    next_at: datetime | None = None
    relay: str = ""
    reason: str = ""
    spends_attempt: bool = True
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the ledger, for reading.

    ``doubts`` counts how often it was unknown: so many copies may have come besides the one that
    was accepted. ``sender`` holds it while it is claimed; ``settled_at`` is when it last changed;
    ``face`` is the digest of the face that it is filled from.
    """

    issue: IssueKey
    subscriber: SubscriberId
    address: str
    state: DeliveryState
    attempt: int
    reason: str = ""
    next_at: datetime | None = None
    relay: str = ""
    code: int = 0
    reply: str = ""
    doubts: int = 0
    fence: int = 0
    sender: str = ""
    settled_at: datetime | None = None
    face: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The books of a press run: everybody frozen is in exactly one state."""

    frozen: int
    by_state: Mapping[DeliveryState, int] = field(default_factory=dict)

    def of(self, state: DeliveryState) -> int:
        return self.by_state.get(state, 0)

    @property
    def ended(self) -> int:
        return sum(self.of(state) for state in ENDS)

    @property
    def balanced(self) -> bool:
        """Tell whether nobody is missing and nobody was added (design §4 item 6)."""
        return self.frozen == sum(self.by_state.values())

    @property
    def complete(self) -> bool:
        return self.balanced and self.frozen == self.ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A finished message for one recipient.

    ``ticket`` is the sender's own mark and comes back in every note; ``octets`` are CRLF only and
    not dot-stuffed; ``message_id`` is without its angle brackets.
    """

    ticket: int
    sender: str
    recipient: str
    message_id: str
    octets: bytes


class Unfitness(StrEnum):
    """Why a message cannot be handed to a relay at all; nothing of it was said there."""

    NEEDS_SMTPUTF8 = "needs SMTPUTF8"  # RFC 6531 §3.1: the relay does not announce it
    TOO_LARGE = "too large"  # RFC 1870 §6.1: over the SIZE the relay announces
    NOT_WRITABLE = "not writable"  # an address or octets that no envelope or body may carry


@dataclass(frozen=True, slots=True)
class Intent:
    """The final dot of this message is about to be sent."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The relay's verdict on this message, whichever command it answered."""

    ticket: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Unfit:
    """This relay was not offered the message; ``why`` says more, without an address."""

    ticket: int
    unfitness: Unfitness
    why: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """The session ended with this message under way; ``why`` says how, without an address.

    ``receipt`` is what the relay said last, where that ended the session (421).
    """

    ticket: int
    phase: Phase
    why: str = ""
    receipt: Receipt | None = None


Note = Intent | Answered | Unfit | Lost
