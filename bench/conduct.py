"""How a sink behaves: what it says, what goes wrong and when, and what may not be said to it."""

import argparse
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Final

COMMAND_LIMIT_OCTETS: Final = 512  # RFC 5321 §4.5.3.1.4
LINE_LIMIT_OCTETS: Final = 998  # RFC 5322 §2.1.1
REPLIES: Final = {
    "GREETING": b"220 sink.example.org",
    "EHLO": b"250-sink.example.org\r\n250-PIPELINING\r\n250-SIZE 10000000\r\n"
    b"250-8BITMIME\r\n250 ENHANCEDSTATUSCODES",
    "MAIL": b"250 2.1.0 ok",
    "RCPT": b"250 2.1.5 ok",
    "DATA": b"354 go on",
    "DOT": b"250 2.0.0 taken",
    "RSET": b"250 2.0.0 ok",
    "QUIT": b"221 2.0.0 bye",
}
PLACES: Final = (*REPLIES, "BODY")
OUT_OF_ORDER: Final = b"503 5.5.1 out of order"
WORDS: Final = {
    "421": b"421 4.3.2 that is enough for this connection",
    "454": b"454 4.7.0 Throttling failure: maximum sending rate exceeded",
}
_FAULT: Final = re.compile(r"(\d{3}|drop|swallow|both)@([A-Z]+)([/>])([1-9]\d*)(?:x([1-9]\d*))?")
# A dot that was doubled does not count (RFC 5321 §4.5.2).
_LONG: Final = re.compile(rb"^(?:\.[^\r\n]{999}|[^.\r\n][^\r\n]{998})", re.MULTILINE)
_BARE_DOT: Final = re.compile(rb"^\.(?!\.)", re.MULTILINE)


@dataclass(slots=True)
class Fault:
    """What goes wrong, where, and in which of how many events.

    ``what`` is a reply code, where 421 closes as well; ``drop`` closes and has taken nothing;
    ``swallow`` takes a message and closes without a word; ``both`` says 250 and 421 in one packet
    and closes. Of every ``every`` events the last ``run`` go wrong; or, where ``every`` is 0, those
    go wrong that are more than ``per_s`` a second.
    """

    what: str
    where: str
    every: int = 0
    run: int = 1
    per_s: int = 0
    _count: int = 0
    _well_s: deque[float] = field(default_factory=deque)

    @classmethod
    def read(cls, text: str) -> "Fault":
        """Read ``WHAT@WHERE/EVERY``, ``WHAT@WHERE/EVERYxRUN`` or ``WHAT@WHERE>PER_SECOND``."""
        found = _FAULT.fullmatch(text)
        if found is None or found[2] not in PLACES:
            raise argparse.ArgumentTypeError(f"{text!r} is not WHAT@WHERE/EVERY, as 421@DOT/50")
        if found[1] in {"swallow", "both"} and found[2] != "DOT":
            raise argparse.ArgumentTypeError(f"{text!r}: {found[1]} belongs to DOT")
        number, run = int(found[4]), int(found[5] or 1)
        if found[3] == ">":
            return cls(found[1], found[2], per_s=number)
        return cls(found[1], found[2], every=number, run=min(run, number))

    def hits(self, now_s: float) -> bool:
        """Count an event and tell whether it goes wrong."""
        if self.every:
            self._count += 1
            return (self._count - 1) % self.every >= self.every - self.run
        while self._well_s and self._well_s[0] < now_s - 1:
            self._well_s.popleft()
        if len(self._well_s) >= self.per_s:
            return True
        self._well_s.append(now_s)
        return False


def read_delay(text: str) -> tuple[str, float]:
    """Read ``PLACE=SECONDS``, or ``SECONDS`` for ``ALL`` of them."""
    where, _, seconds = text.rpartition("=")
    if where and where not in PLACES:
        raise argparse.ArgumentTypeError(f"{where!r} is none of {', '.join(PLACES)}")
    return where or "ALL", float(seconds)


def wrongs(body: bytes) -> list[str]:
    """Return what must not be in a message between DATA's 354 and the dot that ends it.

    ``body`` is as it was sent, dots doubled, with the CRLF before the final dot (RFC 5321 §2.3.8,
    §4.5.2, §4.5.3.1.6).
    """
    found = []
    if not body.count(b"\r\n") == body.count(b"\r") == body.count(b"\n"):
        found.append("a bare CR or LF")
    if b"\0" in body:
        found.append("a NUL")
    if _LONG.search(body):
        found.append(f"a line over {LINE_LIMIT_OCTETS} octets")
    if _BARE_DOT.search(body):
        found.append("a bare dot")
    return found
