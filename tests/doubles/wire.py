"""What may be on a wire, and what never."""

import re
from typing import Final

LINE_LIMIT_OCTETS: Final = 998  # RFC 5322 §2.1.1
# Every field that a copy of a sample issue may have; another one would be somebody's injection.
MEANT: Final = frozenset(
    {
        "archived-at",
        "auto-submitted",
        "content-language",
        "content-type",
        "date",
        "dkim-signature",
        "from",
        "list-id",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "message-id",
        "mime-version",
        "reply-to",
        "subject",
        "to",
    }
)
_FIELD: Final = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)


def message_faults(octets: bytes) -> list[str]:
    """Return what is wrong with a message as a server was handed it, its dots not doubled."""
    faults = []
    if not octets.count(b"\r\n") == octets.count(b"\r") == octets.count(b"\n"):
        faults.append("a bare CR or LF")
    if b"\0" in octets:
        faults.append("a NUL")
    if max(map(len, octets.split(b"\r\n"))) > LINE_LIMIT_OCTETS:
        faults.append(f"a line over {LINE_LIMIT_OCTETS} octets")
    head = octets.partition(b"\r\n\r\n")[0]
    names = {name.decode("ascii").lower() for name in _FIELD.findall(head)}
    return faults + [f"a field {name}" for name in sorted(names - MEANT)]
