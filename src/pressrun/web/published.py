"""The published site: pages, feeds and pictures from memory, by the letter of RFC 9110."""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit
from weakref import WeakKeyDictionary

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from pressrun.app.site import PublishedFile, Site
from pressrun.model.manifest import Manifest
from pressrun.model.served import Lasting, is_packed, is_shared, lasting
from pressrun.web.ahead import UNKNOWN, Ahead
from pressrun.web.codings import choose
from pressrun.web.conditions import http_date, is_known

Field = tuple[bytes, bytes]

_METHODS: Final = ("GET", "HEAD")
_LONGEST_S: Final = 300
_LASTING: Final[dict[Lasting, Field]] = {
    Lasting.DAY: (b"cache-control", b"public, max-age=86400"),
    Lasting.EVER: (b"cache-control", b"public, max-age=31536000, immutable"),
}
_MOMENTS: Final[tuple[Field, ...]] = tuple(
    (b"cache-control", f"public, max-age={seconds}".encode()) for seconds in range(_LONGEST_S + 1)
)
_VARY: Final[Field] = (b"vary", b"Accept-Encoding")
_TEXT: Final[Field] = (b"content-type", b"text/plain; charset=utf-8")
_HTML: Final[Field] = (b"content-type", b"text/html; charset=utf-8")
# The store is asked at most this often, the folder, which costs more, as often as the tick.
_ISSUES_S: Final = 1.0
_ARTICLES_S: Final = 15.0


class _Fields:
    """The fields of a file, made once: of 200 and, without what tells of the body, of 304."""

    __slots__ = ("etag", "known", "lasting", "whole")

    def __init__(self, file: PublishedFile, link: str) -> None:
        self.etag = file.etag.encode()
        self.known: list[Field] = [(b"etag", self.etag)]
        if file.modified_at is not None:
            self.known.append((b"last-modified", http_date(file.modified_at).encode()))
        if is_packed(file.path):
            self.known.append(_VARY)
        if link:
            self.known.append((b"link", link.encode()))
        if is_shared(file.path):
            self.known.append((b"access-control-allow-origin", b"*"))
        self.whole = [
            (b"content-type", file.media_type.encode()),
            (b"content-length", str(len(file.octets)).encode()),
            *self.known,
        ]
        if file.coding:
            self.whole.append((b"content-encoding", file.coding.encode()))
        self.lasting = lasting(file.path)


