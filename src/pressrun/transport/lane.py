"""One lane of a submission: one connection after another, one message after another."""

import asyncio
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from pressrun.errors import PressrunError
from pressrun.model.delivery import Answered, Intent, Lost, Outgoing, Phase
from pressrun.model.relay import Relay
from pressrun.ports import Take, Tell
from pressrun.transport.event import Cause, Ended, Event, Ready, Secure
from pressrun.transport.faults import fault
from pressrun.transport.inspection import Inspector
from pressrun.transport.link import Link
from pressrun.transport.tolerance import Tolerance

FRUITLESS_SESSIONS: Final = 3  # in a row, and a lane gives up
# A relay that refuses a connection thus may only bear fewer of them.
_PERHAPS_TOO_MANY: Final = frozenset({Cause.GONE, Cause.BUSY, Cause.TURNED_AWAY})


@dataclass(slots=True, kw_only=True)
class Submission:
    """What the lanes of one run share.

    ``over`` says that no more is to be taken, ``answered`` that the relay has answered something;
    ``grow`` opens one more lane where the relay bears it.
    """

    relay: Relay
    tls: ssl.SSLContext | None
    take: Take
    note: Tell
    tolerance: Tolerance
    inspector: Inspector
    idle_s: float
    grow: Callable[[], None] = field(default=lambda: None)
    over: bool = False
    answered: bool = False


class Lane:
    """Takes messages and submits them until there are no more, or it is halted.

    It opens the next lane when it takes a message after another was answered: a single message
    needs one connection only, and a relay that answers nothing is asked by one lane.
    """

    def __init__(self, submission: Submission) -> None:
        self._run = submission
        self._loop = asyncio.get_running_loop()
        self._link: Link | None = None
        self._held: Outgoing | None = None  # taken, and not offered yet
        self._waiting = self._halted = False
        self._begun = self._answers = 0
        self._idle = self._held_back = False
        self.task = self._loop.create_task(self._go())

    def finish(self) -> None:
        """Stop waiting for a message; one under way is brought to its end."""
        if self._waiting and self._held is None:
            self._halted = True
            self.task.cancel()

    def halt(self) -> None:
        """Stop at once; what was under way is noted, and no note is torn."""
        self._halted = True
        if self._waiting:
            self.task.cancel()
        elif self._link is not None:
            self._link.lose("stopped on this side")

    async def _go(self) -> PressrunError | None:
        """Return why the lane could not go on, None if there was nothing more to do."""
        try:
            return await self._connections()
        except asyncio.CancelledError:
            if not self._halted:
                raise
            return None
        finally:
            self._run.tolerance.lanes -= 1
            if (held := self._held) is not None:
                await self._run.note(Lost(held.ticket, Phase.CONNECT, "no connection was left"))

    async def _connections(self) -> PressrunError | None:
        run, fruitless, first = self._run, 0, True
        while (self._held or not run.over) and not self._halted:
            # Nobody is connected to for nothing, but the first time there is no message to hold.
            if not first and self._held is None and not await self._hold():
                return None
            first = False
            link = await self._connect()
            if isinstance(link, Ended):
                if link.cause in _PERHAPS_TOO_MANY and run.tolerance.sessions:
                    run.tolerance.refused(self._loop.time())
                    return None
                return fault(run.relay, link)
            end = await self._converse(link)
            run.tolerance.ended(end, messages=self._begun, idle=self._idle)
            if end.cause is Cause.LOGIN:
                return fault(run.relay, end)
            fruitless = 0 if self._answers or self._held_back else fruitless + 1
            if fruitless == FRUITLESS_SESSIONS and not self._idle:
                return fault(run.relay, end)
        return None

    async def _hold(self) -> bool:
        self._held = await self._take()
        self._run.over = self._run.over or self._held is None
        return self._held is not None

    async def _connect(self) -> Link | Ended:
        run = self._run
        self._waiting = True
        try:
            return await Link.open(
                run.relay,
                run.tls,
                pipelining=run.tolerance.pipelining,
                inspector=run.inspector,
            )
        finally:
            self._waiting = False

    async def _converse(self, link: Link) -> Ended:
        """Serve one connection to its end; whatever happens, every message has its note."""
        self._link, self._begun, self._answers = link, 0, 0
        self._idle = self._held_back = False
        self._run.tolerance.sessions += 1
        try:
            return await self._serve(link)
        except BaseException:
            # What went wrong first is what is raised.
            with suppress(Exception):
                await self._note_all(link.drop("stopped on this side"))
            raise
        finally:
            self._run.tolerance.sessions -= 1
            self._link = None
            await link.close()

    async def _note_all(self, events: Iterable[Event]) -> None:
        for event in events:
            if not isinstance(event, Ready | Secure | Ended | Intent):
                await self._run.note(event)

    async def _serve(self, link: Link) -> Ended:
        note = self._run.note
        while True:
            event = await link.event()
            if isinstance(event, Answered):
                self._answers += 1
                self._run.answered = True
                await note(event)
            elif isinstance(event, Intent):
                if await note(event):
                    await self._submit(link)
                else:
                    self._held_back = True
                    link.lose("the dot was held back")
            elif isinstance(event, Ready):
                if link.ended is None and (end := await self._next(link)):
                    return end
            elif isinstance(event, Ended):
                return event
            elif not isinstance(event, Secure):
                await note(event)

    async def _submit(self, link: Link) -> None:
        """Send the dot, and behind it the next envelope if one can go at this very moment."""
        run, following = self._run, None
        if link.crosses and not run.over and self._begun < run.tolerance.messages:
            following = await run.take(wait=False)
            if following is not None:
                self._took()
                if link.ended is not None:
                    self._held, following = following, None
        link.submit(following)

    async def _next(self, link: Link) -> Ended | None:
        """Begin the next message, or part and return the end."""
        if self._held is None:
            if self._run.over or self._begun >= self._run.tolerance.messages:
                return await self._part(link)
            since_s = self._loop.time()
            if not await self._hold():
                return await self._part(link)
            self._idle = self._loop.time() - since_s > self._run.idle_s
            if self._idle or link.ended is not None:
                link.check()  # the message is for this connection if it lives, or for the next
                return None
        message, self._held = self._held, None
        if message is not None:
            self._took()
            link.begin(message)
        return None

    def _took(self) -> None:
        self._begun += 1
        if self._run.answered:
            self._run.grow()

    async def _take(self) -> Outgoing | None:
        self._waiting = True
        try:
            return await self._run.take()
        finally:
            self._waiting = False

    async def _part(self, link: Link) -> Ended:
        self._waiting = True
        try:
            return await link.quit()
        finally:
            self._waiting = False
