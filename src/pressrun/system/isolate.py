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
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import count, islice
from types import TracebackType
from typing import Any, BinaryIO, Final, Self, cast

from pressrun.errors import IsolateError, PressrunError
from pressrun.model.lent import Lent
from pressrun.system.child import LENT_KEPT, read_frame, write_frame

ALLOWED: Final = ("pressrun.source.", "pressrun.render.")
_REAPING_S: Final = 5.0
# Rows that travel together: a call costs about as much as setting a tenth of an article.
_BATCH: Final = 16
_WARMING_S: Final = 10.0


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
        self._children = children or os.cpu_count() or 1
        self._slots = threading.BoundedSemaphore(self._children)
        self._memory_limit_octets = memory_limit_octets
        self._allowed = allowed
        self._births = count()
        self._warming: threading.Thread | None = None
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
        ((returned, outcome),) = self._ask((function,), [(arguments,)], limit_s)
        if not returned:
            raise outcome
        return outcome

    def warm(self, functions: Sequence[str]) -> None:
        """Have a child get ready for these functions, and do not wait for it."""
        if self._warming is None and not self._idle:
            self._warming = threading.Thread(
                target=self._warm, args=(functions,), name="warming", daemon=True
            )
            self._warming.start()

    def _warm(self, functions: Sequence[str]) -> None:
        for function in functions:
            with suppress(PressrunError, RuntimeError):  # it is loaded by being called
                self._ask((function,), [((),)], _WARMING_S)

    def map(
        self,
        functions: Sequence[str],
        rows: Iterable[Sequence[tuple[Any, ...]]],
        *,
        limit_s: float = 30.0,
    ) -> Iterator[Any]:
        """Yield what each row comes to, in order, while others are worked on side by side.

        Rows travel several at a time; of those that broke a limit together, each is tried again
        alone, so that the one to blame is told from the rest. The limit is a row's.
        """
        pending: deque[Future[list[Any]]] = deque()
        rows = iter(rows)
        batches = iter(lambda: list(islice(rows, _BATCH)), [])
        with ThreadPoolExecutor(self._children) as pool:
            try:
                for batch in batches:
                    pending.append(pool.submit(self._batch, functions, batch, limit_s))
                    if len(pending) > self._children:
                        yield from pending.popleft().result()
                while pending:
                    yield from pending.popleft().result()
            finally:
                for future in pending:
                    future.cancel()

    def _batch(self, functions: Sequence[str], rows: Sequence[Any], limit_s: float) -> list[Any]:
        try:
            outcomes = self._ask(functions, rows, limit_s)
        except IsolateError as error:
            if len(rows) == 1:
                return [error]
            return [part for row in rows for part in self._batch(functions, [row], limit_s)]
        return [outcome for _, outcome in outcomes]

    def _ask(
        self, functions: Sequence[str], rows: Sequence[Any], limit_s: float
    ) -> list[tuple[bool, Any]]:
        for function in functions:
            if not function.startswith(self._allowed) or function.count(":") != 1:
                raise ValueError(f"{function!r} is not the name of a function that may be isolated")
        warming = self._warming
        if warming is not None and warming is not threading.current_thread():
            warming.join()
        with self._slots:
            child = self._take()
            try:
                outcomes = child.ask(functions, rows, limit_s)
            finally:
                self._give_back(child)
        if len(outcomes) != len(rows):
            raise outcomes[0][1]
        return outcomes

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
        self._lent: dict[str, None] = {}
        self._late = False
        self.sound = True

    @property
    def lives(self) -> bool:
        """Tell whether the process is still there: the system may have killed it for memory."""
        return self._process.poll() is None

    def ask(
        self, functions: Sequence[str], rows: Sequence[Any], limit_s: float
    ) -> list[tuple[bool, Any]]:
        """Return for each row whether the functions returned, and what they returned or raised."""
        function = functions[-1]
        self.sound = False  # until the answer is whole: an interrupt may leave half of it behind
        request = _pickled(function, (functions, [self._lending(r) for r in rows], limit_s))
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
        outcomes = _unpickled(function, reply)
        broken = any(isinstance(outcome, IsolateError) for _, outcome in outcomes)
        self.sound = not (self._late or broken)
        return outcomes

    def _lending(self, row: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Return a row without the values that this child was lent before."""
        return [tuple(self._lend(argument) for argument in arguments) for arguments in row]

    def _lend(self, argument: Any) -> Any:
        if not isinstance(argument, Lent):
            return argument
        if argument.key in self._lent:
            return Lent(argument.key, None)
        while len(self._lent) >= LENT_KEPT:
            del self._lent[next(iter(self._lent))]
        self._lent[argument.key] = None
        return argument

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


def _pickled(function: str, request: object) -> bytes:
    try:
        return pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
    except Exception as cause:
        raise _untransportable(f"what {function} is given", cause) from cause


def _unpickled(function: str, reply: bytes) -> list[tuple[bool, Any]]:
    try:
        outcomes: list[tuple[bool, Any]] = pickle.loads(reply)  # noqa: S301  # from our child
    except Exception as cause:
        raise _untransportable(f"what {function} made", cause) from cause
    return outcomes


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
