"""How fast messages may go, and how fast answers come."""

from typing import Final

BURST_S: Final = 1.0
_WINDOW_S: Final = 10


class Bucket:
    """A token bucket: a token a message, at most a second's worth of them, and never fewer than 1.

    It begins empty. So any stretch of time sees at most ``per_s`` a second and one burst, even
    over restarts. Moments are seconds that only ever grow.
    """

    def __init__(self, per_s: float, *, now_s: float) -> None:
        self._per_s, self._tokens, self._at_s = per_s, 0.0, now_s

    @property
    def per_s(self) -> float:
        return self._per_s

    def turn(self, per_s: float, *, now_s: float) -> None:
        """Go on at another rate."""
        self._fill(now_s)
        self._per_s = per_s
        self._tokens = min(self._tokens, self._size)

    def wait_s(self, now_s: float) -> float:
        """Return how long until there is a token; 0.0 if there is one."""
        self._fill(now_s)
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self._per_s

    def take(self, now_s: float) -> None:
        """Take a token; who takes one that is not there makes all others wait for it."""
        self._fill(now_s)
        self._tokens -= 1

    def within(self, seconds: float, *, now_s: float) -> int:
        """Return how many could go in so many seconds."""
        self._fill(now_s)
        return max(0, int(self._tokens + self._per_s * seconds))

    @property
    def _size(self) -> float:
        return max(1.0, self._per_s * BURST_S)

    def _fill(self, now_s: float) -> None:
        passed_s, self._at_s = now_s - self._at_s, now_s
        self._tokens = min(self._size, self._tokens + passed_s * self._per_s)


class Meter:
    """Measures a rate over the last ten seconds, or since it began if that is less."""

    def __init__(self) -> None:
        self._counts = [0] * (_WINDOW_S + 1)
        self._second = self._began = 0
        self._began_s = 0.0
        self._empty = True

    def count(self, now_s: float) -> None:
        """Count one."""
        self._roll(int(now_s))
        if self._empty:
            self._empty, self._began_s = False, now_s
        self._counts[self._second % (_WINDOW_S + 1)] += 1

    def per_s(self, now_s: float) -> float:
        """Return the rate, of one second at least."""
        if self._empty:
            return 0.0
        self._roll(int(now_s))
        # The second that has begun is part of the window as far as it has gone.
        window_s = min(_WINDOW_S + now_s % 1, now_s - self._began_s)
        return sum(self._counts) / max(1.0, window_s)

    def _roll(self, second: int) -> None:
        if second == self._second:
            return
        for passed in range(min(second - self._second, _WINDOW_S + 1)):
            self._counts[(second - passed) % (_WINDOW_S + 1)] = 0
        self._second = second
        if not any(self._counts):
            self._empty = True
