"""What every answer carries: no script, nothing from elsewhere, no frame."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' {origin};"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Manners:
    """Adds the headers of a quiet page to every answer; what a route set itself stays.

    ``origin`` is where published pictures are, when readers reach the site by another name.
    """

    def __init__(self, app: ASGIApp, *, origin: str) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": _POLICY.format(origin=origin),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_manners(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_manners)
