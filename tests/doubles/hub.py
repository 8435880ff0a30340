"""Real HTTP servers on loopback: a WebSub hub, and a site that feeds are fetched from."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

Reply = tuple[int, Mapping[str, str], bytes]
TAKEN: Reply = (202, {}, b"")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Listener"

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, fields, octets = self.server.told.answer(self.command, self.path, headers, body)
        self.send_response(status)
        for name, value in {"Content-Length": f"{len(octets)}", **fields}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(octets)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    told: "WebServer"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no trouble here."""


class WebServer:
    """Answers on a loopback address; used as a context manager. With ``tls`` it speaks https.

    ``name`` is what its ``url`` calls it; whoever asks must have a resolver that knows it.
    """

    def __init__(
        self, name: str = "127.0.0.1", *, address: str = "127.0.0.1", tls: SSLContext | None = None
    ) -> None:
        self._listener = _Listener((address, 0), _Handler)
        self._listener.told = self
        if tls is not None:
            self._listener.socket = tls.wrap_socket(self._listener.socket, server_side=True)
        self.port: int = self._listener.server_port
        self.url = f"{'https' if tls else 'http'}://{name}:{self.port}"
        self.requests: list[tuple[str, str, Mapping[str, str], bytes]] = []
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.01,))

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self.requests.append((method, path, headers, body))
        return self.reply(method, path, body)

    def reply(self, method: str, path: str, body: bytes) -> Reply:
        """Return what to answer."""
        return 404, {}, b""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()


class ScriptedServer(WebServer):
    """Answers what it was told for a path, 404 for the rest."""

    def __init__(
        self,
        replies: Mapping[str, Reply],
        name: str = "127.0.0.1",
        *,
        address: str = "127.0.0.1",
        tls: SSLContext | None = None,
    ) -> None:
        super().__init__(name, address=address, tls=tls)
        self.replies = dict(replies)

    def reply(self, method: str, path: str, body: bytes) -> Reply:
        return self.replies.get(path, (404, {}, b""))


class Site(WebServer):
    """Serves octets by site path; ``files`` may change while it runs."""

    def __init__(self, name: str, files: Mapping[str, bytes]) -> None:
        super().__init__(name)
        self.files = dict(files)

    def reply(self, method: str, path: str, body: bytes) -> Reply:
        octets = self.files.get(path.removeprefix("/"))
        return (404, {}, b"") if octets is None else (200, {}, octets)


class Hub(WebServer):
    """Takes every ping, once it has given the answers of its ``script``, one after another."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._script: Iterator[Reply] = iter(())
        self.most_at_once = 0
        self._at_once, self._counting = 0, threading.Lock()

    def script(self, *replies: Reply) -> None:
        self._script = iter(replies)

    def reply(self, method: str, path: str, body: bytes) -> Reply:
        with self._counting:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            return next(self._script, TAKEN)
        finally:
            with self._counting:
                self._at_once -= 1

    @property
    def forms(self) -> Sequence[Mapping[str, str]]:
        """Every form it was sent."""
        return [dict(parse_qsl(body.decode("ascii"))) for *_, body in self.requests]

    @property
    def pinged(self) -> Counter[str]:
        """How often it heard of each topic."""
        return Counter(form["hub.url"] for form in self.forms)
