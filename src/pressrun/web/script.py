"""``/press.js``: the one script there is, as the theme has it."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from pressrun.app.pages import Pages


class Script:
    """Serves it from the theme, so that a publication may have its own."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def answer(self, request: Request) -> Response:
        """Answer with the script; it changes as seldom as the theme does."""
        text = await run_in_threadpool(self._pages.script)
        headers = {"Cache-Control": "public, max-age=300"}
        return Response(text, headers=headers, media_type="text/javascript")
