"""Time and chance as the machine has them. Nobody else asks it for either."""

import os
from datetime import UTC, datetime


class SystemClock:
    """The machine's clock (port Clock)."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        return datetime.now(UTC)


class SystemEntropy:
    """The kernel's source of chance (port Entropy)."""

    def octets(self, count: int) -> bytes:
        """Return ``count`` octets that nobody can guess."""
        return os.urandom(count)
