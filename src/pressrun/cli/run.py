"""`pressrun run`: scheduler, sender and site in one process."""

import asyncio
import logging
import signal
import socket
from collections.abc import Coroutine
from contextlib import closing, nullcontext

import click

from pressrun.app import App
from pressrun.app.sending import SenderLock
from pressrun.cli.going import tell_held
from pressrun.cli.printing import next_step, put, say
from pressrun.cli.session import with_app
from pressrun.cli.telling import Teller
from pressrun.errors import Locked, Problem, Refused
from pressrun.model.calendar import say_instant
from pressrun.model.issue import IssueState
from pressrun.web.server import listen, serve


@click.command("run", epilog="Example:  pressrun run")
@click.option("-v", "--verbose", is_flag=True, help="Log every change of state.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what is due, and start nothing.")
@with_app
def command(app: App, verbose: bool, dry_run: bool) -> None:
    """Send what is due, publish what has come, and serve the site, until Ctrl-C.

    While another process sends for this publication it serves pages and waits; when that one has
    ended, however it did, it takes over by itself.
    """
    if dry_run:
        _tell_plan(app, _at(*app.site.address))
        tell_held(app.sending)
        put("Dry run: nothing was started.")
        next_step("pressrun run")
        return
    logged = logging.StreamHandler()
    logged.setFormatter(_Plain())
    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL, handlers=[logged])
    app.sending.check()
    lock = app.sending.lock()
    try:
        asyncio.run(_Press(app, lock).work())
    finally:
        lock.release()
    say("Stopped.")


class _Press:
    """Serves pages at once, and sends as soon as nobody else does."""

    def __init__(self, app: App, lock: SenderLock) -> None:
        self._app, self._lock = app, lock
        self._stop, self._sends = asyncio.Event(), asyncio.Event()

    async def work(self) -> None:
        """Work until a signal comes; what is under way is finished first.

        Raises:
            Refused: Nobody else sends, and pages cannot be served where the settings say.
        """
        held = self._take()
        listener = self._listen(held)
        with closing(listener) if listener is not None else nullcontext():
            await self._work(held, listener)

    async def _work(self, held: Problem | None, listener: socket.socket | None) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop.set)
        _tell_start(self._app, listener)
        if held is not None:
            _tell_waiting(held, listener)
        parts = (self._until_stopped(self._send()), self._until_stopped(self._serve(listener)))
        # Whichever part fails, the other one finishes what it has under way.
        for outcome in await asyncio.gather(*parts, return_exceptions=True):
            if outcome is not None:
                raise outcome

    def _take(self) -> Problem | None:
        """Take the lock, or return who holds it."""
        try:
            self._lock.acquire()
        except Locked as locked:
            return locked.problem
        self._sends.set()
        return None

    def _listen(self, held: Problem | None) -> socket.socket | None:
        """Return where pages are served; None where the one that sends is likely to do it."""
        try:
            return listen(self._app)
        except Refused:
            if held is None:
                raise
            return None

    async def _send(self) -> None:
        if not self._sends.is_set():
            if not await self._lock.wait(self._stop):
                return
            say(f"{self._app.editor.local_time()} nobody else sends any more: took over")
            self._sends.set()
        # Made now: what relays were given today is read once, and another one has sent meanwhile.
        await self._app.sending.shift(Teller(self._app).tell).work(self._stop)

    async def _serve(self, listener: socket.socket | None) -> None:
        if listener is None:
            sends = asyncio.create_task(self._sends.wait())
            stops = asyncio.create_task(self._stop.wait())
            await asyncio.wait({sends, stops}, return_when=asyncio.FIRST_COMPLETED)
            sends.cancel()
            stops.cancel()
            if self._stop.is_set():
                return
            listener = listen(self._app)
            say(f"Site  {_at(*listener.getsockname()[:2])}")
        with closing(listener):
            await serve(self._app, listener, self._stop)

    async def _until_stopped(self, part: Coroutine[None, None, None]) -> None:
        try:
            await part
        finally:
            self._stop.set()


def _tell_plan(app: App, site: str) -> None:
    say(f"Site  {site}   (readers find it at {app.site.url})")
    say(f"Mail  {app.sending.relay}")
    armed = [c for c in app.editor.board().cards if c.state is IssueState.ARMED]
    for card in armed:
        if card.armed is not None:
            when = say_instant(card.armed.due_at, card.armed.zone, app.editor.now())
            say(f"Due   issue {card.issue.number}: {when}")
    if not armed:
        say("Due   nothing: no issue is scheduled")


def _tell_start(app: App, listener: socket.socket | None) -> None:
    _tell_plan(app, _at(*listener.getsockname()[:2]) if listener else "not served by this one yet")
    say("Ctrl-C stops; what is under way is finished first.")


def _tell_waiting(held: Problem, listener: socket.socket | None) -> None:
    say(f"Waits: {held.what}")
    if listener is None:
        say("Its port is taken, too. This one serves and sends when that one has ended.")
    else:
        say("This one serves pages now, and sends when that one has ended.")


def _at(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Plain(logging.Formatter):
    """A line an event: what it is called, and what it is about as ``name=value``."""

    _own = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}

    def format(self, record: logging.LogRecord) -> str:
        head = f"{self.formatTime(record)} {record.levelname} {record.name} {record.getMessage()}"
        about = [f"{key}={value}" for key, value in vars(record).items() if key not in self._own]
        if record.exc_info and record.exc_info[0] is not None:
            about.append(f"error={record.exc_info[0].__name__}")
        return " ".join([head, *about])
