"""The site's ASGI application asked in process, with the octets that a server would hand on."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

Field = tuple[bytes, bytes]

CHUNK_OCTETS = 64 * 1024
CLIENT = ("198.51.100.7", 50_000)


@dataclass(frozen=True, slots=True)
class Request:
    """One request: ``target`` as it stands on the wire, fields as h11 hands them on."""

    method: str
    target: str
    fields: Sequence[Field] = ()
    body: bytes = b""
    client: tuple[str, int] = CLIENT


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    fields: Sequence[Field]
    octets: bytes

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value.decode("latin-1") for key, value in self.fields if key == name.encode()]

    def one(self, name: str) -> str:
        """Return a field that comes once at most, nothing where it is not there."""
        found = self.all(name)
        assert len(found) < 2, f"{name} stands twice"
        return found[0] if found else ""

    @property
    def text(self) -> str:
        return self.octets.decode("utf-8")


class Gate:
    """Asks one application in a loop of its own; used as a context manager."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._runner = app, asyncio.Runner()

    def ask(self, request: Request) -> Reply:
        """Ask and wait for the answer."""
        return self._runner.run(self._ask(request))

    def ask_all(self, requests: Iterable[Request], *, at_once: int = 30) -> list[Reply]:
        """Ask several at once; return the answers in their order."""
        return self._runner.run(self._ask_all(requests, at_once))

    def pour(self, request: Request, chunks: Iterable[bytes]) -> Reply:
        """Ask with a body that comes in chunks, as many as are waited for."""
        return self._runner.run(self._ask(request, chunks))

    async def _ask_all(self, requests: Iterable[Request], at_once: int) -> list[Reply]:
        turn = asyncio.Semaphore(at_once)

        async def ask(request: Request) -> Reply:
            async with turn:
                return await self._ask(request)

        return await asyncio.gather(*(ask(request) for request in requests))

    async def _ask(self, request: Request, chunks: Iterable[bytes] | None = None) -> Reply:
        path, _, query = request.target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": list(request.fields),
            "client": request.client,
            "server": ("127.0.0.1", 8080),
            "state": {},
        }
        waiting = iter((request.body,) if chunks is None else chunks)
        sent: list[Message] = []

        async def receive() -> Message:
            octets = next(waiting, None)
            if octets is None:
                return {"type": "http.request", "body": b"", "more_body": False}
            return {"type": "http.request", "body": octets, "more_body": chunks is not None}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        begun, *bodies = sent
        assert [message["type"] for message in bodies] == ["http.response.body"] * len(bodies)
        octets = b"".join(message.get("body", b"") for message in bodies)
        return Reply(begun["status"], begun["headers"], octets)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.close()
