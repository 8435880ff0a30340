"""A carrier: takes messages of a round to one relay, and sees to what becomes of them."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Final

from pressrun.errors import PressrunError
from pressrun.model.delivery import (
    Answered,
    Claimed,
    DeliveryState,
    Intent,
    Lost,
    Note,
    Outcome,
    Outgoing,
    Receipt,
    Unfit,
)
from pressrun.model.heartbeat import Heartbeat
from pressrun.model.issue import IssueState
from pressrun.model.meaning import Kind, meaning
from pressrun.ports import Journal, Unit
from pressrun.press.post import Post
from pressrun.press.round import LEASE, Round
from pressrun.press.settlement import Settlement
from pressrun.press.shares import Shares

log = logging.getLogger(__name__)

CLAIM: Final = 500
LOW_WATER: Final = 100
# A claim that has waited longer goes back: the answer may take ten minutes more, and the lease
# must outlast it.
STALE_S: Final = 240.0
_NAP_S: Final = 0.5  # the longest wait without a look at whether to stop
_LEAD_NAP_S: Final = 0.01  # for the others to catch up with their shares
_ANSWERS: Final = 5
_AHEAD: Final = 32  # messages signed before their turn, where signing takes long


class Carrier:
    """The other side of one relay's transport (ports Take and Tell)."""

    def __init__(self, round: Round, post: Post, *, journal: Journal, shares: Shares) -> None:
        self._round, self._post, self._journal, self._shares = round, post, journal, shares
        self._pace, self._name = post.pace, post.relay.name
        self._clock = round.clock
        self._settlement = Settlement(
            post.transport.name, patience=round.patience, clock=round.clock
        )
        self._waiting: deque[tuple[Claimed, float]] = deque()
        self._parked: deque[tuple[Claimed, float]] = deque()
        self._under_way: dict[int, Claimed] = {}
        self._by_domain = bool(post.relay.limits.domains)
        self._claiming: asyncio.Task[None] | None = None
        self._dry = False  # the last claim found nothing
        self._people: tuple[int, int] | None = None  # as of the oldest claim that waits
        self._following: asyncio.Task[None] | None = None
        self._intended: set[int] = set()
        self._revoked: set[int] = set()
        self._counts: Counter[DeliveryState] = Counter()
        self._answers: deque[str] = deque(maxlen=_ANSWERS)
        signer = round.signer
        self._pool = ThreadPoolExecutor(2) if signer is not None and signer.slow else None
        self._signed: dict[int, asyncio.Future[Outgoing]] = {}

    async def take(self, *, wait: bool = True) -> Outgoing | None:
        """Return the next message; see ports.Take."""
        while not self._round.is_over:
            nap_s = self._pace_s()
            if not nap_s and (claimed := self._next()) is not None:
                message = await self._ready(claimed)
                if message is not None:
                    return message
                continue
            if not wait:
                self._refill_behind()
                return None
            if not nap_s and not self._parked:
                if not await self.refill():
                    return None
                continue
            if self._pace.closed_until() is not None:
                return None
            await self._clock.sleep(min(nap_s or self._parked_s(), _NAP_S))
        return None

    async def refill(self) -> bool:
        """Claim what is due, unless something waits already; tell whether anything does."""
        if self._waiting or self._parked:
            return True
        if self._claiming is None:
            self._claiming = asyncio.ensure_future(self._claim())
        await asyncio.shield(self._claiming)
        return bool(self._waiting)

    async def note(self, note: Note) -> bool:
        """Write down what the transport says; see ports.Tell.

        Raises:
            Conflict: Another sender took this delivery.
            StoreError: The ledger cannot be written; the journal has the answer.
        """
        claimed = self._under_way[note.ticket]
        if isinstance(note, Intent):
            return self._intend(claimed)
        self._pace.end(self._domain(claimed))
        if note.ticket in self._revoked:
            # Its reader left after the envelope: no dot was sent, and the books say skipped.
            self._revoked.discard(note.ticket)
            del self._under_way[note.ticket]
            return True
        match note:
            case Answered(receipt=receipt):
                await self._answered(claimed, receipt)
            case Lost():
                if note.receipt is not None:
                    self._pace.heard(meaning(note.receipt))
                await self._settle(self._settlement.lost(claimed, note))
            case Unfit():
                await self._settle(self._settlement.unfit(claimed, note))
                await self._round.misfit(note)
        return True

    async def give_back(self) -> None:
        """Queue again what was claimed and never handed over, or skip it if all is cancelled."""
        if self._claiming is not None:
            await asyncio.shield(self._claiming)
        left = [claimed for claimed, _ in (*self._waiting, *self._parked)]
        self._waiting.clear()
        self._parked.clear()
        if left:
            await self._return(left)

    def close(self) -> None:
        """End the threads that sign."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def heartbeat(self, at: datetime) -> Heartbeat:
        """Return how this relay is doing."""
        counts = self._counts
        return Heartbeat(
            issue=self._round.run.issue,
            sender=self._journal.sender,
            relay=self._name,
            at=at,
            connections=self._post.transport.connections,
            accepted=counts[DeliveryState.ACCEPTED],
            deferred=counts[DeliveryState.DEFERRED],
            refused=counts[DeliveryState.REFUSED] + counts[DeliveryState.EXPIRED],
            unknown=counts[DeliveryState.UNKNOWN],
            per_s=self._pace.per_s,
            remark=self._pace.remark,
            answers=tuple(self._answers),
        )

    # What is next.

    def _next(self) -> Claimed | None:
        """Return a claim that may go now; those whose domain is at its limit stand aside."""
        for queue in (self._parked, self._waiting) if self._by_domain else (self._waiting,):
            for _ in range(len(queue)):
                claimed, since_s = queue.popleft()
                if self._by_domain and self._pace.wait_s(self._domain(claimed)):
                    self._parked.append((claimed, since_s))
                    continue
                return claimed
        return None

    def _pace_s(self) -> float:
        """Return how long this relay must wait whoever is next."""
        if self._shares.leads(self._name):
            return _LEAD_NAP_S
        return self._pace.wait_s("")

    def _parked_s(self) -> float:
        claimed, _ = self._parked[0]
        return max(self._pace.wait_s(self._domain(claimed)), 0.01)

    async def _ready(self, claimed: Claimed) -> Outgoing | None:
        """Return a claim's message, or None if nothing can be made of it, which is settled."""
        try:
            if self._pool is not None:
                message = await self._sign_ahead(claimed)
            else:
                message = self._round.fill(claimed)
                if self._round.signer is not None:
                    message = replace(message, octets=self._round.signer.sign(message.octets))
        except PressrunError as error:
            self._under_way[claimed.subscriber] = claimed
            await self._settle(self._settlement.not_writable(claimed, error.problem.what))
            return None
        self._under_way[claimed.subscriber] = claimed
        self._pace.start(self._domain(claimed))
        self._shares.count(self._name)
        if len(self._waiting) < LOW_WATER:
            self._refill_behind()
        return message

    async def _sign_ahead(self, claimed: Claimed) -> Outgoing:
        """Return a signed message, and begin with those that follow it in other threads."""
        for one in [claimed, *(one for one, _ in list(self._waiting)[:_AHEAD])]:
            if one.subscriber not in self._signed:
                loop = asyncio.get_running_loop()
                future = loop.run_in_executor(self._pool, self._sign, one)
                self._signed[one.subscriber] = future
        return await self._signed.pop(claimed.subscriber)

    def _sign(self, claimed: Claimed) -> Outgoing:
        message, signer = self._round.fill(claimed), self._round.signer
        assert signer is not None  # noqa: S101  there is a pool for it alone
        return replace(message, octets=signer.sign(message.octets))

    # Claims.

    def _refill_behind(self) -> None:
        """Claim more while what is there goes out."""
        if self._claiming is None and not self._dry and not self._round.is_over:
            self._claiming = asyncio.ensure_future(self._claim())

    async def _claim(self) -> None:
        try:
            await self._return_stale()
            limit = self._pace.ahead(CLAIM)
            if limit <= 0 or self._round.is_over:
                return
            claimed = await self._round.ledger.claim(
                limit=limit, now=self._clock.now(), lease=LEASE, after=self._reserve
            )
            now_s = self._clock.elapsed_s()
            self._waiting.extend((one, now_s) for one in claimed)
            self._dry = not claimed
        finally:
            self._claiming = None

    def _reserve(self, unit: Unit, count: int) -> None:
        if self._people is None:
            self._people = unit.deliveries.pulse(self._round.run.issue).people
        for spending in self._pace.reserve(count):
            unit.buckets.spend(self._name, at=spending.at, count=spending.count)

    async def _return_stale(self) -> None:
        """Give back claims that have waited for so long that their lease may end under way."""
        now_s = self._clock.elapsed_s()
        stale: list[Claimed] = []
        for queue in (self._waiting, self._parked):
            stale += [claimed for claimed, since_s in queue if now_s - since_s > STALE_S]
            fresh = [item for item in queue if now_s - item[1] <= STALE_S]
            queue.clear()
            queue.extend(fresh)
        if stale:
            await self._return(stale)

    async def _return(self, left: Sequence[Claimed]) -> None:
        def work(unit: Unit) -> None:
            armed = unit.issues.find(self._round.run.issue)
            cancelled = armed is not None and armed.state is IssueState.CANCELLED
            unit.deliveries.settle(
                self._settlement.untouched(claimed, cancelled=cancelled) for claimed in left
            )
            for spending in self._pace.give_back(len(left)):
                unit.buckets.spend(self._name, at=spending.at, count=spending.count)

        await self._round.ledger.ask(work)

    # What is noted.

    def _intend(self, claimed: Claimed) -> bool:
        if not self._round.is_going or claimed.subscriber in self._revoked:
            return False
        self._journal.intend(claimed)
        self._intended.add(claimed.subscriber)
        log.debug("step.intended")
        return True

    async def _answered(self, claimed: Claimed, receipt: Receipt) -> None:
        meant = meaning(receipt)
        log.debug("step.answered")
        if claimed.subscriber in self._intended:
            self._journal.answer(claimed, receipt, relay=self._post.transport.name)
        self._pace.heard(meant)
        await self._settle(self._settlement.answered(claimed, receipt, meant))
        if meant.kind is not Kind.ACCEPTED:
            self._answers.append(f"{receipt.code} {receipt.text}")
        if (trip := self._round.heard(claimed, receipt, meant)) is not None:
            await self._round.interrupt(trip)

    async def _settle(self, outcome: Outcome) -> None:
        pulse = await self._round.settle(outcome)
        subscriber = outcome.claimed.subscriber
        del self._under_way[subscriber]
        self._intended.discard(subscriber)
        self._counts[outcome.state] += 1
        if self._people is not None and pulse.people != self._people:
            await self._follow(pulse.people)

    async def _follow(self, people: tuple[int, int]) -> None:
        """Skip who left or was suppressed since they were claimed, before anything more is sent."""
        if self._following is None:
            self._following = asyncio.ensure_future(self._recheck(people))
        await asyncio.shield(self._following)

    async def _recheck(self, people: tuple[int, int]) -> None:
        held = [claimed for claimed, _ in (*self._waiting, *self._parked)]
        held += [one for one in self._under_way.values() if one.subscriber not in self._intended]
        try:
            gone = await self._round.ledger.ask(lambda unit: unit.deliveries.recheck(held))
        finally:
            self._following = None
        self._people = people
        left = {claimed.subscriber for claimed in gone}
        self._revoked |= left & self._under_way.keys()
        for queue in (self._waiting, self._parked):
            staying = [item for item in queue if item[0].subscriber not in left]
            queue.clear()
            queue.extend(staying)

    def _domain(self, claimed: Claimed) -> str:
        return claimed.address.rpartition("@")[2].lower() if self._by_domain else ""
