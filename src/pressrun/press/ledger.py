"""The ledger's asynchronous face: one writer thread, what came together in one commit."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self, TypeVar

from pressrun.errors import Conflict, OutletError, StoreBusy, StoreError
from pressrun.model.delivery import Claimed, Outcome
from pressrun.model.heartbeat import Heartbeat, Pulse
from pressrun.model.issue import IssueKey
from pressrun.model.letter import LETTERS
from pressrun.ports import Journal, Store, Unit

log = logging.getLogger(__name__)

T = TypeVar("T")

# Each try waits as long as the store does. Mail that was accepted must not be taken for unknown
# because somebody imports a large file just then.
BUSY_TRIES: Final = 30
# The disk must take what is known of mail already handed over: we stop well before it is full.
ROOM_OCTETS: Final = 64 * 1024 * 1024
_NO_ISSUE: Final = Pulse(True, (0, 0))


class Ledger:
    """Writes outcomes of many connections of one issue's senders; used as ``async with``.

    Letters are claimed before whatever is due of the issue, which may be ``LETTERS``: then nothing
    else is.

    Everything that came in one tick of the loop, or while the last transaction ran, goes into one
    commit, so that their number follows the disk and not the messages. What cannot be committed
    stays in the journal, on the disk, for the next recovery.

    Args:
        beats: Says how the relays are doing, once a commit; nothing when it is too soon.
    """

    def __init__(
        self,
        store: Store,
        journal: Journal,
        issue: IssueKey,
        *,
        beats: Callable[[], Sequence[Heartbeat]] = tuple,
    ) -> None:
        self._store, self._journal, self._issue, self._beats = store, journal, issue, beats
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pressrun-ledger")
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="pressrun-journal")
        self._outcomes: list[Outcome] = []
        self._batch: asyncio.Future[Pulse] | None = None
        self._committing = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._idle.wait()
        self._thread.shutdown(wait=True)
        self._beside.shutdown(wait=True)

    async def ask(self, question: Callable[[Unit], T], *, write: bool = True) -> T:
        """Return the answer of ``question``, run in a transaction of its own."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: self._patiently(question, write))

    async def claim(
        self,
        *,
        limit: int,
        now: datetime,
        lease: timedelta,
        after: Callable[[Unit, int], None],
        letters_only: bool = False,
    ) -> Sequence[Claimed]:
        """Take letters that are due, then deliveries; ``after`` is told in the same transaction
        how many.

        Raises:
            StoreError: The disk is almost full; nothing was taken.
        """

        def take(unit: Unit) -> Sequence[Claimed]:
            sender = self._journal.sender
            claimed = [*unit.letters.claim(sender=sender, limit=limit, now=now, lease=lease)]
            left = limit - len(claimed)
            if left and not letters_only and self._issue != LETTERS:
                claimed += unit.deliveries.claim(
                    self._issue, sender=sender, limit=left, now=now, lease=lease
                )
            after(unit, len(claimed))
            return claimed

        room = self._store.room_octets()
        if room < ROOM_OCTETS:
            raise StoreError(
                f"the disk has {room / 1e6:.0f} MB left, and sending stops below"
                f" {ROOM_OCTETS / 1e6:.0f}",
                code="DB008",
                help="free some space, then go on; what was not sent is kept",
            )
        claimed = await self.ask(take)
        log.debug("step.claimed")
        return claimed

    def settle(self, outcome: Outcome) -> "asyncio.Future[Pulse]":
        """Have an outcome written down; the future is done once it is committed.

        Raises:
            Conflict: By the future; another sender had claimed it since.
            StoreError: By the future; it is in the journal alone.
        """
        self._outcomes.append(outcome)
        if self._batch is None:
            loop = asyncio.get_running_loop()
            self._batch = loop.create_future()
            self._idle.clear()
            if not self._committing:
                loop.call_soon(self._commit)
        return self._batch

    def _commit(self) -> None:
        """Commit what has come; what comes meanwhile is committed next."""
        batch, self._batch = self._batch, None
        outcomes, self._outcomes = self._outcomes, []
        assert batch is not None  # noqa: S101  settle made it
        self._committing = True
        loop, beats = asyncio.get_running_loop(), self._beats()
        log.debug("step.committing")
        work = self._thread.submit(self._write_down, outcomes, beats)
        work.add_done_callback(
            lambda done: loop.call_soon_threadsafe(self._committed, batch, outcomes, done)
        )

    def _write_down(
        self, outcomes: Sequence[Outcome], beats: Sequence[Heartbeat]
    ) -> tuple[Sequence[Outcome], Pulse]:
        # What is under way was marked in memory that outlives this process; here it reaches the
        # disk as well, so that a power cut forgets a tick's marks at most. The disk takes as long
        # for it as for the commit, and does both at once.
        syncing = self._beside.submit(self._journal.sync)
        try:
            return self._patiently(lambda unit: self._write(unit, outcomes, beats))
        finally:
            with suppress(OutletError):
                syncing.result()

    def _write(
        self, unit: Unit, outcomes: Sequence[Outcome], beats: Sequence[Heartbeat]
    ) -> tuple[Sequence[Outcome], Pulse]:
        for beat in beats:
            unit.heartbeats.beat(beat)
        return write_down(unit, outcomes), self.pulse(unit)

    def pulse(self, unit: Unit) -> Pulse:
        """Return what a sender must know after a commit; letters are stopped by nobody."""
        return _NO_ISSUE if self._issue == LETTERS else unit.deliveries.pulse(self._issue)

    def _committed(
        self,
        batch: "asyncio.Future[Pulse]",
        outcomes: Sequence[Outcome],
        done: "Future[tuple[Sequence[Outcome], Pulse]]",
    ) -> None:
        self._committing = False
        if self._batch is not None:
            self._commit()
        else:
            self._idle.set()
        try:
            stale, pulse = done.result()
        except Exception as error:
            self._keep(error)
            _tell(batch, error)
            return
        log.debug("step.committed")
        for outcome in outcomes:
            self._journal.clear(outcome.claimed)
        if stale:
            _tell(batch, _stolen(stale[0].claimed))
        elif not batch.done():
            batch.set_result(pulse)

    def _keep(self, error: Exception) -> None:
        """Have the journal on the disk: it alone knows what could not be committed."""
        log.error("ledger.not-committed", extra={"error": type(error).__name__})
        with suppress(OutletError):
            self._journal.sync()

    def _patiently(self, question: Callable[[Unit], T], write: bool = True) -> T:
        for _ in range(BUSY_TRIES - 1):
            with suppress(StoreBusy), self._store.unit(write=write) as unit:
                return question(unit)
        with self._store.unit(write=write) as unit:
            return question(unit)


def write_down(unit: Unit, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Settle deliveries and letters, each in their room; return what was refused."""
    letters = [outcome for outcome in outcomes if outcome.claimed.letter is not None]
    if not letters:
        return unit.deliveries.settle(outcomes)
    others = [outcome for outcome in outcomes if outcome.claimed.letter is None]
    return [*unit.letters.settle(letters), *unit.deliveries.settle(others)]


def _stolen(claimed: Claimed) -> Conflict:
    return Conflict(
        f"another sender took delivery {claimed.subscriber} of issue {claimed.issue}",
        help="let one `pressrun run` send at a time",
    )


def _tell(batch: "asyncio.Future[Pulse]", error: Exception) -> None:
    if not batch.done():
        batch.set_exception(error)
        batch.exception()  # nobody may be left to hear it
