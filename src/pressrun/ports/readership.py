"""How many read each feed, by day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from pressrun.model.readership import Count


class Readerships(Protocol):
    """Numbers by feed, service and day; there is nothing in it of anybody."""

    def raise_to(self, counts: Iterable[Count]) -> None:
        """Keep each number unless a greater one stands for its feed, service and day."""
        ...

    def since(self, day: date) -> Sequence[Count]:
        """Return the numbers of this day and all later ones."""
        ...
