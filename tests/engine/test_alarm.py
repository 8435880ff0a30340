"""The alarm rings at once, again and again, and at a set instant; nothing silences it but stop."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from pressrun.engine.alarm import SchedulerAlarm
from pressrun.errors import StoreBusy
from pressrun.system.clock import SystemClock

QUICK_S = 0.01
NEVER_S = 3600.0
BOUND_S = 20.0  # reached only by a test that fails


class Calls:
    """Counts its calls, and lets a test wait for a number of them."""

    def __init__(self, during: Callable[[], Awaitable[None]] | None = None) -> None:
        self.count = 0
        self._during = during
        self._called = asyncio.Condition()

    async def __call__(self) -> None:
        self.count += 1
        async with self._called:
            self._called.notify_all()
        if self._during:
            await self._during()

    async def reach(self, count: int) -> None:
        async with self._called:
            await asyncio.wait_for(self._called.wait_for(lambda: self.count >= count), BOUND_S)


async def turns(count: int = 50) -> None:
    """Let everything that is ready in the loop run, many times over."""
    for _ in range(count):
        await asyncio.sleep(0)


def test_work_is_called_at_once_and_then_again_and_again() -> None:
    async def story() -> None:
        alarm, calls = SchedulerAlarm(), Calls()

        alarm.start(calls, every_s=QUICK_S)

        await calls.reach(5)
        alarm.stop()

    asyncio.run(story())


def test_work_is_called_at_once_however_long_the_interval() -> None:
    async def story() -> int:
        alarm, calls = SchedulerAlarm(), Calls()

        alarm.start(calls, every_s=NEVER_S)

        await calls.reach(1)
        alarm.stop()
        return calls.count

    assert asyncio.run(story()) == 1


def test_work_is_never_called_twice_at_a_time() -> None:
    async def story() -> tuple[int, int]:
        running = most = 0
        rung = asyncio.Event()

        async def during() -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            for _ in range(5):
                alarm.wake_at(SystemClock().now())
                await turns()
            running -= 1
            rung.set()

        alarm, calls = SchedulerAlarm(), Calls(during)
        alarm.start(calls, every_s=QUICK_S)
        await calls.reach(3)
        alarm.stop()
        await asyncio.wait_for(rung.wait(), BOUND_S)
        return most, calls.count

    most, count = asyncio.run(story())

    assert most == 1
    assert count >= 3


def test_a_set_instant_rings_as_well() -> None:
    async def story() -> int:
        alarm, calls = SchedulerAlarm(), Calls()
        alarm.start(calls, every_s=NEVER_S)
        await calls.reach(1)

        alarm.wake_at(SystemClock().now() + timedelta(seconds=QUICK_S))

        await calls.reach(2)
        alarm.stop()
        return calls.count

    assert asyncio.run(story()) == 2


@pytest.mark.parametrize("at", [datetime(2000, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)])
def test_an_instant_that_has_gone_by_rings_now_however_late(at: datetime) -> None:
    async def story() -> None:
        alarm, calls = SchedulerAlarm(), Calls()
        alarm.start(calls, every_s=NEVER_S)
        await calls.reach(1)

        alarm.wake_at(at)

        await calls.reach(2)
        alarm.stop()

    asyncio.run(story())


def test_an_instant_set_before_the_start_is_kept() -> None:
    async def story() -> None:
        alarm, calls = SchedulerAlarm(), Calls()

        alarm.wake_at(SystemClock().now() + timedelta(seconds=QUICK_S))
        alarm.start(calls, every_s=NEVER_S)

        await calls.reach(2)
        alarm.stop()

    asyncio.run(story())


@pytest.mark.parametrize("instead", [None, datetime(2900, 1, 1, tzinfo=UTC)])
def test_only_the_instant_set_last_rings(instead: datetime | None) -> None:
    async def story() -> int:
        alarm, calls = SchedulerAlarm(), Calls()
        other, others = SchedulerAlarm(), Calls()
        alarm.start(calls, every_s=NEVER_S)
        other.start(others, every_s=NEVER_S)
        await calls.reach(1)
        soon = SystemClock().now() + timedelta(seconds=QUICK_S)

        alarm.wake_at(soon)
        alarm.wake_at(instead)

        other.wake_at(soon + timedelta(seconds=5 * QUICK_S))
        await others.reach(2)
        alarm.stop()
        other.stop()
        return calls.count

    assert asyncio.run(story()) == 1


def test_setting_no_instant_where_none_was_is_no_error() -> None:
    async def story() -> None:
        alarm, calls = SchedulerAlarm(), Calls()
        alarm.wake_at(None)
        alarm.start(calls, every_s=NEVER_S)

        alarm.wake_at(None)

        await calls.reach(1)
        alarm.stop()

    asyncio.run(story())


def test_work_that_raises_is_called_again_and_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise ValueError("ada@example.org")

    async def story() -> None:
        alarm, calls = SchedulerAlarm(), Calls(fail)
        alarm.start(calls, every_s=QUICK_S)

        await calls.reach(3)
        alarm.stop()

    with caplog.at_level(logging.INFO):
        asyncio.run(story())

    assert "the tick broke off: ValueError" in caplog.text
    assert "ada@example.org" not in caplog.text
    assert "Traceback" not in caplog.text


def test_what_work_raises_on_purpose_is_logged_as_people_read_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise StoreBusy("the database is busy", help="wait")

    async def story() -> None:
        alarm, calls = SchedulerAlarm(), Calls(fail)
        alarm.start(calls, every_s=QUICK_S)

        await calls.reach(2)
        alarm.stop()

    asyncio.run(story())

    assert "error[DB003]: the database is busy\n  = help: wait" in caplog.text
    assert "Traceback" not in caplog.text


def test_it_rings_on_when_the_scheduler_falls_silent() -> None:
    async def story() -> None:
        alarm, calls = SchedulerAlarm(), Calls()
        alarm.start(calls, every_s=QUICK_S)
        await calls.reach(1)

        alarm._scheduler.pause()  # what a clock that was set back an hour does to it

        heard = calls.count
        await calls.reach(heard + 3)
        alarm.stop()

    asyncio.run(story())


def test_after_stop_nothing_is_called_and_nothing_is_said(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    async def story() -> tuple[int, int]:
        alarm, calls = SchedulerAlarm(), Calls()
        alarm.start(calls, every_s=QUICK_S)
        await calls.reach(2)
        other, others = SchedulerAlarm(), Calls()
        other.start(others, every_s=QUICK_S)
        alarm.wake_at(SystemClock().now() + timedelta(seconds=QUICK_S))

        alarm.stop()
        alarm.stop()

        heard = calls.count
        await others.reach(10)
        other.stop()
        return heard, calls.count

    heard, in_the_end = asyncio.run(story())
    gc.collect()

    assert heard == in_the_end
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_a_call_under_way_goes_on_to_its_end_after_stop() -> None:
    async def story() -> tuple[bool, int]:
        finished = asyncio.Event()
        go_on = asyncio.Event()

        async def during() -> None:
            await go_on.wait()
            finished.set()

        alarm, calls = SchedulerAlarm(), Calls(during)
        alarm.start(calls, every_s=QUICK_S)
        await calls.reach(1)

        alarm.stop()

        await turns()
        go_on.set()
        await asyncio.wait_for(finished.wait(), BOUND_S)
        await turns()
        return finished.is_set(), calls.count

    assert asyncio.run(story()) == (True, 1)


def test_work_may_stop_the_alarm_itself() -> None:
    async def story() -> int:
        async def during() -> None:
            alarm.stop()

        alarm, calls = SchedulerAlarm(), Calls(during)
        alarm.start(calls, every_s=QUICK_S)
        await calls.reach(1)
        await turns()
        return calls.count

    assert asyncio.run(story()) == 1


def test_an_alarm_that_never_started_stops_quietly() -> None:
    SchedulerAlarm().stop()
