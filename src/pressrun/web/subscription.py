"""Leaving a list: a GET shows one button, a POST acts (RFC 8058)."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from pressrun.app.site import Reader, Site, has_left
from pressrun.errors import PressrunError

# The address is a secret of its reader: keep it out of caches, referrers and search engines.
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class Subscription:
    """The handle in the address names person and list; nothing else is asked or believed."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def ask(self, request: Request) -> Response:
        """Show the button, or that it was pressed before. Changes nothing."""
        reader = await run_in_threadpool(self._site.reader, request.path_params["handle"])
        if reader is None:
            return await self._page("unsubscribe-unknown", status=404)
        return await self._page("unsubscribed" if has_left(reader) else "unsubscribe", reader)

    async def leave(self, request: Request) -> Response:
        """End the subscription, whatever the body says and however often it is asked.

        Mail clients post ``List-Unsubscribe=One-Click``, urlencoded or as multipart, without
        cookies, and follow no redirect (RFC 8058 §3.2); so the body is not read at all.
        """
        reader = await run_in_threadpool(
            self._site.leave,
            request.path_params["handle"],
            evidence="POST to the unsubscribe address",
        )
        if reader is None:
            return await self._page("unsubscribe-unknown", status=404)
        try:
            return await self._page("unsubscribed", reader)
        except PressrunError:
            # It is done, and a theme that does not work must not make it look otherwise.
            return PlainTextResponse("Done: no more mail from this list.", headers=_HEADERS)

    async def _page(
        self, name: str, reader: Reader | None = None, *, status: int = 200
    ) -> Response:
        page = await run_in_threadpool(self._site.page, name, reader)
        return HTMLResponse(page, status_code=status, headers=_HEADERS)
