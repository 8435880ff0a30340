"""A way out that answers as it was told."""

from collections import defaultdict, deque
from collections.abc import Callable

from pressrun.errors import PressrunError
from pressrun.model.delivery import (
    Answered,
    Command,
    Intent,
    Lost,
    Outgoing,
    Phase,
    Receipt,
    Unfit,
    Unfitness,
)
from pressrun.ports import Take, Tell

Verdict = Receipt | Phase | Unfitness


class ScriptedTransport:
    """Accepts everything, but for what ``answers`` says of a recipient (port Transport).

    A :class:`Phase` among the answers loses the session there; a receipt for another command than
    the dot comes before it, and one of 421 ends the session. ``arrived`` has what the other side
    holds: a message whose reply was lost after the dot is among it.
    """

    def __init__(self, name: str = "scripted") -> None:
        self.name = name
        self.connections = 0
        self.answers: defaultdict[str, deque[Verdict]] = defaultdict(deque)
        self.arrived: list[Outgoing] = []
        self.sessions = 0
        self.unavailable: PressrunError | None = None
        self.before_dot: Callable[[Outgoing], None] = lambda _: None

    async def run(self, take: Take, note: Tell) -> None:
        if self.unavailable is not None:
            raise self.unavailable
        self.sessions += 1
        while (message := await take()) is not None:
            await self._submit(message, note)

    async def _submit(self, message: Outgoing, note: Tell) -> None:
        script, ticket = self.answers[message.recipient], message.ticket
        verdict = script.popleft() if script else Receipt(250, "ok")
        if isinstance(verdict, Unfitness):
            await note(Unfit(ticket, verdict, "as scripted"))
            return
        if isinstance(verdict, Receipt) and verdict.command is not Command.DOT:
            lost = Lost(ticket, Phase.ENVELOPE, "ended", verdict)
            await note(lost if verdict.code == 421 else Answered(ticket, verdict))
            return
        if verdict is Phase.ENVELOPE or not await note(Intent(ticket)):
            await note(Lost(ticket, Phase.ENVELOPE, "closed"))
            return
        self.before_dot(message)
        if isinstance(verdict, Phase):
            self.arrived.append(message)
            await note(Lost(ticket, Phase.DOT, "closed"))
            return
        if verdict.accepted:
            self.arrived.append(message)
        await note(Answered(ticket, verdict))

    @property
    def recipients(self) -> list[str]:
        return [message.recipient for message in self.arrived]
