"""Ending claims of senders that live no more, in memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from pressrun.model.delivery import DeliveryState, OnUnknown, Receipt
from pressrun.model.mark import Mark
from pressrun.store.memory.shelf import Entry, Shelf

_S = DeliveryState


def recover(
    shelf: Shelf, sender: str, marks: Iterable[Mark], now: datetime, on_unknown: OnUnknown
) -> Mapping[DeliveryState, int]:
    """Give up every claim of a sender; see port Deliveries."""
    marked = {(mark.issue, mark.subscriber, mark.fence): mark for mark in marks}
    held = [
        entry
        for entry in shelf.ledger.values()
        if entry.state is _S.CLAIMED and entry.sender == sender
    ]
    for entry in held:
        mark = marked.get((entry.issue, entry.subscriber, entry.fence))
        shelf.write(given_up(entry, mark, now, on_unknown))
    for entry in held:
        shelf.skip_cancelled(entry.issue, now)
    return Counter(shelf.ledger[entry.issue, entry.subscriber].state for entry in held)


def expire_leases(
    shelf: Shelf, alive: Collection[str], now: datetime, on_unknown: OnUnknown
) -> int:
    """Call claims unknown whose lease has ended; see port Deliveries."""
    lapsed = [
        entry
        for entry in shelf.ledger.values()
        if entry.lease_ends_at is not None
        and entry.lease_ends_at <= now
        and entry.sender not in alive
    ]
    for entry in lapsed:
        shelf.write(doubt(entry, now, on_unknown))
        shelf.skip_cancelled(entry.issue, now)
    return len(lapsed)


def given_up(entry: Entry, mark: Mark | None, now: datetime, on_unknown: OnUnknown) -> Entry:
    """Return what a claim becomes whose sender died, by what its journal says of it."""
    if mark is None:
        return _let_go(entry, _S.QUEUED, now)
    if mark.receipt is None:
        return doubt(entry, now, on_unknown)
    return _answered(entry, mark, mark.receipt, now, on_unknown)


def _let_go(entry: Entry, state: DeliveryState, now: datetime) -> Entry:
    return replace(entry, state=state, lease_ends_at=None, sender="", settled_at=now)


def doubt(entry: Entry, now: datetime, on_unknown: OnUnknown) -> Entry:
    """Return a claim of which nobody can know what became."""
    return replace(
        _let_go(entry, _S.UNKNOWN, now),
        next_at=now if on_unknown is OnUnknown.RETRY else None,
        doubts=entry.doubts + 1,
    )


def _answered(
    entry: Entry, mark: Mark, receipt: Receipt, now: datetime, on_unknown: OnUnknown
) -> Entry:
    if receipt.accepted:
        state = _S.ACCEPTED
    elif receipt.transient:
        state = _S.QUEUED
    elif receipt.code >= 500:
        state = _S.REFUSED
    else:
        return doubt(entry, now, on_unknown)
    return replace(
        _let_go(entry, state, now),
        attempt=entry.attempt + 1,
        fence=entry.fence + 1,
        relay=mark.relay,
        code=receipt.code,
        reply=receipt.text,
    )
