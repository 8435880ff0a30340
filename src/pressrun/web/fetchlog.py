"""Counts fetches of feeds on their way through; what is remembered of them are numbers."""

import asyncio
import logging
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pressrun.app.readership import Readerships
from pressrun.errors import PressrunError
from pressrun.model.readership import feed_of

log = logging.getLogger(__name__)

KEEP_EVERY_S: Final = 60.0
_METHODS: Final = ("GET", "HEAD")
_READ: Final = (200, 304)


class FetchLog:
    """Notes every answer of 200 or 304 to somebody who fetches a public feed.

    The address is the one that the server sees: behind a proxy, the proxy's.
    """

    def __init__(
        self, app: ASGIApp, *, readership: Readerships, every_s: float = KEEP_EVERY_S
    ) -> None:
        self._app, self._readership, self._every_s = app, readership, every_s
        self._waiting: asyncio.TimerHandle | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["method"] in _METHODS
        feed = feed_of(scope["path"]) if asked else None
        if feed is None:
            await self._app(scope, receive, send)
            return

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _READ:
                self._note(*feed, scope)
            await send(message)

        await self._app(scope, receive, send_and_note)

    def _note(self, feed: str, format: str, scope: Scope) -> None:
        agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
        address = scope["client"][0] if scope.get("client") else ""
        self._readership.note(feed, format, agent=agent.decode("latin-1"), address=address)
        if self._waiting is None:
            loop = asyncio.get_running_loop()
            self._waiting = loop.call_later(self._every_s, self._begin)

    def _begin(self) -> None:
        self._keeping = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        await asyncio.to_thread(keep_or_log, self._readership)
        self._waiting = None  # what came meanwhile is kept after the next fetch


def keep_or_log(readership: Readerships) -> None:
    """Write numbers down; a database that does not take them now stops nothing."""
    try:
        readership.keep()
    except PressrunError as error:
        log.warning("readership.not-kept", extra={"code": error.problem.code})
