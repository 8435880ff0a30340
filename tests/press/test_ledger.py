"""What came together is committed together, and everyone who waited hears of it."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from doubles.shop import PrintShop
from pressrun.errors import StoreBusy, StoreError
from pressrun.model.delivery import Claimed, DeliveryState, Outcome, Receipt
from pressrun.model.heartbeat import Pulse
from pressrun.model.patience import Patience
from pressrun.press.ledger import BUSY_TRIES, ROOM_OCTETS, Ledger
from pressrun.press.recover import recover
from pressrun.press.round import LEASE
from pressrun.press.tick import tick


class CountedStore:
    """Counts the transactions that write, and is busy for the next ``busy`` (port Store)."""

    def __init__(self, store: Any) -> None:
        self.store, self.writes, self.busy = store, 0, 0
        self.room = 2 * ROOM_OCTETS

    @contextmanager
    def unit(self, *, write: bool = True) -> Iterator[Any]:
        if self.busy:
            self.busy -= 1
            raise StoreBusy("another process holds the database")
        self.writes += write
        with self.store.unit(write=write) as unit:
            yield unit

    def scrub(self, words: Iterable[str] = ()) -> bool:
        return bool(self.store.scrub(words))

    def room_octets(self) -> int:
        return self.room

    def close(self) -> None:
        self.store.close()


@pytest.fixture
def store(shop: PrintShop) -> CountedStore:
    shop.subscribe(*(f"reader{number}" for number in range(40)))
    shop.schedule("now")
    tick(shop.desk, shop.store)
    return CountedStore(shop.store)


def accepted(claimed: Claimed, shop: PrintShop) -> Outcome:
    return Outcome(
        claimed=claimed,
        state=DeliveryState.ACCEPTED,
        at=shop.clock.now(),
        receipt=Receipt(250, "ok"),
    )


def open_ledger(shop: PrintShop, store: CountedStore) -> Ledger:
    return Ledger(store, shop.journals.open(room=100), shop.issue.key)


async def take(ledger: Ledger, shop: PrintShop, limit: int) -> Sequence[Claimed]:
    return await ledger.claim(
        limit=limit, now=shop.clock.now(), lease=LEASE, after=lambda unit, count: None
    )


def test_forty_outcomes_of_one_tick_take_one_commit(shop: PrintShop, store: CountedStore) -> None:
    async def work() -> int:
        async with open_ledger(shop, store) as ledger:
            claimed = await take(ledger, shop, 40)
            before = store.writes
            await asyncio.gather(*(ledger.settle(accepted(one, shop)) for one in claimed))
            return store.writes - before

    assert asyncio.run(work()) == 1
    assert shop.counts() == {DeliveryState.ACCEPTED: 40}


def test_an_outcome_is_in_the_database_when_its_future_is_done(
    shop: PrintShop, store: CountedStore
) -> None:
    async def work() -> dict[DeliveryState, int]:
        async with open_ledger(shop, store) as ledger:
            [one] = await take(ledger, shop, 1)
            await ledger.settle(accepted(one, shop))
            return shop.counts()

    assert asyncio.run(work()) == {DeliveryState.QUEUED: 39, DeliveryState.ACCEPTED: 1}


def test_a_mark_is_cleared_only_after_its_outcome_is_committed(
    shop: PrintShop, store: CountedStore
) -> None:
    async def work() -> tuple[int, int]:
        async with open_ledger(shop, store) as ledger:
            journal = shop.journals.journals[shop.journals.alive()[0]]
            [one] = await take(ledger, shop, 1)
            journal.intend(one)
            settled = ledger.settle(accepted(one, shop))
            marked = len(journal.marks)
            await settled
            return marked, len(journal.marks)

    assert asyncio.run(work()) == (1, 0)


def test_a_commit_that_fails_is_told_to_everyone_and_stays_in_the_journal(
    shop: PrintShop, store: CountedStore
) -> None:
    async def work() -> list[Pulse | BaseException]:
        async with open_ledger(shop, store) as ledger:
            claimed = await take(ledger, shop, 3)
            journal = shop.journals.journals[shop.journals.alive()[0]]
            for one in claimed:
                journal.intend(one)
                journal.answer(one, Receipt(250, "ok"), relay="main")
            store.busy = 3 * BUSY_TRIES
            told = await asyncio.gather(
                *(ledger.settle(accepted(one, shop)) for one in claimed), return_exceptions=True
            )
            assert len(journal.marks) == 3
            assert journal.syncs
            journal.close()
            return told

    told = asyncio.run(work())
    assert [type(error) for error in told] == [StoreBusy] * 3
    assert shop.counts() == {DeliveryState.QUEUED: 37, DeliveryState.CLAIMED: 3}

    recover(shop.store, shop.journals, clock=shop.clock, patience=Patience())

    assert shop.counts() == {DeliveryState.QUEUED: 37, DeliveryState.ACCEPTED: 3}


def test_a_store_that_is_busy_for_a_while_loses_no_answer(
    shop: PrintShop, store: CountedStore
) -> None:
    async def work() -> None:
        async with open_ledger(shop, store) as ledger:
            [one] = await take(ledger, shop, 1)
            store.busy = BUSY_TRIES - 1
            await ledger.settle(accepted(one, shop))

    asyncio.run(work())

    assert store.busy == 0
    assert shop.counts() == {DeliveryState.QUEUED: 39, DeliveryState.ACCEPTED: 1}


def test_nothing_is_claimed_on_a_disk_that_is_nearly_full(
    shop: PrintShop, store: CountedStore
) -> None:
    store.room = ROOM_OCTETS - 1

    async def work() -> None:
        async with open_ledger(shop, store) as ledger:
            with pytest.raises(StoreError, match="MB left"):
                await take(ledger, shop, 1)
            store.room = ROOM_OCTETS
            assert await take(ledger, shop, 1)

    asyncio.run(work())
