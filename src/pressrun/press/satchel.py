"""A carrier's satchel: the claims it has taken and not handed over yet."""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from pressrun.errors import StoreError
from pressrun.model.delivery import Claimed
from pressrun.ports import Unit
from pressrun.press.ledger import write_down
from pressrun.press.letterbox import letters_due
from pressrun.press.post import Post
from pressrun.press.round import LEASE, Round
from pressrun.press.settlement import Settlement
from pressrun.press.shares import Shares

log = logging.getLogger(__name__)

CLAIM: Final = 500
# A claim that has waited longer goes back: the answer may take ten minutes more, and the lease
# must outlast it.
STALE_S: Final = 240.0
_ASIDE_MOST: Final = 2000  # claims of domains at their limit that are looked past
_DRY_S: Final = 1.0  # until a ledger that had nothing more is asked again
_YIELDING: Final = 50  # claims given back at a time where letters find no room in the day
LOOK_S: Final = 0.5  # between two looks for letters, while an issue is carried

_Queue = deque[tuple[Claimed, float]]  # and since when each is held


class Satchel:
    """Claims what is due, a little at a time, and gives back what does not go.

    Letters go before everything else, also those that were written after it was claimed.
    Its claims are looked at again whenever somebody has left or was suppressed, so that who leaves
    before their turn is not written to.
    """

    def __init__(self, round: Round, post: Post, settlement: Settlement, *, shares: Shares) -> None:
        self._round, self._post, self._settlement = round, post, settlement
        self._shares = shares
        self._pace, self._clock = post.pace, round.clock
        self._by_domain = bool(post.relay.limits.domains)
        self._letters: _Queue = deque()
        self._waiting: _Queue = deque()
        self._aside: _Queue = deque()
        self._newsletters = ((self._waiting, self._aside),)
        self._stale: list[Claimed] = []
        self._claiming: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._looked_s = self._clock.elapsed_s()
        self._day = asyncio.Lock()  # from asking what the day has left to taking it
        self._low = 0  # more is claimed behind once so few wait
        self._dry_s = -math.inf  # when a claim found less than it asked for
        self.people: tuple[int, int] | None = None  # as of the oldest claim that waits

    def __len__(self) -> int:
        return len(self._letters) + len(self._waiting) + len(self._aside)

    def next(self) -> tuple[Claimed, float] | None:
        """Return a claim that may go now, and when it was made.

        Those whose domain is at its limit stand aside, and those that have waited for long are
        given back later, by :meth:`more`.
        """
        now_s = self._clock.elapsed_s()
        if now_s - self._looked_s >= LOOK_S:
            self.look_for_letters()
        for queue, aside in self._queues():
            for _ in range(len(queue)):
                claimed, since_s = item = queue.popleft()
                if now_s - since_s > STALE_S:
                    self._stale.append(claimed)
                elif self._by_domain and self._pace.wait_s(domain(claimed)):
                    aside.append(item)
                else:
                    return item
        return None

    def ahead(self, count: int) -> Iterable[Claimed]:
        """Return up to ``count`` claims that are likely to go next."""
        return [self._waiting[n][0] for n in range(min(count, len(self._waiting)))]

    @property
    def wait_s(self) -> float:
        """Return how long what stands aside has to wait at least; infinity if nothing does."""
        first = [*islice(self._aside, 1), *islice(self._letters, 1)]
        waits_s = [self._pace.wait_s(domain(claimed)) for claimed, _ in first]
        return max(0.01, min(waits_s, default=math.inf))

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
        return bool(self._waiting) or any(
            not self._pace.wait_s(domain(claimed)) for claimed, _ in self._letters
        )

    def more_behind(self) -> None:
        """Claim more while what is there goes out, once half of it has gone."""
        if len(self) > self._low:
            return
        if self._claiming is None and not self._is_dry() and not self._round.is_over:
            self._claiming = asyncio.ensure_future(self._claim())

    def look_for_letters(self) -> None:
        """Claim letters behind what is carried, if any have come since it was last looked."""
        if self._clock.elapsed_s() - self._looked_s < LOOK_S or self._looking is not None:
            return
        self._looked_s = self._clock.elapsed_s()
        self._looking = asyncio.ensure_future(self._claim_letters())

    async def give_back(self) -> None:
        """Queue again what was never handed over; the ledger skips it in a cancelled issue."""
        for claiming in (self._claiming, self._looking):
            if claiming is not None:
                await asyncio.shield(claiming)
        queues = (self._letters, self._waiting, self._aside)
        left = [*self._stale, *(claimed for queue in queues for claimed, _ in queue)]
        for queue in queues:
            queue.clear()
        self._stale.clear()
        if left:
            await self._return(left)

    async def recheck(self, besides: Iterable[Claimed], *, people: tuple[int, int]) -> set[int]:
        """Skip in the ledger who has left or was suppressed; return them.

        ``besides`` are claims under way that can still be stopped.
        """
        held = [claimed for claimed, _ in (*self._waiting, *self._aside)]
        held += (claimed for claimed in besides if claimed.letter is None)
        gone: Sequence[Claimed] = ()
        if suspects := await self._suspects(held):
            gone = await self._round.ledger.ask(lambda unit: unit.deliveries.recheck(suspects))
        self.people = people
        left: set[int] = {claimed.subscriber for claimed in gone}
        for queue in (self._waiting, self._aside):
            staying = [item for item in queue if item[0].subscriber not in left]
            queue.clear()
            queue.extend(staying)
        return left

    async def _suspects(self, held: Sequence[Claimed]) -> Sequence[Claimed]:
        """Return claims whose reader may have left: looking takes nobody's turn to write."""
        since = self.people
        if since is None:
            return held
        changed = await self._round.ledger.ask(
            lambda unit: unit.deliveries.changed(since), write=False
        )
        if changed is None:
            return held
        return [claimed for claimed in held if claimed.subscriber in changed]

    def _is_dry(self) -> bool:
        return self._clock.elapsed_s() - self._dry_s < _DRY_S

    async def _claim(self) -> None:
        try:
            async with self._day:
                limit = self._pace.ahead(self._shares.most(self._post.relay.name, CLAIM))
                self._low = limit // 2
                if limit <= 0 or self._round.is_over:
                    return
                claimed = await self._round.ledger.claim(
                    limit=limit, now=self._clock.now(), lease=LEASE, after=self._reserve
                )
            await self._put(claimed)
            if len(claimed) < limit:
                self._dry_s = self._clock.elapsed_s()
        finally:
            self._claiming = None

    async def _claim_letters(self) -> None:
        ledger = self._round.ledger
        try:
            if not await ledger.ask(lambda unit: letters_due(unit, self._clock), write=False):
                return
            async with self._day:
                limit = await self._room_for_letters()
                if limit <= 0 or self._round.is_over:
                    return
                claimed = await ledger.claim(
                    limit=limit,
                    now=self._clock.now(),
                    lease=LEASE,
                    after=self._reserve,
                    letters_only=True,
                )
            await self._put(claimed)
        except StoreError as error:
            # The sender finds out by itself, when it claims or settles what it carries.
            log.warning("letters.not-claimed", extra={"code": error.problem.code})
        finally:
            self._looking = None

    async def _room_for_letters(self) -> int:
        """Return how many letters may be claimed.

        Where what waits here has used up the relay's day, some of it makes room for them.
        """
        limit = self._pace.ahead(CLAIM)
        if limit <= 0 and self._waiting:
            yielding = [self._waiting.pop()[0] for _ in range(min(len(self._waiting), _YIELDING))]
            await self._return(yielding)
            limit = self._pace.ahead(CLAIM)
        return limit

    async def _put(self, claimed: Sequence[Claimed]) -> None:
        try:
            await self._round.learn(claimed)
        except StoreError:
            self._stale += claimed
            raise
        now_s = self._clock.elapsed_s()
        for one in claimed:
            (self._waiting if one.letter is None else self._letters).append((one, now_s))

    def _queues(self) -> Sequence[tuple[_Queue, _Queue]]:
        """Return queues in the order they are served, and where stands aside what is in each."""
        if not self._letters and not self._aside:
            return self._newsletters  # made once, for nearly always there is nothing else
        letters, aside = self._letters, self._aside
        return ((letters, letters), (aside, aside), *self._newsletters)

    def _reserve(self, unit: Unit, count: int) -> None:
        if self.people is None:
            self.people = self._round.ledger.pulse(unit).people
        for spending in self._pace.reserve(count):
            unit.buckets.spend(self._post.relay.name, at=spending.at, count=spending.count)

    async def _return(self, left: Sequence[Claimed]) -> None:
        def work(unit: Unit) -> None:
            write_down(unit, [self._settlement.untouched(claimed) for claimed in left])
            for spending in self._pace.give_back(len(left)):
                unit.buckets.spend(self._post.relay.name, at=spending.at, count=spending.count)

        await self._round.ledger.ask(work)


def domain(claimed: Claimed) -> str:
    """Return the domain of a recipient, in lower case."""
    return claimed.address.rpartition("@")[2].lower()
