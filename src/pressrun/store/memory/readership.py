"""How many read each feed, in memory (port Readerships)."""

from collections.abc import Iterable, Sequence
from datetime import date

from pressrun.model.readership import Count
from pressrun.store.memory.shelf import Shelf


class MemoryReaderships:
    """Numbers of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def raise_to(self, counts: Iterable[Count]) -> None:
        for count in counts:
            where = (count.feed, count.service, count.day)
            standing = self._shelf.readership.get(where)
            if standing is None or standing.readers < count.readers:
                self._shelf.readership[where] = count

    def since(self, day: date) -> Sequence[Count]:
        return [count for (_, _, at), count in sorted(self._shelf.readership.items()) if at >= day]
