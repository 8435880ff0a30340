"""Quoted-printable that no relay has a reason to touch (RFC 2045 §6.7).

Beside what the RFC asks, no line begins with a dot, so that SMTP need not stuff any (RFC 5321
§4.5.2), or with ``From ``, which mailbox files mark, and no character is split between lines.
``=_`` never occurs in it, nor does NUL.
"""

import re
from typing import Final

# Lines of 76 octets are allowed: one goes to the soft break, two to escaping the first octet.
_LINE: Final = 73
_ESCAPED: Final = tuple(b"=%02X" % octet for octet in range(256))
_SPECIAL: Final = re.compile(rb"[^\t\n -~]+")
# As much as fits, not ending within an escape, nor before an octet that continues a character
# (0x80 to 0xBF, RFC 3629 §3).
_FULL_LINE: Final = re.compile(rb"(?s).{1,%d}(?<!=)(?<!=.)(?!=[89AB])" % _LINE)


def encode_text(text: str) -> bytes:
    """Return ``text``, its lines ended by LF, encoded with CRLF, to start a line of its own."""
    return b"\r\n".join(map(_set, _escape(text).split(b"\n")))


def encode_line(text: str) -> bytes:
    """Return one line of text on as many encoded lines as it takes, without a final line end."""
    return _set(_escape(text))


def _escape(text: str) -> bytes:
    octets = text.encode().replace(b"=", b"=3D")
    return _SPECIAL.sub(lambda found: b"".join(map(_ESCAPED.__getitem__, found[0])), octets)


def _set(octets: bytes) -> bytes:
    """Break one line, its octets escaped already, into encoded lines."""
    if octets.endswith((b" ", b"\t")):
        octets = octets[:-1] + _ESCAPED[octets[-1]]
    if len(octets) <= _LINE:
        return _guard(octets)
    return b"=\r\n".join(map(_guard, _FULL_LINE.findall(octets)))


def _guard(line: bytes) -> bytes:
    return _ESCAPED[line[0]] + line[1:] if line.startswith((b".", b"From ")) else line
