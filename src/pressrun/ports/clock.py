"""Time, chance and identity."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; tests hold it still."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...

    def elapsed_s(self) -> float:
        """Return seconds since some moment; never set back, whatever becomes of the time of day."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds have elapsed."""
        ...


class Entropy(Protocol):
    """Makes ids and secrets; tests make it repeat itself."""

    def octets(self, count: int) -> bytes:
        """Return ``count`` octets that nobody can guess."""
        ...
