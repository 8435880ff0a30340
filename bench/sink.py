"""A relay that writes down what it takes before it says so, and that can misbehave on request.

    python bench/sink.py LOG [--port N] [--delay DOT=0.02] [--fault 421@DOT/50] ...

It prints its port and serves until SIGTERM. The log is only ever appended to, a line of fields
between tabs for each event; the first field says what happened, the second is the connection:

    open N              taken N MESSAGE-ID RECIPIENT    close N PHASE
    fault N WHAT        wrong N WHAT                    header N NAME

``taken`` stands in the log before its 250 leaves. ``wrong`` is something that must never be on a
wire; ``header`` comes once for every name of a field. ``close`` says how far the last message had
come: BODY is a part of one, DOT a message that is taken and not answered.

A delay is PLACE=SECONDS, or SECONDS for all of them: so long a reply is prepared before the next
command is looked at. A fault is WHAT@PLACE/EVERY, WHAT@PLACE/EVERYxRUN or WHAT@PLACE>PER_SECOND,
see ``conduct.py``.
"""

import argparse
import asyncio
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from conduct import (
    COMMAND_LIMIT_OCTETS,
    OUT_OF_ORDER,
    REPLIES,
    WORDS,
    Fault,
    read_delay,
    wrongs,
)

END: Final = b"\r\n.\r\n"
SIP_EVERY: Final = 4
_PATH: Final = re.compile(rb"(?:MAIL FROM|RCPT TO):<([^>]*)>[!-~ ]*", re.IGNORECASE)
_MESSAGE_ID: Final = re.compile(rb"^Message-ID: <([^>\r\n]+)>\r$", re.MULTILINE)
_FIELD: Final = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_AFTER: Final = {"RCPT": "MAIL", "DATA": "RCPT"}  # what must have been said before
_SETTLED: Final = {"DOT", "RSET", "EHLO"}  # after these no message is under way


class Sink:
    """What all connections share: the log, the faults, how slow to be.

    Args:
        log: Where to append.
        delays_s: Seconds before the reply at a place; ``ALL`` is for places not named.
        sip_s: How long to leave a body lying in the socket before any of it is read, for one
            body in ``SIP_EVERY``.
    """

    def __init__(
        self,
        log: Path,
        *,
        delays_s: Mapping[str, float] | None = None,
        faults: Sequence[Fault] = (),
        sip_s: float = 0.0,
        pipelining: bool = True,
    ) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._delays_s, self._faults = dict(delays_s or {}), faults
        self._sip_s, self._bodies = sip_s, 0
        self.ehlo = REPLIES["EHLO"] if pipelining else REPLIES["EHLO"].replace(b"PIPE", b"X-PIPE")
        self._headers: set[bytes] = set()
        self.numbers = count(1)

    def tell(self, what: str, connection: int, *more: str | bytes) -> None:
        """Append one event; it is with the kernel when this returns."""
        fields = [what.encode(), str(connection).encode()]
        fields += [item.encode() if isinstance(item, str) else item for item in more]
        os.write(self._log, b"\t".join(fields) + b"\n")

    def delay_s(self, where: str) -> float:
        return self._delays_s.get(where, self._delays_s.get("ALL", 0.0))

    def sip_s(self) -> float:
        """Return how long to leave the next body lying."""
        self._bodies += 1
        return self._sip_s if self._bodies % SIP_EVERY == 0 else 0.0

    def fault(self, where: str) -> str:
        """Return what goes wrong with this event, or nothing; every fault there counts it."""
        now_s = time.monotonic()
        wrong = [fault.what for fault in self._faults if fault.where == where and fault.hits(now_s)]
        return wrong[0] if wrong else ""

    def note_headers(self, connection: int, head: bytes) -> None:
        for name in {name.lower() for name in _FIELD.findall(head)} - self._headers:
            self._headers.add(name)
            self.tell("header", connection, name)


