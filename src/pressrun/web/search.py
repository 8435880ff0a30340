"""``/search``: what is public, by words. It works without a script and changes nothing."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pressrun.app.search import Search

# What people look for is nobody else's business: no cache keeps it, and no search engine.
_HEADERS: Final = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class Searching:
    """Answers whatever is asked, in a worker thread; there is nothing that may not be asked."""

    def __init__(self, search: Search) -> None:
        self._search = search

    async def answer(self, request: Request) -> Response:
        """Answer with the best that was found."""
        page = await run_in_threadpool(self._search.page, request.query_params.get("q", ""))
        return HTMLResponse(page, headers=_HEADERS)
