"""Spans of time as people write them, with their units: 30s, 5m, 48h, 2d, 1h30m."""

import re
from datetime import timedelta
from typing import Any, Final

from pressrun.settings.readers import Reader, Wrong

_UNITS: Final = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_DURATION: Final = re.compile(
    "(?=[0-9])" + r"\s*".join(rf"(?:(?P<{unit}>[0-9]{{1,7}})\s*{unit})?" for unit in _UNITS)
)


def parse_duration(text: str) -> timedelta | None:
    """Return the span that ``text`` says, None if it says none; larger units stand first."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    return timedelta(seconds=sum(int(match[u] or 0) * size for u, size in _UNITS.items()))


def written(span: timedelta) -> str:
    """Return a span of whole seconds as one would write it."""
    rest, parts = int(span.total_seconds()), []
    for unit, size in _UNITS.items():
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def duration(low: timedelta, high: timedelta, example: str) -> Reader:
    """Return a reader of a span of time within two others."""
    must_be = f"a time with its unit, from {written(low)} to {written(high)}"

    def read(value: Any) -> timedelta | Wrong:
        span = parse_duration(value) if isinstance(value, str) else None
        if span is None or not low <= span <= high:
            return Wrong(must_be, f'"{example}"')
        return span

    return read


def durations(low: timedelta, high: timedelta, most: int, examples: str) -> Reader:
    """Return a reader of a list of up to ``most`` spans."""
    read_one = duration(low, high, "")
    must_be = f"a list of 1 to {most} times with their units, each from {written(low)} to"

    def read(value: Any) -> tuple[timedelta, ...] | Wrong:
        spans = tuple(map(read_one, value)) if isinstance(value, list) else ()
        if not 0 < len(spans) <= most or any(isinstance(span, Wrong) for span in spans):
            return Wrong(f"{must_be} {written(high)}", examples)
        return spans

    return read
