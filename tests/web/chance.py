"""Requests by chance: what leads somewhere, what nearly does, and what others break sites with."""

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from web.routes import filled, parameters

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
def bodies(draw: st.DrawFn, names: Sequence[str], right: Mapping[str, str]) -> bytes:
    """A form, an object, parts, or octets; now and then cut off in the midst.

    One in two is right but for a field or two, so that what is typed gets as far as it may.
    """
    anything = st.lists(st.tuples(st.sampled_from([*names, "x", "email[]"]), TEXTS), max_size=6)
    if names and draw(st.booleans()):
        wrong = draw(st.dictionaries(st.sampled_from(names), TEXTS, max_size=2))
        pairs = list({**{k: v for k, v in right.items() if k in names}, **wrong}.items())
        return urlencode(pairs).encode()
    pairs = draw(anything)
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
