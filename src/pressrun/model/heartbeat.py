"""What a sender says of itself while it works."""

from dataclasses import dataclass
from datetime import datetime

from pressrun.model.issue import IssueKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """One relay of one sender at one moment; counts are of this sender's work on this issue.

    ``per_s`` is the rate of answers over the last seconds; ``remark`` says in words why it is
    slower than it could be, empty when it is not; ``answers`` are the relay's last replies that
    were not acceptances, verbatim, the newest last.
    """

    issue: IssueKey
    sender: str
    relay: str
    at: datetime
    connections: int = 0
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    unknown: int = 0
    per_s: float = 0.0
    remark: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a sender must know after every commit, read in that very transaction.

    ``going`` is False once the issue is no longer sending: paused or cancelled. ``people`` changes
    whenever somebody left, was suppressed or changed address.
    """

    going: bool
    people: tuple[int, int]
