"""Moments in front matter; the words of ``publish:`` into a rule and an instant."""

import re
from calendar import monthrange
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.errors import quoted
from pressrun.model.article import Publish, PublishRule
from pressrun.model.calendar import resolve
from pressrun.source.fields import Node
from pressrun.source.findings import Findings
from pressrun.source.values import read_text

_WORDS: Final = {"issue": Publish(PublishRule.ISSUE), "now": Publish(PublishRule.NOW)}
_MOMENT: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r" ?(?P<offset>Z|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])?)?"
)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_YEARS: Final = range(1970, 9999)


def read_publish(node: Node, findings: Findings) -> Publish | None:
    """Read ``issue``, ``now`` or a moment such as ``2026-12-01 09:00``.

    A moment without an offset is wall time in the publication's zone: the first of two equal
    hours, and moved forward, with a warning, where clocks skip it.
    """
    text = read_text(node, findings)
    if text is None or text in _WORDS:
        return _WORDS.get(text or "")
    at = _read(text, "publish", "2026-12-01 09:00, or 'issue', or 'now'", node, findings)
    return None if at is None else Publish(PublishRule.MOMENT, at)


def read_moment(node: Node, findings: Findings) -> datetime | None:
    """Read a moment such as ``2026-12-01T08:00:00Z``; without an offset as in ``publish``."""
    text = read_text(node, findings)
    return None if text is None else _read(text, "corrected", "2026-12-01 09:00", node, findings)


def _read(text: str, key: str, form: str, node: Node, findings: Findings) -> datetime | None:
    moment = _MOMENT.fullmatch(text)
    fault = _fault(moment) if moment else f"it reads {form}"
    if moment is None or fault:
        what = f"{quoted(text)} is not a moment: {fault}"
        findings.refuse("FM007", what, node.place, help=f"write  {key}: 2026-12-01 09:00")
        return None
    return _instant(moment, key, node, findings)


def _fault(moment: re.Match[str]) -> str:
    """Return which part of a moment cannot be; empty where all can."""
    year, month, day, hour, minute, second = _numbers(moment)
    if year not in _YEARS:
        return f"years run from {_YEARS[0]} to {_YEARS[-1]}"
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        return f"{_MONTHS[month - 1]} {year} has {days} days"
    if hour > 23 or minute > 59 or second > 59:
        return "the time runs from 00:00 to 23:59"
    return ""


def _instant(moment: re.Match[str], key: str, node: Node, findings: Findings) -> datetime:
    wall = datetime(*_numbers(moment))  # noqa: DTZ001  (naive by meaning: wall time)
    if moment["offset"]:
        zone = datetime.strptime(moment["offset"], "%z").tzinfo
        return wall.replace(tzinfo=zone).astimezone(UTC)
    at, skipped = resolve(wall, findings.zone)
    if skipped:
        shown = f"{at.astimezone(ZoneInfo(findings.zone)):%Y-%m-%d %H:%M}"
        what = f"clocks in {findings.zone} skip {wall:%Y-%m-%d %H:%M}; {shown} is meant"
        findings.warn("FM019", what, node.place, help=f"write  {key}: {shown}")
    return at


def _numbers(moment: re.Match[str]) -> tuple[int, int, int, int, int, int]:
    parts = ("year", "month", "day", "hour", "minute", "second")
    year, month, day, hour, minute, second = (int(moment[part] or 0) for part in parts)
    return year, month, day, hour, minute, second
