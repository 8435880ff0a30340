"""What children are told to do in test_isolate.py; named there as ``system.workers:<function>``."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from itertools import count

from pressrun.errors import Problem, RenderError, Severity


def add(left: int, right: int) -> int:
    return left + right


def echo(value: object) -> object:
    return value


def process_id() -> int:
    return os.getpid()


def loop() -> None:
    for _ in count():
        pass


def announce(path: str) -> None:
    with open(path, "w") as pipe:
        print(os.getpid(), file=pipe)


def announce_and_loop(path: str) -> None:
    announce(path)
    loop()


def meet(path: str, mode: str) -> int:
    """Open a named pipe, which waits until another process opens its other end."""
    with open(path, mode):
        return os.getpid()


def hog(size_octets: int) -> int:
    return len(bytearray(size_octets))


def hoard() -> None:
    """Fill memory with small things, as a template that repeats itself does."""
    kept: list[object] = []
    for number in count():
        kept.append([number] * 1000)


def crash() -> None:
    ctypes.string_at(0)


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave(status: int) -> None:
    os._exit(status)


def close_the_pipe_and_loop() -> None:
    os.closerange(3, 64)
    loop()


def interrupt(process: int) -> None:
    os.kill(process, signal.SIGINT)
    loop()


def divide() -> float:
    return 1 / 0


def recurse() -> None:
    recurse()


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


def raise_without_words() -> None:
    raise UnspeakableError


def refuse() -> None:
    raise RenderError(
        "'auther' does not exist",
        code="TPL001",
        help="did you mean 'author'?",
        problems=[Problem(code="TPL002", what="and more", severity=Severity.WARNING)],
    )


def refuse_with_baggage() -> None:
    error = RenderError("it does not travel")
    error.baggage = lambda: None  # type: ignore[attr-defined]
    raise error


def give_a_function() -> Callable[[], None]:
    return lambda: None


class Spoilt:
    """Travels well and cannot be unpacked."""

    def __reduce__(self) -> object:
        return (int, ("spoilt",))


def give_what_spoils() -> Spoilt:
    return Spoilt()


def shout() -> str:
    sys.stdout.write("to Python's stdout")
    sys.stdout.flush()
    os.write(1, b"to the descriptor of stdout")
    sys.stderr.write("to stderr")
    return "quietly" + sys.stdin.read()


def environment() -> dict[str, str]:
    return dict(os.environ)


def descriptors() -> list[str]:
    found = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
    return [os.readlink(path) for path in found if os.path.exists(path)]
