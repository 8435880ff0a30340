"""Up to where this store has taken the log of noes in, in memory (port KnownNoes)."""

from pressrun.store.memory.shelf import Shelf


class MemoryKnownNoes:
    """The mark of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def position(self) -> int:
        return self._shelf.noes_known

    def advance(self, position: int) -> None:
        self._shelf.noes_known = position
