"""Up to where this store has taken the log of noes in, in memory (port KnownNoes)."""

from collections.abc import Mapping

from pressrun.store.memory.shelf import Shelf


class MemoryKnownNoes:
    """The mark of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def position(self) -> int:
        return self._shelf.noes_known

    def advance(self, position: int) -> None:
        self._shelf.noes_known = position

    def forgotten(self) -> Mapping[str, int]:
        return dict(sorted(self._shelf.noes_forgotten.items()))

    def add_forgotten(self, counts: Mapping[str, int]) -> None:
        for name, number in counts.items():
            before = self._shelf.noes_forgotten.get(name, 0)
            self._shelf.noes_forgotten[name] = before + number

    def clear_forgotten(self) -> None:
        self._shelf.noes_forgotten.clear()
