"""What came together is committed together, and everyone who waited hears of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from doubles.shop import PrintShop
from pressrun.errors import StoreBusy
from pressrun.model.delivery import Claimed, DeliveryState, Outcome, Receipt
from pressrun.press.ledger import BUSY_TRIES, Ledger
from pressrun.press.sender import LEASE
from pressrun.press.tick import tick


class CountedStore:
    """Counts the transactions that write, and is busy for the next ``busy`` (port Store)."""

    def __init__(self, store: Any) -> None:
        self.store, self.writes, self.busy = store, 0, 0

    @contextmanager
    def unit(self, *, write: bool = True) -> Iterator[Any]:
        if self.busy:
            self.busy -= 1
            raise StoreBusy("another process holds the database")
        self.writes += write
        with self.store.unit(write=write) as unit:
            yield unit

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


def test_forty_intents_and_outcomes_take_far_fewer_than_eighty_commits(
    shop: PrintShop, store: CountedStore
) -> None:
    async def work() -> None:
        async with Ledger(store) as ledger:
            claimed = await ledger.claim(
                shop.issue.key, limit=40, now=shop.clock.now(), lease=LEASE
            )
            await asyncio.gather(*(ledger.intend(one) for one in claimed))
            await asyncio.gather(*(ledger.settle(accepted(one, shop)) for one in claimed))

    asyncio.run(work())

    assert shop.counts() == {DeliveryState.ACCEPTED: 40}
    assert store.writes <= 5


def test_an_intent_is_in_the_database_when_the_call_returns(
    shop: PrintShop, store: CountedStore
) -> None:
    async def work() -> dict[DeliveryState, int]:
        async with Ledger(store) as ledger:
            [one] = await ledger.claim(shop.issue.key, limit=1, now=shop.clock.now(), lease=LEASE)
            await ledger.intend(one)
            return shop.counts()

    assert asyncio.run(work()) == {DeliveryState.QUEUED: 39, DeliveryState.SUBMITTING: 1}


def test_a_commit_that_fails_is_told_to_everyone_who_waited_for_it(
    shop: PrintShop, store: CountedStore
) -> None:
    async def work() -> list[BaseException | None]:
        async with Ledger(store) as ledger:
            claimed = await ledger.claim(shop.issue.key, limit=3, now=shop.clock.now(), lease=LEASE)
            store.busy = 3 * BUSY_TRIES
            return await asyncio.gather(
                *(ledger.intend(one) for one in claimed), return_exceptions=True
            )

    told = asyncio.run(work())

    assert [type(error) for error in told] == [StoreBusy] * 3
    assert shop.counts() == {DeliveryState.QUEUED: 37, DeliveryState.CLAIMED: 3}


def test_a_store_that_is_busy_for_a_while_loses_no_answer(
    shop: PrintShop, store: CountedStore
) -> None:
    async def work() -> None:
        async with Ledger(store) as ledger:
            [one] = await ledger.claim(shop.issue.key, limit=1, now=shop.clock.now(), lease=LEASE)
            await ledger.intend(one)
            store.busy = BUSY_TRIES - 1
            await ledger.settle(accepted(one, shop))

    asyncio.run(work())

    assert store.busy == 0
    assert shop.counts() == {DeliveryState.QUEUED: 39, DeliveryState.ACCEPTED: 1}
