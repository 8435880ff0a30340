"""Any request to any route: never a fault, always our manners, and nothing of it comes back alive.

The application is the real one over a real database, asked in process; what needs a wire is asked
over one.
"""

import json
import re
import resource
import socket
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from doubles.booth import Booth, open_booth
from doubles.gate import CHUNK_OCTETS, CLIENT, Field, Gate, Reply, Request
from doubles.reader import EASY
from doubles.rows import Rows
from doubles.site import PATIENCE_S, ServedSite
from pressrun.model.served import PAGES_ONLY, quiet
from pressrun.web.openapi import OPERATIONS
from pressrun.web.site import site as made
from render.reading import payloads, tree
from web.routes import PRESSES, ROUTES, filled, known, parameters

HUNDRED_MB = 100_000_000
# Goes to the end of the table of the site, which is the last one.
PROXIED = 'trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]\n'
# Elements that the pages have themselves; whatever is more came in.
OURS = frozenset(
    re.findall(
        r"\w+",
        """html head meta title link style script body a header p main h1 h2 div form label input
        fieldset legend button details summary footer strong br nav ul ol li span code section time
        article table caption thead tr th tbody td tfoot q select option bdi bdo small svg rect em
        dl dt dd address img h3 hr""",
    )
)
LEADS = {"href", "src", "action", "formaction"}
URLENCODED = "application/x-www-form-urlencoded"
HOSTILE = (
    "",
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)><x-odd>",
    "</title></textarea></style></script><iframe src=//evil.invalid>",
    "javascript:alert(1)//<svg/onload=alert(1)>",
    "' OR '1'='1'; DROP TABLE subscriber; --",
    "{{7*7}}${7*7}<%= 7*7 %>{% include 'x' %}",
    "a\r\nSet-Cookie: evil=1\r\n\r\n<x-odd>",
    "a\0b",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%00%ff%2e%2e\\..\\",
    "//evil.invalid/",
    "/\\evil.invalid",
    "https:evil.invalid",
    "\u202egnp.exe\u2028\ufeff\u200b",
    "ｕser@example.org",
    "=cmd|' /C calc'!A0",
    "a" * 9000,
    "🎉" * 300,
    "-1",
    "1e9",
    "99999999999999999999",
    "١٢",
    "2026-02-30",
    "reader@example.org\nBcc: other@example.org",
)


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


def alive(html: str) -> list[str]:
    """Return what of a page acts and is not ours, as a browser reads it."""
    found = []
    for node in tree(html).iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag not in OURS:
            found.append(node.tag)
        for name, value in node.attrib.items():
            said = value.strip()
            if str(name).lower().startswith(("on", "style", "srcdoc")):
                found.append(f"{node.tag} {name}={said[:40]}")
            if name in LEADS and not re.match(
                r"/(?![/\\])|https?://127\.0\.0\.1[:/]|#|[\w-]*$", said
            ):
                found.append(f"{node.tag} {name}={said[:40]}")
        if node.tag == "script" and (node.get("src") != "/press.js" or (node.text or "").strip()):
            found.append("script")
        if node.tag == "meta" and node.get("http-equiv"):
            found.append("meta http-equiv")
    return found


def faults(booth: Booth, request: Request, reply: Reply) -> list[str]:
    """Return what is wrong with an answer, whatever was asked."""
    publication = booth.site.app.site.publication
    found = []
    if reply.status >= 500:
        found.append(f"{reply.status}")
    present = {name.decode() for name, _ in reply.fields}
    html = reply.one("content-type").startswith("text/html")
    wanted = {name.lower() for name in quiet(publication)}
    wanted |= {name.lower() for name in PAGES_ONLY} if html else set()
    found += [f"no {name}" for name in sorted(wanted - present)]
    if "unsafe" in reply.one("content-security-policy"):
        found.append("something inline is allowed")
    found += [f"a field {name!r}" for name, value in reply.fields if re.search(rb"[\r\n\0]", value)]
    location = reply.one("location")
    if location and not re.match(r"/(?![/\\])|http://127\.0\.0\.1[:/]", location):
        found.append(f"leads to {location}")
    if "set-cookie" in present and (request.method, request.target) != ("POST", "/subscribe"):
        found.append("a cookie")
    if reply.octets and html and reply.octets not in _published(booth):
        found += alive(reply.text)
    if reply.octets and reply.one("content-type").startswith("application/json"):
        json.loads(reply.octets)
    return found


def _published(booth: Booth) -> set[bytes]:
    """Return what lies in the folder of pages: files, which repeat nothing of a request."""
    public = booth.site.folder / "public"
    return {file.read_bytes() for file in public.rglob("*.html")}


# --- The table -------------------------------------------------------------------------------


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


