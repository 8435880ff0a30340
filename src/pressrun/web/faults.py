"""What nobody foresaw: the reader gets a page, the log a name and a place, and nobody a secret."""

import logging
import traceback
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

_STATUS: Final = 500


class Faults:
    """Answers an exception that reached nobody with ``answer``, where nothing was said yet.

    What an exception says may hold an address or a token; so the log has its kind, and where it
    was raised.
    """

    def __init__(self, app: ASGIApp, *, answer: ASGIApp) -> None:
        self._app, self._answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as error:
            log.error("site.fault", extra={"kind": type(error).__name__, "at": _places(error)})
            if not begun:
                await self._answer(scope, receive, send)


def _places(error: BaseException) -> str:
    """Return where an exception came from, the innermost place first; no word of what it says."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
