"""Outages: a relay that cannot be reached is told at first, when it lasts, and when it is back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pressrun.errors import Problem
from pressrun.ports import Clock

LONG: Final = timedelta(minutes=15)  # fault row S1: then somebody should look


@dataclass(frozen=True, slots=True)
class Alert:
    """Something about a relay that a person should hear of now."""

    relay: str
    problem: Problem | None = None  # None once it works again

    @property
    def is_over(self) -> bool:
        return self.problem is None


@dataclass(slots=True)
class _Down:
    since_s: float
    since_at: datetime
    is_long: bool = False


class Outages:
    """Hears of every session that could not be had, and of every one that could.

    It lives as long as the process, so that a relay down through several passes is told once.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._down: dict[str, _Down] = {}

    def failed(self, relay: str, problem: Problem) -> Alert | None:
        """Note that no session could be had; return an alert at first, and once it is long."""
        now_s = self._clock.elapsed_s()
        down = self._down.get(relay)
        if down is None:
            self._down[relay] = _Down(now_s, self._clock.now())
            return Alert(relay, problem)
        if down.is_long or now_s - down.since_s < LONG.total_seconds():
            return None
        down.is_long = True
        minutes = int(now_s - down.since_s) // 60
        return Alert(
            relay,
            Problem(
                code="SMTP010",
                what=f"relay {relay} has been down for {minutes} minutes, since"
                f" {down.since_at:%H:%M} UTC: {problem.what}",
                place=problem.place,
                help=f"{problem.help or 'ask whoever runs it'}\nnothing is lost: what is left goes"
                " out when it is back",
            ),
        )

    def worked(self, relay: str) -> Alert | None:
        """Note that it answers; return an alert if it had been down."""
        return Alert(relay) if self._down.pop(relay, None) is not None else None
