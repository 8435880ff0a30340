"""Routes: one line each."""

import logging
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pressrun.app import App
from pressrun.errors import PressrunError
from pressrun.web.fetchlog import FetchLog
from pressrun.web.health import Health
from pressrun.web.manners import Manners
from pressrun.web.privatefeed import PrivateFeed
from pressrun.web.published import Listed, Published
from pressrun.web.subscription import Subscription

log = logging.getLogger(__name__)


def site(app: App) -> Starlette:
    """Return the ASGI application of one publication."""
    subscription, health, published = Subscription(app.site), Health(app.site), Published(app.site)
    private = PrivateFeed(app.private_feeds)
    url = urlsplit(app.site.url)
    return Starlette(
        routes=[
            Route("/healthz", health.answer, methods=["GET"]),
            Route("/unsubscribe/{handle}", subscription.ask, methods=["GET"]),
            Route("/unsubscribe/{handle}", subscription.leave, methods=["POST"]),
            Route("/feeds/private/{name}", private.answer, methods=["GET"]),
            Route("/{path:path}", published, methods=["GET"]),
        ],
        middleware=[
            Middleware(Manners, origin=f"{url.scheme}://{url.netloc}"),
            Middleware(FetchLog, readership=app.readership),
            Middleware(Listed, published=published),
        ],
        exception_handlers={PressrunError: _unavailable},
    )


async def _unavailable(request: Request, error: Exception) -> Response:
    """Answer for a database or a theme that does not work; what is wrong is not told to readers."""
    code = error.problem.code if isinstance(error, PressrunError) else ""
    log.error("site.unavailable", extra={"code": code})
    headers = {"Cache-Control": "no-store", "Retry-After": "60"}
    return PlainTextResponse("Not available now. Please try again later.", 503, headers)
