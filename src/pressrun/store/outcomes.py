"""Writing down what became of claims, in SQL: all at once, and one by one where that fails."""

from collections.abc import Sequence
from typing import Final

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import ENDS, NEXT, REPLY_LIMIT, DeliveryState, Outcome, Receipt
from pressrun.model.issue import IssueKey
from pressrun.store.cancellation import skip_cancelled
from pressrun.store.driver import Driver
from pressrun.store.instant import to_ms

_S = DeliveryState
HELD: Final = frozenset({_S.CLAIMED, _S.SUBMITTING})  # by a sender; nobody settles for these
_OPEN: Final = frozenset({_S.QUEUED, _S.DEFERRED, _S.UNKNOWN})
_AFTER_CLAIM: Final = NEXT[_S.CLAIMED] - HELD
_NOTHING: Final = Receipt(0)
_WORDS: Final = {state: str(state) for state in DeliveryState}

_SETTLE: Final = """
    UPDATE delivery SET state = ?, attempt = attempt + ?, next_at = ?, relay = ?, code = ?,
        reply = ?, reason = ?, doubts = doubts + ?, settled_at = ?, lease_ends_at = NULL,
        sender = ''
    WHERE issue = ? AND subscriber = ? AND fence = ? AND state = 'claimed'
"""
# The same for an acceptance, which nearly every outcome is, with a fifth less for SQLite to do: a
# claim has no time to wait for.
_ACCEPT: Final = """
    UPDATE delivery SET state = 'accepted', attempt = attempt + ?, relay = ?, code = ?, reply = ?,
        reason = ?, settled_at = ?, lease_ends_at = NULL, sender = ''
    WHERE issue = ? AND subscriber = ? AND fence = ? AND state = 'claimed'
"""
_RESOLVE: Final = _SETTLE.replace("AND state = 'claimed'", "")
_STANDS: Final = "SELECT state, fence FROM delivery WHERE issue = ? AND subscriber = ?"

Row = tuple[str | int | None, ...]


def settle(driver: Driver, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Write outcomes down and return those refused; see port Deliveries."""
    others = [outcome for outcome in outcomes if outcome.state is not _S.ACCEPTED]
    if all(outcome.state in _AFTER_CLAIM for outcome in others):
        refused = _settle_all(driver, outcomes, others)
    else:
        refused = _settle_one_by_one(driver, outcomes)
    _end_cancelled(driver, others)
    return refused


def _settle_all(
    driver: Driver, outcomes: Sequence[Outcome], others: Sequence[Outcome]
) -> Sequence[Outcome]:
    """Settle at once, for nearly every time each claim is as its sender left it."""
    accepted = [outcome for outcome in outcomes if outcome.state is _S.ACCEPTED]
    driver.run("SAVEPOINT settling")
    settled = driver.run_each(_ACCEPT, [_acceptance(outcome) for outcome in accepted])
    settled += driver.run_each(_SETTLE, [_row(outcome) for outcome in others])
    refused: Sequence[Outcome] = []
    if settled != len(outcomes):
        driver.run("ROLLBACK TO settling")
        refused = _settle_one_by_one(driver, outcomes)
    driver.run("RELEASE settling")
    return refused


def _settle_one_by_one(driver: Driver, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Settle with a look at each row; what cannot be is found before anything is written."""
    stood: dict[tuple[IssueKey, SubscriberId], DeliveryState] = {}
    written, refused = [], []
    for outcome in outcomes:
        claimed = outcome.claimed
        key = (claimed.issue, claimed.subscriber)
        found = driver.row(_STANDS, key)
        if found is None or found[1] != claimed.fence:
            refused.append(outcome)
            continue
        state = stood.get(key) or DeliveryState(found[0])
        if state is outcome.state and state not in HELD:
            continue  # its commit was done, though it was told to have failed
        if may_follow(state, outcome.state):
            stood[key] = outcome.state
            written.append(_row(outcome))
        else:
            refused.append(outcome)
    driver.run_each(_RESOLVE, written)
    return refused


def _end_cancelled(driver: Driver, outcomes: Sequence[Outcome]) -> None:
    """Skip at once what would wait for a turn that a cancelled issue never has."""
    waiting = {outcome.claimed.issue: outcome.at for outcome in outcomes if outcome.state in _OPEN}
    for issue, at in waiting.items():
        skip_cancelled(driver, issue, to_ms(at))


def may_follow(state: DeliveryState, to: DeliveryState) -> bool:
    """Tell whether a row in ``state`` takes the outcome ``to`` of its newest claim.

    False when that claim was given up and the row waits for another.

    Raises:
        ValueError: ``to`` cannot follow ``state``; see ``model.delivery.NEXT``.
    """
    # An end is left only because somebody says so; a sender takes back a refusal that was not the
    # recipient's fault.
    if (state, to) == (_S.REFUSED, _S.QUEUED):
        return True
    if to in NEXT[state] and to not in HELD and state not in ENDS:
        return True
    if state in _OPEN:
        return False
    raise ValueError(f"a delivery that is {state} cannot become {to}")


def _acceptance(outcome: Outcome) -> Row:
    claimed, receipt = outcome.claimed, outcome.receipt or _NOTHING
    return (
        1 if outcome.spends_attempt else 0,
        outcome.relay,
        receipt.code,
        receipt.text[:REPLY_LIMIT],
        outcome.reason,
        to_ms(outcome.at),
        claimed.issue,
        claimed.subscriber,
        claimed.fence,
    )


def _row(outcome: Outcome) -> Row:
    claimed = outcome.claimed
    return (*settled(outcome), claimed.issue, claimed.subscriber, claimed.fence)


def settled(outcome: Outcome) -> Row:
    """Return what an outcome changes of its row, as :data:`_SETTLE` names it."""
    state = outcome.state
    receipt = outcome.receipt or _NOTHING
    at_ms, next_ms = to_ms(outcome.at), None
    if state is _S.DEFERRED or state is _S.UNKNOWN:
        if outcome.next_at is not None:
            next_ms = to_ms(outcome.next_at)
        elif state is _S.DEFERRED:
            next_ms = at_ms
    return (
        _WORDS[state],
        1 if outcome.spends_attempt else 0,
        next_ms,
        outcome.relay,
        receipt.code,
        receipt.text[:REPLY_LIMIT],
        outcome.reason,
        1 if outcome.doubtful or state is _S.UNKNOWN else 0,
        at_ms,
    )
