"""Routes: one line each."""

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from pressrun.app import App
from pressrun.web.health import Health
from pressrun.web.manners import Manners
from pressrun.web.published import Published
from pressrun.web.subscription import Subscription


def site(app: App) -> Starlette:
    """Return the ASGI application of one publication."""
    subscription, health, published = Subscription(app.site), Health(app.site), Published(app.site)
    url = urlsplit(app.site.url)
    return Starlette(
        routes=[
            Route("/healthz", health.answer, methods=["GET"]),
            Route("/unsubscribe/{handle}", subscription.ask, methods=["GET"]),
            Route("/unsubscribe/{handle}", subscription.leave, methods=["POST"]),
            Route("/{path:path}", published.answer, methods=["GET"]),
        ],
        middleware=[Middleware(Manners, origin=f"{url.scheme}://{url.netloc}")],
    )
