"""The client's side of one SMTP session, without a socket: octets in, events and octets out.

The caller hands in what the relay said (:meth:`Session.receive`), acts on the events, and writes
what :meth:`Session.to_send` returns. Every reply is heard as it comes and never waits for the
rest of its group: an acceptance counts though the next command was answered with 421. What
follows which reply is the table at the end; a reply that is not in it ends the session.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pressrun.model.delivery import Answered, Command, Intent, Lost, Outgoing, Phase, Receipt
from pressrun.model.relay import Relay
from pressrun.transport.capabilities import Capabilities
from pressrun.transport.envelope import mail, rcpt, stuffed, unfit
from pressrun.transport.event import Cause, Ended, Event, Ready
from pressrun.transport.inspection import Inspector
from pressrun.transport.opening import Opening
from pressrun.transport.queue import CommandQueue
from pressrun.transport.reply import ProtocolFault, Reply, ReplyReader
from pressrun.transport.told import anonymous, told


class Session:
    """One session: it opens, then one message after another, each to one recipient.

    With PIPELINING an envelope leaves in one write, and :meth:`submit` may send the next one
    behind the final dot (RFC 2920 §3.1: a message's content may begin a group); so two messages
    can be under way, the one whose dot is out and the one whose envelope is.

    Args:
        relay: Whom we speak to, and what is required.
        client: What we call ourselves in EHLO: a domain or an address literal.
        private: Whether nobody on the way can listen.
        pipelining: Whether commands may leave together where the relay says so.
        inspector: What has inspected the messages before, on other connections as well.
    """

    def __init__(
        self,
        relay: Relay,
        *,
        client: str,
        private: bool,
        pipelining: bool = True,
        inspector: Inspector | None = None,
    ) -> None:
        self._inspector = inspector or Inspector()
        self._reader = ReplyReader()
        self._opening: Opening | None = Opening(relay, client=client, private=private)
        self._pipelining = pipelining
        self._queue: CommandQueue[_Step] = CommandQueue()
        self._capabilities = Capabilities()
        self._dotted: Outgoing | None = None
        self._offered: Outgoing | None = None
        self._intent = self._reset = self._dots = False
        self._events: list[Event] = []
        self.replies = 0
        self.ended: Ended | None = None

    @property
    def command(self) -> Command | None:
        """What the next reply answers; None while the relay waits for us."""
        if self._opening is not None:
            return self._opening.command
        return self._queue.awaited[0].command if self._queue.awaited else None

    @property
    def crosses(self) -> bool:
        """Tell whether :meth:`submit` may take a second message."""
        return self._queue.together

    def to_send(self) -> bytes:
        """Return what is to be written to the relay now, once."""
        octets = b"".join(self._queue.outgoing)
        self._queue.outgoing.clear()
        return octets

    def receive(self, octets: bytes) -> list[Event]:
        """Take in what the relay said and return what it means."""
        self._reader.feed(octets)
        try:
            while self.ended is None and (reply := self._reader.next()) is not None:
                self._hear(reply)
        except ProtocolFault as fault:
            self._end(Cause.OUT_OF_STEP, anonymous(str(fault)))
        return self._told()

    def secured(self) -> list[Event]:
        """Go on, TLS having begun."""
        if self._opening is not None and self.ended is None:
            self._queue.outgoing.append(self._opening.secured())
        return self._told()

    def begin(self, message: Outgoing) -> list[Event]:
        """Offer a message to the relay; one that is unfit is told at once.

        Raises:
            ValueError: The session waits for something else.
        """
        if self.ended is None and (self._opening or self._queue.awaited or self._offered):
            raise ValueError(f"the session is not ready but at {self.command}")
        self._offer(message)
        return self._told()

    def submit(self, following: Outgoing | None = None) -> list[Event]:
        """Send body and final dot, and behind it the envelope of a message ``following``.

        From here on nobody but the relay knows what became of the first. After the end of the
        session nothing is sent, and what follows is lost.

        Raises:
            ValueError: No intent was asked for, or nothing may follow.
        """
        message = self._offered
        if self.ended is None:
            if not self._intent or message is None or (following and not self.crosses):
                raise ValueError(f"the session is not at an intent but at {self.command}")
            self._intent, self._dotted, self._offered = False, message, None
            octets = stuffed(message.octets) if self._dots else message.octets
            self._queue.outgoing += (octets, b".\r\n" if octets.endswith(b"\r\n") else b"\r\n.\r\n")
            self._queue.awaited.append(_DOT)
        if following is not None:
            self._offer(following)
        return self._told()

    def check(self) -> None:
        """Ask between two messages whether the relay is still there."""
        if self.ended is None:
            self._queue.plan((_RESET, b"RSET\r\n"))

    def quit(self) -> None:
        """Say goodbye between two messages."""
        if self.ended is None:
            self._queue.plan((_QUIT, b"QUIT\r\n"))

    def lose(self, why: str, cause: Cause = Cause.GONE) -> list[Event]:
        """End the session: the connection is gone, or must not be used any longer."""
        self._end(cause, why)
        return self._told()

    def _told(self) -> list[Event]:
        events, self._events = self._events, []
        return events

    def _offer(self, message: Outgoing) -> None:
        if self.ended is not None:
            self._events.append(Lost(message.ticket, Phase.CONNECT, self.ended.why))
            return
        inspected = self._inspector.inspect(message.octets)
        if (refusal := unfit(message, inspected, self._capabilities)) is not None:
            self._events.append(refusal)
            self._rest()
            return
        self._offered, self._dots = message, inspected.dots
        reset = ((_RSET, b"RSET\r\n"),) if self._reset else ()
        envelope = (_MAIL, mail(message, inspected, self._capabilities)), (_RCPT, rcpt(message))
        self._reset = False
        self._queue.plan(*reset, *envelope, (_DATA, b"DATA\r\n"))

    def _rest(self) -> None:
        """Be ready for a message when nothing is awaited any more."""
        if self._queue.empty and not self._offered:
            self._events.append(Ready())

    def _hear(self, reply: Reply) -> None:
        self.replies += 1
        if self._opening is not None:
            self._open(self._opening, reply)
        elif self._queue.awaited:
            step, code = self._queue.awaited.popleft(), reply.code
            act = step.answers.get(code) or step.answers.get(code // 100) or Session._stop
            act(self, step, reply)
            self._queue.go_on()
        else:
            receipt = Receipt(reply.code, reply.text, Command.CONNECT)
            self._end(
                _CAUSES.get(reply.code, Cause.OUT_OF_STEP), told(receipt, unasked=True), receipt
            )

    def _open(self, opening: Opening, reply: Reply) -> None:
        step = opening.hear(reply)
        if isinstance(step, bytes):
            self._queue.outgoing.append(step)
        elif isinstance(step, Capabilities):
            self._opening, self._capabilities = None, step
            self._queue.together = self._pipelining and step.pipelining
            self._rest()
        elif isinstance(step, Ended):
            self._end(step.cause, step.why, step.receipt)
        elif self._reader.rest:
            # It would be taken for what was said under TLS (the flaw known as response injection).
            self._end(Cause.MISFIT, "it went on in clear after its answer to STARTTLS")
        else:
            self._events.append(step)

    def _end(self, cause: Cause, why: str, receipt: Receipt | None = None) -> None:
        if self.ended is not None:
            return
        for message, phase in ((self._dotted, Phase.DOT), (self._offered, Phase.ENVELOPE)):
            if message is not None:
                self._events.append(Lost(message.ticket, phase, why, receipt))
        self._dotted = self._offered = None
        self._queue.awaited.clear()
        self._queue.forget()
        self._queue.outgoing.clear()
        self.ended = Ended(cause, why, receipt)
        self._events.append(self.ended)

    def _proceed(self, _: "_Step", __: Reply) -> None:
        pass

    def _ask_intent(self, _: "_Step", __: Reply) -> None:
        if self._offered is not None:
            self._intent = True
            self._events.append(Intent(self._offered.ticket))

    def _refuse(self, step: "_Step", reply: Reply) -> None:
        """Tell a verdict before the dot; what was said behind it is answered with mere noise."""
        if self._offered is not None:
            receipt = Receipt(reply.code, reply.text, step.command)
            self._events.append(Answered(self._offered.ticket, receipt))
        self._offered, self._reset = None, True
        self._queue.forget()
        self._queue.awaited = deque(_NOISE[behind.command] for behind in self._queue.awaited)
        self._rest()

    def _answer(self, step: "_Step", reply: Reply) -> None:
        if self._dotted is not None:
            receipt = Receipt(reply.code, reply.text, step.command)
            self._events.append(Answered(self._dotted.ticket, receipt))
        self._dotted = None
        self._rest()

    def _answer_last(self, step: "_Step", reply: Reply) -> None:
        self._answer(step, reply)
        self._stop(step, reply)

    def _shrug(self, _: "_Step", __: Reply) -> None:
        self._rest()

    def _end_nothing(self, _: "_Step", __: Reply) -> None:
        """Send the dot alone to a relay that wants data for nobody (RFC 2920 §3.1)."""
        self._queue.outgoing.append(b".\r\n")
        self._queue.awaited.append(_NOTHING)

    def _part(self, step: "_Step", reply: Reply) -> None:
        self._end(Cause.DONE, told(Receipt(reply.code, reply.text, step.command)))

    def _stop(self, step: "_Step", reply: Reply) -> None:
        receipt = Receipt(reply.code, reply.text, step.command)
        cause = _CAUSES.get(reply.code, Cause.OUT_OF_STEP)
        self._end(cause, told(receipt, unasked=step is _UNASKED), receipt)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """A reply that is awaited, and what becomes of it by its code or the first digit of one."""

    command: Command
    answers: "Mapping[int, Callable[[Session, _Step, Reply], None]]"


# 421 ends any session (RFC 5321 §3.8), 530 wants a login (RFC 4954 §6), and 503 says that we are
# out of step: none is the recipient's fault. To the dot every code is an answer.
_CAUSES: Final[Mapping[int, Cause]] = {421: Cause.BUSY, 530: Cause.LOGIN}
_ENVELOPE: Final = {
    2: Session._proceed,
    4: Session._refuse,
    5: Session._refuse,
    421: Session._stop,
    503: Session._stop,
    530: Session._stop,
}
_MAIL: Final = _Step(Command.MAIL, _ENVELOPE)
_RCPT: Final = _Step(Command.RCPT, _ENVELOPE)
_DATA: Final = _Step(Command.DATA, {**_ENVELOPE, 2: Session._stop, 3: Session._ask_intent})
_ANSWER: Final = dict.fromkeys((2, 4, 5), Session._answer)
_DOT: Final = _Step(Command.DOT, _ANSWER | {421: Session._answer_last})
_RSET: Final = _Step(Command.MAIL, {2: Session._proceed})  # as a part of the next envelope
_RESET: Final = _Step(Command.MAIL, {2: Session._shrug})  # to see whether it is still there
_QUIT: Final = _Step(Command.QUIT, {2: Session._part})
_SHRUG: Final = dict.fromkeys((2, 3, 4, 5), Session._shrug) | {421: Session._stop}
_NOTHING: Final = _Step(Command.DATA, _SHRUG)
_UNASKED: Final = _Step(Command.CONNECT, {})
_NOISE: Final[Mapping[Command, _Step]] = {
    Command.RCPT: _Step(Command.RCPT, _SHRUG),
    Command.DATA: _Step(Command.DATA, {**_SHRUG, 3: Session._end_nothing}),
}
