"""Submission to a relay by SMTP (RFC 5321), over as many connections as the relay is given."""

import asyncio
from typing import Final

from pressrun.errors import PressrunError, RelayUnavailable
from pressrun.model.relay import Relay
from pressrun.ports import Take, Tell
from pressrun.transport.inspection import Inspector
from pressrun.transport.lane import Lane, Submission
from pressrun.transport.tls import tls_context
from pressrun.transport.tolerance import REGROW_S, Tolerance

IDLE_S: Final = 30.0


class SmtpTransport:
    """Submits to one relay (port Transport).

    Args:
        relay: Whom to speak to, and how.
        idle_s: After so long without a message a connection is tried out before its next one.
        regrow_s: How long after a connection too many one more is tried again.
    """

    def __init__(self, relay: Relay, *, idle_s: float = IDLE_S, regrow_s: float = REGROW_S) -> None:
        self.relay = relay
        self._idle_s = idle_s
        self._tolerance = Tolerance(relay, regrow_s=regrow_s)
        self._inspector = Inspector()

    @property
    def name(self) -> str:
        """Return the relay's own name."""
        return self.relay.name

    @property
    def connections(self) -> int:
        """How many connections are open now."""
        return self._tolerance.sessions

    async def run(self, take: Take, note: Tell) -> None:
        """Submit what ``take`` yields until it yields None; see ``ports.Transport``.

        A cancellation lets go of every connection at once; it is raised when what was under way
        has been noted.

        Raises:
            RelayUnavailable: No connection could be had, or three in a row gave no answer.
            LoginRefused: The relay does not accept our credentials, or wants some.
            RelayMisfit: The relay cannot be known for the right one, or lacks what is required.
        """
        self._tolerance.pipelining = self.relay.pipelining
        lanes = _Lanes(
            Submission(
                relay=self.relay,
                tls=tls_context(self.relay),
                take=take,
                note=note,
                tolerance=self._tolerance,
                inspector=self._inspector,
                idle_s=self._idle_s,
            )
        )
        await lanes.run()


class _Lanes:
    """The lanes of one run. One that cannot go on leaves the rest to the others."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._loop = asyncio.get_running_loop()
        self._open: dict[asyncio.Task[PressrunError | None], Lane] = {}
        self._none_open = asyncio.Event()
        self._surprise: BaseException | None = None
        self._failures: list[PressrunError] = []
        submission.grow = self._grow

    async def run(self) -> None:
        self._grow()
        try:
            await self._none_open.wait()
        except asyncio.CancelledError:
            self._halt()
            await self._emptied()
            raise
        if self._surprise is not None:
            raise self._surprise
        grave = [failure for failure in self._failures if not isinstance(failure, RelayUnavailable)]
        for failure in grave or ([] if self._submission.over else self._failures):
            raise failure

    def _grow(self) -> None:
        tolerance = self._submission.tolerance
        if not self._submission.over and tolerance.more(self._loop.time()):
            tolerance.lanes += 1
            lane = Lane(self._submission)
            self._open[lane.task] = lane
            lane.task.add_done_callback(self._closed)

    def _closed(self, task: asyncio.Task[PressrunError | None]) -> None:
        del self._open[task]
        if not task.cancelled() and (surprise := task.exception()) is not None:
            self._surprise = self._surprise or surprise
            self._halt()
        elif not task.cancelled() and (failure := task.result()) is not None:
            self._failures.append(failure)
            if not isinstance(failure, RelayUnavailable):
                self._finish()
        if not self._open:
            self._none_open.set()

    def _finish(self) -> None:
        """Take no more: trying again is vain until a person has looked."""
        self._submission.over = True
        for lane in self._open.values():
            lane.finish()

    def _halt(self) -> None:
        self._submission.over = True
        for lane in self._open.values():
            lane.halt()

    async def _emptied(self) -> None:
        """Wait until every note is written; whoever cancels again does not wait for that."""
        while self._open:
            try:
                await self._none_open.wait()
            except asyncio.CancelledError:
                for task in self._open:
                    task.cancel()
