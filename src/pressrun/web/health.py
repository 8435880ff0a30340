"""``/healthz``: does the press answer, and what waits."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pressrun.app.site import Site
from pressrun.errors import PressrunError


class Health:
    """200 while the database answers, 503 otherwise; never a word about people."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def answer(self, request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        try:
            found = await run_in_threadpool(self._site.health)
        except PressrunError as error:
            return JSONResponse(
                {"ok": False, "code": error.problem.code}, status_code=503, headers=headers
            )
        return JSONResponse(found, headers=headers)
