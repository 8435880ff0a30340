"""The wire and the alarm clock."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from pressrun.model.delivery import Note, Outgoing


class Transport(Protocol):
    """Hands finished messages to a relay (design §4 item 12)."""

    @property
    def name(self) -> str:
        """Return what the ledger writes as ``relay``."""
        ...

    async def run(
        self,
        take: Callable[[], Awaitable[Outgoing | None]],
        note: Callable[[Note], Awaitable[None]],
    ) -> None:
        """Submit what ``take`` yields until it yields None.

        ``take`` is called when a connection is free, by several connections at once. For every
        message there is an Intent before its final dot and then exactly one of Answered and Lost;
        a message refused or lost before its dot has no Intent. ``note`` is awaited: Intent has
        returned before the dot is sent, Answered before that connection takes again.

        Raises:
            RelayUnavailable: No session could be had; every message taken has been noted.
            LoginRefused: The relay does not accept our credentials.
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
