"""The listener and its end: a free port, a taken one, and requests that are finished."""

import asyncio
import socket
from pathlib import Path

import pytest

from pressrun.app import App
from pressrun.app.beginning import begin
from pressrun.errors import Refused
from pressrun.web.server import listen, serve


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    begin(tmp_path / "notes", title="N", zone="UTC", authority="example.org", dry_run=False)
    return tmp_path / "notes"


def test_port_0_is_any_free_port(folder: Path) -> None:
    with (
        App(folder, {"PRESSRUN_SITE_PORT": "0"}) as app,
        listen(app) as first,
        listen(app) as other,
    ):
        ports = {first.getsockname()[1], other.getsockname()[1]}

    assert len(ports) == 2
    assert 0 not in ports


def test_a_taken_port_is_refused_with_what_to_type(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with App(folder, {"PRESSRUN_SITE_PORT": f"{port}"}) as app, pytest.raises(Refused) as told:
            listen(app)

    assert told.value.problem.code == "WEB001"
    assert f"127.0.0.1:{port}" in told.value.problem.what
    assert "PRESSRUN_SITE_PORT=0 pressrun run" in told.value.problem.help


def test_an_address_of_another_machine_is_refused(folder: Path) -> None:
    environ = {"PRESSRUN_SITE_PORT": "0", "PRESSRUN_SITE_HOST": "192.0.2.1"}

    with App(folder, environ) as app, pytest.raises(Refused) as told:
        listen(app)

    assert "192.0.2.1" in told.value.problem.what


def test_serving_ends_when_it_is_told_to(folder: Path) -> None:
    async def serve_and_stop(app: App, listener: socket.socket) -> None:
        stop = asyncio.Event()
        serving = asyncio.create_task(serve(app, listener, stop))
        reader, writer = await asyncio.open_connection(*listener.getsockname()[:2])
        writer.write(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
        writer.close()
        stop.set()
        await asyncio.wait_for(serving, 20)

    with App(folder, {"PRESSRUN_SITE_PORT": "0"}) as app, listen(app) as listener:
        asyncio.run(serve_and_stop(app, listener))


def test_what_is_small_is_sent_at_once(folder: Path) -> None:
    with App(folder, {"PRESSRUN_SITE_PORT": "0"}) as app, listen(app) as listener:
        # asyncio looks at it before it sets TCP_NODELAY; who is accepted has it from the listener.
        assert listener.proto == socket.IPPROTO_TCP
