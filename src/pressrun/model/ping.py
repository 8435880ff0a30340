"""Telling a WebSub hub that a topic has new content."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

# In the place of a hub: the publication's own site, which must show the octets of a topic before
# any hub hears of them.
SITE: Final = ""


class PingState(StrEnum):
    """``given-up`` ends until the topic changes again."""

    WAITING = "waiting"
    TOLD = "told"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """What became of the octets with this ``digest`` at one hub.

    ``topic`` is the absolute address of a feed's document, ``attempt`` how often it was tried,
    ``next_at`` when it is tried again while it waits; ``reply`` is what was answered last. For
    :data:`SITE`, told means that these octets were seen at the topic's address.
    """

    hub: str
    topic: str
    digest: str
    state: PingState = PingState.WAITING
    attempt: int = 0
    next_at: datetime | None = None
    reply: str = ""

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is to be tried at this instant."""
        return self.state is PingState.WAITING and (self.next_at is None or self.next_at <= now)
