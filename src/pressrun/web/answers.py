"""Answers to one reader: pages that stay out of caches, referrers and search engines."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from pressrun.app.joining import Visit
from pressrun.app.pages import Answer, Pages
from pressrun.errors import PressrunError
from pressrun.model.served import origin

# The address of such a page is a secret of its reader.
SECRET: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,200}")


class Answers:
    """Makes responses of pages. Synchronous, as they are: called in a worker thread."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    @property
    def base(self) -> str:
        """Return the path below which all of this is, with its final slash."""
        return urlsplit(self.pages.publication.service_address()).path

    def page(
        self,
        answer: Answer,
        values: Mapping[str, str] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Return a page.

        Raises:
            RenderError: The theme does not work.
        """
        return self.html(self.pages.page(answer, values), status=status, headers=headers)

    def done(
        self,
        answer: Answer,
        values: Mapping[str, str] | None = None,
        *,
        said: str,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Return a page that tells what was done; ``said`` where the theme does not work.

        It is done, and a theme that does not work must not make it look otherwise.
        """
        try:
            return self.page(answer, values, headers=headers)
        except PressrunError:
            return PlainTextResponse(f"{said}\n", headers={**SECRET, **(headers or {})})

    def html(
        self, html: str, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Return a page that was set already."""
        return HTMLResponse(html, status, {**SECRET, **(headers or {})})

    def unknown(self) -> Response:
        """Return the one answer to every address that leads nowhere, whyever it does."""
        return self.page(Answer(page="unknown"), status=404)

    def malformed(self, why: str) -> Response:
        """Return the answer to what is no form of ours; ``why`` names words."""
        return self.page(Answer(page="malformed", problem=why), status=400)

    def visit(self, request: Request, *, list: str = "", language: str = "") -> Visit:
        """Return where a form was sent from and what it said.

        A browser tells the origin of a form that stands on another site. What it tells is
        evidence, and nothing is decided by it.
        """
        publication = self.pages.publication
        told = request.headers.get("origin", "")
        ours = {origin(publication.url), origin(publication.service_address())}
        elsewhere = _ORIGIN.fullmatch(told) and told not in ours
        return Visit(
            page=told if elsewhere else publication.service_address("subscribe"),
            network=request.client.host if request.client else "",
            wording=self.pages.consent(list, language),
        )
