"""A relay that behaves as it is told."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import Any, Self

from pressrun.model.relay import Limits, Relay, RelayKind, Timeouts


class Conduct(Enum):
    """What a relay may do instead of answering."""

    HANG_UP = "close the connection"
    SILENCE = "say nothing more until the client goes away"


HANG_UP, SILENCE = Conduct.HANG_UP, Conduct.SILENCE

Answer = str | Conduct
Scripted = Answer | Callable[[], Awaitable[Answer]]

COURTEOUS: Mapping[str, str] = {
    "GREETING": "220 relay.example.org",
    "EHLO": "250-relay.example.org\r\n250 SIZE 1000000",
    "HELO": "250 relay.example.org",
    "AUTH": "235 welcome",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "BODY": "",  # what it does when the body begins to arrive
    "DOT": "250 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


# Long enough for a busy machine, and no test hangs for ten minutes.
BRISK = Timeouts(**dict.fromkeys(Timeouts.__slots__, 10.0))


class ScriptedRelay:
    """Speaks SMTP on a loopback socket, in the loop of the test; used as ``async with``.

    ``script`` has, by command (and GREETING, BODY and DOT), answers given one after another over
    all connections; when they have run out, and for the rest, the relay is courteous. An answer
    may be a coroutine function, which lets a test wait for this moment or prolong it.
    """

    def __init__(self, script: Mapping[str, Iterable[Scripted]] | None = None) -> None:
        self._script: dict[str, Iterator[Scripted]] = {
            verb: iter(answers) for verb, answers in (script or {}).items()
        }
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.accepted: list[tuple[str, bytes]] = []
        self.heard: list[str] = []
        self.count: Counter[str] = Counter()

    @property
    def connections(self) -> int:
        """How many connections there have been."""
        return self.count["GREETING"]

    def relay(
        self,
        *,
        connections: int = 1,
        messages_per_connection: int = 100,
        timeouts: Timeouts = BRISK,
        **settings: Any,
    ) -> Relay:
        """Return how to speak to this relay, in lockstep unless the settings say otherwise."""
        host, port = self._server.sockets[0].getsockname()[:2]
        return Relay(
            name="sample",
            kind=RelayKind.SMTP,
            port=port,
            limits=Limits(connections=connections, messages_per_connection=messages_per_connection),
            timeouts=timeouts,
            **{"host": host, **settings},
        )

    async def emptied(self) -> None:
        """Return once every client has gone."""
        await asyncio.gather(*self._open)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for writer in self._open.values():
            writer.close()
        await self.emptied()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._converse(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        del self._open[task]

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        said = await self._answer("GREETING", reader, writer)
        while said is not None and not said.startswith(("221", "421")):
            line = (await reader.readuntil(b"\r\n")).decode("ascii").strip()
            verb, _, argument = line.partition(" ")
            self.heard.append(line)
            recipient = argument if verb == "RCPT" else recipient
            said = await self._answer(verb, reader, writer)
            if verb == "DATA" and said is not None and said.startswith("354"):
                first = await reader.readexactly(1)
                if await self._answer("BODY", reader, writer) is None:
                    return
                body = first + await reader.readuntil(b"\r\n.\r\n")
                said = await self._answer("DOT", reader, writer)
                if said is not None and said.startswith("2"):
                    octets = (b"\r\n" + body[:-3]).replace(b"\r\n..", b"\r\n.")[2:]
                    self.accepted.append((recipient, octets))

    async def _answer(
        self, verb: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> str | None:
        """Answer and return what was said; None when nothing more will be."""
        self.count[verb] += 1
        scripted = next(self._script.get(verb, iter(())), COURTEOUS.get(verb, "500 what"))
        answer = await scripted() if callable(scripted) else scripted
        if answer is SILENCE:
            await reader.read()
        if isinstance(answer, Conduct):
            return None
        writer.write(f"{answer}\r\n".encode() if answer else b"")
        await writer.drain()
        return answer
