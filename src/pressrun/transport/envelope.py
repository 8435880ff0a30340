"""What must hold of a message before any of it goes out, and how envelope and body are written."""

import re
from typing import Final

from pressrun.model.delivery import Outgoing, Unfit, Unfitness
from pressrun.transport.capabilities import Capabilities
from pressrun.transport.inspection import Inspected

PATH_LIMIT_OCTETS: Final = 254  # RFC 5321 §4.5.3.1.3, its brackets taken off

# Printable ASCII without the space and the brackets that close a path (RFC 5321 §4.1.2), or what
# RFC 6531 §3.3 adds: what ends an address early could begin a command of somebody else's making.
_PATH: Final = re.compile(r"[!-;=?-~\u00a1-\U0010ffff]+")


def unfit(message: Outgoing, octets: Inspected, relay: Capabilities) -> Unfit | None:
    """Return why this relay is not offered the message, or None where it may go."""
    paths = message.recipient + message.sender
    if not (_writable(message.recipient) and (not message.sender or _writable(message.sender))):
        return Unfit(
            message.ticket,
            Unfitness.NOT_WRITABLE,
            "an address with a space, a bracket or a control character, or a very long one",
        )
    if octets.fault:
        return Unfit(message.ticket, Unfitness.NOT_WRITABLE, octets.fault)
    if not relay.smtputf8 and not (octets.ascii and paths.isascii()):
        what = "header or body" if paths.isascii() else "address"
        why = f"{what} beyond ASCII, and the relay does not announce SMTPUTF8"
        return Unfit(message.ticket, Unfitness.NEEDS_SMTPUTF8, why)
    if 0 < relay.size_octets < len(message.octets):
        why = f"{len(message.octets)} octets, and the relay takes {relay.size_octets}"
        return Unfit(message.ticket, Unfitness.TOO_LARGE, why)
    return None


def mail(message: Outgoing, octets: Inspected, relay: Capabilities) -> bytes:
    """Return the MAIL command, with the parameters that the relay understands."""
    size = b" SIZE=%d" % len(message.octets) if relay.size else b""
    if not (octets.ascii and message.recipient.isascii() and message.sender.isascii()):
        size += b" BODY=8BITMIME SMTPUTF8"  # RFC 6531 §3.1: who announces one has the other
    return b"MAIL FROM:<%b>%b\r\n" % (message.sender.encode(), size)


def rcpt(message: Outgoing) -> bytes:
    """Return the RCPT command."""
    return b"RCPT TO:<%b>\r\n" % message.recipient.encode()


def stuffed(octets: bytes) -> bytes:
    """Return octets as they follow 354, the dots that begin a line doubled (RFC 5321 §4.5.2)."""
    octets = octets.replace(b"\r\n.", b"\r\n..")
    if octets.startswith(b"."):
        octets = b"." + octets
    return octets


def _writable(path: str) -> bool:
    if _PATH.fullmatch(path) is None or len(path) > PATH_LIMIT_OCTETS:
        return False
    return path.isascii() or (path.isprintable() and len(path.encode()) <= PATH_LIMIT_OCTETS)
