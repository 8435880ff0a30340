"""One HTTP exchange over a socket whose address was looked at, within a time and a size."""

import http.client
import io
import socket
import time
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from queue import Empty, Queue
from ssl import SSLContext
from threading import Thread
from typing import Any, Final

from pressrun.errors import FetchError
from pressrun.model.network import Address

Resolver = Callable[[str, int], Sequence[str]]
Allowed = Callable[[Address], bool]

HEAD_LIMIT_OCTETS: Final = 64 * 1024
# A body in chunks may take twice its length on the wire, not more.
_WIRE_FACTOR: Final = 2
# What a resolver says that has asked, and knows of no such name or of no address behind it.
_NOBODY: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


class Deadline:
    """An instant by which all of it must be done."""

    def __init__(self, timeout_s: float) -> None:
        self._ends_s = time.monotonic() + timeout_s

    def left_s(self) -> float:
        """Return how long is left.

        Raises:
            FetchError: Nothing is.
        """
        left_s = self._ends_s - time.monotonic()
        if left_s <= 0:
            raise FetchError("no whole answer came in time", help="try again later")
        return left_s


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as the machine finds them."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in rows]


def connect(
    host: str, port: int, *, resolver: Resolver, allowed: Allowed, deadline: Deadline
) -> socket.socket:
    """Return a socket connected to an address of ``host`` that is allowed.

    The name is looked up once and the very address that was judged is connected to: whoever
    changes the name's address in between (DNS rebinding) changes nothing.

    Raises:
        FetchError: It has no such address, or none that answers in time.
    """
    found = [ip_address(text) for text in _lookup(host, port, resolver, deadline)]
    addresses = [address for address in dict.fromkeys(found) if allowed(address)]
    if not addresses:
        raise FetchError(
            f"{host} has no public address",
            code="NET002",
            help="Pressrun connects to addresses on the public internet alone",
        )
    why = ""
    for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        line = socket.socket(family, socket.SOCK_STREAM)
        try:
            line.settimeout(deadline.left_s() / left)
            line.connect((str(address), port))
        except OSError as error:
            line.close()
            why = error.strerror or str(error)
        except BaseException:
            line.close()
            raise
        else:
            return line
    raise FetchError(f"{host} cannot be reached: {why}", help="try again later")


def _lookup(host: str, port: int, resolver: Resolver, deadline: Deadline) -> Sequence[str]:
    """Look a name up in a thread of its own: the machine's resolver knows no deadline."""
    answer: Queue[Sequence[str] | Exception] = Queue(1)

    def look() -> None:
        try:
            answer.put(resolver(host, port))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    Thread(target=look, name="pressrun-resolver", daemon=True).start()
    try:
        found = answer.get(timeout=deadline.left_s())
    except Empty:
        raise FetchError(f"the name {host} was not found in time", help="try again later") from None
    if isinstance(found, socket.gaierror) and found.errno in _NOBODY:
        raise FetchError(f"there is no host {host}", code="NET004", help="look at its spelling")
    if isinstance(found, Exception):
        raise FetchError(f"the name {host} is not found: {found}", help="try again later")
    return found


class Exchange(http.client.HTTPConnection):
    """Sends one request over ``line`` and reads its answer; whoever has it closes the line."""

    def __init__(
        self, authority: str, line: socket.socket, deadline: Deadline, *, limit_octets: int
    ) -> None:
        super().__init__("unused")
        self._authority, self._line, self._deadline = authority, line, deadline
        self._limit_octets = limit_octets

    def ask(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Return the answer and at most one octet more of its body than the limit.

        Raises:
            FetchError: It takes too long, is too long or is cut off.
            OSError, http.client.HTTPException: The line or what came over it broke.
        """
        budget = HEAD_LIMIT_OCTETS + _WIRE_FACTOR * self._limit_octets
        self.sock = _Line(self._line, self._deadline, budget)
        self.request(method, target, body=body, headers={"Host": self._authority, **headers})
        answer = self.getresponse()
        octets = answer.read(self._limit_octets + 1)
        if answer.length and len(octets) <= self._limit_octets:
            raise FetchError("the answer was cut off", help="try again later")
        return answer, octets


class _Line:
    """What http.client needs of a socket, with a deadline for all of it."""

    def __init__(self, line: socket.socket, deadline: Deadline, budget_octets: int) -> None:
        self._line, self._deadline, self._budget = line, deadline, budget_octets

    def sendall(self, octets: bytes) -> None:
        self._line.settimeout(self._deadline.left_s())
        self._line.sendall(octets)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._line, self._deadline, self._budget))

    def close(self) -> None:
        """Leave the line open: http.client closes it before the body is read."""


class _Incoming(io.RawIOBase):
    def __init__(self, line: socket.socket, deadline: Deadline, budget_octets: int) -> None:
        self._line, self._deadline, self._budget = line, deadline, budget_octets

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # Anew for each read: a timeout of the socket begins again with every octet that drips in.
        self._line.settimeout(self._deadline.left_s())
        count = self._line.recv_into(buffer)
        self._budget -= count
        if self._budget < 0:
            raise FetchError("the answer is too long", code="NET003")
        return count


def secure(
    line: socket.socket, host: str, *, trust: SSLContext, deadline: Deadline
) -> socket.socket:
    """Return a line on which TLS is spoken, its certificate verified for ``host``."""
    line.settimeout(deadline.left_s())
    return trust.wrap_socket(line, server_hostname=host)
