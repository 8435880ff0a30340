"""Questions that articles ask, and what may be seen of the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.model.document import Poll, Quiz, Results
from pressrun.model.vote import Count

# Percentages of fewer votes than these say more about chance than about readers.
FEW: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A quiz or poll of what is public.

    ``owner`` is the id of the article or issue that asks it; title, address and language are its.
    """

    owner: str
    title: str
    url: str
    language: str
    block: Quiz | Poll

    @property
    def id(self) -> str:
        """Return its own id, which means something within its owner only."""
        return self.block.id

    def offers(self, choice: int) -> bool:
        """Tell whether there is such a choice, counted from 1."""
        return 1 <= choice <= len(self.block.choices)

    def is_open(self, now: datetime, zone: str) -> bool:
        """Tell whether one can vote: through the whole last day, as ``zone`` counts days."""
        if isinstance(self.block, Quiz) or self.block.closes_on is None:
            return True
        return now.astimezone(ZoneInfo(zone)).date() <= self.block.closes_on

    def shows(self, *, has_voted: bool, is_open: bool) -> bool:
        """Tell whether somebody may see the counts now."""
        if isinstance(self.block, Quiz):
            return has_voted  # how others answered gives the answer away
        match self.block.results:
            case Results.ALWAYS:
                return True
            case Results.AFTER_VOTE:
                return has_voted or not is_open
            case Results.CLOSED:
                return not is_open
            case Results.NEVER:
                return False


def every_choice(question: Question, counts: Sequence[Count]) -> tuple[Count, ...]:
    """Return a count for each choice, in their order, those that nobody took among them."""
    known = {count.choice: count for count in counts}
    numbers = range(1, len(question.block.choices) + 1)
    return tuple(known.get(number, Count(choice=number)) for number in numbers)
