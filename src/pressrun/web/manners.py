"""What every answer carries: no script, nothing from elsewhere, no frame."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pressrun.model.served import quiet


class Manners:
    """Adds the headers of a quiet page to every answer; what a route set itself stays.

    ``origin`` is where published pictures are, when readers reach the site by another name.
    """

    def __init__(self, app: ASGIApp, *, origin: str) -> None:
        self._app = app
        self._fields = [
            (name.lower().encode(), value.encode()) for name, value in quiet(origin).items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_manners(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields = message["headers"]
                present = {name for name, _ in fields}
                absent = [field for field in self._fields if field[0] not in present]
                message["headers"] = [*fields, *absent]
            await send(message)

        await self._app(scope, receive, send_with_manners)
