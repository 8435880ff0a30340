"""A relay that behaves as it is told."""

import asyncio
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import Any, ClassVar, Self

from pressrun.model.relay import Limits, Relay, RelayKind, Timeouts


class Conduct(Enum):
    """What a relay may do instead of answering."""

    HANG_UP = "close the connection"
    SILENCE = "say nothing more until the client goes away"


HANG_UP, SILENCE = Conduct.HANG_UP, Conduct.SILENCE

Answer = str | bytes | Conduct
Scripted = Answer | Callable[[], Awaitable[Answer]]

COURTEOUS: Mapping[str, str] = {
    "GREETING": "220 relay.example.org",
    "EHLO": "250-relay.example.org\r\n250 SIZE 1000000",
    "HELO": "250 relay.example.org",
    "STARTTLS": "220 go on",
    "AUTH": "235 welcome",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "BODY": "",  # what it does when the body begins to arrive
    "DOT": "250 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}
PIPELINING = "250-relay.example.org\r\n250-PIPELINING\r\n250 SIZE 1000000"

# Long enough for a busy machine, and no test hangs for ten minutes.
BRISK = Timeouts(**dict.fromkeys(Timeouts.__slots__, 10.0))


class ScriptedRelay:
    """Speaks SMTP on a loopback socket, in the loop of the test; used as ``async with``.

    ``script`` has, by command (and GREETING, BODY and DOT), answers given one after another over
    all connections; when they have run out, and for the rest, the relay is courteous. An answer
    in octets is written as it is; one may be a coroutine function, which lets a test wait for
    this moment or prolong it. With ``tls`` STARTTLS works, or TLS from the first octet.
    """

    wires: ClassVar[list[list[bytes]]] = []  # of every connection since somebody cleared it

    def __init__(
        self,
        script: Mapping[str, Iterable[Scripted]] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        from_the_first: bool = False,
    ) -> None:
        self._script: dict[str, Iterator[Scripted]] = {
            verb: iter(answers) for verb, answers in (script or {}).items()
        }
        self._tls, self._from_the_first = tls, from_the_first
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.readers: list[asyncio.StreamReader] = []
        self.accepted: list[tuple[str, bytes]] = []
        self.heard: list[str] = []
        self.count: Counter[str] = Counter()

    @property
    def connections(self) -> int:
        """How many connections there have been."""
        return self.count["GREETING"]

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    def relay(
        self,
        *,
        connections: int = 1,
        messages_per_connection: int = 100,
        timeouts: Timeouts = BRISK,
        **settings: Any,
    ) -> Relay:
        """Return how to speak to this relay."""
        return Relay(
            name="sample",
            kind=RelayKind.SMTP,
            port=self.port,
            limits=Limits(connections=connections, messages_per_connection=messages_per_connection),
            timeouts=timeouts,
            **{"host": "127.0.0.1", **settings},
        )

    def say(self, octets: bytes) -> None:
        """Say something to every client that is there, unasked."""
        for writer in self._open.values():
            writer.write(octets)

    async def emptied(self) -> None:
        """Return once every client has gone."""
        await asyncio.gather(*self._open)

    async def __aenter__(self) -> Self:
        tls = self._tls if self._from_the_first else None
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
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
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await self._converse(reader, writer)
        writer.close()
        with suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()
        del self._open[task]

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire: list[bytes] = []
        self.wires.append(wire)
        self.readers.append(reader)
        recipient, said = "", await self._answer("GREETING", reader, writer)
        while said is not None and not said.startswith(("221", "421")):
            line = await self._line(reader, wire)
            verb, _, argument = line.partition(" ")
            self.heard.append(line)
            verb = "AUTH" if said.startswith("334") else verb
            recipient = argument if verb == "RCPT" else recipient
            said = await self._answer(verb, reader, writer)
            if said is None:
                return
            if verb == "STARTTLS" and said.startswith("220"):
                if self._tls is None:
                    await reader.read()
                    return
                await writer.start_tls(self._tls)
            if verb == "DATA" and said.startswith("354"):
                said = await self._take_data(recipient, reader, writer, wire)

    async def _take_data(
        self,
        recipient: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        wire: list[bytes],
    ) -> str | None:
        first = await reader.readexactly(1)
        if await self._answer("BODY", reader, writer) is None:
            return None
        body, line = b"", first + await reader.readuntil(b"\n")
        while line != b".\r\n":
            wire.append(line)
            body += line.removeprefix(b".")
            line = await reader.readuntil(b"\n")
        wire.append(line)
        said = await self._answer("DOT", reader, writer)
        if said is not None and said.startswith("2"):
            self.accepted.append((recipient, body))
        return said

    async def _line(self, reader: asyncio.StreamReader, wire: list[bytes]) -> str:
        wire.append(await reader.readuntil(b"\n"))
        return wire[-1].decode().removesuffix("\r\n")

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
        octets = f"{answer}\r\n".encode() if isinstance(answer, str) and answer else answer
        writer.write(octets or b"" if isinstance(octets, bytes) else b"")
        await writer.drain()
        return answer if isinstance(answer, str) else answer.decode("latin-1")


def wire_faults(wire: list[bytes]) -> list[str]:
    """Return what is wrong with the lines of one connection: what could be read as two messages."""
    faults, in_data = [], False
    for line in wire:
        text = line.removesuffix(b"\r\n")
        if text == line or b"\r" in text or b"\n" in text or b"\0" in text:
            faults.append(f"a bare CR, LF or NUL: {line!r}")
        if len(text) > 998 + text.startswith(b".."):
            faults.append(f"a line of {len(text)} octets")
        if in_data and text.startswith(b".") and text != b"." and not text.startswith(b".."):
            faults.append(f"a bare dot: {line!r}")
        in_data = text != b"." and (in_data or text == b"DATA")
    return faults
