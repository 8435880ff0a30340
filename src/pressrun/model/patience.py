"""How long to go on trying, and when to stop for everybody."""

from dataclasses import dataclass
from datetime import timedelta

from pressrun.model.delivery import OnUnknown


def _minutes(*numbers: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=number) for number in numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """The retry schedule of a publication (``[delivery]``).

    ``retry`` are the pauses after a transient refusal, the last repeating; each is lengthened or
    shortened by up to ``jitter`` of itself, so that retries do not come in waves. A delivery that
    has waited through pauses of ``give_up`` altogether is expired; what the relay alone is to
    blame for costs a delivery nothing.
    """

    retry: tuple[timedelta, ...] = _minutes(1, 5, 15, 30, 60, 120, 240)
    jitter: float = 0.2
    give_up: timedelta = timedelta(hours=48)
    on_unknown: OnUnknown = OnUnknown.RETRY

    def pause(self, attempt: int, chance: float) -> timedelta:
        """Return how long to wait after an attempt (0 is the first); ``chance`` is from 0 to 1."""
        return self._step(attempt) * (1 + self.jitter * (2 * chance - 1))

    def is_over(self, attempt: int) -> bool:
        """Tell whether an attempt that failed was the last, the first being 0."""
        return sum((self._step(n) for n in range(attempt + 1)), timedelta()) > self.give_up

    def _step(self, attempt: int) -> timedelta:
        return self.retry[min(attempt, len(self.retry) - 1)]
