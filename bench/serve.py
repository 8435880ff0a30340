"""Time serving a feed and a page of the archive, beside a bare Starlette route and nginx.

Each is a process of its own. All send the same octets (about 100 kB of feed, some 10 kB of page)
from the same machine to the same small client, over connections that stay open, in rounds that take
turns. Prints answers a second of the wall clock
and of each server's own processor time (so that a busy machine counts little), for 200 and for
304, and the ratio to the bare route, round by round.

    .venv/bin/python bench/serve.py [SECONDS A ROUND]
"""

import asyncio
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pressrun.app.beginning import begin

ROUND_S = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
ROUNDS = 11
CONNECTIONS = 8
AIM = 0.7
ARTICLES = 50
# What is asked for, and the file that is sent.
ASKED = {"feeds/main.atom": "feeds/main.atom", "archive/2026/": "archive/2026/index.html"}
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")

BARE = """
import sys
from pathlib import Path
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

OCTETS, ETAG = Path(sys.argv[2]).read_bytes(), '"bare"'

async def answer(request: Request) -> Response:
    if request.headers.get("if-none-match") == ETAG:
        return Response(status_code=304, headers={"ETag": ETAG})
    return Response(OCTETS, headers={"ETag": ETAG, "Content-Type": sys.argv[4]})

app = Starlette(routes=[Route("/" + sys.argv[3], answer)])
uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False, lifespan="off")
"""

OURS = """
import asyncio, sys
from pathlib import Path
from pressrun.app import App
from pressrun.web.server import listen, serve

async def main(app, listener):
    await serve(app, listener, asyncio.Event())

with App(Path(sys.argv[2]), {"PRESSRUN_SITE_PORT": sys.argv[1]}) as app:
    with listen(app) as listener:
        asyncio.run(main(app, listener))
"""


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def spent_s(self) -> float:
        """Return the seconds that its one process has been charged with."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def publication(folder: Path) -> None:
    """Write and build a publication whose main feed has about 100 kB."""
    begin(folder, title="Harbour", zone="UTC", authority="example.org", dry_run=False)
    words = "The ferry was late again, and nobody on the pier minded: the light was worth it. "
    for number in range(ARTICLES):
        digits = "".join("abcdefghij"[int(digit)] for digit in f"{number:010}")
        front = f"id: {digits}\ntitle: Article {number}\npublish: now\n"
        file = folder / f"articles/article-{number}.md"
        file.write_text(f"---\n{front}---\n\n{words * 18}\n", encoding="utf-8")
    program = Path(sys.executable).with_name("pressrun")
    subprocess.run([program, "build"], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(command: list[str], port: int) -> Iterator["Server"]:
    """Run a server until the block ends; it listens when the block begins."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    said = process.stderr.read().decode() if process.stderr else ""
                    raise SystemExit(f"{command[0]} does not listen: {said}") from None
                time.sleep(0.05)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def nginx(folder: Path, public: Path, port: int) -> list[str]:
    """Return the command for one nginx worker on these files."""
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        "events {}\n"
        "http { access_log off; keepalive_requests 10000000; sendfile on;\n"
        "  open_file_cache max=100; types { application/atom+xml atom; }\n"
        f"  client_body_temp_path {folder}; proxy_temp_path {folder};\n"
        f"  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};\n"
        f"  server {{ listen 127.0.0.1:{port}; root {public}; }} }}\n"
    )
    return [NGINX or "nginx", "-c", str(config), "-e", str(folder / "error.log")]


class Answers(asyncio.Protocol):
    """Asks the same question again as soon as it is answered, and counts."""

    def __init__(self, request: bytes, status: bytes) -> None:
        self._request, self._status = request, status
        self._missing, self._head = 0, b""
        self.count = 0
        self.ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._head += data
            head, end, body = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            assert head.split(b" ", 2)[1] == self._status, head
            self._missing = _length(head) - len(body) if self._status == b"200" else 0
            self._head = b""
        assert self._missing >= 0
        if self._missing == 0:
            self.count += 1
            if not self.ended:
                self.transport.write(self._request)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    raise AssertionError(head)


