"""Submission to a relay by SMTP (RFC 5321), over as many connections as the relay is given."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Final

from pressrun.errors import LoginRefused, PressrunError, Refused, RelayUnavailable
from pressrun.model.delivery import Answered, Intent, Lost, Note, Outgoing
from pressrun.model.relay import Relay
from pressrun.transport.event import Ended, LoginFailed, NeedIntent, Verdict
from pressrun.transport.link import Link
from pressrun.transport.whole import whole

ANSWER_TIMEOUT_S: Final = 600.0  # after the final dot (RFC 5321 §4.5.3.2.6)
MESSAGES_PER_CONNECTION: Final = 100
FRUITLESS_SESSIONS: Final = 3  # in a row, and a lane gives up

Take = Callable[[], Awaitable[Outgoing | None]]
Tell = Callable[[Note], Awaitable[None]]


class SmtpTransport:
    """Submits to one relay in clear text, which must be on this machine (port Transport).

    Args:
        relay: Whom to speak to. ``timeout_s`` bounds connecting and every reply but the last.
        answer_timeout_s: How long the reply to a final dot may take; giving up early makes
            duplicates.
        messages_per_connection: After so many a fresh connection is opened.

    Raises:
        Refused: The relay is on another machine.
    """

    def __init__(
        self,
        relay: Relay,
        *,
        answer_timeout_s: float = ANSWER_TIMEOUT_S,
        messages_per_connection: int = MESSAGES_PER_CONNECTION,
    ) -> None:
        if not _is_loopback(relay.host):
            raise Refused(
                f"the relay {relay.host}:{relay.port} is on another machine, and mail would go"
                " there in clear text",
                code="SMTP002",
                help=f"set host to 127.0.0.1 for the relay {relay.name!r} and run a relay there;"
                " TLS comes with a later version",
            )
        self.relay = relay
        self.answer_timeout_s = answer_timeout_s
        self.messages_per_connection = messages_per_connection

    @property
    def name(self) -> str:
        """Return the relay's own name."""
        return self.relay.name

    async def run(self, take: Take, note: Tell) -> None:
        """Submit what ``take`` yields until it yields None; see ``ports.Transport``.

        Raises:
            RelayUnavailable: No connection could be had, or three in a row gave no answer.
            LoginRefused: The relay does not accept our credentials, or wants some.
        """
        await _Submission(self, take, note).run()


class _Submission:
    """One run: lanes side by side, each with one connection at a time.

    A lane opens the next one when it takes a message after another was answered: a single
    message needs one connection only, and a relay that answers nothing is asked by one lane. A
    lane that cannot go on leaves the rest to the others.
    """

    def __init__(self, transport: SmtpTransport, take: Take, note: Tell) -> None:
        self._transport, self._relay = transport, transport.relay
        self._take, self._note = take, note
        self._group = asyncio.TaskGroup()
        self._lanes = 0
        self._answered = False
        self._exhausted = False
        self._failures: list[PressrunError] = []

    async def run(self) -> None:
        try:
            async with self._group:
                self._open_lane()
        except ExceptionGroup as surprises:
            raise surprises.exceptions[0] from None
        if self._failures and not self._exhausted:
            raise self._failures[0]

    def _open_lane(self) -> None:
        self._lanes += 1
        self._group.create_task(self._lane())

    async def _lane(self) -> None:
        fruitless = 0
        try:
            while not self._exhausted:
                answers, end = await self._session()
                fruitless = 0 if answers else fruitless + 1
                if isinstance(end, LoginFailed):
                    raise self._login_refused(end.why)
                if fruitless == FRUITLESS_SESSIONS:
                    raise self._unavailable(end.why)
        except (LoginRefused, RelayUnavailable) as failure:
            self._failures.append(failure)

    async def _session(self) -> tuple[int, Ended]:
        """Serve one connection; return how many messages were answered, and its end."""
        try:
            link = await Link.open(self._relay)
        except (OSError, ValueError, OverflowError) as cause:
            raise self._unavailable(_reason(cause)) from cause
        try:
            return await self._serve(link)
        finally:
            await link.close()

    async def _serve(self, link: Link) -> tuple[int, Ended]:
        answers = 0
        while not isinstance(event := await link.event(self._relay.timeout_s), Ended):
            if not link.ready:
                continue  # it has ended already, as the next event says
            message = await self._next(answers)
            if message is None:
                return answers, await link.quit()
            final = await self._submit(link, message)
            if isinstance(final, Ended):
                return answers, final
            self._answered = True
            answers += 1
        return answers, event

    async def _next(self, answers: int) -> Outgoing | None:
        if answers == self._transport.messages_per_connection:
            return None
        message = await self._take()
        if message is None:
            self._exhausted = True
        elif self._answered and self._lanes < self._relay.connections:
            self._open_lane()
        return message

    async def _submit(self, link: Link, message: Outgoing) -> Verdict | Ended:
        """Have one message answered or lost, and see to it that this is noted."""
        try:
            final = await self._converse(link, message)
        except asyncio.CancelledError:
            final = link.drop("stopped on this side")
            await whole(self._note(_outcome(message, final)))
            raise
        await whole(self._note(_outcome(message, final)))
        return final

    async def _converse(self, link: Link, message: Outgoing) -> Verdict | Ended:
        timeout_s = self._relay.timeout_s
        link.begin(message)
        while not isinstance(event := await link.event(timeout_s), Verdict | Ended):
            if isinstance(event, NeedIntent):
                await whole(self._note(Intent(message.ticket)))
                link.submit_data()
                timeout_s = self._transport.answer_timeout_s
        return event

    def _unavailable(self, why: str) -> RelayUnavailable:
        where = f"{self._relay.host}:{self._relay.port}"
        return RelayUnavailable(
            f"no session with the relay {where}: {why}",
            help=f"see that a relay listens at {where}, or correct host and port of the relay"
            f" {self._relay.name!r}; what is still to go is kept",
        )

    def _login_refused(self, why: str) -> LoginRefused:
        where = f"{self._relay.host}:{self._relay.port}"
        return LoginRefused(
            f"the relay {where} refuses the login: {why}",
            help=f"correct username and password of the relay {self._relay.name!r}",
        )


def _outcome(message: Outgoing, final: Verdict | Ended) -> Note:
    if isinstance(final, Verdict):
        return Answered(message.ticket, final.receipt)
    return Lost(message.ticket, final.phase, final.why)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _reason(cause: Exception) -> str:
    if isinstance(cause, TimeoutError) and not cause.errno:
        return "no connection in time"
    if isinstance(cause, OSError) and cause.errno and cause.errno > 0:
        return os.strerror(cause.errno).lower()
    return str(cause)
