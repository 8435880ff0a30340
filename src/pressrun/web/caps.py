"""How much of a request is read at all, on every route alike."""

import asyncio
import contextlib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_OCTETS: Final = 64 * 1024
HEAD_OCTETS: Final = 16 * 1024
FIELDS: Final = 100
# RFC 9112 §3 recommends to take 8,000 octets at least.
TARGET_OCTETS: Final = 8 * 1024
BODY_S: Final = 15.0
# Who is refused in the midst of sending is listened to for so long at most, and nothing of it is
# kept: otherwise the answer would be lost with the connection (RFC 9112 §9.6).
LINGER_S: Final = 2.0


class Caps:
    """Refuses what is longer than any request of ours: 414, 431 and 413, and 408 for what is slow.

    A body is read whole before anybody is asked, whether its length was told or not: so no route
    can forget to count, not even one that reads none. No route needs a long one.
    """

    def __init__(self, app: ASGIApp, *, body_s: float = BODY_S, linger_s: float = LINGER_S) -> None:
        self._app, self._body_s, self._linger_s = app, body_s, linger_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if (refusal := _refusal(scope)) is not None:
            await self._refuse(refusal, scope, receive, send)
            return
        length = _length(scope["headers"])
        if length == 0:
            await self._app(scope, receive, send)
            return
        if length is not None and length > BODY_OCTETS:
            await self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._body_s):
                body = await _whole(receive)
        except TimeoutError:
            await self._refuse(HTTPStatus.REQUEST_TIMEOUT, scope, receive, send)
            return
        if body is None:
            return  # gone in the midst of it: there is nobody to answer
        if len(body) > BODY_OCTETS:
            await self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, scope, receive, send)
            return
        await self._app(scope, _Read(body, receive), send)

    async def _refuse(self, status: HTTPStatus, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, and end the connection."""
        said = f"{status.phrase}.\n".encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(said)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        body = b"" if scope["method"] == "HEAD" else said
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await _linger(receive, self._linger_s)
        await send({"type": "http.response.body", "body": b""})


class _Read:
    """A body that was read already, then whatever comes."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _refusal(scope: Scope) -> HTTPStatus | None:
    """Return what is wrong with the size of a request's head."""
    raw_path = scope.get("raw_path") or scope["path"].encode()
    if len(raw_path) + len(scope["query_string"]) > TARGET_OCTETS:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    headers = scope["headers"]
    octets = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > FIELDS or octets > HEAD_OCTETS:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    return None


def _length(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """Return how long a body is told to be, None where nobody says (RFC 9112 §6.3)."""
    length: int | None = 0
    for name, value in headers:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length":
            length = int(value) if value.isdigit() else None
    return length


async def _whole(receive: Receive) -> bytes | None:
    """Return the body, or a little more than the cap where it is longer; None if nobody ends it."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > BODY_OCTETS or not message.get("more_body", False):
            return bytes(body)


async def _linger(receive: Receive, seconds: float) -> None:
    """Throw away what still comes, until it ends or there was time enough to read the answer."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive()).get("more_body", False):
                pass
