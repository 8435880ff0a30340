"""Ending claims of senders that live no more, in SQL."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import DeliveryState, OnUnknown, Receipt
from pressrun.model.issue import IssueKey
from pressrun.model.mark import Mark
from pressrun.store.cancellation import skip_cancelled
from pressrun.store.driver import Driver
from pressrun.store.instant import to_ms

_S = DeliveryState

# A run that is not open has no claims; so nothing that has ended is walked.
_SENDERS: Final = """
    SELECT DISTINCT delivery.sender FROM press_run
    CROSS JOIN delivery INDEXED BY ix_delivery_open ON delivery.issue = press_run.issue
    WHERE press_run.state = 'open' AND delivery.state = 'claimed' ORDER BY delivery.sender
"""
_CLAIMS: Final = """
    SELECT delivery.issue, delivery.subscriber, delivery.fence FROM press_run
    CROSS JOIN delivery INDEXED BY ix_delivery_open ON delivery.issue = press_run.issue
    WHERE press_run.state = 'open' AND delivery.state = 'claimed' AND delivery.sender = ?
"""
_LAPSED: Final = """
    SELECT delivery.issue, delivery.subscriber, delivery.sender FROM press_run
    CROSS JOIN delivery INDEXED BY ix_delivery_open ON delivery.issue = press_run.issue
    WHERE press_run.state = 'open' AND delivery.state = 'claimed' AND delivery.lease_ends_at <= ?
"""
_GIVE_UP: Final = """
    UPDATE delivery SET state = ?, next_at = ?, doubts = doubts + ?, settled_at = ?,
        lease_ends_at = NULL, sender = ''
    WHERE issue = ? AND subscriber = ?
"""
# After an end by the mark the fence rises: a sender that lives after all is refused.
_ANSWER: Final = """
    UPDATE delivery SET state = ?, attempt = attempt + 1, relay = ?, code = ?, reply = ?,
        settled_at = ?, fence = fence + 1, lease_ends_at = NULL, sender = ''
    WHERE issue = ? AND subscriber = ?
"""

Row = tuple[str | int | None, ...]


def senders(driver: Driver) -> Sequence[str]:
    """Return who holds claims."""
    return [sender for (sender,) in driver.rows(_SENDERS)]


def recover(
    driver: Driver, sender: str, marks: Iterable[Mark], *, now: datetime, on_unknown: OnUnknown
) -> Mapping[DeliveryState, int]:
    """Give up every claim of a sender; see port Deliveries."""
    marked = {(mark.issue, mark.subscriber, mark.fence): mark for mark in marks}
    now_ms = to_ms(now)
    next_ms = now_ms if on_unknown is OnUnknown.RETRY else None
    came: defaultdict[IssueKey, Counter[DeliveryState]] = defaultdict(Counter)
    given_up: list[Row] = []
    answered: list[Row] = []
    for issue, subscriber, fence in driver.rows(_CLAIMS, (sender,)):
        mark = marked.get((issue, subscriber, fence))
        state = fate(mark)
        came[issue][state] += 1
        if state is _S.UNKNOWN:
            given_up.append((state.value, next_ms, 1, now_ms, issue, subscriber))
        elif mark is None or mark.receipt is None:
            given_up.append((state.value, None, 0, now_ms, issue, subscriber))
        else:
            receipt = mark.receipt
            answer = (state.value, mark.relay, receipt.code, receipt.text, now_ms)
            answered.append((*answer, issue, subscriber))
    driver.run_each(_GIVE_UP, given_up)
    driver.run_each(_ANSWER, answered)
    for issue, states in came.items():
        if skip_cancelled(driver, issue, now_ms):
            states[_S.SKIPPED] += states.pop(_S.QUEUED, 0) + states.pop(_S.UNKNOWN, 0)
    return dict(sum(came.values(), Counter()))


def fate(mark: Mark | None) -> DeliveryState:
    """Return what a claim becomes whose sender died, by what its journal says of it."""
    if mark is None:
        return _S.QUEUED
    receipt = mark.receipt or Receipt(0)
    if receipt.accepted:
        return _S.ACCEPTED
    if receipt.transient:
        return _S.QUEUED
    return _S.REFUSED if receipt.code >= 500 else _S.UNKNOWN


def expire_leases(
    driver: Driver, *, alive: Collection[str], now: datetime, on_unknown: OnUnknown
) -> int:
    """Call claims unknown whose lease has ended; see port Deliveries."""
    now_ms = to_ms(now)
    next_ms = now_ms if on_unknown is OnUnknown.RETRY else None
    lapsed: list[tuple[IssueKey, SubscriberId]] = [
        (issue, subscriber)
        for issue, subscriber, sender in driver.rows(_LAPSED, (now_ms,))
        if sender not in alive
    ]
    driver.run_each(_GIVE_UP, [(_S.UNKNOWN.value, next_ms, 1, now_ms, *whose) for whose in lapsed])
    for issue in {issue for issue, _ in lapsed}:
        skip_cancelled(driver, issue, now_ms)
    return len(lapsed)
