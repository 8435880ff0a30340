"""Any request to any route: never a fault, always our manners, and nothing of it comes back alive.

The application is the real one over a real database, asked in process.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from doubles.booth import Booth, open_booth
from doubles.gate import CLIENT, Field, Gate, Request
from doubles.reader import EASY
from doubles.rows import Rows
from doubles.site import ServedSite
from pressrun.web.openapi import OPERATIONS
from pressrun.web.site import site as made
from render.reading import payloads
from web.chance import FIELDS, KINDS, METHODS, URLENCODED, bodies, targets
from web.judge import alive, faults
from web.routes import PRESSES, ROUTES, SHOWN, filled, known, parameters, sound

# Goes to the end of the table of the site, which is the last one.
PROXIED = 'trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]\n'


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booth]:
    """A site that believes a proxy, has asked its readers something, and sent it to one."""
    folder = tmp_path_factory.mktemp("notes")
    with ServedSite(folder, settings=f"{PROXIED}{EASY}") as served:
        yield open_booth(served)


@pytest.fixture(scope="module")
def gate(booth: Booth) -> Iterator[Gate]:
    with Gate(made(booth.site.app)) as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(booth: Booth) -> Iterator[Rows]:
    with Rows(booth.site.folder / ".pressrun/state.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def values(booth: Booth) -> Mapping[str, Sequence[str]]:
    return known(booth)


@pytest.fixture(scope="module")
def right(booth: Booth) -> Mapping[str, str]:
    return sound(booth)


# What fails is told as it was found: a request more than made smaller by hundreds of others.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def test_every_route_is_in_the_table_and_nothing_else(booth: Booth) -> None:
    routes = {
        (method, route.path)
        for route in made(booth.site.app).routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }

    assert routes == ROUTES.keys()


def test_the_table_has_every_field_that_is_described() -> None:
    for operation in OPERATIONS:
        described = operation.query + tuple(operation.body or ())

        assert set(described) == set(ROUTES[operation.method.upper(), operation.path])


def test_every_route_that_acts_has_somebody_who_may_press_its_button() -> None:
    acting = {path for method, path in ROUTES if method == "POST"}
    pressed = {re.sub(r"^(/preferences/{token})/\w+", r"\1/{act}", path) for path in PRESSES}

    assert pressed == acting - {"/vote/{path:path}"}


def test_a_page_with_anything_alive_in_it_would_be_seen() -> None:
    page = (
        "<p onclick=x style=y><x-odd></x-odd><iframe></iframe><a href='javascript:1'>a</a>"
        "<a href='//evil.invalid'>b</a><script>1</script><meta http-equiv=refresh>"
    )

    assert alive(page) == [
        "p onclick=x",
        "p style=y",
        "x-odd",
        "iframe",
        "a href=javascript:1",
        "a href=//evil.invalid",
        "script",
        "meta http-equiv",
    ]


@pytest.mark.parametrize(("method", "route"), ROUTES, ids=lambda part: part)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(data=st.data())
def test_no_request_breaks_a_route_or_comes_back_alive(
    booth: Booth,
    gate: Gate,
    rows: Rows,
    values: Mapping[str, Sequence[str]],
    right: Mapping[str, str],
    method: str,
    route: str,
    data: st.DataObject,
) -> None:
    names = ROUTES[method, route]
    asked = data.draw(st.one_of(st.just(method), METHODS), label="method")
    body = data.draw(bodies(names, right), label="body")
    fields: list[Field] = [(b"content-length", str(len(body)).encode())]
    fields += [(b"content-type", data.draw(KINDS, label="kind").encode("latin-1"))]
    fields += data.draw(FIELDS, label="fields")
    client = data.draw(st.sampled_from([CLIENT, ("127.0.0.1", 5), ("", 0)]), label="client")
    target = data.draw(targets(route, names, values), label="target")
    request = Request(asked, target, fields, body, client)
    before = rows.now()

    reply = gate.ask(request)

    assert faults(booth, request, reply) == []
    if asked != "POST":
        assert rows.now() == before


@pytest.mark.parametrize(
    "every", [pytest.param(300, id="some"), pytest.param(30, marks=pytest.mark.slow, id="many")]
)
@pytest.mark.parametrize(
    ("method", "route"), [key for key in ROUTES if ROUTES[key] or key[0] == "POST"], ids=str
)
def test_known_payloads_in_every_field_are_words(
    booth: Booth,
    gate: Gate,
    right: Mapping[str, str],
    corpora: Path,
    method: str,
    route: str,
    every: int,
) -> None:
    strings = json.loads((corpora / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    strings = [*strings[:: max(1, every // 30)], *payloads(corpora)[::every]]
    values = known(booth)  # somebody who has not left
    path = filled(route, {name: quote(values[name][0]) for name in parameters(route)})
    names = ROUTES[method, route]
    ordinary = {name: value for name, value in right.items() if name in names}
    requests = []
    for string in strings:
        said = string.encode("utf-8", "replace").decode()
        forms = [{**ordinary, name: said} for name in names] + [dict.fromkeys(names, said)]
        requests += [_sent(method, path, form) for form in forms]

    replies = gate.ask_all(requests)

    assert len(replies) > 20
    for request, reply in zip(requests, replies, strict=True):
        assert faults(booth, request, reply) == [], request


@pytest.mark.parametrize("key", SHOWN, ids=str)
def test_what_is_shown_again_is_shown_as_text(
    booth: Booth,
    gate: Gate,
    right: Mapping[str, str],
    key: tuple[str, str],
) -> None:
    """So there are answers in which something could come alive."""
    method, route = key
    values = known(booth)  # somebody who has not left
    path = filled(route, {name: quote(values[name][0]) for name in parameters(route)})
    ordinary = {name: value for name, value in right.items() if name in ROUTES[key]}
    said = "<x-odd>\"'&amp;"

    reply = gate.ask(_sent(method, path, {**ordinary, SHOWN[key]: said}))

    assert reply.status in (200, 422)
    assert re.search("&lt;x-odd&gt;(&quot;|&#34;)(&#x27;|&#39;)&amp;amp;", reply.text)
    assert alive(reply.text) == []


def _sent(method: str, path: str, form: Mapping[str, str]) -> Request:
    """Return a request as a browser or a program of the publisher's makes it."""
    if method == "GET":
        return Request("GET", f"{path}?{urlencode(form)}")
    kind, body = URLENCODED, urlencode(form).encode()
    if path == "/api/subscribe":
        listed = {"topics": [form["topics"]]} if "topics" in form else {}
        kind, body = "application/json", json.dumps({**form, **listed}).encode()
    fields = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    return Request(method, path, fields, body)


