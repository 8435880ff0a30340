"""The client's side of one SMTP session, without a socket: octets in, events and octets out.

The caller hands in what the relay said (:meth:`Session.receive`), acts on the events, and writes
what :meth:`Session.to_send` returns. What follows which reply is the table at the end; a
reply that is not in the table ends the session.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from pressrun.model.delivery import Outgoing, Phase, Receipt
from pressrun.transport.envelope import refusal, stuffed
from pressrun.transport.event import Ended, Event, LoginFailed, NeedIntent, Ready, Verdict
from pressrun.transport.reply import ProtocolFault, Reply, ReplyReader


class State(StrEnum):
    """What is awaited: the reply to a command, or the caller's next step."""

    GREETING = "greeting"
    EHLO = "EHLO"
    HELO = "HELO"
    AUTH = "AUTH"
    READY = "ready"  # for the caller to begin a message
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    INTENT = "intent"  # for the caller to have written it down
    DOT = "the final dot"
    RSET = "RSET"
    QUIT = "QUIT"
    ENDED = "ended"


_S = State
_PHASE: Final[Mapping[State, Phase]] = {
    _S.MAIL: Phase.ENVELOPE,
    _S.RCPT: Phase.ENVELOPE,
    _S.DATA: Phase.ENVELOPE,
    _S.INTENT: Phase.ENVELOPE,
    _S.DOT: Phase.DOT,
}


