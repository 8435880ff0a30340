"""Taking deliveries for sending, in SQL: who is due, who left meanwhile, who is ours now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, select, true, update

from pressrun.model.audience import SubscriberId, SubscriptionState
from pressrun.model.delivery import NEXT, Claimed, DeliveryState, SkipReason
from pressrun.model.issue import IssueKey
from pressrun.store.tables import (
    INDEXED_BY_OPEN,
    delivery,
    press_run,
    stands,
    subscriber,
    subscription,
    suppression,
)

# In this order: everybody has a first try before anybody has a second.
CLAIMABLE: Final = [state for state, after in NEXT.items() if DeliveryState.CLAIMED in after]

ITS_ROW: Final = and_(
    delivery.c.issue == bindparam("the_issue"),
    delivery.c.subscriber == bindparam("the_subscriber"),
)
_CLAIM: Final = (
    update(delivery)
    .where(ITS_ROW)
    .values(
        state=DeliveryState.CLAIMED,
        fence=delivery.c.fence + 1,
        next_at=None,
        lease_ends_at=bindparam("the_lease"),
    )
)
_SKIP: Final = (
    update(delivery)
    .where(ITS_ROW)
    .values(state=DeliveryState.SKIPPED, next_at=None, reason=bindparam("the_reason"))
)


def take_due(
    connection: Connection, issue: IssueKey, *, limit: int, now: datetime, lease: timedelta
) -> list[Claimed]:
    """Claim what is due and skip who left or was suppressed; see port Deliveries."""
    taken: list[Claimed] = []
    # Who is skipped does not count, and an empty answer means that nothing is due.
    while len(taken) < limit and (rows := _due(connection, issue, limit - len(taken), now)):
        taken += _take(connection, rows, now + lease)
    return taken


def _due(connection: Connection, issue: IssueKey, limit: int, now: datetime) -> Sequence[Row[Any]]:
    rows: list[Row[Any]] = []
    for state in CLAIMABLE:
        rows += _waiting(connection, issue, state, limit - len(rows), now)
    return rows


def _waiting(
    connection: Connection, issue: IssueKey, state: DeliveryState, limit: int, now: datetime
) -> Sequence[Row[Any]]:
    """Return up to ``limit`` rows in one state, with their people as they stand now."""
    # The limit stands inside, so that nobody is looked up who is not taken.
    first = (
        select(delivery)
        .with_hint(delivery, INDEXED_BY_OPEN, "sqlite")
        .where(
            delivery.c.issue == issue,
            stands(state),
            true() if state is DeliveryState.QUEUED else delivery.c.next_at <= now,
        )
        .order_by(delivery.c.next_at, delivery.c.subscriber)
        .limit(limit)
        .subquery()
    )
    return connection.execute(
        select(
            first,
            subscriber.c.address,
            subscriber.c.name,
            subscription.c.handle,
            subscription.c.state.label("subscribed"),
            suppression.c.reason.label("suppressed"),
        )
        .join(subscriber, subscriber.c.id == first.c.subscriber)
        .join(press_run, press_run.c.id == first.c.run)
        .join(
            subscription,
            and_(
                subscription.c.list == press_run.c.list,
                subscription.c.subscriber == first.c.subscriber,
            ),
        )
        .outerjoin(suppression, suppression.c.address_hash == subscriber.c.address_hash)
        .order_by(first.c.next_at, first.c.subscriber)
    ).all()


def _take(
    connection: Connection, rows: Sequence[Row[Any]], lease_ends_at: datetime
) -> list[Claimed]:
    taken, claims, skips = [], [], []
    for row in rows:
        key = {"the_issue": row.issue, "the_subscriber": row.subscriber}
        if reason := _skip_reason(row):
            skips.append({**key, "the_reason": reason})
        else:
            claims.append({**key, "the_lease": lease_ends_at})
            taken.append(_claimed(row))
    if skips:
        connection.execute(_SKIP, skips)
    if claims:
        connection.execute(_CLAIM, claims)
    return taken


def _skip_reason(row: Row[Any]) -> SkipReason | None:
    if row.suppressed:
        return SkipReason.SUPPRESSED
    return None if row.subscribed is SubscriptionState.CONFIRMED else SkipReason.UNSUBSCRIBED


def _claimed(row: Row[Any]) -> Claimed:
    return Claimed(
        issue=IssueKey(row.issue),
        subscriber=SubscriberId(row.subscriber),
        fence=row.fence + 1,
        attempt=row.attempt,
        face=row.face,
        address=row.address,
        name=row.name,
        subscription_handle=row.handle,
    )
