"""A way out that answers as it was told."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable

from pressrun.errors import PressrunError
from pressrun.model.delivery import Answered, Intent, Lost, Note, Outgoing, Phase, Receipt

Verdict = Receipt | Phase


class ScriptedTransport:
    """Accepts everything, but for what ``answers`` says of a recipient (port Transport).

    A :class:`Phase` among the answers loses the session there. ``arrived`` has what the other
    side holds: a message whose reply was lost after the dot is among it.
    """

    name = "scripted"

    def __init__(self) -> None:
        self.answers: defaultdict[str, deque[Verdict]] = defaultdict(deque)
        self.arrived: list[Outgoing] = []
        self.sessions = 0
        self.unavailable: PressrunError | None = None
        self.before_dot: Callable[[Outgoing], None] = lambda _: None

    async def run(
        self,
        take: Callable[[], Awaitable[Outgoing | None]],
        note: Callable[[Note], Awaitable[None]],
    ) -> None:
        if self.unavailable is not None:
            raise self.unavailable
        self.sessions += 1
        while (message := await take()) is not None:
            await self._submit(message, note)

    async def _submit(self, message: Outgoing, note: Callable[[Note], Awaitable[None]]) -> None:
        script = self.answers[message.recipient]
        verdict = script.popleft() if script else Receipt(250, "ok")
        if verdict is Phase.ENVELOPE:
            await note(Lost(message.ticket, Phase.ENVELOPE, "closed"))
            return
        await note(Intent(message.ticket))
        self.before_dot(message)
        if isinstance(verdict, Phase):
            self.arrived.append(message)
            await note(Lost(message.ticket, Phase.DOT, "closed"))
            return
        if verdict.accepted:
            self.arrived.append(message)
        await note(Answered(message.ticket, verdict))

    @property
    def recipients(self) -> list[str]:
        return [message.recipient for message in self.arrived]
