"""Quoted-printable that no relay has a reason to touch (RFC 2045 §6.7).

Beside what the RFC asks, no line begins with a dot, so that SMTP need not stuff any (RFC 5321
§4.5.2), or with ``From ``, which mailbox files mark, and no character is split between lines.
``=_`` never occurs in it, nor does NUL.
"""

from functools import lru_cache
from itertools import accumulate
from typing import Final

# Lines of 76 octets are allowed: one goes to the soft break, two to escaping the first octet.
_LINE: Final = 73
_PLAIN: Final = frozenset(b"\t ") | (frozenset(range(0x21, 0x7F)) - frozenset(b"="))
_ESCAPED: Final = tuple(b"=%02X" % octet for octet in range(256))
_WRITTEN: Final = tuple(
    b"%c" % octet if octet in _PLAIN else escaped for octet, escaped in enumerate(_ESCAPED)
)


def encode_text(text: str) -> bytes:
    """Return ``text``, its lines ended by LF, encoded with CRLF, to start a line of its own."""
    return b"\r\n".join(encode_line(line) for line in text.split("\n"))


def encode_line(text: str) -> bytes:
    """Return one line of text on as many encoded lines as it takes, without a final line end."""
    octets = b"".join([_WRITTEN[octet] for octet in text.encode()])
    if octets.endswith((b" ", b"\t")):
        octets = octets[:-1] + _ESCAPED[octets[-1]]
    if len(octets) <= _LINE:
        return _guard(octets)
    if len(octets) == len(text):
        lines = [octets[start : start + _LINE] for start in range(0, len(octets), _LINE)]
    else:
        lines = _lines(text, octets)
    return b"=\r\n".join([_guard(line) for line in lines])


def _lines(text: str, octets: bytes) -> list[bytes]:
    """Split the octets that ``text`` is written in into full lines, no character between two."""
    ends = [*accumulate(map(_width, text))]
    ends[-1] = len(octets)  # a blank at the end is wider than others
    lines, begun, start = [], 0, 0
    for end in ends:
        if end - begun > _LINE:
            lines.append(octets[begun:start])
            begun = start
        start = end
    return [*lines, octets[begun:]]


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    return sum(len(_WRITTEN[octet]) for octet in character.encode())


def _guard(line: bytes) -> bytes:
    return _ESCAPED[line[0]] + line[1:] if line.startswith((b".", b"From ")) else line
