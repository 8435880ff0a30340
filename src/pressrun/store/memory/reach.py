"""How everybody on a list stands to an issue, counted in memory (port People)."""

from collections import Counter
from collections.abc import Sequence

from pressrun.model.reach import Reach, Reached, missing, reach_of
from pressrun.store.memory.shelf import Shelf


class MemoryReach:
    """What one transaction knows of who would get an issue."""

    _shelf: Shelf

    def reach(self, list: str, *, topics: Sequence[str] | None) -> Sequence[Reached]:
        misses, counts = missing(topics), Counter[tuple[Reach, str, bool]]()
        for reader in self._shelf.readers(list):
            reach = reach_of(reader, misses)
            language = reader.subscriber.language if reach is Reach.MAILED else ""
            counts[reach, language, reader.subscription.owed_since is not None] += 1
        return [
            Reached(reach=reach, language=language, owes=owes, count=count)
            for (reach, language, owes), count in sorted(counts.items())
        ]
