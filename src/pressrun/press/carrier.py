"""A carrier: takes messages of a round to one relay, and sees to what becomes of them."""

import asyncio
import logging
import math
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
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
from pressrun.model.meaning import Kind, meaning
from pressrun.ports import Journal
from pressrun.press.post import Post
from pressrun.press.round import LEASE, Round
from pressrun.press.satchel import Satchel, domain
from pressrun.press.settlement import Settlement
from pressrun.press.shares import Shares

log = logging.getLogger(__name__)

_NAP_S: Final = 0.5  # the longest wait without a look at whether to stop
_LEAD_NAP_S: Final = 0.01  # for the others to catch up with their shares
_AHEAD: Final = 32  # messages signed before their turn, where signing takes long
_ANSWERS: Final = 5


class Carrier:
    """The other side of one relay's transport (ports Take and Tell)."""

    def __init__(self, round: Round, post: Post, *, journal: Journal, shares: Shares) -> None:
        self._round, self._post, self._journal, self._shares = round, post, journal, shares
        self._pace, self._name = post.pace, post.relay.name
        self._clock = round.clock
        self._settlement = Settlement(
            post.transport.name, patience=round.patience, clock=round.clock
        )
        self._satchel = Satchel(round, post, self._settlement, shares=shares)
        self._under_way: dict[int, tuple[Claimed, float]] = {}
        self._by_domain = bool(post.relay.limits.domains)
        self._following: asyncio.Task[None] | None = None
        self._intended: set[int] = set()
        self._revoked: set[int] = set()
        self._withheld: set[int] = set()
        self._counts: Counter[DeliveryState] = Counter()
        self._answers: deque[str] = deque(maxlen=_ANSWERS)
        self._pool = ThreadPoolExecutor(2) if round.signs_slowly else None
        self._fill = round.fill_and_sign if round.signing_keys else round.fill
        self._signed: dict[int, asyncio.Future[Outgoing]] = {}

    async def take(self, *, wait: bool = True) -> Outgoing | None:
        """Return the next message; see ports.Take."""
        while not self._round.is_over:
            nap_s = self._pace_s()
            if nap_s:
                self._satchel.look_for_letters()
            if not nap_s and (found := self._satchel.next()) is not None:
                if (message := await self._ready(*found)) is not None:
                    return message
            elif not wait:
                self._satchel.more_behind()
                return None
            elif nap_s or not await self._satchel.more():
                nap_s = nap_s or self._satchel.wait_s
                if nap_s == math.inf:
                    return None  # nothing is due, or the day is over
                await self._clock.sleep(min(nap_s, _NAP_S))
        return None

    async def refill(self) -> bool:
        """Claim what is due, unless something waits already; tell whether anything does."""
        return bool(self._satchel) or await self._satchel.more()

    async def note(self, note: Note) -> bool:
        """Write down what the transport says; see ports.Tell.

        Raises:
            Conflict: Another sender took this delivery.
            StoreError: The ledger cannot be written; the journal has the answer.
        """
        claimed, since_s = self._under_way[note.ticket]
        if isinstance(note, Intent):
            if self._following is not None:
                await asyncio.shield(self._following)
            if self._may_go(claimed, since_s):
                self._journal.intend(claimed)
                self._intended.add(claimed.subscriber)
                log.debug("step.intended")
                return True
            self._withheld.add(claimed.subscriber)
            return False
        self._pace.end(self._domain(claimed))
        if note.ticket in self._revoked:
            # Its reader left after the envelope: no dot was sent, and the books say skipped.
            self._revoked.discard(note.ticket)
            self._withheld.discard(note.ticket)
            del self._under_way[note.ticket]
            return True
        match note:
            case Answered(receipt=receipt):
                await self._answered(claimed, receipt)
            case Lost() if note.ticket in self._withheld:
                self._withheld.discard(note.ticket)
                await self._settle(self._settlement.untouched(claimed))
            case Lost():
                if note.receipt is not None:
                    self._pace.heard(meaning(note.receipt))
                await self._settle(self._settlement.lost(claimed, note))
            case Unfit():
                await self._settle(self._settlement.unfit(claimed, note))
                await self._round.misfit(claimed, note)
        return True

    async def give_back(self) -> None:
        """Queue again what was claimed and never handed over."""
        self._signed.clear()
        await self._satchel.give_back()

    def close(self) -> None:
        """End the threads that sign."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def heartbeat(self, at: datetime) -> Heartbeat:
        """Return how this relay is doing."""
        counts = self._counts
        return Heartbeat(
            issue=self._round.issue,
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

    def _pace_s(self) -> float:
        """Return how long this relay must wait whoever is next."""
        if self._shares.leads(self._name):
            return _LEAD_NAP_S
        return self._pace.wait_s("")

    async def _ready(self, claimed: Claimed, since_s: float) -> Outgoing | None:
        """Return a claim's message, or None if nothing can be made of it, which is settled."""
        self._under_way[claimed.subscriber] = claimed, since_s
        try:
            if self._pool is not None:
                message = await self._sign_ahead(claimed)
            else:
                message = self._fill(claimed)
        except PressrunError as error:
            await self._settle(self._settlement.not_writable(claimed, error.problem.what))
            return None
        self._pace.start(self._domain(claimed))
        self._shares.count(self._name)
        self._satchel.more_behind()
        return message

    async def _sign_ahead(self, claimed: Claimed) -> Outgoing:
        """Return a signed message, and begin with those that follow it in other threads."""
        for one in (claimed, *self._satchel.ahead(_AHEAD)):
            if one.subscriber not in self._signed:
                loop = asyncio.get_running_loop()
                future = loop.run_in_executor(self._pool, self._fill, one)
                self._signed[one.subscriber] = future
        return await self._signed.pop(claimed.subscriber)

    def _may_go(self, claimed: Claimed, since_s: float) -> bool:
        """Tell whether the final dot of a claim may be sent at this moment."""
        if not self._round.may_go(claimed) or claimed.subscriber in self._revoked:
            return False
        # This process may have stood still since, and the lease have ended: then it is another's.
        return self._clock.elapsed_s() - since_s < LEASE.total_seconds()

    async def _answered(self, claimed: Claimed, receipt: Receipt) -> None:
        meant = meaning(receipt)
        log.debug("step.answered")
        if claimed.subscriber in self._intended:
            self._journal.answer(claimed, receipt, relay=self._post.transport.name)
        self._pace.heard(meant)
        await self._settle(self._settlement.answered(claimed, receipt, meant))
        if meant.kind is not Kind.ACCEPTED and claimed.letter is None:
            self._answers.append(f"{receipt.code} {receipt.text}")
        if (trip := self._round.heard(claimed, receipt, meant)) is not None:
            await self._round.interrupt(trip)

    async def _settle(self, outcome: Outcome) -> None:
        pulse = await self._round.settle(outcome)
        subscriber = outcome.claimed.subscriber
        del self._under_way[subscriber]
        self._intended.discard(subscriber)
        if outcome.claimed.letter is None:
            self._counts[outcome.state] += 1
        if pulse.people != self._satchel.people:
            await self._follow(pulse.people)

    async def _follow(self, people: tuple[int, int]) -> None:
        """Skip who left or was suppressed since they were claimed, before anything more is sent."""
        if self._following is None:
            self._following = asyncio.ensure_future(self._recheck(people))
        await asyncio.shield(self._following)

    async def _recheck(self, people: tuple[int, int]) -> None:
        under_way = [one for key, (one, _) in self._under_way.items() if key not in self._intended]
        try:
            left = await self._satchel.recheck(under_way, people=people)
        finally:
            self._following = None
        self._revoked |= left & self._under_way.keys()

    def _domain(self, claimed: Claimed) -> str:
        return domain(claimed) if self._by_domain else ""
