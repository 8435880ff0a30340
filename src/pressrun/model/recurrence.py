"""The moments of a rule in a time zone, by a walk over the days of its calendar.

Every moment is meant on the wall, and ``model.moment.resolve`` makes an instant of it: one that
clocks skip moves forward by the gap, one that comes twice is the first (RFC 5545 §3.3.5). So no
change of clocks loses or doubles one, and any windows that meet come to the same as one.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.model.moment import resolve
from pressrun.model.rule import Rule, say

__all__ = ("HORIZON", "Occurrence", "Rule", "next_after", "occurrences", "say")

HORIZON: Final = timedelta(days=30 * 366)
"""So far ahead is looked for the next moment."""

# A clock change moves an instant by at most the day that Apia left out on 30 December 2011: what
# falls into a window stands on the wall within this of its ends.
_MARGIN: Final = timedelta(hours=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A moment of a rule.

    ``wall`` is naive local time in ``zone``, as meant, even where clocks skip it; ``at`` is its
    instant in UTC. ``shifted`` says that ``wall`` does not exist and ``at`` stands behind the
    gap, ``twice`` that clocks show ``wall`` a second time later.
    """

    wall: datetime
    zone: str
    at: datetime
    shifted: bool = False
    twice: bool = False

    @property
    def key(self) -> str:
        """Return the wall time as it is kept: ``2026-12-03T09:00``."""
        return self.wall.isoformat(timespec="minutes")


def occurrences(
    rule: Rule,
    zone: str,
    *,
    after: datetime,
    until: datetime,
    skip: Collection[date] = (),
    skip_at: Collection[datetime] = (),
    extra: Collection[datetime] = (),
) -> list[Occurrence]:
    """Return the moments with ``after < at <= until``, in order, no instant twice.

    ``skip`` are local days and ``skip_at`` naive local moments on which the rule does not act;
    ``extra`` are moments besides, which stay whatever is skipped. Where two wall times are one
    instant, the one that clocks show has it.

    Raises:
        ZoneInfoNotFoundError: ``zone`` is not an IANA name this machine knows.
    """
    after, until = after.astimezone(UTC), until.astimezone(UTC)
    first, last = _wall(after - _MARGIN, zone), _wall(until + _MARGIN, zone)
    walls = set(_walls(rule, first.date(), last.date(), skip, skip_at))
    found: dict[datetime, Occurrence] = {}
    for wall in walls.union(extra):
        if first <= wall <= last:
            at, shifted = resolve(wall, zone)
            if after < at <= until and not (shifted and at in found):
                twice = not shifted and _comes_twice(wall, zone)
                found[at] = Occurrence(wall=wall, zone=zone, at=at, shifted=shifted, twice=twice)
    return [found[at] for at in sorted(found)]


def next_after(
    rule: Rule,
    zone: str,
    after: datetime,
    *,
    skip: Collection[date] = (),
    skip_at: Collection[datetime] = (),
    extra: Collection[datetime] = (),
) -> Occurrence | None:
    """Return the first moment after an instant, None where none comes within ``HORIZON``.

    Raises:
        ZoneInfoNotFoundError: ``zone`` is not an IANA name this machine knows.
    """
    after = after.astimezone(UTC)
    first = _wall(after - _MARGIN, zone).date()
    ruled = (resolve(wall, zone)[0] for wall in _walls(rule, first, first + HORIZON, skip, skip_at))
    bounds = [at for wall in extra if (at := resolve(wall, zone)[0]) > after]
    if (one := next((at for at in ruled if at > after), None)) is not None:
        bounds.append(one)
    if not bounds:
        return None
    # A wall time in a gap stands behind later ones: the first on the wall need not be the next.
    return occurrences(
        rule, zone, after=after, until=min(bounds), skip=skip, skip_at=skip_at, extra=extra
    )[0]


def _walls(
    rule: Rule,
    first: date,
    last: date,
    skip: Collection[date],
    skip_at: Collection[datetime],
) -> Iterator[datetime]:
    """Yield the wall times of a rule from one local day to another, in order."""
    for day in rule.between(first, last):
        if day not in skip:
            for at in rule.times:
                wall = datetime.combine(day, at)
                if wall not in skip_at:
                    yield wall


def _comes_twice(wall: datetime, zone: str) -> bool:
    local = wall.replace(tzinfo=ZoneInfo(zone))
    return local.utcoffset() != local.replace(fold=1).utcoffset()


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
