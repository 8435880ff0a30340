"""The real site of a real folder, served on a loopback port while a test asks it."""

import asyncio
import http.client
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pressrun.app import App
from pressrun.app.beginning import begin
from pressrun.web.server import listen, serve

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    octets: bytes

    @property
    def text(self) -> str:
        return self.octets.decode("utf-8")


class ServedSite:
    """A publication in ``folder`` with one public article, served as `pressrun run` serves it.

    Used as a context manager; every request is bounded in time. ``settings`` go to the end of
    pressrun.toml.
    """

    def __init__(self, folder: Path, *, settings: str = "") -> None:
        self.folder = folder
        begin(folder, title="Harbour", zone="UTC", authority="example.org", dry_run=False)
        with (folder / "pressrun.toml").open("a", encoding="utf-8") as file:
            file.write(settings)
        self.write(
            "articles/lamp.md",
            "---\nid: lampaaaaaa\ntitle: The lamp\npublish: now\n---\n\n![A lamp](lamp.png)\n",
        )
        self._draw("articles/lamp.png")
        self.app = App(folder, {"PRESSRUN_SITE_PORT": "0"})
        self.app.editor.build(record=True, dry_run=False)
        # The server does so as well, perhaps only after a test has looked at the rows.
        self.app.joining.make_ready()
        self._listener = listen(self.app)
        self.port: int = self._listener.getsockname()[1]
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def subscribe(self, name: str) -> str:
        """Add a reader and return the path of their unsubscribe address."""
        address = f"{name}@example.org"
        self.app.people.add(address, name="", list="", consent="a sample", commit=True)
        [reader] = [r for r in self.app.people.readers("") if r.subscriber.address == address]
        return f"/unsubscribe/{reader.subscription.handle}"

    def rows(self) -> list[str]:
        """Return every row of the database as text."""
        with sqlite3.connect(self.folder / ".pressrun/state.db") as connection:
            lines = list(connection.iterdump())
        connection.close()
        return lines

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request on a connection of its own; ``path`` goes out as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(PATIENCE_S)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        self._listener.close()
        self.app.close()

    def _work(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._started.set()
        await serve(self.app, self._listener, self._stop)

    def _draw(self, path: str) -> None:
        """Write the smallest picture there is: one white point (PNG)."""
        octets = bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
            "0000000a4944415478da63f80f00010101001cb08c990000000049454e44ae426082"
        )
        (self.folder / path).write_bytes(octets)
