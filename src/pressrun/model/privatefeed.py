"""A reader's own feed, and the topics that choose what stands in it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pressrun.model.audience import SubscriberId


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateFeed:
    """A feed of one subscription's own. ``handle`` is 128 random bits as base64url.

    One that was revoked stays known, so that its address says so for ever.
    """

    handle: str = field(repr=False)
    list: str
    subscriber: SubscriberId
    created_at: datetime
    revoked_at: datetime | None = None


def topic_key(topic: str) -> str:
    """Return a form that is equal for tags which differ in case, spaces or composition only."""
    return " ".join(unicodedata.normalize("NFC", topic).casefold().split())


def each_a_line(topics: Iterable[str]) -> tuple[str, ...]:
    """Return topics as they can be kept, one a line.

    Raises:
        ValueError: One is empty or more than one line.
    """
    kept = tuple(topics)
    for topic in kept:
        if topic.splitlines() != [topic]:
            raise ValueError(f"a topic is one line, not {topic!r}")
    return kept