# --- Whatever is asked -----------------------------------------------------------------------

# What fails is told as it was found: a request more than made smaller by hundreds of others.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
LATIN = st.binary(max_size=60).map(lambda octets: re.sub(rb"[\x00-\x1f\x7f]", b" ", octets))
METHODS = st.one_of(
    st.sampled_from(["GET", "HEAD", "OPTIONS", "POST"]),
    st.sampled_from(["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "Post", "X"]),
)
SPECIAL: Mapping[str, Sequence[str]] = {
    "host": ("evil.invalid", "", "127.0.0.1:8080, evil.invalid", "[::1", "a" * 9000),
    "x-forwarded-for": (", ".join(map(str, range(1000))), "198.51.100.9", "unknown", "::1%eth0"),
    "x-forwarded-host": ("evil.invalid",),
    "x-forwarded-proto": ("https", "gopher"),
    "forwarded": ("for=198.51.100.9;host=evil.invalid", 'for="[::1', ";;=,=;"),
    "range": (f"bytes={','.join(['0-'] * 1000)}", "bytes=0-0", "bytes=-1", "lines=1-2"),
    "if-none-match": ("*", ",".join(f'"{n:08x}"' for n in range(900)), 'W/"', "a" * 10_000),
    "if-modified-since": ("Fri, 27 Nov 2099 08:00:00 GMT", "yesterday", "9" * 40),
    "if-range": ('"x"',),
    "accept": ("*/*", "text/html;q=", "a" * 5000),
    "accept-encoding": ("gzip", "br;q=1.0", "identity;q=0, *;q=0", "gzip;q=9" * 400, ";;;"),
    "accept-language": ("de", "<script>", "x-" * 900),
    "cookie": ("asked=x", "asked=" + "A" * 64, "=;=; asked", 'asked="<script>', "a=b;" * 900),
    "origin": ("null", "https://evil.invalid", "http://127.0.0.1:8080", "<script>", "https://"),
    "referer": ("https://evil.invalid/<script>",),
    "sec-fetch-site": ("cross-site", "same-origin"),
    "sec-purpose": ("prefetch;prerender",),
    "purpose": ("prefetch",),
    "user-agent": ("<script>alert(1)</script>", ""),
    "x-http-method-override": ("POST", "DELETE"),
    "content-encoding": ("gzip",),
    "expect": ("100-continue", "the impossible"),
    "te": ("trailers",),
    "upgrade": ("websocket", "h2c"),
}
FIELDS = st.lists(
    st.sampled_from(sorted(SPECIAL)).flatmap(
        lambda name: st.tuples(
            st.just(name.encode()),
            st.one_of(st.sampled_from([v.encode() for v in SPECIAL[name]]), LATIN),
        )
    ),
    max_size=6,
)
KINDS = st.sampled_from(
    [
        URLENCODED,
        f"{URLENCODED}; charset=iso-8859-1",
        f"{URLENCODED}; charset=\xff",
        "application/json",
        "application/json; charset=utf-16",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        ";;;=",
        "",
    ]
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def targets(
    draw: st.DrawFn, route: str, names: Sequence[str], values: Mapping[str, Sequence[str]]
) -> str:
    """An address of a route: what leads somewhere, what nearly does, and what does not."""
    chosen = {}
    for name in parameters(route):
        text = draw(st.one_of(st.sampled_from(values[name]), TEXTS))
        how = draw(st.sampled_from(["as it is", "as it is", "shorter", "longer", "other letters"]))
        text = {"shorter": text[:-1], "longer": text + "A", "other letters": text.swapcase()}.get(
            how, text
        )
        chosen[name] = quote(text, safe=draw(st.sampled_from(["", "/", "/:@!$&'()*+,;="])))
    path = filled(route, chosen)
    path += draw(
        st.sampled_from(["", "", "", "/", "%00", "%ff", "%2f..%2f", "//", "/../..", "%0a"])
    )
    path = draw(st.sampled_from(["", "", "", "http://evil.invalid", "//evil.invalid"])) + path
    if draw(st.booleans()):
        pairs = draw(st.lists(st.tuples(st.sampled_from([*names, "x"]), TEXTS), max_size=4))
        path += "?" + urlencode(pairs)
    return path


@st.composite
def bodies(draw: st.DrawFn, names: Sequence[str]) -> bytes:
    """A form, an object, parts, or octets; now and then cut off in the midst."""
    pairs = draw(st.lists(st.tuples(st.sampled_from([*names, "x", "email[]"]), TEXTS), max_size=6))
    body = draw(
        st.sampled_from(
            [
                urlencode(pairs).encode(),
                json.dumps(dict(pairs)).encode(),
                json.dumps(draw(JSON)).encode(),
                _parts(pairs),
                draw(st.binary(max_size=200)),
            ]
        )
    )
    return body[: draw(st.integers(0, len(body)))] if draw(st.integers(0, 4)) == 0 else body


def _parts(pairs: Sequence[tuple[str, str]]) -> bytes:
    text = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in pairs
    )
    return f"{text}--x--\r\n".encode()


@pytest.mark.parametrize(("method", "route"), ROUTES, ids=lambda part: part)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(data=st.data())
def test_no_request_breaks_a_route_or_comes_back_alive(
    booth: Booth,
    gate: Gate,
    rows: Rows,
    values: Mapping[str, Sequence[str]],
    method: str,
    route: str,
    data: st.DataObject,
) -> None:
    names = ROUTES[method, route]
    asked = data.draw(st.one_of(st.just(method), METHODS), label="method")
    body = data.draw(bodies(names), label="body")
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
    "every", [pytest.param(300, id="some"), pytest.param(6, marks=pytest.mark.slow, id="many")]
)
@pytest.mark.parametrize(
    ("method", "route"), [key for key in ROUTES if ROUTES[key] or key[0] == "POST"], ids=str
)
def test_known_payloads_in_every_field_are_words(
    booth: Booth,
    gate: Gate,
    values: Mapping[str, Sequence[str]],
    corpora: Path,
    method: str,
    route: str,
    every: int,
) -> None:
    strings = json.loads((corpora / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    strings = [*strings[:: max(1, every // 30)], *payloads(corpora)[::every]]
    path = filled(route, {name: quote(values[name][0]) for name in parameters(route)})
    requests = []
    for string in strings:
        said = string.encode("utf-8", "replace").decode()
        pairs = dict.fromkeys(ROUTES[method, route], said)
        if method == "GET":
            requests.append(Request("GET", f"{path}?{urlencode(pairs)}"))
            continue
        if route == "/api/subscribe":
            kind, body = "application/json", json.dumps({**pairs, "topics": [said]}).encode()
        else:
            kind, body = URLENCODED, urlencode(pairs).encode()
        length = (b"content-length", str(len(body)).encode())
        fields = [(b"content-type", kind.encode()), length, (b"origin", quote(said).encode())]
        requests.append(Request("POST", path, fields, body))

    replies = gate.ask_all(requests)

    assert len(replies) > 20
    for request, reply in zip(requests, replies, strict=True):
        assert faults(booth, request, reply) == [], request


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


# --- More than is read -----------------------------------------------------------------------


def test_a_body_of_100_mb_is_never_held(gate: Gate) -> None:
    """Octets go by and nothing of them stays, whether or not a route reads bodies."""
    chunk = b"x" * CHUNK_OCTETS
    chunked = [(b"transfer-encoding", b"chunked"), (b"content-type", URLENCODED.encode())]
    told = [(b"content-length", str(HUNDRED_MB).encode()), *chunked[1:]]
    for path in ("/subscribe", "/healthz"):
        for fields in (chunked, told):
            request = Request("POST", path, fields)
            gate.ask(request)  # whatever is made once has been made
            tracemalloc.start()
            reply = gate.pour(request, (bytes(chunk) for _ in range(HUNDRED_MB // CHUNK_OCTETS)))
            _, peak_octets = tracemalloc.get_traced_memory()
            tracemalloc.stop()

            assert reply.status == 413
            assert peak_octets < 16 * CHUNK_OCTETS


def test_a_body_of_100_mb_is_refused_on_every_route(
    booth: Booth, values: Mapping[str, Sequence[str]]
) -> None:
    """Over real sockets: told beforehand, and sent in chunks until nobody listens."""
    asked = [
        (method, filled(route, {name: quote(values[name][0]) for name in parameters(route)}), how)
        for method, route in ROUTES
        for how in (f"Content-Length: {HUNDRED_MB}", "Transfer-Encoding: chunked")
    ]
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with ThreadPoolExecutor(16) as clients:
        answers = list(clients.map(lambda each: _answer_to(booth.site, *each), asked))

    for each, answer in zip(asked, answers, strict=True):
        assert answer.startswith(b"HTTP/1.1 413 "), each
        assert b"\r\ncontent-security-policy: " in answer
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 64_000


def _answer_to(site: ServedSite, method: str, path: str, field: str) -> bytes:
    chunk = b"10000\r\n" + b"x" * CHUNK_OCTETS + b"\r\n"
    chunks = HUNDRED_MB // CHUNK_OCTETS if "chunked" in field else 0
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE_S) as connection:
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{field}\r\n\r\n"
        connection.sendall(head.encode())
        said = bytearray()
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(chunks):
                connection.sendall(chunk)
        with suppress(ConnectionResetError):
            while octets := connection.recv(65536):
                said += octets
    return bytes(said)