class Published:
    """An ASGI application that serves what the manifest lists, to GET and HEAD.

    What has been sent before is answered on the loop, from memory; what has to be read is read in
    a worker thread. ``missing`` answers for what is not there.
    """

    def __init__(self, site: Site, *, missing: ASGIApp) -> None:
        self._site, self._public, self._missing = site, site.public, missing
        self._base = urlsplit(site.url).path.rstrip("/")
        self._fields: WeakKeyDictionary[PublishedFile, _Fields] = WeakKeyDictionary()
        self._issues = Ahead(site.next_publication, fresh_s=_ISSUES_S, seconds=time.monotonic)
        self._articles = Ahead(site.next_article, fresh_s=_ARTICLES_S, seconds=time.monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._public.has_moved_on():
            await run_in_threadpool(self._public.catch_up)
        path: str = scope["path"][1:]
        name = f"{path}index.html" if path == "" or path.endswith("/") else path
        manifest = self._public.manifest
        if name not in manifest.files or name.removesuffix("index.html") in manifest.gone:
            await self._answer_otherwise(path, manifest, scope, receive, send)
            return
        accepted, none_match, modified_since = _asked(scope["headers"])
        coding = choose(accepted, manifest.files[name].packed)
        file = None
        if coding is not None:
            file = self._public.recall(name, coding)
            if file is None:
                file = await run_in_threadpool(self._public.read, name, coding)
            if file is None:  # removed since the manifest was written
                await self._missing(scope, receive, send)
                return
        if file is None or (file.coding != coding and choose(accepted, ()) is None):
            await _answer(scope, send, 406, b"Not in a coding you accept.\n", (_TEXT, _VARY))
            return
        fields = self._fields.get(file)
        if fields is None:
            fields = self._fields[file] = _Fields(file, self._site.link(name))
        cache = _LASTING.get(fields.lasting) or await self._moment()
        if is_known(none_match, modified_since, fields.etag, file.modified_at):
            status, headers, body = 304, [*fields.known, cache], b""
        else:
            status, headers, body = 200, [*fields.whole, cache], file.octets
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
        )

    def lists(self, scope: Scope) -> bool:
        """Tell whether somebody wants to read a file that the manifest, as last read, lists."""
        if scope["type"] != "http" or scope["method"] not in _METHODS:
            return False
        path: str = scope["path"][1:]
        files = self._public.manifest.files
        return path in files or ((not path or path[-1] == "/") and f"{path}index.html" in files)

    async def _moment(self) -> Field:
        """Return for how long a page or feed may be used again: not past the next publication."""
        issues, articles = self._issues, self._articles
        issue = issues.seen if issues.is_fresh else await issues.see()
        article = articles.seen if articles.is_fresh else await articles.see()
        if issue is None and article is None:
            return _MOMENTS[_LONGEST_S]
        return _MOMENTS[self._seconds_to(at for at in (issue, article) if at is not None)]

    def _seconds_to(self, moments: Iterable[datetime]) -> int:
        at = min(moments)
        if at is UNKNOWN:
            return 0
        left_s = (at - self._site.now()).total_seconds()
        return max(0, min(_LONGEST_S, int(left_s)))

    async def _answer_otherwise(
        self, path: str, manifest: Manifest, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer for a path that has no file: moved, gone, a folder without its slash, nothing."""
        for name in (path, f"{path}/", path.removesuffix("index.html")):
            if name in manifest.moved:
                await self._redirect(manifest.moved[name], scope, send)
                return
            if name in manifest.gone:
                await self._answer_gone(name, scope, send)
                return
        if path and f"{path}/index.html" in manifest.files:
            await self._redirect(f"{path}/", scope, send)
            return
        await self._missing(scope, receive, send)

    async def _answer_gone(self, path: str, scope: Scope, send: Send) -> None:
        """Answer with the page that says what was withdrawn, if one lies there."""
        name = f"{path}index.html" if path.endswith("/") else path
        file = self._public.recall(name) or await run_in_threadpool(self._public.read, name)
        octets = file.octets if file is not None and name.endswith(".html") else b"Withdrawn.\n"
        kind = _HTML if octets != b"Withdrawn.\n" else _TEXT
        await _answer(scope, send, 410, octets, (kind, await self._moment()))

    async def _redirect(self, to: str, scope: Scope, send: Send) -> None:
        where = to if "://" in to else f"{self._base}/{quote(to, safe=_SAFE)}"
        fields = ((b"location", where.encode("ascii")), await self._moment())
        await _answer(scope, send, 301, b"", fields)


class Listed:
    """Middleware that answers for what is listed before any route is looked at.

    No route but the last has a path that the manifest lists.
    """

    def __init__(self, app: ASGIApp, *, published: Published) -> None:
        self._app, self._published = app, published

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._published if self._published.lists(scope) else self._app
        await answer(scope, receive, send)


_SAFE: Final = "/~!$&'()*+,;=:@-._"


def _asked(headers: Iterable[Field]) -> tuple[bytes | None, bytes | None, bytes | None]:
    """Return Accept-Encoding, If-None-Match and If-Modified-Since, lists in one (RFC 9110 §5.2)."""
    accepted = none_match = modified_since = None
    for name, value in headers:
        if name == b"accept-encoding":
            accepted = value if accepted is None else b"%b, %b" % (accepted, value)
        elif name == b"if-none-match":
            none_match = value if none_match is None else b"%b, %b" % (none_match, value)
        elif name == b"if-modified-since":
            # Several are none (§13.1.3).
            modified_since = (
                value if modified_since is None else b"%b, %b" % (modified_since, value)
            )
    return accepted, none_match, modified_since


async def _answer(
    scope: Scope, send: Send, status: int, body: bytes, fields: Iterable[Field]
) -> None:
    headers = [(b"content-length", str(len(body)).encode()), *fields]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
