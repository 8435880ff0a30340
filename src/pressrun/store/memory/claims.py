"""Taking and settling deliveries, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.model.audience import Cadence, SubscriberId, SubscriptionState
from pressrun.model.delivery import (
    ENDS,
    NEXT,
    REPLY_LIMIT,
    Claimed,
    DeliveryState,
    Outcome,
    Receipt,
    SkipReason,
)
from pressrun.model.issue import IssueKey, IssueState
from pressrun.store.claims import MOVED_AFTER
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import WAITING, Entry, Shelf

_S = DeliveryState
HELD = frozenset({_S.CLAIMED, _S.SUBMITTING})


def take_due(
    shelf: Shelf, issue: IssueKey, sender: str, limit: int, now: datetime, lease_ends_at: datetime
) -> list[Claimed]:
    """Claim what is due and skip who left or was suppressed; see port Deliveries."""
    taken: list[Claimed] = []
    armed = shelf.issues.get(issue)
    if armed is None or armed.state is not IssueState.SENDING:
        return taken
    for entry in _due(shelf, issue, now):
        if len(taken) >= limit:
            break
        if reason := _skip_reason(shelf, entry):
            shelf.write(
                replace(entry, state=_S.SKIPPED, next_at=None, reason=reason.value, settled_at=now)
            )
            shelf.give_back(entry)
        else:
            ours = replace(
                entry,
                state=_S.CLAIMED,
                sender=sender,
                fence=entry.fence + 1,
                next_at=None,
                lease_ends_at=lease_ends_at,
            )
            shelf.write(ours)
            taken.append(_claimed(shelf, ours))
    return taken


def is_still_ours(shelf: Shelf, claim: Claimed, now: datetime) -> bool:
    """Tell whether a claim may still be sent; skip it if its reader has left meanwhile."""
    entry = shelf.ledger.get((claim.issue, claim.subscriber))
    if entry is None or entry.fence != claim.fence or entry.state is not _S.CLAIMED:
        return False
    given_up = replace(entry, fence=entry.fence + 1, lease_ends_at=None, sender="")
    if reason := _skip_reason(shelf, entry):
        shelf.write(replace(given_up, state=_S.SKIPPED, reason=reason.value, settled_at=now))
        shelf.give_back(entry)
        return False
    if _claimed(shelf, entry).address != claim.address:
        shelf.write(replace(given_up, state=_S.DEFERRED, next_at=now + MOVED_AFTER))
        return False
    return True


def settle(shelf: Shelf, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Write outcomes down and return those refused; see port Deliveries."""
    refused: list[Outcome] = []
    after: dict[tuple[IssueKey, SubscriberId], Entry] = {}
    for outcome in outcomes:
        key = (outcome.claimed.issue, outcome.claimed.subscriber)
        entry = after.get(key) or shelf.ledger.get(key)
        if entry is None or entry.fence != outcome.claimed.fence:
            refused.append(outcome)
        elif entry.state is outcome.state and entry.state not in HELD:
            continue  # its commit was done, though it was told to have failed
        elif may_follow(entry.state, outcome.state):
            after[key] = settled(entry, outcome)
        elif entry.state in WAITING:
            refused.append(outcome)
        else:
            raise ValueError(f"a delivery that is {entry.state} cannot become {outcome.state}")
    for entry in after.values():
        shelf.write(entry)
    for outcome in outcomes:
        if outcome.state in WAITING:
            shelf.skip_cancelled(outcome.claimed.issue, outcome.at)
    return refused


def may_follow(state: DeliveryState, to: DeliveryState) -> bool:
    """Tell whether a row in ``state`` takes the outcome ``to`` of its newest claim."""
    if (state, to) == (_S.REFUSED, _S.QUEUED):
        return True  # the sender takes back what was nobody's fault
    return state not in ENDS and to not in HELD and to in NEXT[state]


def _due(shelf: Shelf, issue: IssueKey, now: datetime) -> list[Entry]:
    due = (
        entry
        for entry in shelf.entries(issue)
        if entry.state is _S.QUEUED
        or (entry.state in WAITING and entry.next_at is not None and entry.next_at <= now)
    )
    return sorted(
        due,
        key=lambda entry: (WAITING.index(entry.state), entry.next_at or now, entry.subscriber),
    )


def _skip_reason(shelf: Shelf, entry: Entry) -> SkipReason | None:
    reader = shelf.reader(shelf.run_lists[entry.issue], entry.subscriber)
    if reader is not None and reader.suppressed:
        return SkipReason.SUPPRESSED
    state = None if reader is None else reader.subscription.state
    if reader is None or state not in {SubscriptionState.CONFIRMED, SubscriptionState.PAUSED}:
        return SkipReason.UNSUBSCRIBED
    if state is SubscriptionState.PAUSED:
        return SkipReason.PAUSED
    return SkipReason.FEED if reader.subscription.cadence is Cadence.FEED else None


def _claimed(shelf: Shelf, entry: Entry) -> Claimed:
    person = shelf.subscribers[entry.subscriber]
    subscription = shelf.subscriptions[shelf.run_lists[entry.issue], entry.subscriber]
    return Claimed(
        issue=entry.issue,
        subscriber=entry.subscriber,
        fence=entry.fence,
        attempt=entry.attempt,
        face=entry.face,
        address=person.address,
        name=person.name,
        subscription_handle=subscription.handle,
    )


def settled(entry: Entry, outcome: Outcome) -> Entry:
    """Return a row with what an outcome changes of it."""
    receipt = outcome.receipt or Receipt(0)
    next_at = None
    if outcome.state is _S.DEFERRED:
        next_at = exact(outcome.next_at or outcome.at)
    elif outcome.state is _S.UNKNOWN and outcome.next_at is not None:
        next_at = exact(outcome.next_at)
    return replace(
        entry,
        state=outcome.state,
        attempt=entry.attempt + outcome.spends_attempt,
        next_at=next_at,
        lease_ends_at=None,
        sender="",
        relay=outcome.relay,
        code=receipt.code,
        reply=receipt.text[:REPLY_LIMIT],
        reason=outcome.reason,
        doubts=entry.doubts + (outcome.doubtful or outcome.state is _S.UNKNOWN),
        settled_at=exact(outcome.at),
    )
