"""Answers that come at the end of a step of time, so that the time they took tells little."""

from collections.abc import Awaitable
from typing import Final, TypeVar

from pressrun.ports import Clock

STEP_S: Final = 0.05
"""Longer than an ask takes nearly always, and shorter than anybody notices."""

_Answer = TypeVar("_Answer")


async def evenly(work: Awaitable[_Answer], clock: Clock) -> _Answer:
    """Return what ``work`` does once a whole number of steps has passed since it began.

    What differs from address to address is a millisecond at most; it shows only where it carries
    an answer across the end of a step.
    """
    began_s = clock.elapsed_s()
    answer = await work
    await clock.sleep(STEP_S - (clock.elapsed_s() - began_s) % STEP_S)
    return answer
