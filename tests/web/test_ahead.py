"""Looking ahead: one look at a time, never in a request's way, unknown rather than old."""

import asyncio
import threading
from datetime import UTC, datetime

from pressrun.errors import StoreError
from pressrun.web.ahead import UNKNOWN, Ahead

AT = datetime(2026, 12, 1, tzinfo=UTC)


class Watch:
    """Seconds that pass when told to, and what is looked at."""

    def __init__(self) -> None:
        self.now, self.looks = 1000.0, 0
        self.found: datetime | StoreError | None = AT
        self.open = threading.Event()
        self.open.set()

    def seconds(self) -> float:
        return self.now

    def look(self) -> datetime | None:
        self.looks += 1
        assert self.open.wait(20)
        if isinstance(self.found, StoreError):
            raise self.found
        return self.found

    def ahead(self, patience_s: float = 20) -> Ahead:
        return Ahead(self.look, fresh_s=10, seconds=self.seconds, patience_s=patience_s)


def test_the_first_to_ask_waits_for_the_answer_and_the_rest_remember_it() -> None:
    async def ask(watch: Watch) -> None:
        ahead = watch.ahead()
        assert not ahead.is_fresh
        assert await asyncio.gather(*(ahead.see() for _ in range(50))) == [AT] * 50
        assert (ahead.is_fresh, ahead.seen, watch.looks) == (True, AT, 1)

    asyncio.run(ask(Watch()))


def test_what_is_no_longer_fresh_is_told_while_a_new_look_is_under_way() -> None:
    async def ask(watch: Watch) -> None:
        ahead = watch.ahead()
        await ahead.see()
        watch.now, watch.found = watch.now + 11, None
        watch.open.clear()
        assert [await ahead.see() for _ in range(5)] == [AT] * 5
        watch.open.set()
        watch.now += 10  # so old that it waits for the look
        assert await ahead.see() is None

    asyncio.run(ask(Watch()))


def test_what_is_old_and_cannot_be_looked_at_in_time_is_unknown() -> None:
    async def ask(watch: Watch) -> None:
        ahead = watch.ahead(patience_s=0)
        watch.open.clear()
        assert await ahead.see() is UNKNOWN
        watch.open.set()

    asyncio.run(ask(Watch()))


def test_a_look_that_fails_is_unknown_and_tried_again_later() -> None:
    async def ask(watch: Watch) -> None:
        ahead = watch.ahead()
        watch.found = StoreError("the database is away", code="DB001")
        assert await ahead.see() is UNKNOWN
        assert await ahead.see() is UNKNOWN
        assert watch.looks == 1
        watch.now, watch.found = watch.now + 10, AT
        assert await ahead.see() == AT

    asyncio.run(ask(Watch()))
