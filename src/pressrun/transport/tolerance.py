"""What a relay bears, as far as it has shown: connections, messages on each, commands together."""

from math import inf

from pressrun.model.relay import Limits, Relay
from pressrun.transport.event import Cause, Ended

REGROW_S = 60.0


class Tolerance:
    """Counts the connections of one relay, and learns from how they end.

    ``lanes`` are those who have a connection or want one, ``sessions`` the connections that are
    open. All times are seconds of one clock that is never set back.

    Args:
        relay: Its limits are what is asked at most.
        regrow_s: How long after a connection too many one more is tried again.
    """

    def __init__(self, relay: Relay, *, regrow_s: float = REGROW_S) -> None:
        limits = relay.limits
        self.lanes = self.sessions = 0
        self.pipelining = relay.pipelining
        self.messages: float = limits.messages_per_connection or inf
        self._limit = self._most = limits.connections or Limits().connections
        self._regrow_s, self._regrow_at_s = regrow_s, inf
        self._suspected = 0

    def more(self, now_s: float) -> bool:
        """Tell whether one more lane may open."""
        if now_s >= self._regrow_at_s:
            self._most = min(self._most + 1, self._limit)
            self._regrow_at_s = now_s + self._regrow_s if self._most < self._limit else inf
        return self.lanes < self._most

    def refused(self, now_s: float) -> None:
        """Make do with the connections that are open, for a while."""
        self._most = max(1, self.sessions)
        self._regrow_at_s = now_s + self._regrow_s

    def ended(self, end: Ended, *, messages: int, idle: bool) -> None:
        """Learn from the end of a session that ``messages`` were begun in.

        Two sessions that end with 421 after the same number show a limit of the relay's own; one
        that ends so while it has nothing to do shows none.
        """
        if end.cause is Cause.OUT_OF_STEP:
            self.pipelining = False
        if end.cause is Cause.BUSY and messages and not idle:
            if messages == self._suspected:
                self.messages = min(self.messages, messages)
            self._suspected = messages
