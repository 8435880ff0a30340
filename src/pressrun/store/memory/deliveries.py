"""The ledger, in memory (port Deliveries)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pressrun.model.audience import SubscriberId, SubscriptionState
from pressrun.model.delivery import (
    NEXT,
    Claimed,
    Delivery,
    DeliveryState,
    Outcome,
    Receipt,
    SkipReason,
)
from pressrun.model.issue import IssueKey
from pressrun.ports import Clock
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Entry, Shelf

_S = DeliveryState
CLAIMABLE: Final = (_S.QUEUED, _S.DEFERRED, _S.UNKNOWN)
HELD: Final = (_S.CLAIMED, _S.SUBMITTING)


class MemoryDeliveries:
    """Rows of the ledger, as one transaction sees them."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf, self._clock = shelf, clock

    def claim(
        self, issue: IssueKey, *, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        taken: list[Claimed] = []
        for entry in self._due(issue, exact(now)):
            if len(taken) >= limit:
                break
            if reason := self._skip_reason(entry):
                self._shelf.write(
                    replace(entry, state=_S.SKIPPED, next_at=None, reason=reason.value)
                )
            else:
                taken.append(self._claim(entry, exact(now + lease)))
        return taken

    def intend(self, claimed: Iterable[Claimed]) -> Sequence[Claimed]:
        return [claim for claim in claimed if not self._intend(claim)]

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        refused: list[Outcome] = []
        after: dict[tuple[IssueKey, SubscriberId], Entry] = {}
        for outcome in outcomes:
            key = (outcome.claimed.issue, outcome.claimed.subscriber)
            entry = after.get(key) or self._shelf.ledger.get(key)
            if entry is None or entry.fence != outcome.claimed.fence:
                refused.append(outcome)
            elif outcome.state in NEXT[entry.state] and outcome.state not in HELD:
                after[key] = _settled(entry, outcome)
            elif entry.state in CLAIMABLE:
                refused.append(outcome)
            else:
                raise ValueError(f"a delivery that is {entry.state} cannot become {outcome.state}")
        for entry in after.values():
            self._shelf.write(entry)
        return refused

    def release(
        self, issue: IssueKey, *, now: datetime, all: bool = False
    ) -> Mapping[DeliveryState, int]:
        given_up, moment = dict.fromkeys(HELD, 0), exact(now)
        for entry in self._shelf.entries(issue):
            if entry.lease_ends_at is None or not (all or entry.lease_ends_at <= moment):
                continue
            given_up[entry.state] += 1
            begun = entry.state is _S.SUBMITTING
            self._shelf.write(
                replace(
                    entry,
                    state=_S.UNKNOWN if begun else _S.QUEUED,
                    next_at=moment if begun else None,
                    lease_ends_at=None,
                )
            )
        return given_up

    def next_at(self, issue: IssueKey) -> datetime | None:
        return min(self._times(issue), default=None)

    def rows(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState] = (),
        after: SubscriberId,
        limit: int,
    ) -> Sequence[Delivery]:
        wanted = frozenset(states) or frozenset(DeliveryState)
        found = (
            entry
            for entry in self._shelf.entries(issue)
            if entry.subscriber > after and entry.state in wanted
        )
        return [self._delivery(entry) for entry in found][:limit]

    def _due(self, issue: IssueKey, now: datetime) -> list[Entry]:
        due = (
            entry
            for entry in self._shelf.entries(issue)
            if entry.state in CLAIMABLE and (entry.next_at is None or entry.next_at <= now)
        )
        return sorted(
            due,
            key=lambda entry: (
                CLAIMABLE.index(entry.state),
                entry.next_at or now,
                entry.subscriber,
            ),
        )

    def _skip_reason(self, entry: Entry) -> SkipReason | None:
        reader = self._shelf.reader(self._shelf.run_lists[entry.issue], entry.subscriber)
        if reader is not None and reader.suppressed:
            return SkipReason.SUPPRESSED
        if reader is None or reader.subscription.state is not SubscriptionState.CONFIRMED:
            return SkipReason.UNSUBSCRIBED
        return None

    def _claim(self, entry: Entry, lease_ends_at: datetime) -> Claimed:
        fence = entry.fence + 1
        self._shelf.write(
            replace(entry, state=_S.CLAIMED, fence=fence, next_at=None, lease_ends_at=lease_ends_at)
        )
        person = self._shelf.subscribers[entry.subscriber]
        subscription = self._shelf.subscriptions[
            self._shelf.run_lists[entry.issue], entry.subscriber
        ]
        return Claimed(
            issue=entry.issue,
            subscriber=entry.subscriber,
            fence=fence,
            attempt=entry.attempt,
            face=entry.face,
            address=person.address,
            name=person.name,
            subscription_handle=subscription.handle,
        )

    def _intend(self, claimed: Claimed) -> bool:
        entry = self._shelf.ledger.get((claimed.issue, claimed.subscriber))
        if entry is None or entry.state is not _S.CLAIMED or entry.fence != claimed.fence:
            return False
        self._shelf.write(replace(entry, state=_S.SUBMITTING))
        return True

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
        )


def _settled(entry: Entry, outcome: Outcome) -> Entry:
    receipt = outcome.receipt or Receipt(0)
    waits = outcome.state in {_S.DEFERRED, _S.UNKNOWN}
    return replace(
        entry,
        state=outcome.state,
        attempt=entry.attempt + outcome.spends_attempt,
        next_at=exact(outcome.next_at or outcome.at) if waits else None,
        lease_ends_at=None,
        relay=outcome.relay,
        code=receipt.code,
        reply=receipt.text,
    )
