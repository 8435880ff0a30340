"""The ledger's asynchronous face: one writer thread, what came together in one commit."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self, TypeVar

from pressrun.errors import Conflict, StoreBusy
from pressrun.model.delivery import Claimed, Outcome
from pressrun.model.issue import IssueKey
from pressrun.ports import Store, Unit

T = TypeVar("T")

# Each try waits as long as the store does. Mail that was accepted must not be taken for unknown
# because somebody imports a large file just then.
BUSY_TRIES: Final = 30


class Ledger:
    """Writes intents and outcomes of many connections, committed when a call returns.

    Everything that asked while the last transaction ran goes into the next one, so the number
    of commits follows the disk and not the number of messages. Used as ``async with``.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pressrun-ledger")
        self._intents: list[tuple[Claimed, asyncio.Future[None]]] = []
        self._outcomes: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._flushing is not None:
            await self._flushing
        self._thread.shutdown(wait=True)

    async def ask(self, question: Callable[[Unit], T], *, write: bool = True) -> T:
        """Return the answer of ``question``, run in a transaction of its own."""

        def work() -> T:
            for _ in range(BUSY_TRIES - 1):
                with suppress(StoreBusy), self._store.unit(write=write) as unit:
                    return question(unit)
            with self._store.unit(write=write) as unit:
                return question(unit)

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def claim(
        self, issue: IssueKey, *, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        """Take deliveries that are due."""
        return await self.ask(
            lambda unit: unit.deliveries.claim(issue, limit=limit, now=now, lease=lease)
        )

    async def intend(self, claimed: Claimed) -> None:
        """Mark a claim as submitting; committed when this returns.

        Raises:
            Conflict: Another sender has it now; its final dot must not be sent.
        """
        done = asyncio.get_running_loop().create_future()
        self._intents.append((claimed, done))
        self._wake()
        await asyncio.shield(done)

    async def settle(self, outcome: Outcome) -> None:
        """Write an outcome down; committed when this returns.

        Raises:
            Conflict: Another sender had claimed it since.
        """
        done = asyncio.get_running_loop().create_future()
        self._outcomes.append((outcome, done))
        self._wake()
        await asyncio.shield(done)

    def _wake(self) -> None:
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        while self._intents or self._outcomes:
            intents, self._intents = self._intents, []
            outcomes, self._outcomes = self._outcomes, []
            waiting = [done for _, done in intents] + [done for _, done in outcomes]
            try:
                stale_intents, stale_outcomes = await self.ask(
                    lambda unit, i=intents, o=outcomes: (  # type: ignore[misc]
                        unit.deliveries.intend(claimed for claimed, _ in i),
                        unit.deliveries.settle(outcome for outcome, _ in o),
                    )
                )
            except Exception as error:
                for done in waiting:
                    _tell(done, error)
                continue
            for claimed, done in intents:
                _tell(done, _stolen(claimed) if claimed in stale_intents else None)
            for outcome, done in outcomes:
                _tell(done, _stolen(outcome.claimed) if outcome in stale_outcomes else None)


def _stolen(claimed: Claimed) -> Conflict:
    return Conflict(
        f"another sender took delivery {claimed.subscriber} of issue {claimed.issue}",
        help="let one `pressrun run` send at a time",
    )


def _tell(done: "asyncio.Future[None]", error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
