"""Whose address counts behind proxies, and that no header names the site."""

import asyncio
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from doubles.site import ServedSite
from pressrun.web.asking import Asking

TRUSTED = tuple(ip_network(each) for each in ("127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"))
MANY = ", ".join(str(number) for number in range(1000))


def asked(
    scope: dict[str, Any], trusted: tuple[Any, ...] = TRUSTED, addresses: tuple[str, ...] = ()
) -> Scope:
    """Return what the application behind is told."""
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    asking = Asking(app, trusted=trusted, addresses=addresses)
    asyncio.run(asking({"type": "http", "path": "/", **scope}, receive, send))
    return seen[0]


def client(peer: str, *fields: tuple[str, str], trusted: tuple[Any, ...] = TRUSTED) -> str:
    headers = [(name.lower().encode(), value.encode()) for name, value in fields]
    found: str = asked({"client": (peer, 5), "headers": headers}, trusted)["client"][0]
    return found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:DB8:0:0::7, 2001:db8:1::5", "2001:db8::7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("unknown, 10.1.2.3", "10.1.2.3"),
        ("203.0.113.9, nonsense", "127.0.0.1"),
        (MANY, "127.0.0.1"),
        (f"{MANY}, 198.51.100.7", "198.51.100.7"),
        ("", "127.0.0.1"),
    ],
)
def test_the_last_address_that_no_proxy_has_is_the_clients(told: str, found: str) -> None:
    assert client("127.0.0.1", ("X-Forwarded-For", told)) == found


def test_several_fields_are_one_list() -> None:
    fields = (("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "198.51.100.7, 10.0.0.1"))

    assert client("127.0.0.1", *fields) == "198.51.100.7"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("for=198.51.100.7", "198.51.100.7"),
        ('For="[2001:db8::7]:4711";proto=https', "2001:db8::7"),
        ("for=203.0.113.9, for=198.51.100.7;by=10.0.0.1, for=10.0.0.2", "198.51.100.7"),
        ("for=_hidden", "127.0.0.1"),
        ("proto=https", "127.0.0.1"),
    ],
)
def test_forwarded_is_read_where_there_is_no_other(told: str, found: str) -> None:
    assert client("127.0.0.1", ("Forwarded", told)) == found
    with_both = (("Forwarded", "for=203.0.113.9"), ("X-Forwarded-For", "198.51.100.7"))
    assert client("127.0.0.1", *with_both) == "198.51.100.7"


@pytest.mark.parametrize("peer", ["203.0.113.50", "2001:db8:2::1", "unix:", ""])
def test_nobody_else_is_believed(peer: str) -> None:
    assert client(peer, ("X-Forwarded-For", "198.51.100.7")) == peer
    assert client("127.0.0.1", ("X-Forwarded-For", "198.51.100.7"), trusted=()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/articles/", "/articles/"),
        ("http://evil.example.org/articles/", "/articles/"),
        ("HTTPS://evil.example.org", "/"),
        ("*", "*"),
    ],
)
def test_the_whole_address_of_a_page_is_its_path(target: str, path: str) -> None:
    assert asked({"path": target, "client": None, "headers": []})["path"] == path


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/notes/a/archive/", "/archive/"),
        ("/notes/a/", "/"),
        ("/notes/a", "/"),
        ("/caf\N{LATIN SMALL LETTER E WITH ACUTE}/subscribe", "/subscribe"),
        ("https://example.org/notes/a/archive/", "/archive/"),
        ("/archive/", "/archive/"),
        ("/notes/", "/notes/"),
        ("/notes/archive/", "/notes/archive/"),
    ],
)
def test_the_path_that_readers_know_is_taken_off_unless_a_proxy_did(target: str, path: str) -> None:
    addresses = ("https://example.org/notes/a/", "https://example.org/caf%C3%A9/")

    found = asked({"path": target, "client": None, "headers": []}, addresses=addresses)

    assert found["path"] == path


@pytest.mark.parametrize("before", ["", "/press/harbour"])
def test_a_site_below_a_path_answers_there(tmp_path: Path, before: str) -> None:
    service = 'service = "https://example.org/press/harbour"\n'
    with ServedSite(tmp_path / "notes", settings=service) as site:
        statuses = {
            path: site.ask("GET", f"{before}{path}").status
            for path in ("/", "/articles/lamp/", "/subscribe", "/search", "/nope", "/confirm/x")
        }

    assert list(statuses.values()) == [200, 200, 200, 200, 404, 404]


@pytest.mark.parametrize("path", ["/", "/nope", "/articles", "/articles/lamp", "/healthz/"])
def test_no_answer_repeats_the_host_that_was_asked_for(site: ServedSite, path: str) -> None:
    spoofed = {
        "Host": "evil.invalid",
        "X-Forwarded-Host": "evil.invalid",
        "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.invalid",
    }
    for asked_for in (path, f"http://evil.invalid{path}"):
        answer = site.ask("GET", asked_for, headers=spoofed)

        assert answer.status in {200, 301, 404}
        assert "evil.invalid" not in f"{answer.headers} {answer.text}"


def test_thousand_ranges_and_ten_kilobytes_of_tags_are_borne(site: ServedSite) -> None:
    ranges = {"Range": "bytes=" + ",".join("0-" for _ in range(1000))}

    assert site.ask("GET", "/articles/lamp/", headers=ranges).status == 200
    tags = {"If-None-Match": ",".join(f'"{n:x}"' for n in range(2000))}
    assert len(tags["If-None-Match"]) > 10_000
    assert site.ask("GET", "/articles/lamp/", headers=tags).status == 200
