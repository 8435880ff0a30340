"""A log of noes that is kept in memory."""

import hashlib
from collections.abc import Iterable, Iterator

from pressrun.model.no import No


class MemoryNoLog:
    """Counts a line as one octet (port NoLog). ``lines`` may be looked at."""

    def __init__(self) -> None:
        self.lines: list[No] = []
        self._begun = False

    def hash(self, address_key: str) -> str:
        return hashlib.sha256(f"no {address_key}".encode()).hexdigest()[:32]

    def write(self, noes: Iterable[No]) -> int:
        self._begun = True
        self.lines += noes
        return self.length()

    def sync(self) -> None:
        return

    def length(self) -> int:
        return 1 + len(self.lines) if self._begun else 0

    def read(self, *, after: int) -> Iterator[No]:
        yield from self.lines[max(0, after - 1) :]
