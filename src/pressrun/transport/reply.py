"""What a relay says: SMTP replies taken out of a stream of octets, within bounds."""

from collections.abc import Mapping
from typing import Final, NamedTuple

LINE_LIMIT_OCTETS: Final = 2000  # RFC 5321 §4.5.3.1.5 asks for 512; real relays say more
REPLY_LIMIT_OCTETS: Final = 65536

_CODES: Final[Mapping[bytes, int]] = {b"%d" % code: code for code in range(200, 600)}


class ProtocolFault(ValueError):
    """What came is not SMTP; nothing after it on this connection can be trusted."""


class Reply(NamedTuple):
    """One whole reply, however many lines it had.

    ``code`` is the last line's; ``lines`` are the octets after the codes.
    """

    code: int
    lines: tuple[bytes, ...] = (b"",)

    @property
    def text(self) -> str:
        """Every line, verbatim but for control and undecodable octets, which are escaped."""
        return "\n".join(map(_shown, self.lines))


class ReplyReader:
    """Assembles replies from octets that arrive in pieces of any size (RFC 5321 §4.2)."""

    def __init__(self) -> None:
        self._octets, self._at = b"", 0
        self._lines: list[bytes] = []
        self._size = 0

    @property
    def rest(self) -> bool:
        """Tell whether octets are here that were not part of any reply yet."""
        return self._at < len(self._octets) or bool(self._lines)

    def feed(self, octets: bytes) -> None:
        """Take octets in."""
        self._octets = self._octets[self._at :] + octets
        self._at = 0

    def next(self) -> Reply | None:
        """Return the next reply that is whole, None when there is none yet.

        Raises:
            ProtocolFault: A line is no reply line or is longer than 2000 octets, or a reply is
                longer than 64 KiB.
        """
        while (line := self._line()) is not None:
            code, mark = _CODES.get(line[:3]), line[3:4]
            # A code may stand alone on its line, without a space (RFC 5321 §4.2).
            if code is None or mark not in (b" ", b"-", b""):
                raise ProtocolFault(f"not a reply line: {_shown(line[:60])}")
            if mark != b"-" and not self._lines:
                return Reply(code, (line[4:],))
            self._lines.append(line[4:])
            self._size += len(line)
            if self._size > REPLY_LIMIT_OCTETS:
                raise ProtocolFault(f"a reply of more than {REPLY_LIMIT_OCTETS} octets")
            if mark != b"-":
                lines, self._lines, self._size = tuple(self._lines), [], 0
                return Reply(code, lines)
        return None

    def _line(self) -> bytes | None:
        start, end = self._at, self._octets.find(b"\n", self._at)
        if (len(self._octets) if end < 0 else end + 1) - start > LINE_LIMIT_OCTETS:
            raise ProtocolFault(f"a reply line of more than {LINE_LIMIT_OCTETS} octets")
        if end < 0:
            return None
        self._at = end + 1
        return self._octets[start:end].removesuffix(b"\r")


def _shown(octets: bytes) -> str:
    text = octets.decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
