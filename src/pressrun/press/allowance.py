"""What a relay may be given in a day, kept over restarts and over clocks that are set."""

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pressrun.model.relay import Limits
from pressrun.ports import Clock

_HOUR_S: Final = 3600
_DAY_S: Final = 24 * _HOUR_S
# A message is counted when it is claimed and may go out later, as long as its claim holds: an hour
# is forgotten that much after its last message is a day old.
_LATE_S: Final = 900
_KEEP_S: Final = _HOUR_S + _DAY_S + _LATE_S


@dataclass(frozen=True, slots=True)
class Spending:
    """What to write down with :meth:`pressrun.ports.Buckets.spend`; less than 0 is given back."""

    at: datetime
    count: int


@dataclass(slots=True)
class _Hour:
    """What was taken in one hour: ``began_s`` by our own count, ``at`` as it is written down."""

    began_s: int
    at: datetime
    count: int


class Allowance:
    """Counts a relay's messages of any 24 hours, by whole hours, and never lets out more.

    ``per_day`` and the ramp of ``warm_up`` are both kept. Hours are told by what has elapsed since
    the start, so that a clock which is set forward or back in between frees nothing and blocks
    nothing. Messages that are written down under an hour yet to come, by a clock that was wrong,
    count as of the start; the first reservation moves them there in the books as well. The clock
    is believed at the start alone.
    """

    def __init__(self, limits: Limits, *, clock: Clock, spent: Mapping[datetime, int]) -> None:
        self._limits, self._clock = limits, clock
        self._began_s = clock.now().timestamp() - clock.elapsed_s()
        self._hours: deque[_Hour] = deque()
        self._moves: list[Spending] = []
        now_s = self._now_s()
        for at, count in sorted(spent.items()):
            if at.timestamp() > now_s:
                self._moves += [Spending(at, -count), Spending(clock.now(), count)]
            self._add(min(at.timestamp(), now_s), at=min(at, clock.now()), count=count)
        # Within its hour the first message is taken for the last: a ramp rises late, never early.
        self._first_s = self._hours[0].began_s + _HOUR_S if self._hours else None

    def rest(self) -> float:
        """Return how many may be taken now; infinity where there is no limit."""
        return max(0.0, self._rest_at(self._now_s()))

    @property
    def limit(self) -> float:
        """The most of any 24 hours as of now; infinity where there is none."""
        return self._limit_at(self._now_s())

    def opens_in_s(self) -> float:
        """Return in how many seconds something may be taken; 0.0 for now."""
        now_s = self._now_s()
        moments = [now_s, *(hour.began_s + _KEEP_S for hour in self._hours)]
        if self._first_s is not None:
            days = range(1, len(self._limits.warm_up) + 1)
            moments += [self._first_s + day * _DAY_S for day in days]
        opening = (at_s for at_s in sorted(moments) if at_s >= now_s and self._rest_at(at_s) >= 1)
        return next(opening, math.inf) - now_s

    def reserve(self, count: int) -> Sequence[Spending]:
        """Take ``count`` out of the day, and return what to write down."""
        moves, self._moves = self._moves, []
        if count <= 0:
            return moves
        now_s = self._now_s()
        if self._first_s is None:
            self._first_s = int(now_s) // _HOUR_S * _HOUR_S + _HOUR_S
        # Under the later of both times, so that no other process frees them early.
        at = max(self._clock.now(), datetime.fromtimestamp(now_s, UTC))
        self._add(now_s, at=at, count=count)
        return [*moves, Spending(at, count)]

    def give_back(self, count: int) -> Sequence[Spending]:
        """Put back what was taken and will not go out, and return what to write down."""
        spendings: list[Spending] = []
        # It was taken a claim's time ago at most. The oldest of that goes back first: what stays
        # is then forgotten late rather than early.
        since_s = self._now_s() - _LATE_S - _HOUR_S
        recent = [hour for hour in self._hours if hour.began_s >= since_s]
        for hour in [*recent, *(hour for hour in reversed(self._hours) if hour not in recent)]:
            back = min(hour.count, count)
            if back > 0:
                hour.count -= back
                count -= back
                spendings.append(Spending(hour.at, -back))
        return spendings

    def _now_s(self) -> float:
        return self._began_s + self._clock.elapsed_s()

    def _add(self, at_s: float, *, at: datetime, count: int) -> None:
        began_s = int(at_s) // _HOUR_S * _HOUR_S
        last = self._hours[-1] if self._hours else None
        if last is not None and last.began_s == began_s and _same_hour(last.at, at):
            last.count += count
        else:
            self._hours.append(_Hour(began_s, at, count))

    def _limit_at(self, at_s: float) -> float:
        first_s = at_s if self._first_s is None else self._first_s
        day = max(0, int((at_s - first_s) // _DAY_S))
        per_day = self._limits.per_day or math.inf
        ramp = self._limits.warm_up
        return min(per_day, ramp[day]) if day < len(ramp) else per_day

    def _rest_at(self, at_s: float) -> float:
        limit = self._limit_at(at_s)
        if limit == math.inf:
            return limit
        while self._hours and self._hours[0].began_s + _KEEP_S <= self._now_s():
            self._hours.popleft()
        used = sum(hour.count for hour in self._hours if hour.began_s + _KEEP_S > at_s)
        return limit - used


def _same_hour(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(hours=1) and one.hour == other.hour
