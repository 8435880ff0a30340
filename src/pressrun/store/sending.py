"""What senders leave about themselves, in SQL (ports Buckets and Heartbeats)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pressrun.model.heartbeat import Heartbeat
from pressrun.model.issue import IssueKey
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms, hour_ms, to_ms

HOURS_KEPT: Final = 48

_SPENT: Final = """
    SELECT min(hour_at), spent FROM bucket WHERE relay = ? AND spent > 0 HAVING count(*)
    UNION SELECT * FROM (
        SELECT hour_at, spent FROM bucket WHERE relay = ? AND spent > 0
        ORDER BY hour_at DESC LIMIT ?
    )
    ORDER BY 1
"""
_SPEND: Final = """
    INSERT INTO bucket (relay, hour_at, spent) VALUES (?, ?, max(0, ?))
    ON CONFLICT DO UPDATE SET spent = max(0, spent + ?)
"""
_BEAT: Final = """
    INSERT OR REPLACE INTO heartbeat (issue, relay, sender, at, connections, accepted, deferred,
        refused, unknown, per_s, remark, answers)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_BEATS: Final = """
    SELECT issue, relay, sender, at, connections, accepted, deferred, refused, unknown, per_s,
        remark, answers
    FROM heartbeat WHERE issue = ? ORDER BY relay, sender
"""


class SqlBuckets:
    """Buckets of relays, as one transaction sees them."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def spent(self, relay: str) -> Mapping[datetime, int]:
        rows = self._driver.rows(_SPENT, (relay, relay, HOURS_KEPT))
        return {from_ms(hour_ms): count for hour_ms, count in rows}

    def spend(self, relay: str, *, at: datetime, count: int) -> None:
        self._driver.run(_SPEND, (relay, hour_ms(at), count, count))


class SqlHeartbeats:
    """Heartbeats of senders, as one transaction sees them."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def beat(self, heartbeat: Heartbeat) -> None:
        self._driver.run(
            _BEAT,
            (
                heartbeat.issue,
                heartbeat.relay,
                heartbeat.sender,
                to_ms(heartbeat.at),
                heartbeat.connections,
                heartbeat.accepted,
                heartbeat.deferred,
                heartbeat.refused,
                heartbeat.unknown,
                heartbeat.per_s,
                heartbeat.remark,
                json.dumps(heartbeat.answers),
            ),
        )

    def of(self, issue: IssueKey) -> Sequence[Heartbeat]:
        return [
            Heartbeat(
                issue=IssueKey(key),
                relay=relay,
                sender=sender,
                at=from_ms(at_ms),
                connections=connections,
                accepted=accepted,
                deferred=deferred,
                refused=refused,
                unknown=unknown,
                per_s=per_s,
                remark=remark,
                answers=tuple(json.loads(answers)),
            )
            for (
                key,
                relay,
                sender,
                at_ms,
                connections,
                accepted,
                deferred,
                refused,
                unknown,
                per_s,
                remark,
                answers,
            ) in self._driver.rows(_BEATS, (issue,))
        ]

    def forget(self, issue: IssueKey) -> None:
        self._driver.run("DELETE FROM heartbeat WHERE issue = ?", (issue,))
