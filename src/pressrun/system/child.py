"""The far side of ``isolate.py``: a process that calls one function at a time until its pipe ends.

Run as ``python -m pressrun.system.child MEMORY_LIMIT_OCTETS``. A frame on the pipe is its length
in eight octets and a pickle: the function's name, its arguments and its limit in seconds one way,
whether it returned and what it returned or raised the other way.
"""

import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from typing import BinaryIO, Final

from pressrun.errors import IsolateError, PressrunError

_LENGTH: Final = struct.Struct(">Q")
# The parent stops a child that is late; should the parent be gone, the kernel does it this much
# later, whatever the child is busy with.
_GRACE_S: Final = 1.0


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


def _answer(request: bytes) -> bytes:
    function = "a function"
    try:
        function, arguments, limit_s = pickle.loads(request)  # noqa: S301  # written by our parent
        signal.setitimer(signal.ITIMER_REAL, limit_s + _GRACE_S)
        module, _, name = function.partition(":")
        value = getattr(import_module(module), name)(*arguments)
    except PressrunError as error:
        return _failed(function, error)
    except MemoryError:
        return _failed(function, _too_much_memory(function))
    except Exception as error:
        return _failed(function, _broke_off(function, error))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return _returned(function, value)


def _returned(function: str, value: object) -> bytes:
    try:
        return pickle.dumps((True, value), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return _failed(function, _too_much_memory(function))
    except Exception as error:
        return _failed(function, _cannot_pass(function, error))


def _failed(function: str, error: PressrunError) -> bytes:
    try:
        return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
    except Exception as cause:
        return pickle.dumps((False, _cannot_pass(function, cause)), pickle.HIGHEST_PROTOCOL)


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
