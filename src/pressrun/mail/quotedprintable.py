"""Quoted-printable that no relay has a reason to touch (RFC 2045 §6.7).

Beside what the RFC asks, no line begins with a dot, so that SMTP need not stuff any (RFC 5321
§4.5.2), or with ``From ``, which mailbox files mark, and no character is split between lines.
``=_`` never occurs in it, nor does NUL.
"""

from functools import lru_cache
from typing import Final

# Lines of 76 octets are allowed: one goes to the soft break, two to escaping the first octet.
_LINE: Final = 73


def encode_text(text: str) -> bytes:
    """Return ``text``, its lines ended by LF, encoded with CRLF, to start a line of its own."""
    return b"\r\n".join(encode_line(line) for line in text.split("\n"))


def encode_line(text: str) -> bytes:
    """Return one line of text on as many encoded lines as it takes, without a final line end."""
    encoded = [_encode(character) for character in text]
    if text.endswith((" ", "\t")):
        encoded[-1] = _escape(encoded[-1])
    lines, line = [], b""
    for octets in encoded:
        if len(line) + len(octets) > _LINE:
            lines.append(_guard(line))
            line = b""
        line += octets
    return b"=\r\n".join([*lines, _guard(line)])


@lru_cache(maxsize=4096)
def _encode(character: str) -> bytes:
    octets = character.encode()
    if character in " \t" or ("!" <= character <= "~" and character != "="):
        return octets
    return _escape(octets)


def _escape(octets: bytes) -> bytes:
    return b"".join(b"=%02X" % octet for octet in octets)


def _guard(line: bytes) -> bytes:
    return _escape(line[:1]) + line[1:] if line.startswith((b".", b"From ")) else line
