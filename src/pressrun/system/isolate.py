"""A pure function in a child process, with limits of time and memory (port Isolate).

Templates can loop, engines written in C can crash, and neither may take the press with it.
Children are spawned, never forked, and stay warm, for importing what renders takes longer than
rendering.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
import weakref
from bisect import insort
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Any, BinaryIO, Final, Self, cast

from pressrun.errors import IsolateError
from pressrun.system.child import read_frame, write_frame

ALLOWED: Final = ("pressrun.source.", "pressrun.render.")
_REAPING_S: Final = 5.0


class ProcessIsolate:
    """Calls functions in child processes that are started when needed and kept.

    Several threads may call at once: each gets a child of its own, and waits while all
    ``children`` (by default one a core) are busy. A child that broke a limit is replaced.
    ``allowed`` are the beginnings of the names that may be called. Close it when done, or use
    it in a ``with`` block.
    """

    def __init__(
        self,
        children: int | None = None,
        memory_limit_octets: int = 1 << 30,
        *,
        allowed: tuple[str, ...] = ALLOWED,
    ) -> None:
        self._slots = threading.BoundedSemaphore(children or os.cpu_count() or 1)
        self._memory_limit_octets = memory_limit_octets
        self._allowed = allowed
        self._births = count()
        self._idle: list[_Child] = []
        self._living: set[_Child] = set()
        self._finalizer = weakref.finalize(self, _end_all, self._living)

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        """Return what ``function`` (``"pressrun.render.email:render_issue"``) returns.

        The limit includes starting a child and importing the function's module.

        Raises:
            PressrunError: Whatever the function itself raised on purpose.
            IsolateError: It took too long or too much memory, the child died, or it raised
                something else.
            ValueError: ``function`` may not be called here.
        """
        if not function.startswith(self._allowed) or function.count(":") != 1:
            raise ValueError(f"{function!r} is not the name of a function that may be isolated")
        request = _pickled(function, arguments, limit_s)
        with self._slots:
            child = self._take()
            try:
                answer = child.ask(function, request, limit_s)
            finally:
                self._give_back(child)
        returned, outcome = answer
        if not returned:
            raise outcome
        return outcome

    def close(self) -> None:
        """End every child; whatever still runs in one is lost."""
        self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def _take(self) -> "_Child":
        if not self._finalizer.alive:
            raise RuntimeError("this isolate is closed")
        with suppress(IndexError):
            while True:
                # The first one first, so that what one child keeps is of use to the next call.
                child = self._idle.pop(0)
                if child.lives:
                    return child
                self._retire(child)
        try:
            child = _Child(self._memory_limit_octets, born=next(self._births))
        except OSError as cause:
            raise IsolateError(
                f"no process can be started: {cause.strerror}",
                code="ISO006",
                help="close other programs, or give this one more memory and files, and try again",
            ) from cause
        self._living.add(child)
        return child

    def _give_back(self, child: "_Child") -> None:
        if child.sound and self._finalizer.alive:
            insort(self._idle, child, key=lambda idle: idle.born)
        else:
            self._retire(child)

    def _retire(self, child: "_Child") -> None:
        self._living.discard(child)
        child.end()


class _Child:
    """One child process. ``sound`` tells whether it can be asked again; ``born`` orders them."""

    def __init__(self, memory_limit_octets: int, *, born: int) -> None:
        self.born = born
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-P", "-m", "pressrun.system.child", str(memory_limit_octets)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        self._requests = cast(BinaryIO, self._process.stdin)
        self._replies = cast(BinaryIO, self._process.stdout)
        self._late = False
        self.sound = True

    @property
    def lives(self) -> bool:
        """Tell whether the process is still there: the system may have killed it for memory."""
        return self._process.poll() is None

    def ask(self, function: str, request: bytes, limit_s: float) -> tuple[bool, Any]:
        """Return whether the function returned, and what it returned or raised."""
        self.sound = False  # until the answer is whole: an interrupt may leave half of it behind
        stopper = threading.Timer(limit_s, self._stop)
        stopper.start()
        try:
            write_frame(self._requests, request)
            reply = read_frame(self._replies)
        except (EOFError, OSError, ValueError) as cause:  # ValueError: closed by another thread
            raise self._death(function, limit_s) from cause
        finally:
            stopper.cancel()
            stopper.join()  # so that it cannot stop the child during its next call
        returned, outcome = _unpickled(function, reply)
        self.sound = not (self._late or isinstance(outcome, IsolateError))
        return returned, outcome

    def end(self) -> None:
        """Kill the process and close its pipes. Idempotent."""
        self._process.kill()
        for pipe in (self._requests, self._replies):
            with suppress(OSError):  # a request that nobody read may still be in the buffer
                pipe.close()
        self._process.wait()

    def _stop(self) -> None:
        self._late = True
        self._process.kill()

    def _death(self, function: str, limit_s: float) -> IsolateError:
        if self._late:
            return IsolateError(
                f"{function} took longer than {limit_s:g} s and was stopped",
                code="ISO001",
                help="a template or an article loops without end, or is far too large:"
                " undo the last change to it and try again",
            )
        with suppress(subprocess.TimeoutExpired):  # a child may close its pipe and live on
            self._process.wait(_REAPING_S)
        return IsolateError(
            f"the process that ran {function} died: {_ending(self._process.returncode)}",
            code="ISO003",
            help="try again; if it dies again, undo the last change to the template or article,"
            " and report it",
        )


def _ending(returncode: int | None) -> str:
    if returncode is None:
        return "it closed its pipe"
    if returncode < 0:
        return f"signal {-returncode} ({signal.strsignal(-returncode)})"
    return f"exit status {returncode}"


def _pickled(function: str, arguments: tuple[Any, ...], limit_s: float) -> bytes:
    try:
        return pickle.dumps((function, arguments, limit_s), pickle.HIGHEST_PROTOCOL)
    except Exception as cause:
        raise _untransportable(f"what {function} is given", cause) from cause


def _unpickled(function: str, reply: bytes) -> tuple[bool, Any]:
    try:
        returned, outcome = pickle.loads(reply)  # noqa: S301  # written by our child
    except Exception as cause:
        raise _untransportable(f"what {function} made", cause) from cause
    return returned, outcome


def _untransportable(what: str, cause: Exception) -> IsolateError:
    return IsolateError(
        f"{what} cannot pass between processes: {type(cause).__name__}",
        code="ISO005",
        help="this is a fault in Pressrun: report it with the file that brings it about",
    )


def _environment() -> dict[str, str]:
    """Return what a child sees of the environment: the same modules, and none of the secrets."""
    found = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    # Some builds of Python find their own shared library by this alone.
    if libraries := os.environ.get("LD_LIBRARY_PATH"):
        found["LD_LIBRARY_PATH"] = libraries
    return found


def _end_all(living: set[_Child]) -> None:
    for child in tuple(living):
        child.end()
