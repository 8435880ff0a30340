"""What senders leave about themselves, in memory (ports Buckets and Heartbeats)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from pressrun.model.heartbeat import Heartbeat
from pressrun.model.issue import IssueKey
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf

HOURS_KEPT: Final = 48


class MemoryBuckets:
    """Buckets of relays, as one transaction sees them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def spent(self, relay: str) -> Mapping[datetime, int]:
        hours = sorted(
            (hour_at, count)
            for (name, hour_at), count in self._shelf.buckets.items()
            if name == relay and count
        )
        return dict(hours[:1] + hours[-HOURS_KEPT:])

    def spend(self, relay: str, *, at: datetime, count: int) -> None:
        hour = relay, exact(at).replace(minute=0, second=0, microsecond=0)
        self._shelf.buckets[hour] = max(0, self._shelf.buckets.get(hour, 0) + count)


class MemoryHeartbeats:
    """Heartbeats of senders, as one transaction sees them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def beat(self, heartbeat: Heartbeat) -> None:
        whose = heartbeat.issue, heartbeat.relay, heartbeat.sender
        self._shelf.heartbeats[whose] = replace(heartbeat, at=exact(heartbeat.at))

    def of(self, issue: IssueKey) -> Sequence[Heartbeat]:
        return [
            self._shelf.heartbeats[whose]
            for whose in sorted(self._shelf.heartbeats)
            if whose[0] == issue
        ]

    def forget(self, issue: IssueKey) -> None:
        for whose in [whose for whose in self._shelf.heartbeats if whose[0] == issue]:
            del self._shelf.heartbeats[whose]