class Visitor(asyncio.Protocol):
    """One connection: commands one after another, however many came at once."""

    _transport: asyncio.Transport

    def __init__(self, sink: Sink) -> None:
        self._sink, self._number = sink, next(sink.numbers)
        self._buffer = bytearray()
        self._searched = 0
        self._phase = "GREETING"  # the last thing that was answered well
        self._recipient = b""
        self._in_body = self._waits = self._closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._sink.tell("open", self._number)
        self._answer("GREETING")

    def connection_lost(self, exc: Exception | None) -> None:
        self._closed = True
        phase = "BODY" if self._in_body and self._buffer else self._phase
        self._sink.tell("close", self._number, phase)

    def data_received(self, data: bytes) -> None:
        if self._waits and self._phase == "GREETING":
            self._wrong("words before the greeting")
        self._buffer += data
        self._go_on()

    def _go_on(self) -> None:
        while not (self._waits or self._closed) and self._buffer:
            if not (self._read_body() if self._in_body else self._read_command()):
                return

    def _read_command(self) -> bool:
        end = self._buffer.find(b"\n") + 1
        if not end and len(self._buffer) <= COMMAND_LIMIT_OCTETS:
            return False
        line = bytes(self._buffer[: end or None])
        del self._buffer[: end or None]
        verb = line[:4].upper().decode("ascii", "replace")
        path = _PATH.fullmatch(line.removesuffix(b"\r\n"))
        if len(line) > COMMAND_LIMIT_OCTETS or not re.fullmatch(rb"[ -~]+\r\n", line):
            self._wrong(f"a command line that is none: {line[:60]!r}")
        elif (verb == "DATA" and line != b"DATA\r\n") or (verb in {"MAIL", "RCPT"} and not path):
            self._wrong(f"a command that is malformed: {line[:60]!r}")
        if verb not in REPLIES or (verb in _AFTER and self._phase != _AFTER[verb]):
            self._write(OUT_OF_ORDER)
            return True
        if verb == "RCPT" and path:
            self._recipient = path[1]
        self._answer(verb)
        return True

    def _read_body(self) -> bool:
        empty = self._buffer.startswith(END[2:])
        end = 0 if empty else self._buffer.find(END, self._searched) + 2
        if end == 1:
            self._searched = max(0, len(self._buffer) - len(END))
            return False
        body = bytes(self._buffer[:end])
        del self._buffer[: end + 3]
        self._searched, self._in_body = 0, False
        self._take(body)
        return True

    def _take(self, body: bytes) -> None:
        fault = self._sink.fault("DOT")
        head = body.partition(b"\r\n\r\n")[0] + b"\r\n"
        ids = _MESSAGE_ID.findall(head)
        for what in wrongs(body):
            self._wrong(what)
        if len(ids) != 1:
            self._wrong(f"{len(ids)} fields Message-ID")
        self._sink.note_headers(self._number, head)
        if fault in {"", "both", "swallow"}:
            self._phase = "DOT"
            self._sink.tell("taken", self._number, b" ".join(ids), self._recipient)
        self._answer("DOT", fault)

    def _answer(self, where: str, fault: str | None = None) -> None:
        """Reply at a place after its delay, as is fit or as a fault has it."""
        fault = self._sink.fault(where) if fault is None else fault
        if fault:
            self._sink.tell("fault", self._number, f"{fault}@{where}")
        delay_s = self._sink.delay_s(where)
        if not delay_s:
            self._act(where, fault)
            return

        def go_on() -> None:
            self._waits = False
            if not self._transport.is_closing():
                self._act(where, fault)
                self._go_on()

        self._waits = True
        asyncio.get_running_loop().call_later(delay_s, go_on)

    def _act(self, where: str, fault: str) -> None:
        reply = self._sink.ehlo if where == "EHLO" else REPLIES[where]
        if fault in {"drop", "swallow"}:
            self._end(self._transport.abort)
        elif fault == "both":
            self._phase = "READY"
            self._write(reply + b"\r\n" + WORDS["421"])
            self._end(self._transport.close)
        elif fault:
            self._write(WORDS.get(fault, f"{fault} no".encode()))
            if where == "DOT":
                self._phase = "READY"
            if fault == "421":
                self._end(self._transport.close)
        else:
            self._phase = "READY" if where in _SETTLED else where
            self._write(reply)
            if where == "DATA":
                self._begin_body()
            elif where == "QUIT":
                self._end(self._transport.close)

    def _begin_body(self) -> None:
        self._in_body = True
        if self._sink.fault("BODY"):
            self._sink.tell("fault", self._number, "drop@BODY")
            # Some of it is read before, so that it is lost in its middle.
            asyncio.get_running_loop().call_later(0.002, self._end, self._transport.abort)
        elif sip_s := self._sink.sip_s():
            self._transport.pause_reading()
            asyncio.get_running_loop().call_later(sip_s, self._transport.resume_reading)

    def _end(self, how: Callable[[], None]) -> None:
        self._closed = True
        how()

    def _write(self, line: bytes) -> None:
        self._transport.write(line + b"\r\n")

    def _wrong(self, what: str) -> None:
        self._sink.tell("wrong", self._number, what)


def listening(port: int, *, narrow: bool) -> socket.socket:
    """Return a listening socket on loopback.

    A narrow one lets about 25 kB lie between the two processes, so that most of a larger message
    is still in its sender while this side does not read.
    """
    # With its protocol named, for else asyncio leaves Nagle's algorithm on: 40 ms a message.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if narrow:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 256)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    return listener


async def serve(sink: Sink, listener: socket.socket) -> None:
    """Serve until SIGTERM."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    server = await loop.create_server(lambda: Visitor(sink), sock=listener)
    print(listener.getsockname()[1], flush=True)
    async with server:
        await over.wait()


def main() -> None:
    asked = argparse.ArgumentParser(description="Take mail, write it down, misbehave on request.")
    asked.add_argument("log", type=Path)
    asked.add_argument("--port", type=int, default=0)
    asked.add_argument("--delay", type=read_delay, action="append", default=[])
    asked.add_argument("--fault", type=Fault.read, action="append", default=[])
    asked.add_argument("--sip", type=float, default=0.0, metavar="SECONDS")
    asked.add_argument("--narrow", action="store_true")
    asked.add_argument("--no-pipelining", action="store_true")
    options = asked.parse_args()
    sink = Sink(
        options.log,
        delays_s=dict(options.delay),
        faults=options.fault,
        sip_s=options.sip,
        pipelining=not options.no_pipelining,
    )
    asyncio.run(serve(sink, listening(options.port, narrow=options.narrow)))


if __name__ == "__main__":
    main()
