"""The ledger, in memory (port Deliveries)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, Delivery, DeliveryState, OnUnknown, Outcome
from pressrun.model.heartbeat import Pulse
from pressrun.model.issue import IssueKey, IssueState
from pressrun.model.mark import Mark
from pressrun.ports import Clock
from pressrun.store.instant import exact
from pressrun.store.memory.claims import is_still_ours, settle, take_due
from pressrun.store.memory.recovery import expire_leases, recover
from pressrun.store.memory.retries import believe, retry
from pressrun.store.memory.shelf import Entry, Shelf

_S = DeliveryState


class MemoryDeliveries:
    """Rows of the ledger, as one transaction sees them."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf, self._clock = shelf, clock

    def claim(
        self, issue: IssueKey, *, sender: str, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        return take_due(self._shelf, issue, sender, limit, exact(now), exact(now + lease))

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        return settle(self._shelf, list(outcomes))

    def pulse(self, issue: IssueKey) -> Pulse:
        armed = self._shelf.issues.get(issue)
        going = armed is not None and armed.state is IssueState.SENDING
        return Pulse(going, (self._shelf.readers_changed, self._shelf.suppressions_changed))

    def changed(self, since: tuple[int, int]) -> frozenset[SubscriberId] | None:
        now = (self._shelf.readers_changed, self._shelf.suppressions_changed)
        return frozenset() if since == now else None

    def recheck(self, claimed: Iterable[Claimed]) -> Sequence[Claimed]:
        now = exact(self._clock.now())
        return [claim for claim in claimed if not is_still_ours(self._shelf, claim, now)]

    def recover(
        self, sender: str, marks: Iterable[Mark], *, now: datetime, on_unknown: OnUnknown
    ) -> Mapping[DeliveryState, int]:
        return recover(self._shelf, sender, marks, exact(now), on_unknown)

    def senders(self) -> Sequence[str]:
        entries = self._shelf.ledger.values()
        return sorted({entry.sender for entry in entries if entry.state is _S.CLAIMED})

    def expire_leases(self, *, alive: Iterable[str], now: datetime, on_unknown: OnUnknown) -> int:
        return expire_leases(self._shelf, frozenset(alive), exact(now), on_unknown)

    def retry(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState],
        relay: str = "",
        now: datetime,
        commit: bool = True,
    ) -> int:
        return retry(self._shelf, issue, states, relay, exact(now), commit)

    def believe(self, issue: IssueKey, *, now: datetime, commit: bool = True) -> int:
        return believe(self._shelf, issue, exact(now), commit)

    def next_at(self, issue: IssueKey) -> datetime | None:
        return min(self._times(issue), default=None)

    def find(self, issue: IssueKey, subscriber: SubscriberId) -> Delivery | None:
        entry = self._shelf.ledger.get((issue, subscriber))
        return None if entry is None else self._delivery(entry)

    def rows(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState] = (),
        doubted: bool = False,
        after: SubscriberId,
        limit: int,
    ) -> Sequence[Delivery]:
        wanted = frozenset(states) or frozenset(DeliveryState)
        found = (
            entry
            for entry in self._shelf.entries(issue)
            if entry.subscriber > after and entry.state in wanted and (entry.doubts or not doubted)
        )
        return [self._delivery(entry) for entry in found][:limit]

    def by_relay(self, issue: IssueKey) -> Mapping[str, Mapping[DeliveryState, int]]:
        found: dict[str, Counter[DeliveryState]] = {}
        for entry in self._shelf.entries(issue):
            found.setdefault(entry.relay, Counter())[entry.state] += 1
        return found

    def by_domain(
        self, issue: IssueKey, *, states: Iterable[DeliveryState], limit: int
    ) -> Sequence[tuple[str, int, str]]:
        wanted, replies = frozenset(states), dict[str, list[str]]()
        for entry in self._shelf.entries(issue):
            if entry.state in wanted:
                address = self._shelf.subscribers[entry.subscriber].address
                replies.setdefault(address.rpartition("@")[2].lower(), []).append(entry.reply)
        found = [(domain, len(said), max(said)) for domain, said in replies.items()]
        return sorted(found, key=lambda row: (-row[1], row[0]))[:limit]

    def _times(self, issue: IssueKey) -> Iterator[datetime]:
        for entry in self._shelf.entries(issue):
            if entry.state is _S.QUEUED:
                yield self._clock.now()
            elif at := entry.lease_ends_at or entry.next_at:
                yield at

    def _delivery(self, entry: Entry) -> Delivery:
        return Delivery(
            issue=entry.issue,
            subscriber=entry.subscriber,
            address=self._shelf.subscribers[entry.subscriber].address,
            state=entry.state,
            attempt=entry.attempt,
            reason=entry.reason,
            next_at=entry.next_at,
            relay=entry.relay,
            code=entry.code,
            reply=entry.reply,
            doubts=entry.doubts,
            fence=entry.fence,
            sender=entry.sender,
            settled_at=entry.settled_at,
            face=entry.face,
        )
