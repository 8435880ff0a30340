"""Where mail is handed over."""

from dataclasses import dataclass, field
from enum import StrEnum


class RelayKind(StrEnum):
    OUTBOX = "outbox"
    SMTP = "smtp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A relay and how to speak to it. Secrets come from a file, a command or the environment.

    ``folder`` is where an outbox writes, as an absolute path.
    """

    name: str
    kind: RelayKind
    host: str = ""
    port: int = 25
    username: str = ""
    password: str = field(default="", repr=False)
    connections: int = 4
    timeout_s: float = 60.0
    folder: str = ""
