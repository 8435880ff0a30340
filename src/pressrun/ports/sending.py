"""What senders leave in the store about themselves: what relays were asked, and how it goes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pressrun.model.heartbeat import Heartbeat
from pressrun.model.issue import IssueKey


class Buckets(Protocol):
    """How many messages each relay was given, by hour, so that a restart exceeds no day's limit."""

    def spent(self, relay: str) -> Mapping[datetime, int]:
        """Return messages by the hour they were taken out in: the first ever, and the last 48."""
        ...

    def spend(self, relay: str, *, at: datetime, count: int) -> None:
        """Take ``count`` messages out of the hour of ``at``; a negative number gives them back.

        What is given back of an hour never makes it less than nothing.
        """
        ...


class Heartbeats(Protocol):
    """How each relay of each sender is doing."""

    def beat(self, heartbeat: Heartbeat) -> None:
        """Write how a relay is doing, over what that sender said of it and the issue before."""
        ...

    def of(self, issue: IssueKey) -> Sequence[Heartbeat]:
        """Return what was said last about an issue, in order of relay and sender."""
        ...

    def forget(self, issue: IssueKey) -> None:
        """Remove what was said about an issue."""
        ...
