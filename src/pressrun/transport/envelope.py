"""What must hold of a message before any of it goes out, and how its body is written."""

import re
from typing import Final

from pressrun.model.delivery import Outgoing, Receipt

# Printable ASCII without the space and the brackets that close a path (RFC 5321 §4.1.2): what
# ends an address early could begin a command of somebody else's making.
_PATH: Final = re.compile(r"[!-;=?-~]+")


def refusal(message: Outgoing) -> Receipt | None:
    """Return why this message is not offered to any relay, or None where it may go.

    The codes are those a relay would use: 553 for an address (RFC 5321 §4.2.3), 554 for a body
    with a bare CR, a bare LF or a NUL, which relays could read as two messages.
    """
    paths = [message.recipient] + ([message.sender] if message.sender else [])
    if not all(path.isascii() for path in paths):
        return Receipt(553, "refused here: an address that is not ASCII needs SMTPUTF8")
    if not all(_PATH.fullmatch(path) for path in paths):
        return Receipt(553, "refused here: an address with a space, a bracket or a control octet")
    octets = message.octets
    if not octets.count(b"\r\n") == octets.count(b"\r") == octets.count(b"\n") or b"\0" in octets:
        return Receipt(554, "refused here: a message with a bare CR, a bare LF or a NUL")
    return None


def stuffed(octets: bytes) -> bytes:
    """Return a message's octets as they follow 354: dots doubled, final dot set (RFC 5321 §4.5.2).

    The final dot is part of what is returned, so that body and dot leave in one write.
    """
    body = octets.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    return body + b".\r\n"
