"""A reader's own feed: whoever has its address may read it, and nobody is told the address."""

import hashlib
import re
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pressrun.app.privatefeeds import Missing, PrivateFeeds
from pressrun.model.feed import MEDIA_TYPES

# The address is a secret: no search engine keeps it, and no cache that people share keeps what
# it leads to. Their own program may, and asks each time whether it still holds.
_SECRET: Final = {"X-Robots-Tag": "noindex", "Cache-Control": "private, no-cache"}
_NOTHING: Final = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
_SAID: Final = {
    Missing.UNKNOWN: (HTTPStatus.NOT_FOUND, "There is no feed at this address.\n"),
    Missing.ENDED: (HTTPStatus.GONE, "This feed has ended. Its address will not come back.\n"),
}
_PAGE: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


class PrivateFeed:
    """Serves the documents of readers' own feeds; GET and HEAD, and neither changes anything.

    There is no Last-Modified: a reader who chooses other topics may get older articles, and what
    is dated earlier than before would never be fetched.
    """

    def __init__(self, feeds: PrivateFeeds) -> None:
        self._feeds = feeds

    async def answer(self, request: Request) -> Response:
        token, dot, kind = request.path_params["name"].rpartition(".")
        suffix, page = f"{dot}{kind}", request.query_params.get("page", "1")
        if suffix not in MEDIA_TYPES or not _PAGE.fullmatch(page):
            return _told(Missing.UNKNOWN)
        found = await run_in_threadpool(self._feeds.document, token, suffix, int(page))
        if isinstance(found, Missing):
            return _told(found)
        etag = f'"{hashlib.sha256(found).hexdigest()[:32]}"'
        headers = {**_SECRET, "ETag": etag}
        if _names(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(
            found, headers={**headers, "Content-Type": f"{MEDIA_TYPES[suffix]}; charset=utf-8"}
        )


def _told(missing: Missing) -> Response:
    status, words = _SAID[missing]
    return PlainTextResponse(words, status, _NOTHING)


def _names(field: str, etag: str) -> bool:
    """Tell whether If-None-Match names this tag, compared weakly (RFC 9110 §13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in field.split(",")}
    return "*" in tags or etag in tags
