"""Which relay carries how much: by weight, as long as each keeps up."""

from collections.abc import Mapping
from typing import Final

from pressrun.ports import Clock

LEAD: Final = 16  # messages of the smallest share by which one may be ahead of another
KEEPS_UP_S: Final = 1.0  # who took nothing for so long does not keep up, and nobody waits for it


class Shares:
    """Counts what each relay at work has taken; ``weights`` are by the relay's name."""

    def __init__(self, weights: Mapping[str, int], *, clock: Clock) -> None:
        least = min(weights.values(), default=1)
        self._parts = {name: weight / least for name, weight in weights.items()}
        self._clock = clock
        self._taken: dict[str, float] = {}
        self._took_s: dict[str, float] = {}

    def join(self, name: str) -> None:
        """Begin to count on a relay, which owes nothing for the time before."""
        self._taken[name] = max(map(self._load, self._taken), default=0.0) * self._parts[name]
        self._took_s[name] = self._clock.elapsed_s()

    def leave(self, name: str) -> None:
        """Count on a relay no more: the others carry its share."""
        self._taken.pop(name, None)

    def count(self, name: str) -> None:
        """Count one message that a relay has taken."""
        if len(self._taken) > 1:
            self._taken[name] += 1
            self._took_s[name] = self._clock.elapsed_s()

    def most(self, name: str, alone: int) -> int:
        """Return how many to claim at a time: ``alone`` by itself, else few enough to share."""
        return alone if len(self._taken) < 2 else round(LEAD * self._parts[name])

    def leads(self, name: str) -> bool:
        """Tell whether a relay is so far ahead of its share that the others should go first."""
        if len(self._taken) < 2:
            return False
        slowest = min(self._taken, key=self._load)
        if slowest == name or self._load(name) - self._load(slowest) <= LEAD:
            return False
        if self._clock.elapsed_s() - self._took_s[slowest] > KEEPS_UP_S:
            self._taken[slowest] = self._load(name) * self._parts[slowest]
            return False
        return True

    def _load(self, name: str) -> float:
        return self._taken[name] / self._parts[name]
