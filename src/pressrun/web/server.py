"""uvicorn without its own idea of signals: whoever serves decides when to stop."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Iterator
from typing import Final

import uvicorn

from pressrun.app import App
from pressrun.errors import Refused
from pressrun.web.fetchlog import keep_or_log
from pressrun.web.manners import manners
from pressrun.web.protocol import protocol
from pressrun.web.site import site

# Longer than what web/caps.py refuses with its reason; from here on it is 400.
_SWITCH_S: Final = 0.0005
_HEAD_OCTETS: Final = 96 * 1024


class _Server(uvicorn.Server):
    """Leaves SIGINT and SIGTERM to its caller: uvicorn would raise them again at the end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(app: App) -> socket.socket:
    """Return a socket that listens where the settings say.

    Raises:
        Refused: Another program listens there, or the address is not this machine's.
    """
    host, port = app.site.address
    try:
        return _bound(host, port)
    except OSError as cause:
        raise Refused(
            f"cannot listen on {host}:{port}: {cause.strerror or cause}",
            code="WEB001",
            help="end what listens there, or set host and port of [site] in pressrun.toml;\n"
            "any free port for this once:  PRESSRUN_SITE_PORT=0 pressrun run",
        ) from cause


def _bound(host: str, port: int) -> socket.socket:
    # By its protocol as well: asyncio sends what is small at once (TCP_NODELAY) only where it is
    # told that this is TCP. Else a body waits for the far side to acknowledge its head.
    family, kind, proto, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
    )[0]
    listener = socket.socket(family, kind, proto)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


async def serve(app: App, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serve the site until ``stop`` is set, then finish requests under way."""
    # Every request takes two turns in another thread, and who waits for its turn is given it by
    # whoever computes only after this long: at Python's 5 ms a busy site answers in seconds.
    sys.setswitchinterval(_SWITCH_S)
    config = uvicorn.Config(
        site(app),
        log_config=None,
        lifespan="off",
        server_header=False,
        access_log=False,
        http=protocol(manners(app.site.publication)),
        ws="none",
        proxy_headers=False,  # web/asking.py believes whom the settings name, and nobody else
        h11_max_incomplete_event_size=_HEAD_OCTETS,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config)
    await asyncio.to_thread(app.joining.make_ready)  # or the first look at a form would write
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    preparing = asyncio.create_task(asyncio.to_thread(_make_ready, app))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await asyncio.gather(serving, preparing)
    await asyncio.to_thread(keep_or_log, app.readership)


def _make_ready(app: App) -> None:
    app.letters.make_ready()
    app.pages.make_ready()
