"""The ledger, in SQL (port Deliveries)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, literal, select, true, update

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import (
    NEXT,
    Claimed,
    Delivery,
    DeliveryState,
    Outcome,
    Receipt,
)
from pressrun.model.issue import IssueKey
from pressrun.ports import Clock
from pressrun.store.claims import CLAIMABLE, ITS_ROW, take_due
from pressrun.store.tables import (
    INDEXED_BY_OPEN,
    delivery,
    stands,
    subscriber,
)

_S = DeliveryState
HELD: Final = (_S.CLAIMED, _S.SUBMITTING)  # by a sender; nobody settles for these

_INTEND: Final = (
    update(delivery)
    .where(ITS_ROW, delivery.c.fence == bindparam("the_fence"), delivery.c.state == _S.CLAIMED)
    .values(state=_S.SUBMITTING)
)
_FIND: Final = select(delivery.c.state, delivery.c.fence).where(ITS_ROW)
_SETTLE: Final = (
    update(delivery)
    .where(ITS_ROW)
    .values(
        state=bindparam("the_state"),
        attempt=delivery.c.attempt + bindparam("the_attempt"),
        next_at=bindparam("the_next"),
        lease_ends_at=None,
        relay=bindparam("the_relay"),
        code=bindparam("the_code"),
        reply=bindparam("the_reply"),
    )
)


class SqlDeliveries:
    """Rows of the ledger, as one transaction sees them."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock

    def claim(
        self, issue: IssueKey, *, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        return take_due(self._connection, issue, limit=limit, now=now, lease=lease)

    def intend(self, claimed: Iterable[Claimed]) -> Sequence[Claimed]:
        return [claim for claim in claimed if not self._intend(claim)]

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        stood: dict[tuple[IssueKey, SubscriberId], DeliveryState] = {}
        written, refused = [], []
        for outcome in outcomes:
            claimed = outcome.claimed
            row = self._connection.execute(_FIND, _key(claimed)).one_or_none()
            if row is None or row.fence != claimed.fence:
                refused.append(outcome)
                continue
            key = (claimed.issue, claimed.subscriber)
            if may_follow(stood.get(key, row.state), outcome.state):
                stood[key] = outcome.state
                written.append(_settled(outcome))
            else:
                refused.append(outcome)
        if written:
            self._connection.execute(_SETTLE, written)
        return refused

    def release(
        self, issue: IssueKey, *, now: datetime, all: bool = False
    ) -> Mapping[DeliveryState, int]:
        ended = true() if all else delivery.c.lease_ends_at <= now
        becomes: dict[DeliveryState, dict[str, Any]] = {
            _S.CLAIMED: {"state": _S.QUEUED},
            _S.SUBMITTING: {"state": _S.UNKNOWN, "next_at": now},
        }
        return {
            state: self._connection.execute(
                update(delivery)
                .with_hint(INDEXED_BY_OPEN, dialect_name="sqlite")
                .where(delivery.c.issue == issue, stands(state), ended)
                .values(lease_ends_at=None, **values)
            ).rowcount
            for state, values in becomes.items()
        }

    def next_at(self, issue: IssueKey) -> datetime | None:
        return min((at for at in self._times(issue) if at is not None), default=None)

    def rows(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState] = (),
        after: SubscriberId,
        limit: int,
    ) -> Sequence[Delivery]:
        wanted = list(states)
        rows = self._connection.execute(
            select(delivery, subscriber.c.address)
            .join(subscriber)
            .where(
                delivery.c.issue == issue,
                delivery.c.subscriber > after,
                delivery.c.state.in_(wanted) if wanted else true(),
            )
            .order_by(delivery.c.subscriber)
            .limit(limit)
        )
        return [_delivery(row) for row in rows]

    def _intend(self, claimed: Claimed) -> bool:
        marked = self._connection.execute(_INTEND, {**_key(claimed), "the_fence": claimed.fence})
        return bool(marked.rowcount)

    def _times(self, issue: IssueKey) -> Iterator[datetime | None]:
        """Yield the earliest moment of each state in which a delivery waits for one."""
        waits = {
            _S.CLAIMED: delivery.c.lease_ends_at,
            _S.SUBMITTING: delivery.c.lease_ends_at,
            _S.DEFERRED: delivery.c.next_at,
            _S.UNKNOWN: delivery.c.next_at,
        }
        for state, column in waits.items():
            yield self._connection.execute(
                select(func.min(column))
                .with_hint(delivery, INDEXED_BY_OPEN, "sqlite")
                .where(delivery.c.issue == issue, stands(state))
            ).scalar()
        queued = (
            select(literal(1))
            .select_from(delivery)
            .with_hint(delivery, INDEXED_BY_OPEN, "sqlite")
            .where(delivery.c.issue == issue, stands(_S.QUEUED))
            .limit(1)
        )
        if self._connection.execute(queued).first():
            yield self._clock.now()


def may_follow(state: DeliveryState, to: DeliveryState) -> bool:
    """Tell whether a row in ``state`` takes the outcome ``to`` of its newest claim.

    False when that claim was given up and the row waits for another.

    Raises:
        ValueError: ``to`` cannot follow ``state``; see ``model.delivery.NEXT``.
    """
    if to in NEXT[state] and to not in HELD:
        return True
    if state in CLAIMABLE:
        return False
    raise ValueError(f"a delivery that is {state} cannot become {to}")


def _key(claimed: Claimed) -> dict[str, Any]:
    return {"the_issue": claimed.issue, "the_subscriber": claimed.subscriber}


def _settled(outcome: Outcome) -> dict[str, Any]:
    receipt = outcome.receipt or Receipt(0)
    waits = outcome.state in {_S.DEFERRED, _S.UNKNOWN}
    return {
        **_key(outcome.claimed),
        "the_state": outcome.state,
        "the_attempt": int(outcome.spends_attempt),
        "the_next": (outcome.next_at or outcome.at) if waits else None,
        "the_relay": outcome.relay,
        "the_code": receipt.code,
        "the_reply": receipt.text,
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        issue=IssueKey(row.issue),
        subscriber=SubscriberId(row.subscriber),
        address=row.address,
        state=row.state,
        attempt=row.attempt,
        reason=row.reason,
        next_at=row.next_at,
        relay=row.relay,
        code=row.code,
        reply=row.reply,
    )
