"""The far side of ``isolate.py``: a process that calls one function at a time until its pipe ends.

Run as ``python -m pressrun.system.child MEMORY_LIMIT_OCTETS``. A frame on the pipe is its length
in eight octets and a pickle. One way go the names of functions, rows of arguments and a limit in
seconds; the other way, for each row, whether it returned and what it returned or raised.
"""

import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO, Final

from pressrun.errors import IsolateError, PressrunError
from pressrun.model.lent import Lent

_LENGTH: Final = struct.Struct(">Q")
# The parent stops a child that is late; should the parent be gone, the kernel does it this much
# later, whatever the child is busy with.
_GRACE_S: Final = 1.0
# How many lent values a child keeps; the parent counts along.
LENT_KEPT: Final = 4


def write_frame(stream: BinaryIO, octets: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(_LENGTH.pack(len(octets)))
    stream.write(octets)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes:
    """Return the octets of one frame.

    Raises:
        EOFError: The stream ended before the frame was whole.
    """
    (size,) = _LENGTH.unpack(_read_exactly(stream, _LENGTH.size))
    return _read_exactly(stream, size)


def _read_exactly(stream: BinaryIO, size: int) -> bytes:
    octets = stream.read(size)
    if len(octets) < size:
        raise EOFError
    return octets


def main() -> None:
    """Answer requests until the parent closes the pipe or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    _limit_memory(int(sys.argv[1]))
    requests, replies = _take_pipes()
    with suppress(EOFError, BrokenPipeError):
        while True:
            write_frame(replies, _answer(read_frame(requests)))


def _limit_memory(limit_octets: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = limit_octets if hard == resource.RLIM_INFINITY else min(limit_octets, hard)
    with suppress(ValueError, OSError):  # macOS knows the name and refuses every value
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return both pipes, and leave nothing in their old places that could garble a frame."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    os.dup2(2, 1)
    return requests, replies


# Values lent to this process, by their keys.
_lent: dict[str, Any] = {}


def _answer(request: bytes) -> bytes:
    function = "a function"
    try:
        functions, rows, limit_s = pickle.loads(request)  # noqa: S301  # written by our parent
        function = functions[-1]
        signal.setitimer(signal.ITIMER_REAL, limit_s + _GRACE_S)
        outcomes = [_outcome(functions, row) for row in rows]
    except MemoryError:
        outcomes = [(False, _too_much_memory(function))]
    except Exception as error:
        outcomes = [(False, _broke_off(function, error))]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return _written(function, outcomes)


def _outcome(functions: Sequence[str], row: Sequence[tuple[Any, ...]]) -> tuple[bool, Any]:
    """Return whether functions called one after the other returned, and what they did."""
    function = functions[0]
    passed_on: tuple[Any, ...] = ()
    try:
        for function, arguments in zip(functions, row, strict=True):
            module, _, name = function.partition(":")
            given = (_borrowed(argument) for argument in arguments)
            passed_on = (getattr(import_module(module), name)(*passed_on, *given),)
    except PressrunError as error:
        return False, error
    except MemoryError:
        return False, _too_much_memory(function)
    except Exception as error:
        return False, _broke_off(function, error)
    return True, passed_on[0]


def _borrowed(argument: Any) -> Any:
    """Return what an argument stands for: a value lent now, one lent before, or itself."""
    if not isinstance(argument, Lent):
        return argument
    if argument.value is None:
        return _lent[argument.key]
    while len(_lent) >= LENT_KEPT:
        del _lent[next(iter(_lent))]
    _lent[argument.key] = argument.value
    return argument.value


def _written(function: str, outcomes: list[tuple[bool, Any]]) -> bytes:
    try:
        return pickle.dumps(outcomes, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return _failed(function, _too_much_memory(function))
    except Exception:
        # One of many cannot pass: the others can.
        parts = [_passable(function, outcome) for outcome in outcomes]
        return pickle.dumps(parts, pickle.HIGHEST_PROTOCOL)


def _passable(function: str, outcome: tuple[bool, Any]) -> tuple[bool, Any]:
    try:
        pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return False, _cannot_pass(function, error)
    return outcome


def _failed(function: str, error: PressrunError) -> bytes:
    return pickle.dumps([(False, error)], pickle.HIGHEST_PROTOCOL)


def _too_much_memory(function: str) -> IsolateError:
    return IsolateError(
        f"{function} needed more memory than it may have and was stopped",
        code="ISO002",
        help="a template or an article repeats itself without end, or is far too large:"
        " undo the last change to it and try again",
    )


def _broke_off(function: str, error: Exception) -> IsolateError:
    return IsolateError(
        f"{function} broke off: {_said_by(error)}",
        code="ISO004",
        help="this is a fault in Pressrun: report it with the file that brings it about",
    )


def _cannot_pass(function: str, error: Exception) -> IsolateError:
    return IsolateError(
        f"what {function} made cannot pass between processes: {_said_by(error)}",
        code="ISO005",
        help="this is a fault in Pressrun: report it with the file that brings it about",
    )


def _said_by(error: Exception) -> str:
    """Return an exception's type and message on one line, even if its ``__str__`` fails."""
    return " ".join(traceback.format_exception_only(error)[-1].split())[:300]


if __name__ == "__main__":
    main()
