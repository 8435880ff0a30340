"""Answers at the end of a step."""

import asyncio
from datetime import timedelta

import pytest

from doubles import StoppedClock
from pressrun.press.even import STEP_S, evenly


@pytest.mark.parametrize(
    ("took_s", "steps"),
    [(0, 1), (0.001, 1), (0.049, 1), (0.051, 2), (0.099, 2), (1.234, 25)],
)
def test_p21_an_answer_comes_when_a_step_ends_however_long_it_took(
    took_s: float, steps: int
) -> None:
    clock = StoppedClock()

    async def work() -> str:
        clock.advance(timedelta(seconds=took_s))
        return "done"

    assert asyncio.run(evenly(work(), clock)) == "done"
    assert clock.elapsed_s() == pytest.approx(steps * STEP_S, abs=1e-5)


def test_a_fault_is_told_at_once() -> None:
    clock = StoppedClock()

    async def work() -> str:
        raise ValueError("a sample")

    with pytest.raises(ValueError, match="a sample"):
        asyncio.run(evenly(work(), clock))
    assert clock.elapsed_s() == 0
