"""The letterbox: letters on their way out, made of their faces."""

from collections.abc import Iterable

from pressrun.errors import Refused
from pressrun.mail.address import wire
from pressrun.mail.letter import compose_letter
from pressrun.mail.slots import Template, parse_template
from pressrun.model.delivery import Claimed, Outgoing
from pressrun.model.letter import Letter
from pressrun.model.publication import Publication
from pressrun.ports import Clock, Unit
from pressrun.press.ledger import Ledger


class Letterbox:
    """Fills letters; a face is read once a pass, when the first letter with it was claimed."""

    def __init__(self, publication: Publication, ledger: Ledger) -> None:
        self._publication, self._ledger = publication, ledger
        self._templates: dict[str, Template] = {}

    async def learn(self, claimed: Iterable[Claimed]) -> None:
        """Read the faces that these letters need; what is no letter needs none.

        Raises:
            StoreError: They cannot be read.
        """
        digests = {one.face for one in claimed if one.letter is not None}
        if missing := digests - self._templates.keys():
            found = await self._ledger.ask(lambda unit: _faces(unit, missing), write=False)
            self._templates |= {digest: parse_template(octets) for digest, octets in found.items()}

    def fill(self, claimed: Claimed, letter: Letter) -> Outgoing:
        """Return a letter's message, not signed yet.

        Raises:
            PressrunError: Its face or its list is gone, or it cannot be written on the wire.
        """
        mailing_list = self._publication.find_list(letter.list)
        if mailing_list is None:
            raise Refused(f"list {letter.list!r} is gone from pressrun.toml", code="ISS005")
        if claimed.face not in self._templates:
            raise Refused("the face of this letter is gone from the database", code="LTR001")
        return Outgoing(
            ticket=claimed.subscriber,
            sender=wire(mailing_list.sender_address),
            recipient=wire(letter.address),
            message_id=letter.message_id,
            octets=compose_letter(self._templates[claimed.face], letter),
        )


def _faces(unit: Unit, digests: Iterable[str]) -> dict[str, bytes]:
    found = {digest: unit.letters.face(digest) for digest in digests}
    return {digest: octets for digest, octets in found.items() if octets is not None}


def letters_due(unit: Unit, clock: Clock) -> bool:
    """Tell whether a letter may go now, or a lease has ended that held one; cheap."""
    next_at = unit.letters.next_at()
    return next_at is not None and next_at <= clock.now()
