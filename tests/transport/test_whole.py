"""What must not be torn in two is not."""

import asyncio

import pytest

from pressrun.transport.whole import whole


def test_a_cancellation_waits_until_the_work_is_whole() -> None:
    order: list[str] = []

    async def scene() -> None:
        begun = asyncio.Event()

        async def work() -> None:
            begun.set()
            await asyncio.to_thread(order.append, "begun")
            order.append("whole")

        async def caller() -> None:
            try:
                await whole(work())
            finally:
                order.append("cancelled")

        running = asyncio.create_task(caller())
        await begun.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(scene())

    assert order == ["begun", "whole", "cancelled"]


def test_what_the_work_raises_is_raised() -> None:
    async def work() -> None:
        raise LookupError("no such row")

    with pytest.raises(LookupError, match="no such row"):
        asyncio.run(whole(work()))
