"""What is known of the next publication, without a request having to wait for it."""

import asyncio
import logging
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from starlette.concurrency import run_in_threadpool

from pressrun.errors import PressrunError

log = logging.getLogger(__name__)

# While nobody knows when something is published next, it may be at any instant.
UNKNOWN: Final = datetime.min.replace(tzinfo=UTC)
_PATIENCE_S: Final = 0.05


class Ahead:
    """Remembers what ``look`` returned, and looks again in a worker thread.

    What was seen ``fresh_s`` seconds ago is looked at again, one look at a time, while it is still
    told; what was seen twice as long ago is waited for a moment, and unknown if that is not
    enough. ``seconds`` is a clock that only goes forward.
    """

    def __init__(
        self,
        look: Callable[[], datetime | None],
        *,
        fresh_s: float,
        seconds: Callable[[], float],
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._look, self._fresh_s, self._seconds = look, fresh_s, seconds
        self._patience_s = patience_s
        self._seen: datetime | None = UNKNOWN
        self._tried_at = self._seen_at = -math.inf
        self._looking: asyncio.Task[None] | None = None

    @property
    def is_fresh(self) -> bool:
        """Tell whether ``seen`` needs no look."""
        return self._seconds() - self._seen_at < self._fresh_s

    @property
    def seen(self) -> datetime | None:
        """Return what was seen last."""
        return self._seen

    async def see(self) -> datetime | None:
        """Return when something is published next, None for not foreseen, or ``UNKNOWN``."""
        now = self._seconds()
        if now - self._tried_at >= self._fresh_s and self._looking is None:
            self._tried_at = now
            self._looking = asyncio.create_task(self._work())
        if self._looking is not None and now - self._seen_at >= 2 * self._fresh_s:
            await asyncio.wait({self._looking}, timeout=self._patience_s)
        stale = self._seconds() - self._seen_at >= 2 * self._fresh_s
        return UNKNOWN if stale else self._seen

    async def _work(self) -> None:
        began = self._seconds()
        try:
            self._seen = await run_in_threadpool(self._look)
            self._seen_at = began
        except PressrunError as error:
            log.warning("site.next-unknown", extra={"code": error.problem.code})
        finally:
            self._looking = None
