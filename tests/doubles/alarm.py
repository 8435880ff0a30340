"""An alarm clock that rings when a test says so."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime


class RungAlarm:
    """Rings by hand (port Alarm); ``woken_for`` is the instant it was last set to."""

    def __init__(self) -> None:
        self._work: Callable[[], Awaitable[None]] | None = None
        self.woken_for: datetime | None = None
        self.stopped = False
        self.was_set = asyncio.Event()

    def start(self, work: Callable[[], Awaitable[None]], *, every_s: float) -> None:
        self._work = work

    def wake_at(self, at: datetime | None) -> None:
        self.woken_for = at
        self.was_set.set()

    def stop(self) -> None:
        self.stopped = True

    async def ring(self) -> None:
        """Do what the clock would do at its time."""
        assert self._work is not None, "nobody has started this alarm"
        await self._work()
