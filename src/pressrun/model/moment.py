"""An instant, and the wall time it was meant as.

A wall time that a clock change skips is moved forward by the gap, one that comes twice is the
first of the two (RFC 5545 §3.3.5); ``fold=0`` says both.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A moment as it was meant, and the instant it is.

    ``wall`` is naive local time in ``zone`` (an IANA name), as written even where it does not
    exist; ``due_at`` is aware and in UTC; ``shifted`` says that a clock change skips ``wall`` and
    ``due_at`` was moved forward by the gap. ``due_at`` is what ``resolve`` makes of ``wall``,
    save for an instant named as one (``now``, ``in 2 hours``, an offset) in the second of two
    equal hours.
    """

    wall: datetime
    zone: str
    due_at: datetime
    shifted: bool = False


def is_zone(name: str) -> bool:
    """Tell whether ``name`` is a time zone that this machine knows."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there, not a name, a folder of zones
        return False
    return True


def resolve(wall: datetime, zone: str) -> tuple[datetime, bool]:
    """Return the UTC instant of a naive wall time, and whether a clock change skips that time.

    Raises:
        ZoneInfoNotFoundError: ``zone`` is not an IANA name this machine knows.
        OverflowError: The instant is outside the years 1 to 9999.
    """
    local = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    due_at = local.astimezone(UTC)
    return due_at, due_at.astimezone(local.tzinfo).replace(tzinfo=None) != wall


def say_instant(at: datetime, zone: str, now: datetime) -> str:
    """Return an instant for people: ``Tue 24 Nov 2026 09:00 Europe/Berlin = 08:00 UTC, in 2 h``.

    The words are English whatever the machine's locale. The day is named again where it is
    another one in UTC.
    """
    there, utc = at.astimezone(ZoneInfo(zone)), at.astimezone(UTC)
    said = f"{_day(there)} {there.year:04} {_clock(there)} {zone}"
    if zone != "UTC":
        other_day = "" if there.date() == utc.date() else f"{_day(utc)} "
        said += f" = {other_day}{_clock(utc)} UTC"
    return f"{said}, {say_distance(at, now)}"


def _day(at: datetime) -> str:
    return f"{WEEKDAYS[at.weekday()][:3].title()} {at.day} {_MONTHS[at.month - 1]}"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def say_distance(at: datetime, now: datetime) -> str:
    """Return how far off an instant is, in its two largest units: ``in 1 day 19 h``."""
    seconds = int((at.replace(microsecond=0) - now.replace(microsecond=0)).total_seconds())
    minutes, hours, days = abs(seconds) // 60, abs(seconds) // 3600, abs(seconds) // 86400
    amounts = [
        (days, "day" if days == 1 else "days"),
        (hours % 24, "h"),
        (minutes % 60, "min"),
        (abs(seconds) % 60, "s"),
    ]
    largest = next((place for place, (count, _) in enumerate(amounts) if count), None)
    if largest is None:
        return "now"
    said = " ".join(f"{count} {unit}" for count, unit in amounts[largest:][:2] if count)
    return f"in {said}" if seconds > 0 else f"{said} ago"
