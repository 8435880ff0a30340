"""How a session opens: greeting, EHLO, STARTTLS and EHLO again, AUTH; one command at a time."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from pressrun.model.delivery import Command, Receipt
from pressrun.model.relay import Relay, Security
from pressrun.transport.capabilities import Capabilities
from pressrun.transport.event import Cause, Ended, Secure
from pressrun.transport.login import choose, speech
from pressrun.transport.reply import Reply
from pressrun.transport.told import told


class Awaited(StrEnum):
    """What the next reply answers."""

    GREETING = "greeting"
    EHLO = "EHLO"
    HELO = "HELO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"


# What a reply leads to: octets to write, TLS, the end, or a session that is open.
Step = bytes | Secure | Ended | Capabilities


class Opening:
    """The client's side until a first message may begin.

    Args:
        relay: What is required of it: security and login.
        client: What we call ourselves: a domain or an address literal.
        private: Whether nobody on the way can listen, so that a password may be said.
    """

    def __init__(self, relay: Relay, *, client: str, private: bool) -> None:
        self._relay, self._client = relay, client
        self._secured = relay.security is Security.TLS
        self._private = private or self._secured
        self._unsaid: list[bytes] = []
        self._capabilities = Capabilities()
        self._awaited = Awaited.GREETING

    @property
    def command(self) -> Command:
        """What the next reply answers, HELO being a kind of EHLO."""
        return _COMMANDS[self._awaited]

    def hear(self, reply: Reply) -> Step:
        """Take in a reply and return what it leads to."""
        for digits in (reply.code, reply.code // 100):
            if (step := _NEXT.get((self._awaited, digits))) is not None:
                return step(self, reply)
        return self._end(Cause.OUT_OF_STEP, reply)

    def secured(self) -> bytes:
        """Go on under TLS: what was announced in clear is forgotten (RFC 3207 §4.2)."""
        self._secured = self._private = True
        self._capabilities = Capabilities()
        return self._say(Awaited.EHLO, self._client)

    def _say(self, command: Awaited, argument: str = "") -> bytes:
        self._awaited = command
        return f"{command} {argument}".rstrip().encode("ascii") + b"\r\n"

    def _end(self, cause: Cause, reply: Reply, why: str = "") -> Ended:
        receipt = Receipt(reply.code, reply.text, self.command)
        return Ended(cause, f"{why}{told(receipt)}", receipt)

    def _greet(self, _: Reply) -> Step:
        return self._say(Awaited.EHLO, self._client)

    def _fall_back(self, reply: Reply) -> Step:
        """Say HELO, but only where nothing that comes with EHLO is required."""
        if self._relay.username or (self._relay.security is Security.STARTTLS):
            return self._end(Cause.MISFIT, reply, "it knows no EHLO, and so no TLS and no login: ")
        return self._say(Awaited.HELO, self._client)

    def _learn(self, reply: Reply) -> Step:
        self._capabilities = Capabilities.of(reply.text.split("\n")[1:])
        if self._relay.security is Security.STARTTLS and not self._secured:
            if not self._capabilities.starttls:
                return Ended(Cause.MISFIT, "it does not offer STARTTLS, and nothing goes in clear")
            return self._say(Awaited.STARTTLS)
        return self._log_in() if self._relay.username else self._capabilities

    def _log_in(self) -> Step:
        mechanism = choose(self._capabilities.mechanisms, self._relay.mechanism)
        if mechanism is None:
            wanted = self._relay.mechanism or "PLAIN or LOGIN"
            return Ended(Cause.MISFIT, f"it does not offer a login by {wanted}")
        if not self._private:
            return Ended(Cause.MISFIT, "a password would go to it in clear")
        first, *self._unsaid = speech(mechanism, self._relay.username, self._relay.password)
        self._awaited = Awaited.AUTH
        return first

    def _go_on(self, reply: Reply) -> Step:
        return self._unsaid.pop(0) if self._unsaid else self._refused(reply)

    def _secure(self, _: Reply) -> Step:
        return Secure()

    def _open(self, _: Reply) -> Step:
        return self._capabilities

    def _busy(self, reply: Reply) -> Step:
        return self._end(Cause.BUSY, reply)

    def _turned_away(self, reply: Reply) -> Step:
        return self._end(Cause.TURNED_AWAY, reply)

    def _misfit(self, reply: Reply) -> Step:
        return self._end(Cause.MISFIT, reply)

    def _refused(self, reply: Reply) -> Step:
        return self._end(Cause.LOGIN, reply)


_A = Awaited
_COMMANDS: Final[Mapping[Awaited, Command]] = {
    _A.GREETING: Command.GREETING,
    _A.EHLO: Command.EHLO,
    _A.HELO: Command.EHLO,
    _A.STARTTLS: Command.STARTTLS,
    _A.AUTH: Command.AUTH,
}
# Keyed by what is awaited and either a code or the first digit of one; a code comes before its
# class. A reply that is not here is out of step.
_NEXT: Final[Mapping[tuple[Awaited, int], Callable[[Opening, Reply], Step]]] = {
    **{(awaited, 4): Opening._busy for awaited in Awaited},
    (_A.GREETING, 2): Opening._greet,
    (_A.GREETING, 5): Opening._turned_away,
    (_A.EHLO, 2): Opening._learn,
    (_A.EHLO, 5): Opening._fall_back,
    (_A.HELO, 2): Opening._open,
    (_A.HELO, 5): Opening._turned_away,
    (_A.STARTTLS, 220): Opening._secure,
    (_A.STARTTLS, 5): Opening._misfit,
    (_A.AUTH, 235): Opening._open,
    (_A.AUTH, 334): Opening._go_on,
    (_A.AUTH, 5): Opening._refused,
}
