"""The ledger, in SQL (port Deliveries)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select, true

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, Delivery, DeliveryState, OnUnknown, Outcome
from pressrun.model.heartbeat import Pulse
from pressrun.model.issue import IssueKey
from pressrun.model.mark import Mark
from pressrun.ports import Clock
from pressrun.store import claims, recovery, retries
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms
from pressrun.store.ledgertables import delivery
from pressrun.store.outcomes import settle
from pressrun.store.peopletables import subscriber

_PULSE: Final = """
    SELECT (SELECT state FROM issue WHERE key = ?),
        (SELECT number FROM version WHERE noun = 'reader'),
        (SELECT number FROM version WHERE noun = 'suppression')
"""
_VERSIONS: Final = """
    SELECT (SELECT number FROM version WHERE noun = 'reader'),
        (SELECT number FROM version WHERE noun = 'suppression')
"""
_CHANGES: Final = "SELECT subscriber FROM change WHERE number > ?"
_LEASE_ENDS: Final = """
    SELECT min(lease_ends_at) FROM delivery INDEXED BY ix_delivery_open
    WHERE issue = ? AND state = 'claimed'
"""
_FIRST: Final = """
    SELECT next_at FROM delivery INDEXED BY ix_delivery_open
    WHERE issue = ? AND state = 'deferred' AND next_at IS NOT NULL ORDER BY next_at LIMIT 1
"""
_WAITS: Final = (_FIRST, _FIRST.replace("'deferred'", "'unknown'"))
_QUEUED: Final = """
    SELECT 1 FROM delivery INDEXED BY ix_delivery_open
    WHERE issue = ? AND state = 'queued' LIMIT 1
"""
# The last at sign parts an address: a quoted local part may hold others (RFC 5321 §4.1.2).
_DOMAINS: Final = """
    SELECT lower(substr(address, length(rtrim(address, replace(address, '@', ''))) + 1)) AS domain,
        count(*) AS number, max(reply)
    FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber
    WHERE issue = ? AND state IN (SELECT value FROM json_each(?))
    GROUP BY domain ORDER BY number DESC, domain LIMIT ?
"""
_ROWS: Final[Select[Any]] = select(delivery, subscriber.c.address).join(subscriber)


class SqlDeliveries:
    """Rows of the ledger, as one transaction sees them."""

    def __init__(self, connection: Connection, driver: Driver, clock: Clock) -> None:
        self._connection, self._driver, self._clock = connection, driver, clock

    def claim(
        self, issue: IssueKey, *, sender: str, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        return claims.take_due(
            self._driver, issue, sender=sender, limit=limit, now=now, lease=lease
        )

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        return settle(self._driver, list(outcomes))

    def pulse(self, issue: IssueKey) -> Pulse:
        state, readers, suppressions = self._driver.row(_PULSE, (issue,))
        return Pulse(state == "sending", (readers, suppressions))

    def changed(self, since: tuple[int, int]) -> frozenset[SubscriberId] | None:
        readers, suppressions = since
        now_readers, now_suppressions = self._driver.row(_VERSIONS)
        if now_suppressions != suppressions:
            return None
        rows = self._driver.rows(_CHANGES, (readers,))
        # Of a long time ago not every one is known any more.
        if len(rows) != now_readers - readers:
            return None
        return frozenset(SubscriberId(subscriber) for (subscriber,) in rows)

    def recheck(self, claimed: Iterable[Claimed]) -> Sequence[Claimed]:
        return claims.recheck(self._driver, claimed, self._clock.now())

    def recover(
        self, sender: str, marks: Iterable[Mark], *, now: datetime, on_unknown: OnUnknown
    ) -> Mapping[DeliveryState, int]:
        return recovery.recover(self._driver, sender, marks, now=now, on_unknown=on_unknown)

    def senders(self) -> Sequence[str]:
        return recovery.senders(self._driver)

    def expire_leases(self, *, alive: Iterable[str], now: datetime, on_unknown: OnUnknown) -> int:
        return recovery.expire_leases(
            self._driver, alive=frozenset(alive), now=now, on_unknown=on_unknown
        )

    def retry(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState],
        relay: str = "",
        now: datetime,
        commit: bool = True,
    ) -> int:
        return retries.retry(
            self._driver, issue, states=states, relay=relay, now=now, commit=commit
        )

    def believe(self, issue: IssueKey, *, now: datetime, commit: bool = True) -> int:
        return retries.believe(self._driver, issue, now=now, commit=commit)

    def next_at(self, issue: IssueKey) -> datetime | None:
        return min(self._times(issue), default=None)

    def find(self, issue: IssueKey, subscriber: SubscriberId) -> Delivery | None:
        row = self._connection.execute(
            _ROWS.where(delivery.c.issue == issue, delivery.c.subscriber == subscriber)
        ).one_or_none()
        return None if row is None else _delivery(row)

    def rows(
        self,
        issue: IssueKey,
        *,
        states: Iterable[DeliveryState] = (),
        doubted: bool = False,
        after: SubscriberId,
        limit: int,
    ) -> Sequence[Delivery]:
        wanted = list(states)
        rows = self._connection.execute(
            _ROWS.where(
                delivery.c.issue == issue,
                delivery.c.subscriber > after,
                delivery.c.state.in_(wanted) if wanted else true(),
                delivery.c.doubts > 0 if doubted else true(),
            )
            .order_by(delivery.c.subscriber)
            .limit(limit)
        )
        return [_delivery(row) for row in rows]

    def by_relay(self, issue: IssueKey) -> Mapping[str, Mapping[DeliveryState, int]]:
        rows = self._connection.execute(
            select(delivery.c.relay, delivery.c.state, func.count().label("number"))
            .where(delivery.c.issue == issue)
            .group_by(delivery.c.relay, delivery.c.state)
        )
        found: dict[str, dict[DeliveryState, int]] = {}
        for row in rows:
            found.setdefault(row.relay, {})[row.state] = row.number
        return found

    def by_domain(
        self, issue: IssueKey, *, states: Iterable[DeliveryState], limit: int
    ) -> Sequence[tuple[str, int, str]]:
        words = json.dumps([state.value for state in states])
        return self._driver.rows(_DOMAINS, (issue, words, limit))

    def _times(self, issue: IssueKey) -> Iterator[datetime]:
        """Yield the earliest moment of each state in which a delivery waits for one."""
        for query in (_LEASE_ENDS, *_WAITS):
            row = self._driver.row(query, (issue,))
            if row is not None and row[0] is not None:
                yield from_ms(row[0])
        if self._driver.row(_QUEUED, (issue,)):
            yield self._clock.now()


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
        doubts=row.doubts,
        fence=row.fence,
        sender=row.sender,
        settled_at=row.settled_at,
        face=row.face,
    )
