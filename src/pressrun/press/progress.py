"""Progress: how an issue that goes out is doing, from its books and from what its senders say.

Counting the books of a million deliveries takes a tenth of a second and more; what senders say
takes a thousandth. So the books are counted only as often as watching stays cheap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from pressrun.model.delivery import Accounts, DeliveryState
from pressrun.model.heartbeat import Heartbeat
from pressrun.model.issue import Issue, IssueState
from pressrun.ports import Clock, Store

SHARE: Final = 0.02  # of one processor, at most, for counting the books
FRESH: Final = timedelta(seconds=30)  # a sender that has said nothing for longer is not counted
DOMAINS: Final = 5
ANSWERS: Final = 5
_FAILED: Final = (DeliveryState.REFUSED, DeliveryState.DEFERRED, DeliveryState.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayProgress:
    """How one relay is doing; counts are of every sender that used it for this issue.

    ``answers`` are its last replies that were not acceptances, verbatim, the newest last.
    """

    relay: str
    connections: int
    accepted: int
    deferred: int
    refused: int
    unknown: int
    per_s: float
    remark: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainTrouble:
    """A recipient domain whose relay did not take mail: how many, and one reply, verbatim."""

    domain: str
    count: int
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """An issue at one moment.

    ``counted_at`` says when its books were counted; relays are younger. ``eta_s`` is None where
    nothing moves.
    """

    state: IssueState
    reason: str
    accounts: Accounts
    counted_at: datetime
    next_at: datetime | None
    relays: tuple[RelayProgress, ...]
    domains: tuple[DomainTrouble, ...]
    eta_s: float | None

    @property
    def per_s(self) -> float:
        """Return how many answers a second come from all relays together."""
        return sum(relay.per_s for relay in self.relays)


@dataclass(frozen=True, slots=True)
class _Books:
    accounts: Accounts
    next_at: datetime | None
    domains: tuple[DomainTrouble, ...]
    counted_at: datetime
    state: IssueState


class Watch:
    """Looks at one issue again and again."""

    def __init__(self, store: Store, issue: Issue, *, clock: Clock) -> None:
        self._store, self._issue, self._clock = store, issue, clock
        self._books: _Books | None = None
        self._count_from_s = 0.0

    def look(self) -> Progress:
        """Return how the issue stands now.

        Raises:
            StoreError: The books cannot be read.
        """
        now = self._clock.now()
        with self._store.unit(write=False) as unit:
            armed = unit.issues.find(self._issue.key)
            beats = unit.heartbeats.of(self._issue.key)
        state = armed.state if armed else IssueState.DRAFT
        books = self._books
        due = self._clock.elapsed_s() >= self._count_from_s
        if books is None or due or state is not books.state:
            books = self._books = self._count(state)
        relays = _relays(beats, now)
        return Progress(
            state=state,
            reason=armed.reason if armed else "",
            accounts=books.accounts,
            counted_at=books.counted_at,
            next_at=books.next_at,
            relays=relays,
            domains=books.domains,
            eta_s=_eta_s(books, relays, now),
        )

    def _count(self, state: IssueState) -> _Books:
        began_s, key = self._clock.elapsed_s(), self._issue.key
        with self._store.unit(write=False) as unit:
            books = _Books(
                accounts=unit.runs.accounts(key),
                next_at=unit.deliveries.next_at(key),
                domains=tuple(
                    DomainTrouble(domain=domain, count=count, reply=reply)
                    for domain, count, reply in unit.deliveries.by_domain(
                        key, states=_FAILED, limit=DOMAINS
                    )
                ),
                counted_at=self._clock.now(),
                state=state,
            )
        ended_s = self._clock.elapsed_s()
        self._count_from_s = ended_s + (ended_s - began_s) / SHARE
        return books


def _relays(beats: Iterable[Heartbeat], now: datetime) -> tuple[RelayProgress, ...]:
    """Return what all senders say together, by relay; ``beats`` are in order of it."""
    return tuple(
        _together(relay, list(theirs), now)
        for relay, theirs in groupby(beats, key=attrgetter("relay"))
    )


def _together(relay: str, beats: Sequence[Heartbeat], now: datetime) -> RelayProgress:
    fresh = [beat for beat in beats if now - beat.at <= FRESH]
    newest_last = sorted(beats, key=attrgetter("at"))
    return RelayProgress(
        relay=relay,
        connections=sum(beat.connections for beat in fresh),
        accepted=sum(beat.accepted for beat in beats),
        deferred=sum(beat.deferred for beat in beats),
        refused=sum(beat.refused for beat in beats),
        unknown=sum(beat.unknown for beat in beats),
        per_s=sum(beat.per_s for beat in fresh),
        remark=next((beat.remark for beat in fresh if beat.remark), ""),
        answers=tuple(answer for beat in newest_last for answer in beat.answers)[-ANSWERS:],
    )


def _eta_s(books: _Books, relays: tuple[RelayProgress, ...], now: datetime) -> float | None:
    """Return how long what has not ended takes at the present rate, counted from now."""
    per_s = sum(relay.per_s for relay in relays)
    left = books.accounts.frozen - books.accounts.ended
    if not left:
        return 0.0
    if per_s <= 0:
        return None
    return max(0.0, left / per_s - (now - books.counted_at).total_seconds())
