"""Strings that others collected to break programs, through every form: words, and nothing else."""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doubles.reader import EASY, URLENCODED, join, post, somebody
from doubles.site import Answer, ServedSite

# Elements that the pages have themselves; whatever is more came in.
OURS = frozenset(
    re.findall(
        r"\w+",
        """html head meta title link style script body a header p main h1 h2 div form label input
        fieldset legend button details summary footer strong br nav ul li span code section time
        table thead tr th tbody td q select option bdi small""",
    )
)
# Of a long collection every so many go over the wire; all go through the pages (test_answer.py).
EVERY = 40
FIELDS = ("email", "name", "list", "language", "topic", "website", "stamp", "token", "code", "wish")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with ServedSite(tmp_path_factory.mktemp("notes"), settings=EASY) as served:
        yield served


class Reading(HTMLParser):
    """Collects what acts: elements that are not ours, handlers, addresses of scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in OURS:
            self.odd.append(tag)
        for name, value in attrs:
            said = (value or "").strip().lower()
            leads = name in {"href", "src", "action", "formaction"}
            if name.startswith("on") or (leads and not re.match(r"https?:|/|#|mailto:|$", said)):
                self.odd.append(f"{tag} {name}={said[:40]}")
            if tag == "script" and name == "src" and said != "/press.js":
                self.odd.append(f"script {said[:40]}")


def odd(answer: Answer) -> list[str]:
    """Return what of a page acts and is not ours."""
    if not answer.headers["Content-Type"].startswith("text/html"):
        return []
    reading = Reading()
    reading.feed(answer.text)
    return reading.odd


def naughty(corpora: Path) -> list[str]:
    strings: list[str] = json.loads(
        (corpora / "naughty-strings/blns.json").read_text(encoding="utf-8")
    )
    payloads = (corpora / "xss/payloads.txt").read_text(encoding="utf-8", errors="replace")
    return [*strings[::3], *payloads.splitlines()[::EVERY]]


def addresses(corpora: Path) -> list[str]:
    tests = ElementTree.parse(corpora / "isemail/tests.xml").getroot()  # our copy
    return [test.findtext("address") or "" for test in tests.iter("test")]


def text(string: str) -> str:
    return string.encode("utf-8", "replace").decode()


def test_the_reader_of_pages_sees_what_acts() -> None:
    reading = Reading()
    reading.feed('<p onclick="x"><iframe></iframe><a href="javascript:1">a</a></p>')

    assert reading.odd == ["p onclick=x", "iframe", "a href=javascript:1"]


def test_every_string_in_every_field_is_words_and_nothing_active(
    site: ServedSite, corpora: Path
) -> None:
    path = join(site, somebody())

    for number, string in enumerate(naughty(corpora)):
        said = text(string)
        answers = [post(site, "/subscribe", email=said, name=said, language=said, topic=said)]
        if number % 4 == 0:
            answers += [
                post(site, path, cadence="each", name=said),
                post(site, f"{path}/address", email=said),
                post(site, f"{path}/pause", until=said, days=said),
                post(site, "/subscribe/code", token=said, code=said),
            ]
        for answer in answers:
            assert answer.status < 500
            assert odd(answer) == [], said

    assert odd(site.ask("GET", path)) == []


def test_every_address_of_a_known_collection_is_answered_clearly(
    site: ServedSite, corpora: Path
) -> None:
    found = addresses(corpora)

    answers = [post(site, "/subscribe", email=text(address)) for address in found]

    assert len(found) > 100
    assert {answer.status for answer in answers} == {200, 422}
    stored = [row for row in site.rows() if "INSERT INTO wish" in row]
    assert not any(control in row for row in stored for control in ("\x00", "\r", "\n"))


BYTES = st.binary(max_size=300)
NAMES = st.sampled_from(FIELDS)
ROUTES = st.sampled_from(
    [
        "/subscribe",
        "/subscribe/code",
        "/subscribe/again",
        "/api/subscribe",
        "/confirm/x",
        "/preferences/x",
        "/preferences/x/pause",
        "/unsubscribe/x",
        "/unsubscribe/x/pause",
        "/undo/x",
    ]
)
KINDS = st.sampled_from(
    [
        URLENCODED["Content-Type"],
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain; charset=\xff",
        ";;;=",
        "",
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(route=ROUTES, kind=KINDS, name=NAMES, value=BYTES, raw=st.booleans())
def test_no_body_makes_a_route_break(
    site: ServedSite, route: str, kind: str, name: str, value: bytes, raw: bool
) -> None:
    quoted = "".join(f"%{octet:02x}" for octet in value).encode()
    body = value if raw else name.encode() + b"=" + quoted

    answer = site.ask("POST", route, body, {"Content-Type": kind})

    assert answer.status < 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    route=ROUTES, method=st.sampled_from(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]), tail=BYTES
)
def test_no_path_makes_a_route_break(
    site: ServedSite, route: str, method: str, tail: bytes
) -> None:
    path = route + "".join(f"%{octet:02x}" for octet in tail)

    answer = site.ask(method, path)

    assert answer.status < 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
