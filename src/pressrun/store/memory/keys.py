"""Secrets by purpose, in memory (port Keys)."""

from datetime import datetime

from pressrun.model.key import Key, Purpose
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf


class MemoryKeys:
    """Keys of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def add(self, purpose: Purpose, secret: bytes, *, at: datetime) -> Key:
        exact(at)
        # The key of address hashes is the first that a database has.
        key = Key(max(self._shelf.keys, default=1) + 1, purpose, secret)
        self._shelf.keys[key.id] = key
        return key

    def find(self, id: int, *, purpose: Purpose) -> Key | None:
        key = self._shelf.keys.get(id)
        return key if key is not None and key.purpose is purpose else None

    def newest(self, purpose: Purpose) -> Key | None:
        of_purpose = (key for key in self._shelf.keys.values() if key.purpose is purpose)
        return max(of_purpose, key=lambda key: key.id, default=None)
