"""A link knows at any moment what became of the message under way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from doubles import SILENCE, ScriptedRelay, sample_message
from pressrun.model.delivery import Phase, Receipt
from pressrun.transport.event import Ended, NeedIntent, Ready, Verdict
from pressrun.transport.link import Link


@asynccontextmanager
async def waiting_for_a_verdict() -> AsyncIterator[Link]:
    async with asyncio.timeout(30), ScriptedRelay({"DOT": [SILENCE]}) as relay:
        link = await Link.open(relay.relay())
        assert await link.event(10) == Ready()
        link.begin(sample_message(1))
        assert await link.event(10) == NeedIntent()
        link.submit_data()
        yield link
        await link.close()


def test_a_verdict_nobody_has_waited_for_yet_counts() -> None:
    async def scene() -> Verdict | Ended:
        async with waiting_for_a_verdict() as link:
            link.data_received(b"250 taken\r\n")
            return link.drop("stopped")

    assert asyncio.run(scene()) == Verdict(Receipt(250, "taken"))


def test_a_message_whose_verdict_has_not_come_is_open() -> None:
    async def scene() -> Verdict | Ended:
        async with waiting_for_a_verdict() as link:
            return link.drop("stopped")

    assert asyncio.run(scene()) == Ended(Phase.DOT, "stopped")


def test_a_session_lost_before_it_was_dropped_keeps_its_phase() -> None:
    async def scene() -> Verdict | Ended:
        async with waiting_for_a_verdict() as link:
            link.data_received(b"nonsense\r\n")
            return link.drop("stopped")

    final = asyncio.run(scene())

    assert final == Ended(Phase.DOT, "not a reply line: nonsense")
