"""Forecast: when mail that begins at a moment would all be handed over, by relays' own limits.

It is made as sending is: shares by weight, so that the slowest relay for its weight sets the
pace of all; a relay whose day is used up leaves its share to the others; a day is kept by
``press.allowance``, hour by hour. Recipients' domains, retries and pauses are nobody's to know.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pressrun.model.agenda import Handover
from pressrun.model.relay import Relay, RelayKind
from pressrun.press.allowance import Allowance

# Farther than this nobody plans, and relays change.
_HORIZON: Final = timedelta(days=400)
# Of a relay whose rate nobody knows only the day's limit holds anything up.
_AT_ONCE_PER_S: Final = 1e6


class _Ahead:
    """A clock that stands where the forecast has come to (port Clock)."""

    def __init__(self, at: datetime) -> None:
        self._began = self.at = at

    def now(self) -> datetime:
        return self.at

    def elapsed_s(self) -> float:
        return (self.at - self._began).total_seconds()

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("a forecast waits for nothing")


@dataclass(frozen=True, slots=True)
class _Way:
    """One relay: messages a second, its share, and what its day still takes."""

    name: str
    per_s: float
    weight: int
    allowance: Allowance


class Forecaster:
    """Foretells one sending after another, in the order of their moments.

    Args:
        relays: Where mail goes.
        paces: Messages a second by relay, as the last run had them; a limit that is lower holds.
        spent: By relay what it was given, by hour, as :class:`pressrun.ports.Buckets` has it.
    """

    def __init__(
        self,
        relays: Sequence[Relay],
        *,
        now: datetime,
        paces: Mapping[str, float],
        spent: Mapping[str, Mapping[datetime, int]],
    ) -> None:
        self._clock = _Ahead(now)
        rates = {relay.name: _rate(relay, paces) for relay in relays}
        self.basis = basis(relays, paces)
        self._unknown = any(rate is None for rate in rates.values())
        self._ways = [
            _Way(
                relay.name,
                rates[relay.name] or _AT_ONCE_PER_S,
                relay.weight,
                Allowance(relay.limits, clock=self._clock, spent=spent.get(relay.name, {})),
            )
            for relay in relays
        ]

    def send(self, messages: int, at: datetime) -> Handover:
        """Return how ``messages`` that may go at ``at`` would; they are taken for sent.

        Whoever is asked later of an earlier moment is told of one behind this sending.
        """
        begins_at = self._clock.at = max(at, self._clock.at)
        left, waited = messages, timedelta(0)
        while left and self._clock.at - begins_at <= _HORIZON:
            open_ways = [way for way in self._ways if way.allowance.rest() >= 1]
            if not open_ways:
                opens_s = min(way.allowance.opens_in_s() for way in self._ways)
                if opens_s == math.inf:
                    break
                waited += timedelta(seconds=opens_s)
                self._clock.at += timedelta(seconds=opens_s)
                continue
            left -= self._hour(open_ways, left)
        return Handover(
            messages=messages,
            begins_at=begins_at,
            ends_at=self._clock.at if self._is_known(messages, waited) and not left else None,
            basis=self.basis,
            quota=self._quota(messages, waited, left),
        )

    def _is_known(self, messages: int, waited: timedelta) -> bool:
        """Tell whether an end can be told: where days' limits decide, no rate is needed."""
        return not self._unknown or not messages or waited > timedelta(0)

    def _hour(self, ways: Iterable[_Way], left: int) -> int:
        """Send for as long as these relays can, an hour at most; return how many went."""
        ways = list(ways)
        parts = sum(way.weight for way in ways)
        per_s = min(way.per_s / way.weight for way in ways) * parts
        # How long until the first relay's day is used up, all is sent, or an hour has passed.
        lasts_s = [way.allowance.rest() * parts / (per_s * way.weight) for way in ways]
        seconds = min(3600.0, left / per_s, *lasts_s)
        went = min(left, math.ceil(seconds * per_s - 1e-9))
        for way in ways:
            share = math.ceil(went * way.weight / parts)
            way.allowance.reserve(min(share, math.floor(min(way.allowance.rest(), share))))
        self._clock.at += timedelta(seconds=seconds)
        return max(1, went)

    def _quota(self, messages: int, waited: timedelta, left: int) -> str:
        if left and waited:
            return f"the day's limits of the relays hold back {left:,} of {messages:,}"
        if not waited:
            return ""
        hours = math.ceil(waited.total_seconds() / 3600)
        return f"waits {hours} h in all for the day's limits of the relays"


def _rate(relay: Relay, paces: Mapping[str, float]) -> float | None:
    """Return messages a second that a relay takes, None where nobody knows."""
    known = [rate for rate in (relay.limits.per_second, paces.get(relay.name, 0.0)) if rate > 0]
    return min(known, default=None)


def basis(relays: Sequence[Relay], paces: Mapping[str, float]) -> str:
    """Return in words what the rate of a forecast is taken from."""
    said, unknown = [], []
    for relay in relays:
        rate = _rate(relay, paces)
        if rate is None:
            unknown.append(relay.name)
            continue
        limited = relay.limits.per_second and rate == relay.limits.per_second
        why = "its limit" if limited else "as in the last run"
        said.append(f"{relay.name} {rate:,.3g} a second, {why}")
    if any(relay.kind is RelayKind.OUTBOX for relay in relays) and unknown:
        return "unknown: mail becomes files, no relay is set"
    if unknown:
        names = ", ".join(unknown)
        return f"unknown: no per_second is set, and no run was measured, for relay {names}"
    return " · ".join(said)
