"""Every route of the site: what it takes, and an address of it that leads somewhere."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from doubles.booth import Booth
from doubles.letterbox import letters
from doubles.reader import ask_to_join, hidden, join, post, somebody

# The fields of each form, and the names of each query. What is not here is no route, and the
# other way round: a test holds that.
ROUTES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("GET", "/healthz"): (),
    ("GET", "/subscribe"): ("list", "language"),
    ("POST", "/subscribe"): ("email", "name", "language", "list", "topic", "stamp", "website"),
    ("POST", "/subscribe/code"): ("token", "code", "language"),
    ("POST", "/subscribe/again"): ("token", "wish", "language"),
    ("POST", "/api/subscribe"): ("email", "name", "language", "list", "topics"),
    ("OPTIONS", "/api/subscribe"): (),
    ("GET", "/confirm/{token}"): (),
    ("POST", "/confirm/{token}"): (),
    ("GET", "/preferences/{token}"): (),
    ("POST", "/preferences/{token}"): ("topic", "cadence", "language", "name"),
    ("POST", "/preferences/{token}/{act}"): ("days", "until", "open", "close", "email"),
    ("GET", "/unsubscribe/{handle}"): (),
    ("POST", "/unsubscribe/{handle}"): ("List-Unsubscribe",),
    ("POST", "/unsubscribe/{handle}/pause"): ("days",),
    ("POST", "/undo/{token}"): (),
    ("GET", "/search"): ("q",),
    ("GET", "/style-{digest}.css"): (),
    ("GET", "/press.js"): (),
    ("GET", "/openapi.json"): (),
    ("GET", "/feeds/private/{name}"): (),
    ("GET", "/vote/{token}/{article}/{question}/{choice}"): (),
    ("POST", "/vote/{token}/{article}/{question}/{choice}"): (),
    ("GET", "/vote/{path:path}"): (),
    ("POST", "/vote/{path:path}"): (),
    ("GET", "/polls/{article}/{question}"): (),
    ("POST", "/polls/{article}/{question}"): ("choice",),
    ("GET", "/polls/{article}/{question}/results"): (),
    ("GET", "/{path:path}"): (),
}
ACTS = ("address", "pause", "resume", "feed", "export", "erase", "leave")
_AGENTS = count()
_PARAMETER = re.compile(r"{(\w+)(?::path)?}")


def parameters(route: str) -> list[str]:
    """Return the names of what a route's address leaves open."""
    return _PARAMETER.findall(route)


def filled(route: str, values: Mapping[str, str]) -> str:
    """Return an address of a route."""
    return _PARAMETER.sub(lambda found: values[found[1]], route)


def known(booth: Booth) -> Mapping[str, Sequence[str]]:
    """Return, for each name of a parameter, values that lead somewhere on a site."""
    site, address = booth.site, somebody()
    preferences = join(site, address)
    feed = post(site, f"{preferences}/feed", open="").text
    waiting = somebody()
    ask_to_join(site, waiting)
    wish = letters(site, waiting)[-1].link.rpartition("/")[2]
    [reader] = [r for r in site.app.people.readers("") if r.subscriber.address == address]
    found = re.search(r"/feeds/private/([\w.-]+)", feed)
    style = re.search(r"/style-(\w+)\.css", site.ask("GET", "/subscribe").text)
    assert found
    assert style
    return {
        "token": (preferences.rpartition("/")[2], wish, booth.token),
        "act": (*ACTS, "nothing"),
        "handle": (reader.subscription.handle,),
        "article": ("pollaaaaaa", "otheraaaaa", "lampaaaaaa"),
        "question": ("cadence", "lamp-height", "over", "horn"),
        "choice": ("1", "2", "3", "0", "99"),
        "digest": (style[1], "0" * 16),
        "name": (found[1],),
        "path": ("articles/lamp/", "articles/lamp", "feeds/main.atom", "", "robots.txt", "archive"),
    }


def sound(booth: Booth) -> Mapping[str, str]:
    """Return, for fields that have to be right before others are looked at, what is right."""
    address = somebody()
    asked = ask_to_join(booth.site, address)
    return {
        "email": somebody(),
        "list": "main",
        "language": "en",
        "cadence": "each",
        "token": hidden(asked, "token"),
        "wish": letters(booth.site, address)[-1].link.rpartition("/")[2],
    }


# Where a page shows again what was typed, the field whose value it shows.
SHOWN = {
    ("POST", "/subscribe"): "email",
    ("POST", "/subscribe/code"): "code",
    ("POST", "/preferences/{token}/{act}"): "email",
    ("GET", "/search"): "q",
}


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button by somebody who may press it: it must change something."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    agent: str = "sample"


def _joined(booth: Booth, tail: str = "", **fields: str) -> Press:
    return Press(join(booth.site, somebody()) + tail, fields)


def _join(booth: Booth) -> Press:
    return Press("/subscribe", {"email": somebody()})


def _code(booth: Booth) -> Press:
    address = somebody()
    token = hidden(ask_to_join(booth.site, address), "token")
    code = letters(booth.site, address)[-1].code
    return Press("/subscribe/code", {"token": token, "code": code})


def _again(booth: Booth) -> Press:
    token = hidden(ask_to_join(booth.site, somebody()), "token")
    return Press("/subscribe/again", {"token": token})


def _confirm(booth: Booth) -> Press:
    address = somebody()
    ask_to_join(booth.site, address)
    return Press(letters(booth.site, address)[-1].link)


def _leave(booth: Booth, tail: str = "", **fields: str) -> Press:
    return Press(booth.site.subscribe(somebody().partition("@")[0]) + tail, fields)


def _undo(booth: Booth) -> Press:
    left = post(booth.site, join(booth.site, somebody()) + "/leave")
    return Press(left.text.split('action="')[1].split('"')[0])


def _resume(booth: Booth) -> Press:
    path = join(booth.site, somebody())
    post(booth.site, f"{path}/pause", days="14")
    return Press(f"{path}/resume")


def _vote(booth: Booth) -> Press:
    booth.site.ask("POST", booth.link("cadence", 1))
    return Press(booth.link("cadence", 2))


def _poll(booth: Booth) -> Press:
    agent = f"sample {next(_AGENTS)}"
    return Press("/polls/pollaaaaaa/cadence", {"choice": "1"}, agent)


PRESSES: Mapping[str, Callable[[Booth], Press]] = {
    "/subscribe": _join,
    "/subscribe/code": _code,
    "/subscribe/again": _again,
    "/api/subscribe": lambda booth: Press("/api/subscribe", {"email": somebody()}),
    "/confirm/{token}": _confirm,
    "/preferences/{token}": lambda booth: _joined(booth, cadence="each", name="Ada Sample"),
    "/preferences/{token}/pause": lambda booth: _joined(booth, "/pause", days="14"),
    "/preferences/{token}/resume": _resume,
    "/preferences/{token}/feed": lambda booth: _joined(booth, "/feed", open=""),
    "/preferences/{token}/address": lambda booth: _joined(booth, "/address", email=somebody()),
    "/preferences/{token}/export": lambda booth: _joined(booth, "/export"),
    "/preferences/{token}/erase": lambda booth: _joined(booth, "/erase"),
    "/preferences/{token}/leave": lambda booth: _joined(booth, "/leave"),
    "/unsubscribe/{handle}": _leave,
    "/unsubscribe/{handle}/pause": lambda booth: _leave(booth, "/pause", days="14"),
    "/undo/{token}": _undo,
    "/vote/{token}/{article}/{question}/{choice}": _vote,
    "/polls/{article}/{question}": _poll,
}
