"""The published site: pages, feeds and pictures as files with their tags."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pressrun.app.site import Site


class Published:
    """Serves what the manifest lists; GET and HEAD only, conditional on the entity tag."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def answer(self, request: Request) -> Response:
        path = request.path_params["path"]
        found = await run_in_threadpool(self._site.published, path)
        if found is None:
            return await self._missing(path)
        headers = {"ETag": found.etag, "Cache-Control": "public, max-age=300"}
        if _matches(request.headers.get("if-none-match", ""), found.etag):
            return Response(status_code=304, headers=headers)
        return Response(found.octets, headers={**headers, "Content-Type": found.media_type})

    async def _missing(self, path: str) -> Response:
        if path and not path.endswith("/"):
            folder = await run_in_threadpool(self._site.published, f"{path}/")
            if folder is not None:
                return RedirectResponse(f"/{path}/", status_code=301)
        page = await run_in_threadpool(self._site.page, "not-found")
        return HTMLResponse(page, status_code=404, headers={"Cache-Control": "no-store"})


def _matches(field: str, etag: str) -> bool:
    """Tell whether If-None-Match names this tag, compared weakly (RFC 9110 §13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in field.split(",")}
    return "*" in tags or etag in tags
