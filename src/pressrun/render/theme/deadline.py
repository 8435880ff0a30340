"""A limit of processor time on what may not end by itself."""

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

# Once told, the work may be in code that swallows what it is told; it is told again.
_AGAIN_S: Final = 0.5


class DeadlineExceeded(Exception):
    """The time is up. It is raised wherever the work stands, so that a traceback names the line."""


@contextmanager
def deadline(limit_s: float) -> Iterator[None]:
    """Raise :class:`DeadlineExceeded` in the block once it has used ``limit_s`` of processor time.

    It is the time of the whole process, so that a busy machine does not shorten it. Signals reach
    the main thread only: in another thread there is no limit, and ``system/isolate.py`` is the
    one that stops. Its alarm is another timer (``ITIMER_REAL``). Deadlines do not nest.

    Cyclic garbage waits until the block ends: to look through a process that holds much takes
    seconds that are not the block's, and what is raised in a finaliser is printed and lost
    (https://docs.python.org/3/reference/datamodel.html#object.__del__).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    collecting = gc.isenabled()
    gc.disable()
    before = signal.signal(signal.SIGPROF, _tell)
    signal.setitimer(signal.ITIMER_PROF, limit_s, _AGAIN_S)
    try:
        yield
    finally:
        with suppress(DeadlineExceeded):  # told while the timer is stopped, when all is done
            signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if collecting:
            gc.enable()


def _tell(_signal: int, _frame: FrameType | None) -> None:
    raise DeadlineExceeded
