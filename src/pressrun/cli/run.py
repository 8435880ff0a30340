"""`pressrun run`: scheduler, sender and site in one process."""

import asyncio
import logging
import signal
import socket
from collections import Counter
from collections.abc import Coroutine

import click

from pressrun.app import App
from pressrun.app.sending import Finished, News, Outcome, Pushed, Shift, Ticked
from pressrun.cli.ping import told
from pressrun.cli.printing import count, next_step, put, say, tell_problems
from pressrun.cli.session import with_app
from pressrun.errors import PressrunError, Problem
from pressrun.model.calendar import say_instant
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import IssueKey, IssueState
from pressrun.web.server import listen, serve


@click.command("run", epilog="Example:  pressrun run")
@click.option("-v", "--verbose", is_flag=True, help="Log every change of state.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what is due, and start nothing.")
@with_app
def command(app: App, verbose: bool, dry_run: bool) -> None:
    """Send what is due, publish what has come, and serve the site, until Ctrl-C.

    Exits 6 when another process sends for this publication.
    """
    if dry_run:
        host, port = app.site.address
        _tell_plan(app, host, port)
        put("Dry run: nothing was started.")
        next_step("pressrun run")
        return
    logged = logging.StreamHandler()
    logged.setFormatter(_Plain())
    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL, handlers=[logged])
    shift = app.sending.shift(_Teller(app).tell)
    with app.sending.lock(), listen(app) as listener:
        asyncio.run(_work(app, shift, listener))
    say("Stopped.")


def _tell_plan(app: App, host: str, port: int) -> None:
    host = f"[{host}]" if ":" in host else host
    say(f"Site  http://{host}:{port}/   (readers find it at {app.site.url})")
    say(f"Mail  {app.sending.relay}")
    armed = [c for c in app.editor.board().cards if c.state is IssueState.ARMED]
    for card in armed:
        if card.armed is not None:
            when = say_instant(card.armed.due_at, card.armed.zone, app.editor.now())
            say(f"Due   issue {card.issue.number}: {when}")
    if not armed:
        say("Due   nothing: no issue is scheduled")


def _tell_start(app: App, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    _tell_plan(app, host, port)
    say("Ctrl-C stops; what is under way is finished first.")


async def _work(app: App, shift: Shift, listener: socket.socket) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    _tell_start(app, listener)

    async def until_stopped(part: Coroutine[None, None, None]) -> None:
        try:
            await part
        finally:
            stop.set()

    await asyncio.gather(until_stopped(shift.work(stop)), until_stopped(serve(app, listener, stop)))


class _Plain(logging.Formatter):
    """A line an event: what it is called, and what it is about as ``name=value``."""

    _own = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}

    def format(self, record: logging.LogRecord) -> str:
        head = f"{self.formatTime(record)} {record.levelname} {record.name} {record.getMessage()}"
        about = [f"{key}={value}" for key, value in vars(record).items() if key not in self._own]
        if record.exc_info and record.exc_info[0] is not None:
            about.append(f"error={record.exc_info[0].__name__}")
        return " ".join([head, *about])


class _Teller:
    """Says what happens, a line for each change that a person would want to hear of.

    The tick comes four times a minute: what it says again is not told again.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._settled: Counter[str] = Counter()
        self._told: dict[str, tuple[Problem, ...]] = {}

    def tell(self, news: News) -> None:
        match news:
            case Outcome():
                if news.state is not DeliveryState.QUEUED:
                    self._settled[news.state] += 1
            case Ticked():
                self._tell_tick(news)
            case Finished():
                self._tell_finished(news)
            case Pushed():
                self._tell_pushed(news)

    def _tell_pushed(self, pushed: Pushed) -> None:
        if pushed.told:
            self._say(told(pushed.told))
        for ping in pushed.gave_up:
            self._say(f"{ping.hub} is told no more of {ping.topic}: {ping.reply}")

    def _tell_tick(self, ticked: Ticked) -> None:
        for key in ticked.started:
            waiting = count(self._app.sending.waiting(key), "person")
            self._say(f"{self._name(key)} goes out to {waiting}")
        for key in ticked.missed:
            self._say(f"{self._name(key)} was missed; schedule it again to send it")
        if ticked.published:
            self._say("published what had come")
        self._tell_once("tick", ticked.problems)

    def _tell_finished(self, finished: Finished) -> None:
        problems = finished.error.problems if finished.error is not None else ()
        waited = bool(self._told.get(finished.issue))
        self._tell_once(finished.issue, problems)
        if problems and not waited:
            self._say(f"{self._name(finished.issue)} waits; every tick tries again")
        if self._settled:
            said = ", ".join(f"{number:,} {state}" for state, number in self._settled.items())
            self._say(f"{self._name(finished.issue)}: {said}")
        self._settled.clear()

    def _tell_once(self, about: str, problems: tuple[Problem, ...]) -> None:
        """Tell problems that were not told already, of this or of something else."""
        if problems not in self._told.values():
            tell_problems(problems)
        self._told[about] = problems

    def _name(self, key: IssueKey) -> str:
        """Return what to call an issue; its folder may have gone meanwhile."""
        try:
            return f"issue {self._app.editor.issue(key).number}"
        except PressrunError:
            return f"issue {key}"

    def _say(self, text: str) -> None:
        say(f"{self._app.editor.local_time()} {text}")
