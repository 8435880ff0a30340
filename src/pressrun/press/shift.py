"""The shift: ticks when the alarm rings and delivers what they open, until it is told to stop."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pressrun.errors import PressrunError, Problem
from pressrun.model.delivery import Outcome
from pressrun.model.issue import IssueKey
from pressrun.ports import Alarm
from pressrun.press.deliver import deliver
from pressrun.press.desk import Desk
from pressrun.press.office import Delivered, Office
from pressrun.press.outage import Alert, Outages
from pressrun.press.pack import pack
from pressrun.press.publish import publish
from pressrun.press.record import Release
from pressrun.press.tick import Ticked, tick
from pressrun.press.websub import REQUESTS_A_TICK, Pushed, WebSub

log = logging.getLogger(__name__)

TICK_EVERY_S: Final = 15.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A delivery pass over one issue came to its end, or to an error."""

    issue: IssueKey
    delivered: Delivered | None = None
    error: PressrunError | None = None


News = Ticked | Finished | Outcome | Pushed | Alert


class Shift:
    """One process's working day.

    Args:
        office: Everything that delivering needs; it is persistent.
        packs: Published files are laid beside themselves in packed form as well.
        tell: Hears every tick, every outcome and every pass; prints or counts them.
    """

    def __init__(
        self,
        desk: Desk,
        office: Office,
        *,
        alarm: Alarm,
        websub: WebSub,
        packs: bool,
        tell: Callable[[News], None],
    ) -> None:
        self._desk, self._store = desk, office.store
        self._office = replace(office, on_unreachable=self._unreachable)
        self._outages = Outages(office.clock)
        self._alarm, self._websub, self._packs, self._tell = alarm, websub, packs, tell
        self._rung = asyncio.Event()
        self._stop = asyncio.Event()
        self._delivering: asyncio.Task[None] | None = None
        self._pushing: asyncio.Task[None] | None = None
        self.last_tick_at: datetime | None = None

    async def work(self, stop: asyncio.Event) -> None:
        """Tick and deliver until ``stop`` is set; then finish what is under way and return.

        The site is built first: a press that was killed while it published finishes that, and a
        fresh one has pages to serve.
        """
        self._stop = stop
        await self._build()
        self._alarm.start(self._ring, every_s=TICK_EVERY_S)
        try:
            while not stop.is_set():
                await self._ring_or_stop()
                if not stop.is_set():
                    await self._tick()
        finally:
            self._alarm.stop()
            for under_way in (self._delivering, self._pushing):
                if under_way is not None:
                    await under_way

    async def _build(self) -> None:
        at = self._desk.clock.now().replace(microsecond=0)
        try:
            built = await asyncio.to_thread(publish, self._desk, release=Release(at=at))
        except PressrunError as error:
            self._tell(Ticked(problems=error.problems))
        else:
            self._tell(Ticked(published=bool(built.written.changed), problems=built.problems))

    async def _ring(self) -> None:
        self._rung.set()

    async def _ring_or_stop(self) -> None:
        waiters = {
            asyncio.create_task(self._rung.wait()),
            asyncio.create_task(self._stop.wait()),
        }
        _, pending = await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        for waiter in pending:
            waiter.cancel()
            with suppress(asyncio.CancelledError):
                await waiter
        self._rung.clear()

    async def _tick(self) -> None:
        try:
            ticked = await asyncio.to_thread(tick, self._desk, self._store)
        except PressrunError as error:
            log.error("tick.failed", extra={"code": error.problem.code})
            self._tell(Ticked(problems=error.problems))
            return
        self.last_tick_at = self._desk.clock.now()
        self._tell(ticked)
        if ticked.mailing and (self._delivering is None or self._delivering.done()):
            self._delivering = asyncio.create_task(self._deliver_all(ticked.mailing))
        if self._packs:
            await self._pack()
        # In a thread of its own: the web outside may take its time, the next tick may not.
        if self._pushing is None or self._pushing.done():
            self._pushing = asyncio.create_task(self._push())
        self._alarm.wake_at(await asyncio.to_thread(self._next_due))

    def _next_due(self) -> datetime | None:
        with self._store.unit(write=False) as unit:
            return unit.issues.next_due()

    async def _pack(self) -> None:
        try:
            await asyncio.to_thread(pack, self._desk)
        except PressrunError as error:
            self._tell(Ticked(problems=error.problems))

    async def _push(self) -> None:
        try:
            pushed = await asyncio.to_thread(
                self._websub.push, limit=REQUESTS_A_TICK, stop=self._stop.is_set
            )
        except PressrunError as error:
            log.error("push.failed", extra={"code": error.problem.code})
        else:
            if pushed.told or pushed.gave_up:
                self._tell(pushed)

    async def _deliver_all(self, issues: tuple[IssueKey, ...]) -> None:
        for issue in issues:
            if self._stop.is_set():
                return
            try:
                delivered = await deliver(
                    issue, self._office, on_settled=self._settled, stop=self._stop
                )
            except PressrunError as error:
                log.warning("issue.not-sent", extra={"issue": issue})
                self._tell(Finished(issue, error=error))
            else:
                self._tell(Finished(issue, delivered=delivered))

    def _settled(self, outcome: Outcome) -> None:
        if outcome.receipt is not None and outcome.receipt.code:
            self._alert(self._outages.worked(outcome.relay))
        if log.isEnabledFor(logging.INFO):
            claimed, code = outcome.claimed, outcome.receipt.code if outcome.receipt else 0
            about = {"issue": claimed.issue, "subscriber": claimed.subscriber, "reply": code}
            log.info("delivery.%s", outcome.state, extra=about)
        self._tell(outcome)

    def _unreachable(self, relay: str, problem: Problem) -> None:
        self._alert(self._outages.failed(relay, problem))

    def _alert(self, alert: Alert | None) -> None:
        if alert is not None:
            self._tell(alert)
