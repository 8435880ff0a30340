"""Time and chance as the machine has them. Nobody else asks it for either."""

import asyncio
import os
import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clock (port Clock)."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        return datetime.now(UTC)

    def elapsed_s(self) -> float:
        """Return seconds of the monotonic clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)


class SystemEntropy:
    """The kernel's source of chance (port Entropy)."""

    def octets(self, count: int) -> bytes:
        """Return ``count`` octets that nobody can guess."""
        return os.urandom(count)
