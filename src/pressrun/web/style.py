"""Style sheets that pages call and no build has published yet."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pressrun.app.pages import Pages
from pressrun.model.served import STYLE


class Style:
    """Serves that of the theme as it lies in the folder now; published ones come before it."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def answer(self, request: Request) -> Response:
        """Answer with the style sheet, whose name is that of what it says."""
        name = f"{STYLE}{request.path_params['digest']}.css"
        text = await run_in_threadpool(self._pages.style, name)
        if text is None:
            raise HTTPException(404)
        headers = {"Cache-Control": "public, max-age=300"}
        return Response(text, headers=headers, media_type="text/css")
