"""Pages for what is not there and for what does not work; all of them lead on."""

import logging
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from pressrun.app.site import PublishedSite
from pressrun.errors import PressrunError

log = logging.getLogger(__name__)

MISSING: Final = "404.html"
BROKEN: Final = "500.html"
_NOT_KEPT: Final = {"Cache-Control": "no-store"}
_NO_PAGE: Final = "There is no such page.\n"
_LATER: Final = {**_NOT_KEPT, "Retry-After": "60"}


class Apology:
    """Sends the pages that the last build made for it; plain words where it made none.

    Nothing is rendered for them: when the theme or the database does not work, they must.
    """

    def __init__(self, public: PublishedSite) -> None:
        self._public = public

    async def missing(self, request: Request, error: Exception) -> Response:
        """Answer for an address that there is not."""
        return await self._page(MISSING, _NO_PAGE, 404, _NOT_KEPT)

    async def nothing(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a file that there is not."""
        response = await self._page(MISSING, _NO_PAGE, 404, _NOT_KEPT)
        await response(scope, receive, send)

    async def unavailable(self, request: Request, error: Exception) -> Response:
        """Answer for a database or a theme that does not work; what is wrong is told to the log."""
        code = error.problem.code if isinstance(error, PressrunError) else ""
        log.error("site.unavailable", extra={"code": code})
        return await self._page(BROKEN, "Not available now. Please try again later.\n", 503, _LATER)

    async def fault(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for what nobody foresaw."""
        said = "Something went wrong here. Please try again later.\n"
        response = await self._page(BROKEN, said, 500, _NOT_KEPT)
        await response(scope, receive, send)

    async def _page(self, name: str, words: str, status: int, headers: dict[str, str]) -> Response:
        file = self._public.recall(name)
        if file is None and name in self._public.manifest.files:
            file = await run_in_threadpool(self._public.read, name)
        if file is None:
            return PlainTextResponse(words, status, headers)
        return HTMLResponse(file.octets, status, headers)