class Session:
    """One session: greeting, EHLO or HELO, AUTH PLAIN, then one message after another.

    Commands go out one at a time. Every message has one recipient.

    Args:
        client: What we call ourselves in EHLO: a domain or an address literal.
        username: Empty where the relay asks for no login.
        password: Belongs to ``username``.
    """

    def __init__(self, *, client: str, username: str = "", password: str = "") -> None:
        self._client = client
        self._login = f"\0{username}\0{password}".encode() if username else b""
        self._reader = ReplyReader()
        self._extensions: Mapping[str, str] = {}
        self._recipient, self._octets = "", b""
        self._outgoing = bytearray()
        self.state = State.GREETING

    @property
    def phase(self) -> Phase:
        """Return how far the message under way has come; without one, ``CONNECT``."""
        return _PHASE.get(self.state, Phase.CONNECT)

    def to_send(self) -> bytes:
        """Return what is to be written to the relay now, once."""
        octets = bytes(self._outgoing)
        self._outgoing.clear()
        return octets

    def receive(self, octets: bytes) -> list[Event]:
        """Take in what the relay said and return what it means."""
        events: list[Event] = []
        try:
            for reply in self._reader.feed(octets):
                events += self._hear(reply)
        except ProtocolFault as fault:
            events += self.lose(_anonymous(str(fault)))
        return events

    def begin(self, message: Outgoing) -> list[Event]:
        """Offer a message to the relay; one that may go to no relay gets its verdict here.

        After the end of the session nothing happens: its ``Ended`` stands.
        """
        if self.state is State.ENDED:
            return []
        self._expect(State.READY)
        if (receipt := refusal(message)) is not None:
            return [Verdict(receipt), Ready()]
        self._recipient, self._octets = message.recipient, message.octets
        size = f" SIZE={len(message.octets)}" if "SIZE" in self._extensions else ""
        return self._say(State.MAIL, f"MAIL FROM:<{message.sender}>{size}")

    def submit_data(self) -> None:
        """Send body and final dot; from here on nobody but the relay knows what became of them.

        After the end of the session nothing happens: its ``Ended`` stands.
        """
        if self.state is not State.ENDED:
            self._expect(State.INTENT)
            self.state = State.DOT
            self._outgoing += stuffed(self._octets)

    def quit(self) -> None:
        """Say goodbye between two messages."""
        if self.state is not State.ENDED:
            self._expect(State.READY)
            self._say(State.QUIT, "QUIT")

    def lose(self, why: str) -> list[Event]:
        """End the session: the connection is gone, or must not be used any longer."""
        return self._end(Ended(self.phase, why))

    def _expect(self, state: State) -> None:
        if self.state is not state:
            raise ValueError(f"the session is not {state} but {self.state}")

    def _hear(self, reply: Reply) -> list[Event]:
        step = _NEXT.get((self.state, reply.code))
        if step is None and reply.code != 421:
            step = _NEXT.get((self.state, reply.code // 100))
        return (step or Session._stop)(self, reply)

    def _told(self, reply: Reply) -> str:
        """Return a reply in one line, without the addresses in it."""
        words = _anonymous(" ".join(reply.lines)).strip()
        return f"{reply.code} at {self.state}" + (f": {words}" if words else "")

    def _say(self, state: State, line: str) -> list[Event]:
        self.state = state
        self._outgoing += line.encode("ascii") + b"\r\n"
        return []

    def _end(self, event: Ended) -> list[Event]:
        if self.state is State.ENDED:
            return []
        self.state = State.ENDED
        self._outgoing.clear()
        return [event]

    def _say_ehlo(self, _: Reply) -> list[Event]:
        return self._say(State.EHLO, f"EHLO {self._client}")

    def _say_helo(self, _: Reply) -> list[Event]:
        return self._say(State.HELO, f"HELO {self._client}")

    def _note_extensions(self, reply: Reply) -> list[Event]:
        words = (line.upper().partition(" ") for line in reply.lines[1:])
        self._extensions = {keyword: rest for keyword, _, rest in words}
        return self._log_in(reply)

    def _log_in(self, reply: Reply) -> list[Event]:
        if not self._login:
            return self._open(reply)
        if "PLAIN" not in self._extensions.get("AUTH", "").split():
            return self._end(LoginFailed(self.phase, "it does not offer AUTH PLAIN"))
        return self._say(State.AUTH, f"AUTH PLAIN {b64encode(self._login).decode()}")

    def _fail_login(self, reply: Reply) -> list[Event]:
        return self._end(LoginFailed(self.phase, self._told(reply)))

    def _open(self, _: Reply) -> list[Event]:
        self.state = State.READY
        return [Ready()]

    def _say_rcpt(self, _: Reply) -> list[Event]:
        return self._say(State.RCPT, f"RCPT TO:<{self._recipient}>")

    def _say_data(self, _: Reply) -> list[Event]:
        return self._say(State.DATA, "DATA")

    def _ask_intent(self, _: Reply) -> list[Event]:
        self.state = State.INTENT
        return [NeedIntent()]

    def _refuse(self, reply: Reply) -> list[Event]:
        return [_verdict(reply), *self._say(State.RSET, "RSET")]

    def _answer(self, reply: Reply) -> list[Event]:
        return [_verdict(reply), *self._open(reply)]

    def _answer_last(self, reply: Reply) -> list[Event]:
        why = self._told(reply)
        self.state = State.READY  # no message is under way any more
        return [_verdict(reply), *self.lose(why)]

    def _stop(self, reply: Reply) -> list[Event]:
        return self.lose(self._told(reply))


def _anonymous(text: str) -> str:
    return re.sub(r"\S+@\S+", "…", text)


def _verdict(reply: Reply) -> Verdict:
    return Verdict(Receipt(reply.code, reply.text))


# Keyed by state and either a code or the first digit of one; a code comes before its class. 421
# ends any session (RFC 5321 §3.8) and has no class. 503 says that we are out of step, 530 wants a
# login (RFC 4954 §6): neither is the recipient's fault.
_ENVELOPE: Final = (_S.MAIL, _S.RCPT, _S.DATA)
_NEXT: Final[Mapping[tuple[State, int], Callable[[Session, Reply], list[Event]]]] = {
    (_S.GREETING, 2): Session._say_ehlo,
    (_S.EHLO, 2): Session._note_extensions,
    (_S.EHLO, 5): Session._say_helo,
    (_S.HELO, 2): Session._log_in,
    (_S.AUTH, 2): Session._open,
    (_S.AUTH, 5): Session._fail_login,
    (_S.MAIL, 2): Session._say_rcpt,
    (_S.RCPT, 2): Session._say_data,
    (_S.DATA, 3): Session._ask_intent,
    **{(state, 4): Session._refuse for state in _ENVELOPE},
    # A 5yz to MAIL is about the sender and would be said to everybody: no recipient's refusal.
    (_S.MAIL, 5): Session._stop,
    (_S.RCPT, 5): Session._refuse,
    (_S.DATA, 5): Session._refuse,
    **{(state, 503): Session._stop for state in _ENVELOPE},
    **{(state, 530): Session._fail_login for state in _ENVELOPE},
    (_S.DOT, 2): Session._answer,
    (_S.DOT, 4): Session._answer,
    (_S.DOT, 5): Session._answer,
    (_S.DOT, 421): Session._answer_last,
    (_S.RSET, 2): Session._open,
    (_S.QUIT, 2): Session._stop,
}
