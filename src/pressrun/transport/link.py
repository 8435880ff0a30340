"""One connection to a relay: moves octets between a socket and a session, and waits."""

import asyncio
from collections import deque
from ipaddress import ip_address
from typing import Final, cast

from pressrun.model.delivery import Outgoing
from pressrun.model.relay import Relay
from pressrun.transport.event import Ended, Event, Verdict
from pressrun.transport.session import Session, State

QUIT_TIMEOUT_S: Final = 2.0


class Link(asyncio.Protocol):
    """A session on a socket. Once it is open, trouble is an ``Ended`` event and no exception."""

    _session: Session
    _transport: asyncio.Transport

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._events: deque[Event] = deque()
        self._news = asyncio.Event()
        self._closed = asyncio.Event()

    @classmethod
    async def open(cls, relay: Relay) -> "Link":
        """Connect; what comes of greeting and login is the first event.

        Raises:
            OSError: No connection can be had; ``TimeoutError`` is one of these.
        """
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(relay.timeout_s):
            _, link = await loop.create_connection(lambda: cls(relay), relay.host, relay.port)
        return link

    @property
    def ready(self) -> bool:
        """Tell whether a message may begin at this very moment."""
        return self._session.state is State.READY

    async def event(self, timeout_s: float) -> Event:
        """Return the next event; none comes after ``Ended``.

        A command that has no whole reply ``timeout_s`` seconds after it was sent ends the
        session: its reply could come late and be taken for another's.
        """
        while not self._events:
            state = self._session.state
            try:
                async with asyncio.timeout(timeout_s):
                    while self._session.state is state and not self._events:
                        self._news.clear()
                        await self._news.wait()
            except TimeoutError:
                self._tell(self._session.lose(f"no reply at {state} in {timeout_s:g} s"))
        return self._events.popleft()

    def drop(self, why: str) -> Verdict | Ended:
        """End the session at once and return what became of the message under way.

        A verdict that has come already counts, though nobody has waited for it yet.
        """
        self._tell(self._session.lose(why))
        return next(event for event in self._events if isinstance(event, Verdict | Ended))

    def begin(self, message: Outgoing) -> None:
        """Offer a message to the relay."""
        self._tell(self._session.begin(message))

    def submit_data(self) -> None:
        """Send body and final dot."""
        self._session.submit_data()
        self._tell([])

    async def quit(self) -> Ended:
        """Say goodbye, wait a moment for the answer and return the end of the session."""
        timeout_s = min(QUIT_TIMEOUT_S, self._relay.timeout_s)
        self._session.quit()
        self._tell([])
        while not isinstance(event := await self.event(timeout_s), Ended):
            pass
        return event

    async def close(self) -> None:
        """Drop the connection, whatever state it is in."""
        self._transport.abort()
        await self._closed.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._session = Session(
            client=_literal(transport.get_extra_info("sockname")[0]),
            username=self._relay.username,
            password=self._relay.password,
        )

    def data_received(self, data: bytes) -> None:
        self._tell(self._session.receive(data))

    def connection_lost(self, exc: Exception | None) -> None:
        reason = f": {exc}" if exc else ""
        self._tell(self._session.lose(f"connection closed at {self._session.state}{reason}"))
        self._closed.set()

    def _tell(self, events: list[Event]) -> None:
        if octets := self._session.to_send():
            self._transport.write(octets)
        self._events += events
        self._news.set()


def _literal(address: str) -> str:
    """Return an address literal, for a client that claims no name (RFC 5321 §4.1.3)."""
    tag = "IPv6:" if ip_address(address).version == 6 else ""
    return f"[{tag}{address}]"
