"""Moments as an iCalendar file (RFC 5545), which calendars subscribe to by its address."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from pressrun.model.agenda import PublicMoment

_LINE_OCTETS: Final = 75  # RFC 5545 §3.1, without the line end
_PRODUCT: Final = "-//Pressrun//Calendar//EN"
# What a value of text writes with a backslash (RFC 5545 §3.3.11).
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar_file(moments: Iterable[PublicMoment], *, title: str, url: str) -> bytes:
    """Return the octets of a calendar: equal moments give equal octets, whenever they are asked.

    Every moment is an event of no length in UTC that makes nobody busy. Its DTSTAMP, which says
    when it was last revised, is its own instant: with that of the making the file would change
    with every build.
    """
    rows = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(title)}",  # RFC 7986 §5.1
        f"X-WR-CALNAME:{_text(title)}",  # what it was called before, and is by most
        f"URL:{url}",
    ]
    for moment in sorted(moments, key=lambda moment: (moment.at, moment.uid)):
        rows += _event(moment)
    rows.append("END:VCALENDAR")
    return b"".join(_folded(row) for row in rows)


def _event(moment: PublicMoment) -> Iterator[str]:
    at = _instant(moment.at)
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(moment.uid)}"
    yield f"DTSTAMP:{at}"
    yield f"DTSTART:{at}"
    yield f"SUMMARY:{_text(moment.summary)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    there = at.astimezone(UTC)
    return f"{there.year:04}{there:%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Return a value of text; control characters, which none may hold, are left out."""
    kept = "".join(c for c in value.replace("\r\n", "\n") if c == "\n" or c.isprintable())
    return kept.translate(_ESCAPES)


def _folded(row: str) -> bytes:
    """Return a line folded between characters, with its end; what goes on begins with a space."""
    lines, line, room = [], b"", _LINE_OCTETS
    for character in row:
        octets = character.encode()
        if len(line) + len(octets) > room:
            lines.append(line)
            line, room = b"", _LINE_OCTETS - 1
        line += octets
    lines.append(line)
    return b"\r\n ".join(lines) + b"\r\n"
