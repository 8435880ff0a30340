"""What a relay says: SMTP replies taken out of a stream of octets, within bounds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LINE_LIMIT_OCTETS: Final = 2000  # RFC 5321 §4.5.3.1.5 asks for 512; real relays say more
LINES_LIMIT: Final = 100

# A code may stand alone on its line, without a space (RFC 5321 §4.2).
_LINE: Final = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)


class ProtocolFault(ValueError):
    """What came is not SMTP; nothing after it on this connection can be trusted."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole reply, however many lines it had.

    ``code`` is the last line's; ``lines`` are the texts after the codes, printable ASCII with
    every other octet as ``\\xNN``.
    """

    code: int
    lines: tuple[str, ...] = ("",)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


class ReplyReader:
    """Assembles replies from octets that arrive in pieces of any size (RFC 5321 §4.2)."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._lines: list[str] = []

    def feed(self, octets: bytes) -> Iterator[Reply]:
        """Take octets in and yield every reply that is now whole.

        Replies in front of a fault are yielded before it is raised: an acceptance counts,
        whatever comes behind it.

        Raises:
            ProtocolFault: A line is no reply line or is longer than 2000 octets, or a reply has
                more than 100 lines.
        """
        self._pending += octets
        return self._replies()

    def _replies(self) -> Iterator[Reply]:
        while (line := self._line()) is not None:
            match = _LINE.fullmatch(line)
            if match is None:
                raise ProtocolFault(f"not a reply line: {_printable(line[:60])}")
            code, hyphen, text = match.groups(default=b"")
            self._lines.append(_printable(text))
            if len(self._lines) > LINES_LIMIT:
                raise ProtocolFault(f"a reply of more than {LINES_LIMIT} lines")
            if hyphen != b"-":
                lines, self._lines = tuple(self._lines), []
                yield Reply(int(code), lines)

    def _line(self) -> bytes | None:
        end = self._pending.find(b"\n")
        length = len(self._pending) if end < 0 else end + 1
        if length > LINE_LIMIT_OCTETS:
            raise ProtocolFault(f"a reply line of more than {LINE_LIMIT_OCTETS} octets")
        if end < 0:
            return None
        line = bytes(self._pending[:end]).removesuffix(b"\r")
        del self._pending[: end + 1]
        return line


def _printable(octets: bytes) -> str:
    return "".join(chr(o) if 32 <= o < 127 else f"\\x{o:02x}" for o in octets)
