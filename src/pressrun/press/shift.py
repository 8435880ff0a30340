"""The shift: ticks when the alarm rings and delivers what they open, until it is told to stop."""

import asyncio
import logging
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pressrun.errors import PressrunError
from pressrun.model.delivery import Outcome
from pressrun.model.issue import IssueKey
from pressrun.ports import Alarm
from pressrun.press.desk import Desk
from pressrun.press.housekeeping import EVERY_S, keep_house
from pressrun.press.office import Office
from pressrun.press.outage import Alert
from pressrun.press.pack import pack
from pressrun.press.postroom import Finished, Mailed, Postroom
from pressrun.press.publiccalendar import CalendarKeeper
from pressrun.press.publish import publish
from pressrun.press.record import Release
from pressrun.press.tenure import HELD_CODE, IDLE_S, Tenure
from pressrun.press.tick import Ticked, Ticker
from pressrun.press.websub import REQUESTS_A_TICK, Pushed, WebSub

log = logging.getLogger(__name__)

TICK_EVERY_S: Final = 15.0


@dataclass(frozen=True, slots=True)
class Adopted:
    """This database might not send, and may now."""


News = Ticked | Finished | Mailed | Outcome | Pushed | Alert | Adopted


class Shift:
    """One process's working day.

    Args:
        office: Everything that delivering needs; it is persistent.
        tenure: Says whether this database may send. While it may not, pages are built once and
            nothing else is done; every tick looks again.
        packs: Published files are laid beside themselves in packed form as well.
        tell: Hears every tick, every outcome and every pass; prints or counts them.
    """

    def __init__(
        self,
        desk: Desk,
        office: Office,
        *,
        tenure: Tenure,
        alarm: Alarm,
        websub: WebSub,
        packs: bool,
        tell: Callable[[News], None],
    ) -> None:
        self._desk, self._store = desk, office.store
        self._ticker = Ticker(desk, office.store)
        self._calendar = CalendarKeeper(desk, office.store)
        self._postroom = Postroom(office, self._hear)
        self._tenure, self._mailing = tenure, frozenset[IssueKey]()
        self._stirred, self._held, self._renewed_s = True, False, -math.inf
        self._alarm, self._websub, self._packs, self._tell = alarm, websub, packs, tell
        self._rung = asyncio.Event()
        self._stop, self._halt = asyncio.Event(), asyncio.Event()
        self._posting: asyncio.Task[None] | None = None
        self._pushing: asyncio.Task[None] | None = None
        self._kept_house_s = -math.inf
        self.last_tick_at: datetime | None = None

    async def work(self, stop: asyncio.Event) -> None:
        """Tick and deliver until ``stop`` is set; then finish what is under way and return.

        The site is built first: a press that was killed while it published finishes that, and a
        fresh one has pages to serve.
        """
        self._stop = stop
        stopping = asyncio.create_task(self._halt_at(stop))
        if await self._may_send():
            self._post()
        await self._build()
        self._alarm.start(self._ring, every_s=TICK_EVERY_S)
        try:
            while not stop.is_set():
                await self._ring_or_stop()
                if not stop.is_set():
                    await self._tick()
        finally:
            self._alarm.stop()
            stopping.cancel()
            self._halt.set()
            for under_way in (self._posting, self._pushing):
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

    def _post(self) -> None:
        """Have mail carried; should that end by a surprise, the next tick has it begin anew."""
        if self._posting is None or self._posting.done():
            self._halt = asyncio.Event()
            if self._stop.is_set():
                self._halt.set()
            self._posting = asyncio.create_task(self._postroom.work(self._halt))

    async def _halt_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._halt.set()

    def _hear(self, news: Finished | Mailed | Outcome | Alert) -> None:
        self._stirred = self._stirred or isinstance(news, Outcome)
        self._tell(news)

    async def _may_send(self) -> bool:
        """Tell whether this database may send, and renew its nonce when that is due.

        Where it may not, no mail is begun and what is under way is finished.
        """
        try:
            await asyncio.to_thread(self._renew)
        except PressrunError as error:
            if error.problem.code == HELD_CODE:
                self._held = True
                self._halt.set()
            self._tell(Ticked(problems=error.problems))
            return False
        if self._held:
            self._held = False
            self._tell(Adopted())
        return True

    def _renew(self) -> None:
        now_s = self._desk.clock.elapsed_s()
        if not self._stirred and now_s - self._renewed_s < IDLE_S:
            self._tenure.require()
            return
        self._stirred = False
        try:
            self._tenure.renew()
        except PressrunError:
            self._stirred = True
            raise
        self._renewed_s = now_s

    async def _keep_house(self) -> None:
        now_s = self._desk.clock.elapsed_s()
        if now_s - self._kept_house_s >= EVERY_S:
            self._kept_house_s = now_s
            await asyncio.to_thread(keep_house, self._store, self._desk.clock.now())

    async def _tick(self) -> None:
        if not await self._may_send():
            return
        await self._keep_house()
        try:
            ticked = await asyncio.to_thread(self._ticker.tick)
        except PressrunError as error:
            log.error("tick.failed", extra={"code": error.problem.code})
            self._tell(Ticked(problems=error.problems))
            return
        self.last_tick_at = self._desk.clock.now()
        self._tell(ticked)
        # A copy from before an issue was opened must be known for one before any of its mail goes.
        opened = frozenset(ticked.mailing)
        self._stirred = self._stirred or not opened <= self._mailing
        if not await self._may_send():
            return
        self._mailing = opened
        self._post()
        self._postroom.open(ticked.mailing)
        await self._hang(ticked)
        if self._packs:
            await self._pack()
        # In a thread of its own: the web outside may take its time, the next tick may not.
        if self._pushing is None or self._pushing.done():
            self._pushing = asyncio.create_task(self._push())
        self._alarm.wake_at(await asyncio.to_thread(self._next_due))

    def _next_due(self) -> datetime | None:
        with self._store.unit(write=False) as unit:
            coming = (unit.issues.next_due(), self._ticker.next_at)
        return min((at for at in coming if at is not None), default=None)

    async def _hang(self, ticked: Ticked) -> None:
        stirred = replace(ticked, mailing=(), problems=()) != Ticked()
        try:
            await asyncio.to_thread(self._calendar.look, stirred=stirred)
        except PressrunError as error:
            self._tell(Ticked(problems=error.problems))

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
