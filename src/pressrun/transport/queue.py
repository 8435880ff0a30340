"""The commands of a session: those that wait for their replies, and those not said yet."""

from collections import deque
from typing import Generic, TypeVar

Awaited = TypeVar("Awaited")


class CommandQueue(Generic[Awaited]):
    """Says commands all together, or each when the one before was answered.

    ``awaited`` has what every reply still to come belongs to, in order; ``outgoing`` what is to
    be written.
    """

    def __init__(self) -> None:
        self.together = False
        self.awaited: deque[Awaited] = deque()
        self.outgoing: list[bytes] = []
        self._unsaid: deque[tuple[Awaited, bytes]] = deque()

    @property
    def empty(self) -> bool:
        return not (self.awaited or self._unsaid)

    def plan(self, *commands: tuple[Awaited, bytes]) -> None:
        """Take in commands to say, each with what its reply is for."""
        if self.together:
            for awaited, line in commands:
                self.awaited.append(awaited)
                self.outgoing.append(line)
        else:
            self._unsaid.extend(commands)
            self.go_on()

    def go_on(self) -> None:
        """Say the next command, where no reply is awaited."""
        if self._unsaid and not self.awaited:
            awaited, line = self._unsaid.popleft()
            self.awaited.append(awaited)
            self.outgoing.append(line)

    def forget(self) -> None:
        """Leave unsaid what is not said yet."""
        self._unsaid.clear()
