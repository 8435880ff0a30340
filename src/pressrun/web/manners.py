"""What every answer carries: no script, nothing inline, nothing from elsewhere, no frame."""

from collections.abc import Iterable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pressrun.model.publication import Publication
from pressrun.model.served import PAGES_ONLY, quiet

Field = tuple[bytes, bytes]

_PAGE: Final = b"text/html"


def manners(publication: Publication) -> list[Field]:
    """Return the fields of a quiet answer as they are sent."""
    return _sent(quiet(publication).items())


class Manners:
    """Adds those fields to every answer, and to pages that no other site may have them in it.

    What a route set itself stays.
    """

    def __init__(self, app: ASGIApp, *, publication: Publication) -> None:
        self._app = app
        self._always = manners(publication)
        self._page = [*self._always, *_sent(PAGES_ONLY.items())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_manners(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields = message["headers"]
                present = dict(fields)
                is_page = present.get(b"content-type", b"").startswith(_PAGE)
                more = self._page if is_page else self._always
                absent = [field for field in more if field[0] not in present]
                message["headers"] = [*fields, *absent]
            await send(message)

        await self._app(scope, receive, send_with_manners)


def _sent(fields: Iterable[tuple[str, str]]) -> list[Field]:
    return [(name.lower().encode(), value.encode()) for name, value in fields]
