"""Where mail is handed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pressrun.model.network import is_loopback


class RelayKind(StrEnum):
    OUTBOX = "outbox"
    SMTP = "smtp"


class Security(StrEnum):
    """How a connection is protected; what is asked for is never done without."""

    NONE = "none"  # on this machine, or where the publication says so
    STARTTLS = "starttls"  # RFC 3207, required
    TLS = "tls"  # from the first octet (RFC 8314 §3.3)


class Mechanism(StrEnum):
    """How to log in (RFC 4616, the LOGIN of old, and OAuth 2 bearer tokens)."""

    PLAIN = "PLAIN"
    LOGIN = "LOGIN"
    XOAUTH2 = "XOAUTH2"


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainCap:
    """What one recipient domain is given at most through a relay; 0 is no limit."""

    connections: int = 0
    per_second: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a relay is asked at most; 0 is no limit.

    ``warm_up`` has the messages a day allowed on the first, the second day of use and so on; after
    its last, ``per_day`` holds alone. A day is any 24 hours.
    """

    connections: int = 8
    messages_per_connection: int = 100
    per_second: float = 0.0
    per_day: int = 0
    warm_up: tuple[int, ...] = ()
    domains: Mapping[str, DomainCap] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long to wait for a relay, in seconds (RFC 5321 §4.5.3.2).

    ``block_s`` is for a part of the message to be taken off us, ``dot_s`` for the reply to the
    final dot: giving up on that early makes duplicates.
    """

    connect_s: float = 30.0
    greeting_s: float = 300.0
    command_s: float = 300.0
    data_s: float = 120.0
    block_s: float = 180.0
    dot_s: float = 600.0
    quit_s: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A relay and how to speak to it. Secrets come from a file, a command or the environment.

    ``folder`` is where an outbox writes, as an absolute path. ``mechanism`` is None for the best
    that is offered, PLAIN before LOGIN; with XOAUTH2 the password is the token. ``client_name`` is
    what we call ourselves in EHLO, an address literal when empty. ``ca_file`` has authorities to
    trust beside the machine's own. ``weight`` is its share of the mail beside the others'.
    """

    name: str
    kind: RelayKind
    host: str = ""
    port: int = 25
    security: Security = Security.NONE
    ca_file: str = ""
    client_name: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    mechanism: Mechanism | None = None
    pipelining: bool = True
    weight: int = 1
    limits: Limits = Limits()
    timeouts: Timeouts = Timeouts()
    folder: str = ""

    @property
    def reaches_people(self) -> bool:
        """Tell whether what it is given may leave this machine."""
        return self.kind is not RelayKind.OUTBOX and not is_loopback(self.host)
