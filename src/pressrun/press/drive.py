"""The drive: relays work side by side on one round until nothing is due."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from pressrun.errors import LoginRefused, PressrunError, Problem, RelayMisfit, RelayUnavailable
from pressrun.model.heartbeat import Heartbeat
from pressrun.ports import Journal, Unit
from pressrun.press.carrier import Carrier
from pressrun.press.office import Office
from pressrun.press.post import Post
from pressrun.press.recover import recover
from pressrun.press.round import Round
from pressrun.press.shares import Shares

log = logging.getLogger(__name__)

GRACE_S: Final = 10.0
BEAT_EVERY_S: Final = 1.0
_NAP_S: Final = 0.5


@asynccontextmanager
async def journal_of(office: Office) -> AsyncIterator[tuple[Journal, Sequence[Problem]]]:
    """Settle what dead senders have left and open a journal for a new one.

    The problems are of journals that could not be read and were put away.
    """
    unread = await asyncio.to_thread(office.journals.set_aside)
    await asyncio.to_thread(
        recover, office.store, office.journals, clock=office.clock, patience=office.patience
    )
    journal = office.journals.open(room=sum(post.relay.limits.connections for post in office.posts))
    sound = False
    try:
        yield journal, unread
        sound = True
    finally:
        # Whoever ends by a surprise may still hold claims: the next recovery gives them back.
        journal.close(keep=not sound)


class Drive:
    """Relays at work in one pass.

    Args:
        stop: Once set nothing more is taken; what is under way has ``grace_s`` to be finished.
        persistent: A relay that cannot be reached is waited for as long as there is work.
        has_work: Tells whether anything is due.
    """

    def __init__(
        self,
        office: Office,
        journal: Journal,
        *,
        stop: asyncio.Event,
        grace_s: float,
        persistent: bool,
        has_work: Callable[[Unit], bool],
    ) -> None:
        self._office, self._journal, self._stop, self._grace_s = office, journal, stop, grace_s
        self._persistent, self._has_work = persistent, has_work
        weights = {post.relay.name: post.relay.weight for post in office.posts}
        self._shares = Shares(weights, clock=office.clock)
        self._carriers: dict[str, Carrier] = {}
        self._beat_s = 0.0
        self.failures: dict[str, PressrunError] = {}  # of relays that are used no more

    async def work(self, round: Round) -> None:
        """Have relays carry what is due until nothing is, or none is left that can be used."""
        while not round.is_over and (usable := self._usable()):
            if not await self._drive_all(round, usable):
                return

    @property
    def all_failed(self) -> bool:
        return len(self.failures) == len(self._office.posts)

    def beats(self) -> Sequence[Heartbeat]:
        """Return how the relays are doing; nothing when it is too soon."""
        now_s = self._office.clock.elapsed_s()
        if now_s - self._beat_s < BEAT_EVERY_S:
            return ()
        self._beat_s = now_s
        return self.last_beats()

    def last_beats(self) -> Sequence[Heartbeat]:
        """Return how the relays are doing."""
        at = self._office.clock.now()
        return [carrier.heartbeat(at) for carrier in self._carriers.values()]

    def _usable(self) -> list[Post]:
        return [post for post in self._office.posts if post.relay.name not in self.failures]

    async def _drive_all(self, round: Round, posts: Sequence[Post]) -> bool:
        """Have relays work side by side; tell whether any carried anything."""
        try:
            async with asyncio.TaskGroup() as group:
                working = [group.create_task(self._drive(round, post)) for post in posts]
        except BaseExceptionGroup as surprises:
            raise surprises.exceptions[0] from None
        return any(task.result() for task in working)

    async def _drive(self, round: Round, post: Post) -> bool:
        """Have one relay carry what is due until nothing is; tell whether it carried anything."""
        carrier = Carrier(round, post, journal=self._journal, shares=self._shares)
        self._carriers[post.relay.name] = carrier
        self._shares.join(post.relay.name)
        worked = False
        try:
            # A relay is not called when nothing is due; what a run defers may be due again.
            while not round.is_over and await carrier.refill():
                worked = True
                try:
                    await _run(post, carrier, self._stop, grace_s=self._grace_s)
                except RelayUnavailable as error:
                    post.pace.failed()
                    log.warning("relay.unavailable", extra={"relay": post.relay.name})
                    if not self._persistent:
                        self.failures[post.relay.name] = error
                        break
                    self._office.on_unreachable(post.relay.name, error.problem)
                    self._shares.leave(post.relay.name)
                    await carrier.give_back()
                    await self._wait(round, post)
                    self._shares.join(post.relay.name)
                except (LoginRefused, RelayMisfit) as error:
                    log.warning("relay.refused", extra={"relay": post.relay.name})
                    self.failures[post.relay.name] = error
                    break
        finally:
            self._shares.leave(post.relay.name)
            await carrier.give_back()
            carrier.close()
        return worked

    async def _wait(self, round: Round, post: Post) -> None:
        """Leave a relay alone for as long as its pace says, or until there is nothing to do.

        Others may have carried everything meanwhile, or somebody may have paused the issue.
        """
        while not round.is_over and (left_s := post.pace.backoff_s()) > 0:
            await self._office.clock.sleep(min(left_s, _NAP_S))
            if not await round.ledger.ask(self._has_work, write=False):
                return


async def _run(post: Post, carrier: Carrier, stop: asyncio.Event, *, grace_s: float) -> None:
    """Let a transport work until nothing is due; once told to stop, no longer than the grace.

    A transport that is cut off notes what it had under way as lost, in its phase.
    """
    running = asyncio.create_task(post.transport.run(carrier.take, carrier.note))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({running}, timeout=grace_s)
    finally:
        stopping.cancel()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
