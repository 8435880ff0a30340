"""Mail as files: what would have been sent, one ``.eml`` a message, for reading before sending."""

import asyncio
import os
from pathlib import Path
from urllib.parse import quote

from pressrun.errors import RelayUnavailable
from pressrun.model.delivery import Answered, Intent, Lost, Outgoing, Phase, Receipt
from pressrun.ports import Take, Tell
from pressrun.transport.whole import whole


class OutboxTransport:
    """Writes every message into a folder (port Transport).

    The file is named after the Message-ID, so a message that comes again replaces itself. Files
    can be read by their owner only: they hold addresses and unsubscribe links.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """Return ``outbox``, whatever the relay is called: the ledger tells such mail apart."""
        return "outbox"

    @property
    def connections(self) -> int:
        """Return 0: files need none."""
        return 0

    async def run(self, take: Take, note: Tell) -> None:
        """Write down what ``take`` yields until it yields None; see ``ports.Transport``.

        Raises:
            RelayUnavailable: The folder cannot be written; the message it failed on is noted.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as cause:
            raise self._unwritable(cause) from cause
        while (message := await take()) is not None:
            await whole(self._hand_over(message, note))

    async def _hand_over(self, message: Outgoing, note: Tell) -> None:
        if not await note(Intent(message.ticket)):
            await note(Lost(message.ticket, Phase.ENVELOPE, "it was held back"))
            return
        path = self.folder / f"{quote(message.message_id, safe='@')}.eml"
        try:
            await asyncio.to_thread(_write, path, message.octets)
        except OSError as cause:
            await note(Lost(message.ticket, Phase.ENVELOPE, "the outbox could not be written"))
            raise self._unwritable(cause) from cause
        await note(Answered(message.ticket, Receipt(250, f"written to {path.name}")))

    def _unwritable(self, cause: OSError) -> RelayUnavailable:
        reason = cause.strerror or str(cause)
        return RelayUnavailable(
            f"the outbox {self.folder} cannot be written: {reason.lower()}",
            code="BOX001",
            help=f"make room and see that you may write in {self.folder}; what is still to go is"
            " kept",
        )


def _write(path: Path, octets: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, whole."""
    part = path.with_name(path.name + ".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
