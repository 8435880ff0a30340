"""How a relay is given less when it asks for that, and gradually more again."""

import math
from typing import Final

SLOWEST_PER_S: Final = 0.1
# What was under way already when the relay first complained must not slow it down again.
_HOLD_S: Final = 1.0
# After a complaint a hundredth of the old rate is added each second. After a minute without one
# the rate grows by half every ten seconds, and after five it is free.
_GENTLE_S: Final = 60.0
_GENTLE: Final = 0.01
_BOLD: Final = 1.5
_BOLD_STEP_S: Final = 10.0
_FREE_S: Final = 300.0


class Slowdown:
    """A rate that is halved by complaints and recovers without them."""

    def __init__(self, per_s: float, *, now_s: float, reply: str) -> None:
        self._from_per_s = max(per_s, 2 * SLOWEST_PER_S)
        self._cut_s = self._quiet_since_s = now_s
        self.reply = reply

    def again(self, *, now_s: float, reply: str) -> None:
        """Halve the rate again, but once a second at most."""
        if now_s - self._cut_s >= _HOLD_S:
            self._from_per_s = max(self.per_s(now_s), 2 * SLOWEST_PER_S)
            self._cut_s = now_s
        self._quiet_since_s = now_s
        self.reply = reply

    def per_s(self, now_s: float) -> float:
        """Return the rate as of now."""
        quiet_s = min(now_s - self._quiet_since_s, _FREE_S)
        rate = self._from_per_s * (0.5 + _GENTLE * min(quiet_s, _GENTLE_S))
        return rate * math.pow(_BOLD, max(0.0, quiet_s - _GENTLE_S) / _BOLD_STEP_S)

    def over(self, now_s: float, *, limit_per_s: float) -> bool:
        """Tell whether nothing is slower any more: the limit is reached, or peace was long."""
        return now_s - self._quiet_since_s >= _FREE_S or 0 < limit_per_s <= self.per_s(now_s)
