"""How many read the feeds: fetches are noted, numbers are kept and told."""

from collections.abc import Sequence
from functools import cached_property

from pressrun.app.wiring import Wiring
from pressrun.model.readership import Count, Readership
from pressrun.press.readership import Tally, keep, readerships


class Readerships:
    """Readership of one publication's feeds; see ``press.readership`` for what is remembered."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def note(self, feed: str, format: str, *, agent: str, address: str) -> None:
        """Count one fetch; quick enough to be called where requests are answered."""
        self._tally.note(feed, format, agent=agent, address=address)

    def keep(self) -> None:
        """Write down what is new; a database that is busy gets it the next time."""
        keep(self._tally, self._wiring.store)

    def all(self) -> Sequence[Readership]:
        """Return the readership of every feed that was read in the last seven days."""
        return readerships(self._wiring.store, self._wiring.clock)

    @cached_property
    def _tally(self) -> Tally:
        return Tally(clock=self._wiring.clock, entropy=self._wiring.entropy)


__all__ = ["Count", "Readership", "Readerships"]
