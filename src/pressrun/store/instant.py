"""Instants as the store keeps them: whole milliseconds since 1970, always UTC."""

from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(milliseconds=1)
_HOUR_MS: Final = 3_600_000


def to_ms(at: datetime) -> int:
    """Return an instant in milliseconds; what is smaller is cut off.

    Raises:
        ValueError: ``at`` is naive: nobody can tell which instant it means.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone, and the store keeps instants")
    return (at - EPOCH) // _TICK


def hour_ms(at: datetime) -> int:
    """Return the beginning of the hour (UTC) of an instant, in milliseconds.

    Raises:
        ValueError: ``at`` is naive.
    """
    at_ms = to_ms(at)
    return at_ms - at_ms % _HOUR_MS


def from_ms(ms: int) -> datetime:
    """Return the instant that :func:`to_ms` wrote, aware and in UTC."""
    return EPOCH + ms * _TICK


def exact(at: datetime) -> datetime:
    """Return an instant as it reads after it was stored.

    Raises:
        ValueError: ``at`` is naive.
    """
    return from_ms(to_ms(at))
