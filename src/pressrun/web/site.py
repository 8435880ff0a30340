"""Routes: one line each."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from pressrun.app import App
from pressrun.errors import PressrunError
from pressrun.web.answers import Answers
from pressrun.web.api import Api
from pressrun.web.apology import Apology
from pressrun.web.asking import Asking
from pressrun.web.caps import Caps
from pressrun.web.faults import Faults
from pressrun.web.fetchlog import FetchLog
from pressrun.web.health import Health
from pressrun.web.joining import Subscribing
from pressrun.web.manners import Manners
from pressrun.web.openapi import Description
from pressrun.web.preferences import Choosing
from pressrun.web.privatefeed import PrivateFeed
from pressrun.web.published import Listed, Published
from pressrun.web.script import Script
from pressrun.web.search import Searching
from pressrun.web.style import Style
from pressrun.web.subscription import Subscription
from pressrun.web.vote import Voting


def site(app: App) -> Starlette:
    """Return the ASGI application of one publication."""
    apology = Apology(app.site.public)
    published = Published(app.site, missing=apology.nothing)
    answers, health = Answers(app.pages), Health(app.site)
    joining = Subscribing(app.joining, app.preferences, app.site, answers)
    choosing = Choosing(app.preferences, answers)
    subscription, script = Subscription(app.preferences, answers), Script(app.pages)
    api, description = Api(app.joining, answers), Description(app.site.publication)
    private, voting = PrivateFeed(app.private_feeds), Voting(app.polls, app.pages)
    searching, style = Searching(app.search), Style(app.pages)
    made = Starlette(
        routes=[
            Route("/healthz", health.answer, methods=["GET"]),
            Route("/subscribe", joining.form, methods=["GET"]),
            Route("/subscribe", joining.join, methods=["POST"]),
            Route("/subscribe/code", joining.code, methods=["POST"]),
            Route("/subscribe/again", joining.again, methods=["POST"]),
            Route("/api/subscribe", api.subscribe, methods=["POST"]),
            Route("/api/subscribe", api.preflight, methods=["OPTIONS"]),
            Route("/confirm/{token}", joining.ask, methods=["GET"]),
            Route("/confirm/{token}", joining.confirm, methods=["POST"]),
            Route("/preferences/{token}", choosing.show, methods=["GET"]),
            Route("/preferences/{token}", choosing.save, methods=["POST"]),
            Route("/preferences/{token}/{act}", choosing.act, methods=["POST"]),
            Route("/unsubscribe/{handle}", subscription.ask, methods=["GET"]),
            Route("/unsubscribe/{handle}", subscription.leave, methods=["POST"]),
            Route("/unsubscribe/{handle}/pause", subscription.pause, methods=["POST"]),
            Route("/undo/{token}", subscription.undo, methods=["POST"]),
            Route("/search", searching.answer, methods=["GET"]),
            Route("/style-{digest}.css", style.answer, methods=["GET"]),
            Route("/press.js", script.answer, methods=["GET"]),
            Route("/openapi.json", description.answer, methods=["GET"]),
            Route("/feeds/private/{name}", private.answer, methods=["GET"]),
            Route("/vote/{token}/{article}/{question}/{choice}", voting.offer, methods=["GET"]),
            Route("/vote/{token}/{article}/{question}/{choice}", voting.vote, methods=["POST"]),
            Route("/vote/{path:path}", voting.nothing, methods=["GET", "POST"]),
            Route("/polls/{article}/{question}", voting.ask, methods=["GET"]),
            Route("/polls/{article}/{question}", voting.answer, methods=["POST"]),
            Route("/polls/{article}/{question}/results", voting.results, methods=["GET"]),
            Route("/{path:path}", published, methods=["GET"]),
        ],
        middleware=[
            Middleware(Manners, publication=app.site.publication),
            Middleware(Faults, answer=apology.fault),
            Middleware(Caps),
            Middleware(Asking, trusted=app.site.trusted_proxies, addresses=app.site.addresses),
            Middleware(FetchLog, readership=app.readership),
            Middleware(Listed, published=published),
        ],
        exception_handlers={PressrunError: apology.unavailable, 404: apology.missing},
    )
    # It would lead to wherever the field Host says.
    made.router.redirect_slashes = False
    return made
