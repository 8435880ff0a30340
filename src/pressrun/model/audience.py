"""Who reads by mail: people, their consent, and those never to be written to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

SubscriberId = NewType("SubscriberId", int)


class SubscriptionState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    PAUSED = "paused"
    ENDED = "ended"


class SuppressionReason(StrEnum):
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    REQUEST = "request"


class ConsentKind(StrEnum):
    """What a line of the consent log records."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"  # another address, confirmed there
    ERASED = "erased"
    UNDONE = "undone"  # an import that should not have been


class Cadence(StrEnum):
    """How often, and by which way, somebody reads."""

    EACH = "each"  # every issue by mail
    WEEKLY = "weekly"  # a digest of what they have not had
    MONTHLY = "monthly"
    FEED = "feed"  # a feed of their own and no mail


# Who chose one of these gets digests.
DIGESTS: Final = (Cadence.WEEKLY, Cadence.MONTHLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A person's address. ``address_key`` is its comparable form; ``address`` as they wrote it.

    ``address_hash`` is keyed, so that a suppression outlives erasure without naming anyone.
    ``handle`` is 128 random bits as base64url.
    """

    id: SubscriberId
    handle: str
    address: str
    address_key: str
    address_hash: str
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A person's consent to one list. Leaving uses its ``handle`` and no key, so it never ages.

    ``topics`` are the tags they chose; none stands for all. ``owed_since`` is since when they may
    lack articles that went to the list; None where they have had everything.
    """

    subscriber: SubscriberId
    list: str
    state: SubscriptionState
    handle: str
    changed_at: datetime
    topics: tuple[str, ...] = ()
    cadence: Cadence = Cadence.EACH
    paused_until: datetime | None = None  # set while the state is paused
    owed_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """What a reader chooses of a subscription; ``paused_until`` None goes on at once."""

    topics: tuple[str, ...] = ()
    cadence: Cadence = Cadence.EACH
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A subscriber with one subscription, and whether the address is suppressed."""

    subscriber: Subscriber
    subscription: Subscription
    suppressed: SuppressionReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Someone to be added; ``address`` already validated by ``mail/address.py``.

    ``cadence`` is how they read from the first day; whoever reads by a feed needs one as well.
    """

    address: str
    address_key: str
    address_hash: str
    handle: str
    subscription_handle: str
    name: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    cadence: Cadence = Cadence.EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What shows that a consent was given: when it was asked for, in which words and where.

    ``network_hash`` is a keyed hash of the network address it came from.
    """

    asked_at: datetime
    wording: str
    page: str = ""
    network_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """An address, by its keyed hash, that is never mailed."""

    reason: SuppressionReason
    at: datetime
    batch: int | None = None

    def joined(self, other: "Suppression") -> "Suppression":
        """Return what stands once it was said again: the weightier reason, the later instant.

        What two have said is lifted by taking back neither's import.
        """
        weightier = max(self.reason, other.reason, key=_WEIGHT.index)
        batch = self.batch if self.batch == other.batch else None
        return Suppression(reason=weightier, at=max(self.at, other.at), batch=batch)


# Nobody's word outweighs a complaint, and what a server said is the least.
_WEIGHT: Final = (
    SuppressionReason.BOUNCE,
    SuppressionReason.REQUEST,
    SuppressionReason.COMPLAINT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One import: what was read, when, and whether it was taken back."""

    id: int
    list: str
    file: str
    digest: str
    evidence: str
    at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One line of the append-only log: what was agreed to, how, when. No address in it."""

    subscriber: SubscriberId
    list: str
    kind: ConsentKind
    evidence: str
    at: datetime
    batch: int | None = None
    proof: Proof | None = None


class Standing(StrEnum):
    """What became of one address that was to be added to a list."""

    ADDED = "added"
    ALREADY = "already"  # on the list, confirmed
    SUPPRESSED = "suppressed"  # never to be mailed; stays so
    LEFT = "left"  # unsubscribed once; only they can come back


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCount:
    """How many people a list has, by state.

    ``pending`` have asked and not said yes yet. Of the confirmed, ``suppressed`` are not mailed,
    nor are ``by_feed``, who read by a feed of their own; ``weekly`` and ``monthly`` get digests.
    These three are not suppressed.
    """

    pending: int = 0
    confirmed: int = 0
    paused: int = 0
    ended: int = 0
    suppressed: int = 0
    by_feed: int = 0
    weekly: int = 0
    monthly: int = 0

    @property
    def mailable(self) -> int:
        """Return how many an issue would go to now."""
        return self.confirmed - self.suppressed - self.by_feed - self.weekly - self.monthly
