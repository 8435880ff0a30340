"""How a subscription of a list stands to an issue: written to, or the first reason why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from pressrun.model.audience import Cadence, Reader, SubscriptionState
from pressrun.model.privatefeed import topic_key

_TOPICS_REMEMBERED: Final = 4096  # what readers chose, most of whom chose the same


class Reach(StrEnum):
    """Whether somebody is written to with each issue of a list.

    Where several reasons against it are true, the first of this order counts: the state of the
    subscription, what is known of the address, how they read, and what they chose to read about.
    """

    ENDED = "ended"
    PENDING = "pending"
    PAUSED = "paused"
    BOUNCE = "bounce"  # suppressed, as are the next two
    COMPLAINT = "complaint"
    REQUEST = "request"
    FEED = "feed"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    TOPIC = "topic"
    MAILED = "mailed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How many subscriptions of a list stand alike.

    ``language`` is their readers', and empty for who is not written to or has none. ``owes`` says
    that they may lack articles that went to the list (``Subscription.owed_since``).
    """

    reach: Reach
    language: str
    owes: bool
    count: int


def reach_of(reader: Reader, misses: Callable[[Sequence[str]], bool]) -> Reach:
    """Return how one reader stands to an issue; ``misses`` tells of chosen topics whether the
    issue has none of them."""
    subscription = reader.subscription
    if subscription.state is not SubscriptionState.CONFIRMED:
        return Reach(subscription.state)
    if reader.suppressed is not None:
        return Reach(reader.suppressed)
    if subscription.cadence is not Cadence.EACH:
        return Reach(subscription.cadence)
    return Reach.TOPIC if misses(subscription.topics) else Reach.MAILED


def missing(topics: Sequence[str] | None) -> Callable[[Sequence[str]], bool]:
    """Return what tells whether chosen topics have none in common with an issue's ``topics``.

    Nobody misses an issue without their having chosen, nor one whose topics are None: not known.
    """
    offered = None if topics is None else {topic_key(topic) for topic in topics}

    @lru_cache(_TOPICS_REMEMBERED)
    def misses(chosen: tuple[str, ...]) -> bool:
        if offered is None or not chosen:
            return False
        return offered.isdisjoint(topic_key(topic) for topic in chosen)

    return lambda chosen: misses(tuple(chosen))
