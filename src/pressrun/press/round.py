"""A round: one pass over what is due, whatever relays it goes through."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from pressrun.mail.signer import Signer, SigningKey
from pressrun.model.delivery import Claimed, Outcome, Outgoing, Receipt, Unfit
from pressrun.model.heartbeat import Pulse
from pressrun.model.letter import LETTERS
from pressrun.model.meaning import Meaning
from pressrun.model.patience import Patience
from pressrun.model.publication import Publication
from pressrun.ports import Clock
from pressrun.press.breaker import Trip
from pressrun.press.ledger import Ledger
from pressrun.press.letterbox import Letterbox

LEASE: Final = timedelta(minutes=15)  # the wait after the final dot is ten, RFC 5321 §4.5.3.2.6


class Round:
    """What the carriers of one pass share; this one has letters alone, ``IssueRound`` an issue too.

    Args:
        signing_keys: They vouch for every message.
        ledger: Open for as long as the round lasts.
        on_letter: Hears every outcome of a letter once it is committed.
        stop: Once set, nothing more is taken.
    """

    issue = LETTERS

    def __init__(
        self,
        *,
        publication: Publication,
        signing_keys: Sequence[SigningKey],
        ledger: Ledger,
        clock: Clock,
        patience: Patience,
        on_letter: Callable[[Outcome], None],
        stop: asyncio.Event,
    ) -> None:
        self.ledger, self.clock, self.patience, self.stop = ledger, clock, patience, stop
        self.signing_keys, self._on_letter = signing_keys, on_letter
        self._letters = Letterbox(publication, ledger)

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more may be taken."""
        return self.stop.is_set()

    @property
    def signs_slowly(self) -> bool:
        """Tell whether signing belongs in a thread: by RSA it takes long."""
        return any(key.bits for key in self.signing_keys)

    def may_go(self, claimed: Claimed) -> bool:
        """Tell whether the final dot of a message under way may still be sent."""
        return claimed.letter is not None

    async def learn(self, claimed: Iterable[Claimed]) -> None:
        """Read what is needed to fill these."""
        await self._letters.learn(claimed)

    def fill(self, claimed: Claimed) -> Outgoing:
        """Return one person's message, not signed yet.

        Raises:
            PressrunError: Something of theirs cannot be written on the wire.
        """
        assert claimed.letter is not None  # noqa: S101  nothing else is claimed here
        return self._letters.fill(claimed, claimed.letter)

    def fill_and_sign(self, claimed: Claimed) -> Outgoing:
        """Return one person's message, signed if there are keys; see :meth:`fill`."""
        message = self.fill(claimed)
        if not self.signing_keys:
            return message
        return replace(message, octets=self._signer(claimed).sign(message.octets))

    def _signer(self, claimed: Claimed) -> Signer:
        assert claimed.letter is not None  # noqa: S101  nothing else is claimed here
        return Signer(self.signing_keys, claimed.letter.created_at)

    async def settle(self, outcome: Outcome) -> Pulse:
        """Return once an outcome is committed.

        Raises:
            Conflict: Another sender had claimed it since.
            StoreError: It could not be committed; the journal has it.
        """
        pulse = await self.ledger.settle(outcome)
        self._on_letter(outcome)
        return pulse

    def heard(self, claimed: Claimed, receipt: Receipt, meaning: Meaning) -> Trip | None:
        """Hear an answer whose outcome is committed; return why to stop, which no letter is."""
        return None

    async def misfit(self, claimed: Claimed, unfit: Unfit) -> None:
        """Hear of a message that no relay will take."""

    async def interrupt(self, trip: Trip) -> None:
        """Stop for a fault that is not the recipients'; letters go on being tried."""