@pytest.mark.parametrize("act", PRESSES)
def test_only_a_press_changes_something_however_else_it_is_asked(
    booth: Booth, gate: Gate, rows: Rows, act: str
) -> None:
    """P16, and beside it that the same address acts when it is pressed."""
    press = PRESSES[act](booth)
    kind, body = URLENCODED, urlencode(press.fields).encode()
    if act == "/api/subscribe":
        kind, body = "application/json", json.dumps(dict(press.fields)).encode()
    fields = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"user-agent", press.agent.encode()),
    ]
    before = rows.now()

    looks = [
        Request(method, press.path, [*fields, *more], body)
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "post")
        for more in (
            [],
            [(b"sec-purpose", b"prefetch;prerender")],
            [(b"x-http-method-override", b"POST")],
        )
    ]
    looks += [Request("GET", f"{press.path}?{urlencode({**press.fields, '_method': 'POST'})}")]
    replies = gate.ask_all(looks)
    looked = rows.now()
    pressed = gate.ask(Request("POST", press.path, fields, body))

    assert {reply.status for reply in replies} <= {200, 204, 404, 405}
    assert [faults(booth, *pair) for pair in zip(looks, replies, strict=True)] == [[]] * len(looks)
    assert looked == before
    assert pressed.status in (200, 202)
    assert rows.now() != before
