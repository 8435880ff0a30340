"""The wire and the alarm clock."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from pressrun.model.delivery import Note, Outgoing


class Take(Protocol):
    """Yields messages to a transport."""

    async def __call__(self, *, wait: bool = True) -> Outgoing | None:
        """Return the next message, or None when there is no more.

        Without ``wait`` None means only that nothing may go at this very moment: so a connection
        asks for what could travel behind the final dot that it is about to send.
        """
        ...


class Tell(Protocol):
    """Hears what becomes of messages."""

    async def __call__(self, note: Note) -> bool:
        """Write a note down; False, for an Intent alone, if the dot must not be sent after all."""
        ...


class Transport(Protocol):
    """Hands finished messages to a relay (design §4 item 12)."""

    @property
    def name(self) -> str:
        """Return what the ledger writes as ``relay``."""
        ...

    @property
    def connections(self) -> int:
        """Return how many connections are open now."""
        ...

    async def run(self, take: Take, note: Tell) -> None:
        """Submit what ``take`` yields until it yields None.

        ``take`` is called when a connection is free, by several connections at once. For every
        message there is an Intent before its final dot and then exactly one of Answered and Lost;
        one refused or lost before its dot has no Intent, and one that cannot be handed to this
        relay is Unfit. ``note`` is awaited: Intent has returned before the dot is sent, and
        Answered before that connection sends its next final dot. An Intent that is answered False
        is followed by no dot and by Lost in the envelope.

        Raises:
            RelayUnavailable: No session could be had; every message taken has been noted.
            LoginRefused: The relay does not accept our credentials.
            RelayMisfit: The relay does not offer what is required of it, or nobody can tell
                whether it is the right one; trying again will not help.
        """
        ...


class Alarm(Protocol):
    """Wakes the tick; decides nothing."""

    def start(self, work: Callable[[], Awaitable[None]], *, every_s: float) -> None:
        """Call ``work`` at once and then every ``every_s`` seconds, never twice at a time."""
        ...

    def wake_at(self, at: datetime | None) -> None:
        """Call ``work`` at this instant as well, instead of any instant set before."""
        ...

    def stop(self) -> None:
        """Call no more."""
        ...