async def answers_a_second(server: Server, asked: str, etag: str) -> tuple[float, float]:
    """Return how many answers come in a second of the wall clock and of the server's own time.

    They are 304 to an entity tag, 200 without one.
    """
    condition = f"If-None-Match: {etag}\r\n" if etag else ""
    request = f"GET /{asked} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{condition}\r\n".encode()
    status = b"304" if etag else b"200"
    loop = asyncio.get_running_loop()
    clients = []
    for _ in range(CONNECTIONS):
        _, client = await loop.create_connection(
            lambda: Answers(request, status), "127.0.0.1", server.port
        )
        clients.append(client)
    await asyncio.sleep(0.3)  # to warm up
    before, began, spent_s = sum(c.count for c in clients), time.perf_counter(), server.spent_s()
    await asyncio.sleep(ROUND_S)
    count, took_s = sum(c.count for c in clients) - before, time.perf_counter() - began
    spent_s = server.spent_s() - spent_s
    for client in clients:
        client.ended = True
        client.transport.abort()
    return count / took_s, count / max(spent_s, 0.01)


async def etag_of(port: int, asked: str) -> str:
    """Return the entity tag of what is asked for, and see that it is whole."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /{asked} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    [etag] = [value for name, value in fields.items() if name.lower() == b"etag"]
    assert len(body) == _length(head), head
    return etag.decode()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publication(folder / "notes")
        for asked, sent in ASKED.items():
            with ExitStack() as stack:
                measure(folder, asked, folder / "notes/public" / sent, stack)


def measure(folder: Path, asked: str, sent: Path, stack: ExitStack) -> None:
    """Ask all servers for the same in turn, and print what came of it."""
    bare, ours, peer = free_port(), free_port(), free_port()
    kind = "application/atom+xml" if sent.suffix == ".atom" else "text/html"
    command = [sys.executable, "-c", BARE, str(bare), str(sent), asked, kind]
    servers = {"bare Starlette": stack.enter_context(serving(command, bare))}
    command = [sys.executable, "-c", OURS, str(ours), str(folder / "notes")]
    servers["Pressrun"] = stack.enter_context(serving(command, ours))
    if NGINX is None:
        print("nginx is not installed: left out")
    else:
        command = nginx(folder, folder / "notes/public", peer)
        servers["nginx"] = stack.enter_context(serving(command, peer))
    tags = {name: asyncio.run(etag_of(server.port, asked)) for name, server in servers.items()}
    print(f"Python {platform.python_version()}, /{asked}: {sent.stat().st_size:,} octets, ", end="")
    print(f"{CONNECTIONS} connections, {ROUNDS} rounds of {ROUND_S:g} s in turn")
    for status in ("200", "304"):
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in servers}
        for _ in range(ROUNDS):
            for name, server in servers.items():
                tag = tags[name] if status == "304" else ""
                seen[name].append(asyncio.run(answers_a_second(server, asked, tag)))
        for clock, index in (("wall clock", 0), ("own time", 1)):
            rates = {name: [pair[index] for pair in pairs] for name, pairs in seen.items()}
            tell(f"{status}, {clock}", rates)


def tell(what: str, rates: dict[str, list[float]]) -> None:
    """Print medians, and ratios round by round: what else a machine does comes and goes."""
    for name, seen in rates.items():
        ratio = statistics.median(a / b for a, b in zip(seen, rates["bare Starlette"], strict=True))
        spread = f"{min(seen):9,.0f} to {max(seen):9,.0f}"
        median = statistics.median(seen)
        line = f"{what:16}  {name:15} {median:9,.0f}/s  ({spread})  {ratio:6.2f}"
        verdict = ("  met" if ratio >= AIM else "  MISSED") if name == "Pressrun" else ""
        print(f"{line}{verdict}")


if __name__ == "__main__":
    main()
