"""How much is read of a request, on every route alike, and what is said about more."""

import asyncio
import contextlib
import socket

import pytest
from starlette.types import Message

from doubles.site import PATIENCE_S, ServedSite
from pressrun.web.caps import BODY_OCTETS, FIELDS, HEAD_OCTETS, TARGET_OCTETS, Caps

HUNDRED_MB = 100_000_000
PATHS = (
    "/",
    "/nope",
    "/articles/lamp/",
    "/feeds/main.atom",
    "/feeds/private/x.atom",
    "/healthz",
    "/unsubscribe/nobody",
    "/search",
    "/subscribe",
    "/subscribe/code",
    "/subscribe/again",
    "/api/subscribe",
    "/confirm/x",
    "/preferences/x",
    "/preferences/x/leave",
    "/unsubscribe/x/pause",
    "/undo/x",
    "/vote/x/a/b/1",
    "/polls/a/b",
    "/polls/a/b/results",
    "/openapi.json",
    "/press.js",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")


def answer_to(site: ServedSite, sent: bytes) -> bytes:
    """Return the head of what comes back, whatever was taken of ``sent``."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE_S) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
        said = bytearray()
        with contextlib.suppress(ConnectionResetError):
            while b"\r\n\r\n" not in said and (octets := connection.recv(65536)):
                said += octets
        return bytes(said)


def request(method: str, path: str, *fields: str) -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: x", *fields, "", "")).encode()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_a_body_of_100_mb_is_refused_before_it_comes(
    site: ServedSite, path: str, method: str
) -> None:
    said = answer_to(site, request(method, path, f"Content-Length: {HUNDRED_MB}"))

    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close\r\n" in said
    assert b"content-security-policy: " in said


@pytest.mark.parametrize("path", PATHS)
def test_one_whose_length_nobody_told_is_refused_as_it_comes(site: ServedSite, path: str) -> None:
    head = request("POST", path, "Transfer-Encoding: chunked")
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    without_end = head + chunk * (BODY_OCTETS // 0x8000 + 1)

    assert answer_to(site, without_end).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_sends_100_mb_first_and_listens_then_hears_it(site: ServedSite) -> None:
    answer = site.ask("POST", "/unsubscribe/nobody", b"x" * HUNDRED_MB)

    assert answer.status == 413
    assert site.ask("GET", "/healthz").status == 200


def test_a_body_of_just_as_much_as_may_be_is_read(site: ServedSite) -> None:
    path = site.subscribe("just-fits")

    assert site.ask("POST", path, b"x" * BODY_OCTETS).status == 200
    assert site.ask("POST", path, b"x" * (BODY_OCTETS + 1)).status == 413


def test_a_target_and_a_head_have_their_measures(site: ServedSite) -> None:
    long = "/" + "a" * TARGET_OCTETS
    many = [f"X-{number}: 1" for number in range(FIELDS)]

    assert answer_to(site, request("GET", long)).startswith(b"HTTP/1.1 414 ")
    assert answer_to(site, request("GET", f"/?{long}")).startswith(b"HTTP/1.1 414 ")
    assert answer_to(site, request("GET", "/", f"X: {'a' * HEAD_OCTETS}")).startswith(
        b"HTTP/1.1 431 "
    )
    assert answer_to(site, request("GET", "/", *many)).startswith(b"HTTP/1.1 431 ")
    assert site.ask("GET", "/", headers={"X": "a" * (HEAD_OCTETS - 1000)}).status == 200


def test_what_is_no_request_has_the_manners_of_an_answer(site: ServedSite) -> None:
    said = answer_to(site, b"nonsense\r\n\r\n")

    assert said.startswith(b"HTTP/1.1 400 ")
    for name in (b"content-security-policy", b"x-content-type-options", b"referrer-policy"):
        assert b"\r\n" + name + b": " in said


def test_a_request_that_is_never_finished_keeps_nobody_else_waiting(site: ServedSite) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE_S) as slow:
        slow.sendall(request("POST", "/subscribe", "Content-Length: 10"))

        assert site.ask("GET", "/articles/lamp/").status == 200


def test_a_body_that_stops_coming_is_408() -> None:
    """Nobody waits here: the time is up at once."""

    async def never(*_: object) -> None:
        raise AssertionError("the route was asked")

    async def nothing_comes() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [(b"content-length", b"5")],
    }
    asyncio.run(Caps(never, body_s=0, linger_s=0)(scope, nothing_comes, send))

    assert sent[0]["status"] == 408
