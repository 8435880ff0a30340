"""A body of 100 MB is refused on every route, and nobody holds it."""

import resource
import socket
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import quote

import pytest

from doubles.booth import Booth, open_booth
from doubles.gate import CHUNK_OCTETS, Gate, Request
from doubles.reader import EASY
from doubles.site import PATIENCE_S, ServedSite
from pressrun.web.site import site as made
from web.routes import ROUTES, filled, known, parameters

HUNDRED_MB = 100_000_000


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booth]:
    with ServedSite(tmp_path_factory.mktemp("notes"), settings=EASY) as served:
        yield open_booth(served)


def test_a_body_of_100_mb_is_never_held(booth: Booth) -> None:
    """Octets go by and nothing of them stays, whether or not a route reads bodies."""
    chunk = b"x" * CHUNK_OCTETS
    chunked = [(b"transfer-encoding", b"chunked")]
    told = [(b"content-length", str(HUNDRED_MB).encode())]
    with Gate(made(booth.site.app)) as gate:
        for path in ("/subscribe", "/healthz"):
            for fields in (chunked, told):
                request = Request("POST", path, fields)
                gate.ask(request)  # whatever is made once has been made
                tracemalloc.start()
                chunks = (bytes(chunk) for _ in range(HUNDRED_MB // CHUNK_OCTETS))
                reply = gate.pour(request, chunks)
                _, peak_octets = tracemalloc.get_traced_memory()
                tracemalloc.stop()

                assert reply.status == 413
                assert peak_octets < 16 * CHUNK_OCTETS


def test_a_body_of_100_mb_is_refused_on_every_route(booth: Booth) -> None:
    """Over real sockets: told beforehand, and sent in chunks until nobody listens."""
    values = known(booth)
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
