"""The other side of a transport: messages to take, and a book for its notes."""

from collections import deque
from collections.abc import Iterable

from pressrun.model.delivery import Answered, Intent, Lost, Note, Outgoing, Unfit


class Mailbag:
    """Gives every message once, then None for ever; keeps the notes in the order they came."""

    def __init__(self, messages: Iterable[Outgoing]) -> None:
        self.waiting = deque(messages)
        self.taken: list[int] = []
        self.notes: list[Note] = []
        self.nones = 0

    async def take(self, *, wait: bool = True) -> Outgoing | None:
        if not self.waiting:
            self.nones += wait
            return None
        message = self.waiting.popleft()
        self.taken.append(message.ticket)
        return message

    async def note(self, note: Note) -> bool:
        self.notes.append(note)
        return True

    @property
    def answers(self) -> dict[int, int]:
        """The reply code of every message that was answered, by ticket."""
        return {n.ticket: n.receipt.code for n in self.notes if isinstance(n, Answered)}

    @property
    def lost(self) -> list[Lost]:
        return [note for note in self.notes if isinstance(note, Lost)]

    @property
    def unfit(self) -> list[Unfit]:
        return [note for note in self.notes if isinstance(note, Unfit)]

    @property
    def intents(self) -> list[int]:
        return [note.ticket for note in self.notes if isinstance(note, Intent)]


def sample_message(ticket: int, *, body: bytes = b"Good morning.\r\n") -> Outgoing:
    """Return a small finished message to a sample reader."""
    identity = f"copy-{ticket}@example.org"
    head = f"Message-ID: <{identity}>\r\nSubject: Sample\r\n\r\n"
    return Outgoing(
        ticket=ticket,
        sender="editors@example.org",
        recipient=f"reader-{ticket}@example.org",
        message_id=identity,
        octets=head.encode() + body,
    )
