"""A real SMTP server on loopback that keeps what it accepts."""

import email
import email.policy
import socket
import threading
from collections import Counter
from email.message import EmailMessage
from types import TracebackType
from typing import Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from doubles.wire import message_faults


class MailServer:
    """Accepts every message, but for what ``replies`` says of a recipient.

    Messages to ``speechless`` recipients are kept, and the connection closed without a reply.
    ``reached`` is set once ``reach`` messages have been accepted. Used as a context manager; at its
    end nothing may have been wrong with any message.
    """

    def __init__(self, port: int = 0) -> None:
        self.accepted: list[tuple[str, bytes]] = []
        self.replies: dict[str, str] = {}
        self.speechless: set[str] = set()
        self.reached = threading.Event()
        self.reach = 0
        with socket.create_server(("127.0.0.1", port)) as probe:
            self.port: int = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        [recipient] = envelope.rcpt_tos
        if recipient in self.replies:
            return self.replies[recipient]
        self.accepted.append((recipient, cast(bytes, envelope.content)))
        if self.reach and len(self.accepted) >= self.reach:
            self.reached.set()
        if recipient in self.speechless:
            server.transport.abort()
        return "250 2.0.0 accepted"

    def copies(self) -> Counter[str]:
        """Return how many copies each recipient has."""
        return Counter(recipient for recipient, _ in self.accepted)

    def message(self, recipient: str) -> EmailMessage:
        """Return what one recipient got first."""
        octets = next(octets for name, octets in self.accepted if name == recipient)
        return cast(EmailMessage, email.message_from_bytes(octets, policy=email.policy.default))

    @staticmethod
    def message_id(octets: bytes) -> str:
        """Return the Message-ID of a message, brackets included."""
        return str(email.message_from_bytes(octets, policy=email.policy.default)["Message-ID"])

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()
        if error is None:
            assert [fault for _, octets in self.accepted for fault in message_faults(octets)] == []
