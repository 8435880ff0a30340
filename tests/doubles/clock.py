"""A clock that moves when it is told to."""

import asyncio
import heapq
import math
from datetime import UTC, datetime, timedelta


class StoppedClock:
    """Stands still at ``at`` until somebody advances it (port Clock).

    Who sleeps moves it: when everybody else has had turns enough to go to sleep as well, the one
    to wake first sets it to that moment. So a test waits for nothing.
    """

    PATIENCE = 50  # turns of the loop in which others may yet begin to sleep, or advance it

    def __init__(self, at: datetime = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)) -> None:
        self.at = self._began_at = at
        self._sleepers: list[datetime] = []

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by

    def elapsed_s(self) -> float:
        return (self.at - self._began_at).total_seconds()

    async def sleep(self, seconds: float) -> None:
        wakes_at = self.at + timedelta(microseconds=math.ceil(seconds * 1e6))
        heapq.heappush(self._sleepers, wakes_at)
        try:
            turns = 0
            while self.at < wakes_at:
                await asyncio.sleep(0)
                turns += 1
                if turns > self.PATIENCE and self._sleepers[0] == wakes_at:
                    self.at = max(self.at, wakes_at)
        finally:
            self._sleepers.remove(wakes_at)
            heapq.heapify(self._sleepers)


class HeldClock:
    """Shows the time of another clock; who sleeps wakes when :meth:`advance` says so (port Clock).

    For work that sleeps on and on beside threads, which would wind a stopped clock up meanwhile.
    """

    def __init__(self, clock: StoppedClock) -> None:
        self._clock = clock
        self._sleepers: list[tuple[datetime, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._clock.now()

    def elapsed_s(self) -> float:
        return self._clock.elapsed_s()

    @property
    def sleeps(self) -> bool:
        """Tell whether somebody sleeps whom nobody has woken."""
        return any(not waking.is_set() for _, waking in self._sleepers)

    def advance(self, by: timedelta) -> None:
        self._clock.advance(by)
        for wakes_at, waking in self._sleepers:
            if wakes_at <= self._clock.at:
                waking.set()

    async def sleep(self, seconds: float) -> None:
        sleeper = self._clock.at + timedelta(seconds=seconds), asyncio.Event()
        self._sleepers.append(sleeper)
        try:
            await sleeper[1].wait()
        finally:
            self._sleepers.remove(sleeper)
