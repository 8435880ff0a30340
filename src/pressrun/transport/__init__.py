"""Mail leaves here: the transports by kind. To add one: a module, and its line in the table."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from pressrun.model.relay import Relay, RelayKind
from pressrun.ports import Transport
from pressrun.transport.outbox import OutboxTransport
from pressrun.transport.smtp import SmtpTransport

TRANSPORTS: Final[Mapping[RelayKind, Callable[[Relay], Transport]]] = {
    RelayKind.OUTBOX: lambda relay: OutboxTransport(Path(relay.folder)),
    RelayKind.SMTP: SmtpTransport,
}


def open_transport(relay: Relay) -> Transport:
    """Return the transport for a relay; nothing is connected or written yet.

    Raises:
        Refused: The relay may not be used as it is set.
    """
    return TRANSPORTS[relay.kind](relay)
