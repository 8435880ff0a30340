"""A carrier's satchel: the claims it has taken and not handed over yet."""

import asyncio
import math
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

from pressrun.model.delivery import Claimed
from pressrun.ports import Unit
from pressrun.press.post import Post
from pressrun.press.round import LEASE, Round
from pressrun.press.settlement import Settlement
from pressrun.press.shares import Shares

CLAIM: Final = 500
# A claim that has waited longer goes back: the answer may take ten minutes more, and the lease
# must outlast it.
STALE_S: Final = 240.0
_ASIDE_MOST: Final = 2000  # claims of domains at their limit that are looked past
_DRY_S: Final = 1.0  # until a ledger that had nothing more is asked again


class Satchel:
    """Claims what is due, a little at a time, and gives back what does not go.

    Its claims are looked at again whenever somebody has left or was suppressed, so that who leaves
    before their turn is not written to.
    """

    def __init__(self, round: Round, post: Post, settlement: Settlement, *, shares: Shares) -> None:
        self._round, self._post, self._settlement = round, post, settlement
        self._shares = shares
        self._pace, self._clock = post.pace, round.clock
        self._by_domain = bool(post.relay.limits.domains)
        self._waiting: deque[tuple[Claimed, float]] = deque()
        self._aside: deque[tuple[Claimed, float]] = deque()
        self._stale: list[Claimed] = []
        self._claiming: asyncio.Task[None] | None = None
        self._low = 0  # more is claimed behind once so few wait
        self._dry_s = -math.inf  # when a claim found less than it asked for
        self.people: tuple[int, int] | None = None  # as of the oldest claim that waits

    def __len__(self) -> int:
        return len(self._waiting) + len(self._aside)

    def next(self) -> tuple[Claimed, float] | None:
        """Return a claim that may go now, and when it was made.

        Those whose domain is at its limit stand aside, and those that have waited for long are
        given back later, by :meth:`more`.
        """
        now_s = self._clock.elapsed_s()
        for queue in (self._aside, self._waiting) if self._by_domain else (self._waiting,):
            for _ in range(len(queue)):
                claimed, since_s = item = queue.popleft()
                if now_s - since_s > STALE_S:
                    self._stale.append(claimed)
                elif self._by_domain and self._pace.wait_s(domain(claimed)):
                    self._aside.append(item)
                else:
                    return item
        return None

    def ahead(self, count: int) -> Iterable[Claimed]:
        """Return up to ``count`` claims that are likely to go next."""
        return [self._waiting[n][0] for n in range(min(count, len(self._waiting)))]

    @property
    def wait_s(self) -> float:
        """Return how long what stands aside has to wait at least; infinity if nothing does."""
        if not self._aside:
            return math.inf
        return max(0.01, self._pace.wait_s(domain(self._aside[0][0])))

    async def more(self) -> bool:
        """Claim what is due; tell whether anything waits that may go."""
        if self._stale:
            stale, self._stale = self._stale, []
            await self._return(stale)
        full = len(self._aside) >= _ASIDE_MOST
        if full or (self._aside and self._is_dry()):
            return False
        if self._claiming is None:
            self._claiming = asyncio.ensure_future(self._claim())
        await asyncio.shield(self._claiming)
        return bool(self._waiting)

    def more_behind(self) -> None:
        """Claim more while what is there goes out, once half of it has gone."""
        if len(self) > self._low:
            return
        if self._claiming is None and not self._is_dry() and not self._round.is_over:
            self._claiming = asyncio.ensure_future(self._claim())

    async def give_back(self) -> None:
        """Queue again what was never handed over; the ledger skips it in a cancelled issue."""
        if self._claiming is not None:
            await asyncio.shield(self._claiming)
        left = [*self._stale, *(claimed for claimed, _ in (*self._waiting, *self._aside))]
        self._stale.clear()
        self._waiting.clear()
        self._aside.clear()
        if left:
            await self._return(left)

    async def recheck(self, besides: Iterable[Claimed], *, people: tuple[int, int]) -> set[int]:
        """Skip in the ledger who has left or was suppressed; return them.

        ``besides`` are claims under way that can still be stopped.
        """
        held = [claimed for claimed, _ in (*self._waiting, *self._aside)]
        held += besides
        gone = await self._round.ledger.ask(lambda unit: unit.deliveries.recheck(held))
        self.people = people
        left: set[int] = {claimed.subscriber for claimed in gone}
        for queue in (self._waiting, self._aside):
            staying = [item for item in queue if item[0].subscriber not in left]
            queue.clear()
            queue.extend(staying)
        return left

    def _is_dry(self) -> bool:
        return self._clock.elapsed_s() - self._dry_s < _DRY_S

    async def _claim(self) -> None:
        try:
            limit = self._pace.ahead(self._shares.most(self._post.relay.name, CLAIM))
            self._low = limit // 2
            if limit <= 0 or self._round.is_over:
                return
            claimed = await self._round.ledger.claim(
                limit=limit, now=self._clock.now(), lease=LEASE, after=self._reserve
            )
            now_s = self._clock.elapsed_s()
            self._waiting.extend((one, now_s) for one in claimed)
            if len(claimed) < limit:
                self._dry_s = now_s
        finally:
            self._claiming = None

    def _reserve(self, unit: Unit, count: int) -> None:
        if self.people is None:
            self.people = unit.deliveries.pulse(self._round.run.issue).people
        for spending in self._pace.reserve(count):
            unit.buckets.spend(self._post.relay.name, at=spending.at, count=spending.count)

    async def _return(self, left: Sequence[Claimed]) -> None:
        def work(unit: Unit) -> None:
            unit.deliveries.settle(self._settlement.untouched(claimed) for claimed in left)
            for spending in self._pace.give_back(len(left)):
                unit.buckets.spend(self._post.relay.name, at=spending.at, count=spending.count)

        await self._round.ledger.ask(work)


def domain(claimed: Claimed) -> str:
    """Return the domain of a recipient, in lower case."""
    return claimed.address.rpartition("@")[2].lower()
