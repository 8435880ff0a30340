"""One connection to a relay: moves octets between a socket and a session, and keeps the time."""

import asyncio
import os
import ssl
from collections import deque
from ipaddress import ip_address
from math import inf
from typing import Final, cast

from pressrun.model.delivery import Command, Outgoing
from pressrun.model.relay import Relay, Security, Timeouts
from pressrun.transport.event import Cause, Ended, Event, Ready, Secure
from pressrun.transport.inspection import Inspector
from pressrun.transport.session import Session

BUFFER_OCTETS: Final = 8192
SECOND_ADDRESS_S: Final = 0.25  # until the next address is tried beside the first (RFC 8305 §5)


class Link(asyncio.BufferedProtocol):
    """A session on a socket. Trouble is an ``Ended`` event, and no exception."""

    _session: Session
    _transport: asyncio.Transport
    _socket: asyncio.Transport  # the same, or what TLS runs over

    def __init__(self, relay: Relay, *, pipelining: bool, inspector: Inspector) -> None:
        self._relay, self._pipelining, self._inspector = relay, pipelining, inspector
        self._loop = asyncio.get_running_loop()
        # A view: under TLS asyncio fills slices of it, and one of a bytearray is a copy.
        self._buffer = memoryview(bytearray(BUFFER_OCTETS))
        self._events: deque[Event] = deque()
        self._news: asyncio.Future[None] | None = None
        self._closed = self._loop.create_future()
        self._patience = _patience(relay.timeouts)
        self._deadline_s, self._alarm_s = inf, inf
        self._alarm: asyncio.TimerHandle | None = None
        self._unsent = 0

    @classmethod
    async def open(
        cls,
        relay: Relay,
        tls: ssl.SSLContext | None,
        *,
        pipelining: bool,
        inspector: Inspector,
    ) -> "Link | Ended":
        """Connect, and return a link on which a message may begin, or why there is none.

        Args:
            relay: Whom to speak to.
            tls: Belongs to a relay whose security is not ``NONE``.
            pipelining: Whether commands may leave together where the relay says so.
            inspector: What has inspected the messages before.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(relay.timeouts.connect_s):
                _, link = await loop.create_connection(
                    lambda: cls(relay, pipelining=pipelining, inspector=inspector),
                    relay.host,
                    relay.port,
                    happy_eyeballs_delay=SECOND_ADDRESS_S,
                )
        except (OSError, ValueError, OverflowError) as cause:
            return Ended(Cause.GONE, _reason(cause))
        try:
            end = await link._opened(tls)
        except BaseException:
            link._transport.abort()
            raise
        if end is not None:
            link._transport.abort()
        return end or link

    @property
    def ended(self) -> Ended | None:
        """How the session ended, as soon as it has."""
        return self._session.ended

    @property
    def crosses(self) -> bool:
        """Tell whether a message may follow behind the final dot of another."""
        return self._session.crosses

    async def event(self) -> Event:
        """Return the next event; none comes after ``Ended``."""
        while not self._events:
            self._news = self._loop.create_future()
            await self._news
        return self._events.popleft()

    def drop(self, why: str) -> list[Event]:
        """End the session at once and return what nobody has heard yet, its end the last.

        An answer that has come counts, though nobody has waited for it.
        """
        self._tell(self._session.lose(why))
        events = list(self._events)
        self._events.clear()
        return events

    def lose(self, why: str) -> None:
        """End the session at once; what becomes of its messages comes as events."""
        self._tell(self._session.lose(why))

    def begin(self, message: Outgoing) -> None:
        """Offer a message to the relay."""
        self._tell(self._session.begin(message))

    def submit(self, following: Outgoing | None = None) -> None:
        """Send body and final dot of the message under way, and an envelope behind it."""
        self._tell(self._session.submit(following))

    def check(self) -> None:
        """Ask whether the relay is still there; ``Ready`` or ``Ended`` comes of it."""
        self._session.check()
        self._tell([])

    async def quit(self) -> Ended:
        """Say goodbye, wait a moment for the answer and return the end of the session."""
        self._session.quit()
        self._tell([])
        while not isinstance(event := await self.event(), Ended):
            pass
        return event

    async def close(self) -> None:
        """Drop the connection, whatever state it is in."""
        self._transport.abort()
        await self._closed

    async def _opened(self, tls: ssl.SSLContext | None) -> Ended | None:
        if self._relay.security is Security.TLS and (end := await self._secure(tls)):
            return end
        while not isinstance(event := await self.event(), Ready):
            if isinstance(event, Ended):
                return event
            if isinstance(event, Secure):
                if end := await self._secure(tls):
                    return end
                self._tell(self._session.secured())
        self._events.appendleft(event)  # it is the first that who opened this waits for
        return None

    async def _secure(self, tls: ssl.SSLContext | None) -> Ended | None:
        """Have TLS on this connection from here on."""
        host, limit_s = self._relay.host, self._relay.timeouts.connect_s
        self._deadline_s = inf
        try:
            secured = await self._loop.start_tls(
                self._transport,
                self,
                cast(ssl.SSLContext, tls),
                server_hostname=host,
                ssl_handshake_timeout=limit_s,
            )
        except ssl.SSLCertVerificationError as cause:
            return Ended(Cause.MISFIT, f"its certificate is not good: {cause.verify_message}")
        except ssl.SSLError as cause:
            return Ended(Cause.MISFIT, f"no TLS with it: {cause.reason or cause}")
        except (OSError, ValueError) as cause:
            return Ended(Cause.GONE, f"no TLS with it: {_reason(cause)}")
        if secured is None:
            return Ended(Cause.GONE, "the connection closed while TLS began")
        self._transport = secured
        return None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = self._socket = cast(asyncio.Transport, transport)
        client = self._relay.client_name or _literal(transport.get_extra_info("sockname")[0])
        private = ip_address(transport.get_extra_info("peername")[0].split("%")[0]).is_loopback
        self._session = Session(
            self._relay,
            client=client,
            private=private,
            pipelining=self._pipelining,
            inspector=self._inspector,
        )
        if self._relay.security is Security.TLS:
            self._socket.pause_reading()  # until TLS has begun: a greeting in clear is none
        else:
            self._wait()

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        before = self._session.replies
        self._tell(
            self._session.receive(bytes(self._buffer[:nbytes])),
            heard=self._session.replies != before,
        )

    def connection_lost(self, exc: Exception | None) -> None:
        reason = f": {_reason(exc)}" if exc else ""
        where = f" at {command}" if (command := self._session.command) else ""
        self._tell(self._session.lose(f"the connection was closed{where}{reason}"))
        if self._alarm is not None:
            self._alarm.cancel()
        if not self._closed.done():
            self._closed.set_result(None)

    def _tell(self, events: list[Event], *, heard: bool = True) -> None:
        octets = self._session.to_send()
        if octets:
            self._transport.write(octets)
        if octets or heard:
            self._wait()
        if events:
            self._events += events
            if self._session.ended is not None:
                self._transport.abort()
            elif isinstance(events[-1], Secure):
                self._transport.pause_reading()
            if self._news is not None and not self._news.done():
                self._news.set_result(None)

    def _wait(self) -> None:
        """Begin to wait for a reply; octets that make none yet do not prolong it."""
        command = self._session.command
        if command is None or self._session.ended is not None:
            self._deadline_s = inf
            return
        self._unsent = self._left()
        limit_s = self._relay.timeouts.block_s if self._unsent else self._patience[command]
        self._deadline_s = self._loop.time() + limit_s
        if self._deadline_s < self._alarm_s:
            self._set_alarm()

    def _left(self) -> int:
        """Return how many octets nobody has taken off us yet."""
        left = self._transport.get_write_buffer_size()
        if self._transport is not self._socket:
            left += self._socket.get_write_buffer_size()
        return left

    def _set_alarm(self) -> None:
        # One alarm for the whole connection: it looks at the deadline when it goes off, and the
        # deadline moves with every reply.
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_s = self._deadline_s
        self._alarm = self._loop.call_at(self._alarm_s, self._look)

    def _look(self) -> None:
        self._alarm, self._alarm_s = None, inf
        if self._deadline_s == inf:
            return
        if self._loop.time() < self._deadline_s:
            self._set_alarm()
        elif self._unsent and self._left() < self._unsent:
            self._wait()  # it goes slowly, but it goes
        else:
            self._expire()

    def _expire(self) -> None:
        """Give up a reply; it could still come, and be taken for another's."""
        command = self._session.command
        limit_s = self._relay.timeouts.block_s if self._unsent else self._patience[command]
        what = "it took nothing off us" if self._unsent else "no reply"
        # A relay that does not expect commands together may have thrown some away.
        hasty = self.crosses and command in (Command.RCPT, Command.DATA)
        cause = Cause.OUT_OF_STEP if hasty else Cause.GONE
        self._tell(self._session.lose(f"{what} at {command} in {limit_s:g} s", cause))


def _patience(timeouts: Timeouts) -> dict[Command | None, float]:
    return {
        Command.GREETING: timeouts.greeting_s,
        Command.EHLO: timeouts.command_s,
        Command.STARTTLS: timeouts.command_s,
        Command.AUTH: timeouts.command_s,
        Command.MAIL: timeouts.command_s,
        Command.RCPT: timeouts.command_s,
        Command.DATA: timeouts.data_s,
        Command.DOT: timeouts.dot_s,
        Command.QUIT: timeouts.quit_s,
    }


def _literal(address: str) -> str:
    """Return an address literal, for a client that claims no name (RFC 5321 §4.1.3)."""
    tag = "IPv6:" if ip_address(address).version == 6 else ""
    return f"[{tag}{address}]"


def _reason(cause: Exception) -> str:
    if isinstance(cause, TimeoutError) and not cause.errno:
        return "no connection in time"
    if isinstance(cause, OSError) and cause.errno and cause.errno > 0:
        return os.strerror(cause.errno).lower()
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return str(cause)
