"""`pressrun run`: scheduler, sender and site in one process."""

import asyncio
import logging
import signal
import socket
from collections import Counter
from collections.abc import Coroutine

import click

from pressrun.app import App
from pressrun.app.sending import Finished, News, Outcome, Shift, Ticked
from pressrun.cli.printing import count, say, tell_problems
from pressrun.cli.session import with_app
from pressrun.web.server import listen, serve


@click.command("run")
@click.option("-v", "--verbose", is_flag=True, help="Log every change of state.")
@with_app
def command(app: App, verbose: bool) -> None:
    """Send what is due, publish what has come, and serve the site, until Ctrl-C.

    Exits 6 when another process sends for this publication.
    """
    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL)
    with app.sending.lock():
        shift = app.sending.shift(_Teller(app).tell)
        with listen(app) as listener:
            host, port = listener.getsockname()[:2]
            say(f"Site  http://{host}:{port}/   (readers find it at {app.site.url})")
            say(f"Mail  {app.sending.relay}")
            say("Ctrl-C stops; what is under way is finished first.")
            asyncio.run(_work(app, shift, listener))
    say("Stopped.")


async def _work(app: App, shift: Shift, listener: socket.socket) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    async def until_stopped(part: Coroutine[None, None, None]) -> None:
        try:
            await part
        finally:
            stop.set()

    await asyncio.gather(until_stopped(shift.work(stop)), until_stopped(serve(app, listener, stop)))


class _Teller:
    """Says what happens, a line for each change that a person would want to hear of."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._settled: Counter[str] = Counter()
        self._last_problems: tuple[object, ...] = ()

    def tell(self, news: News) -> None:
        match news:
            case Outcome():
                self._settled[news.state] += 1
            case Ticked():
                self._tell_tick(news)
            case Finished():
                self._tell_finished(news)

    def _tell_tick(self, ticked: Ticked) -> None:
        for key in ticked.started:
            issue = self._app.editor.issue(key)
            waiting = self._app.sending.waiting(issue)
            say(f"{self._time()} issue {issue.number} goes out to {count(waiting, 'person')}")
        for key in ticked.missed:
            issue = self._app.editor.issue(key)
            say(f"{self._time()} issue {issue.number} was missed; schedule it again to send it")
        if ticked.published:
            say(f"{self._time()} published what had come")
        if ticked.problems and ticked.problems != self._last_problems:
            tell_problems(ticked.problems)
        self._last_problems = ticked.problems

    def _tell_finished(self, finished: Finished) -> None:
        if finished.error is not None:
            tell_problems(finished.error.problems)
            say(f"{self._time()} trying again with the next tick")
            return
        if self._settled:
            issue = self._app.editor.issue(finished.issue)
            said = ", ".join(f"{number:,} {state}" for state, number in self._settled.items())
            say(f"{self._time()} issue {issue.number}: {said}")
        self._settled.clear()

    def _time(self) -> str:
        return self._app.editor.local_time()
