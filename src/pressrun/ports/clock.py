"""Time, chance and identity."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; tests hold it still."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...


class Entropy(Protocol):
    """Makes ids and secrets; tests make it repeat itself."""

    def octets(self, count: int) -> bytes:
        """Return ``count`` octets that nobody can guess."""
        ...
