"""APScheduler as an alarm clock (port Alarm): it rings, one task works, the database decides.

It remembers nothing: no job store, no calendar of its own. Whatever it does wrong can only make
the tick late.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from pressrun.errors import PressrunError

_log = logging.getLogger(__name__)
_TICK: Final = "tick"
_WAKE: Final = "wake"


class SchedulerAlarm:
    """Wakes the tick from within a running event loop."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._stopped = False
        self._every_s = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._worker: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        # Ringing cannot fail and skips nothing; what work has to say is logged below.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)

    def start(self, work: Callable[[], Awaitable[None]], *, every_s: float) -> None:
        """Call ``work`` at once and then every ``every_s`` seconds, never twice at a time.

        Rings during a call are one more call after it. What a call raises is logged, by its
        problem or by its type alone, and the next one comes all the same.
        """
        self._every_s = every_s
        self._worker = asyncio.get_running_loop().create_task(self._work(work))
        self._scheduler.add_job(self._ring, "interval", seconds=every_s, id=_TICK)
        self._scheduler.start()
        self._ring_now()

    def wake_at(self, at: datetime | None) -> None:
        """Call ``work`` at this instant as well, instead of any instant set before."""
        if at is not None:
            self._scheduler.add_job(
                self._ring, "date", run_date=at, id=_WAKE, replace_existing=True
            )
            return
        with suppress(JobLookupError):
            self._scheduler.remove_job(_WAKE)

    def stop(self) -> None:
        """Call no more; a call under way goes on to its end. Idempotent."""
        if self._stopped:
            return
        self._stopped = True
        self._rung.set()
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _ring(self) -> None:
        if not self._stopped:
            self._ring_now()

    def _ring_now(self) -> None:
        """Ring, and ring again should APScheduler be silent for two intervals.

        It goes by the wall clock: after that was set back an hour, it would not ring for an hour.
        """
        self._rung.set()
        if self._watch is not None:
            self._watch.cancel()
        loop = asyncio.get_running_loop()
        self._watch = loop.call_later(2 * self._every_s, self._ring_now)

    async def _work(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._rung.wait()
            if self._stopped:
                return
            self._rung.clear()
            try:
                await work()
            except PressrunError as error:
                _log.error("%s", error)
            except Exception as error:
                _log.error("the tick broke off: %s", type(error).__name__)
                _log.debug("the tick broke off", exc_info=True)
