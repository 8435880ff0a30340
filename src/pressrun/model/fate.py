"""What becomes of a reader when an issue goes out: written to, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pressrun.model.agenda import Handover
from pressrun.model.issue import IssueKey, IssueKind
from pressrun.model.reach import Reach

# Beside model.reach.Reach: what is told of digests, errata, and issues that have gone out.
GOES: Final = "mailed"
WAITS: Final = "waits"
HAD: Final = "had"
EACH: Final = "each"
UNAFFECTED: Final = "unaffected"
OUTSIDE: Final = "outside"

WHY: Final[Mapping[str, str]] = {
    GOES: "is written to",
    Reach.ENDED: "has left the list",
    Reach.PENDING: "has not confirmed yet",
    Reach.PAUSED: "does not want mail for now",
    Reach.BOUNCE: "the address is suppressed: mail to it came back",
    Reach.COMPLAINT: "the address is suppressed after a complaint",
    Reach.REQUEST: "the address is suppressed: no mail at all was asked for",
    Reach.FEED: "reads by a feed of their own",
    Reach.WEEKLY: "reads a weekly digest instead",
    Reach.MONTHLY: "reads a monthly digest instead",
    Reach.TOPIC: "none of its articles has a topic that they chose",
    WAITS: "lacks a set of articles too rare to be set now: they wait for the next digest",
    HAD: "has had every article already",
    EACH: "reads each issue, and lacks nothing",
    UNAFFECTED: "was not sent the old text, or has been told",
    OUTSIDE: "was not in its audience when it was frozen",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of one reader.

    ``key`` is one of :data:`WHY`; ``language`` is that of the face they get, empty for none.
    ``lacks`` are ids of the articles that a digest would bring them, ``next_at`` is when the
    next digest of theirs comes, if that is why they are left out and one is ahead.
    """

    key: str
    language: str = ""
    lacks: tuple[str, ...] = ()
    next_at: datetime | None = None

    @property
    def goes(self) -> bool:
        """Tell whether they are written to."""
        return self.key == GOES


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How many of an audience share a fate, and in words why they are left out."""

    key: str
    count: int
    why: str
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Everybody who is or was on a list, and what an issue means to them.

    ``going`` counts by the language of the face they get, an empty one where it is not known
    before; once the issue has gone out, ``by_state`` counts deliveries instead. ``pending`` have
    asked to join and not said yes: they are no part of the total.
    """

    issue: IssueKey
    kind: IssueKind
    list: str
    going: Mapping[str, int]
    left_out: tuple[Group, ...]
    pending: int = 0
    by_state: Mapping[str, int] | None = None
    handover: Handover | None = None

    @property
    def goes_to(self) -> int:
        """Return how many are written to, or were to be."""
        return sum((self.going if self.by_state is None else self.by_state).values())

    @property
    def total(self) -> int:
        """Return how many subscriptions are counted, ended ones included."""
        return self.goes_to + sum(group.count for group in self.left_out)
