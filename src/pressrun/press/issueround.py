"""A round over an open press run; letters that wait go before it."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pressrun.mail.address import wire
from pressrun.mail.compose import compose
from pressrun.mail.person import Mailing
from pressrun.mail.signer import Signer, SigningKey
from pressrun.mail.slots import Template
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import (
    Claimed,
    DeliveryState,
    Outcome,
    Outgoing,
    PressRun,
    Receipt,
    Unfit,
    Unfitness,
)
from pressrun.model.heartbeat import Pulse
from pressrun.model.issue import IssueState
from pressrun.model.key import Key, Purpose
from pressrun.model.meaning import Kind, Meaning
from pressrun.model.patience import Patience
from pressrun.model.publication import MailingList, Publication
from pressrun.ports import Clock, Unit
from pressrun.press.breaker import Breaker, Trip
from pressrun.press.ledger import Ledger
from pressrun.press.round import Round

log = logging.getLogger(__name__)

_BLAMED_MOST: Final = 1000  # refused claims kept, until it is looked which are still suspected


class IssueRound(Round):
    """What the carriers of one pass share: the run, its faces, and whether to go on.

    Args, beside those of :class:`Round`:
        keys: They sign the addresses of a reader's own in mail.
        on_settled: Hears every outcome of the issue once it is committed.
        accustomed: A person has seen what was refused, and had the issue go on all the same.
    """

    def __init__(
        self,
        run: PressRun,
        *,
        publication: Publication,
        mailing_list: MailingList,
        templates: Mapping[str, Template],
        keys: Mapping[Purpose, Key],
        on_settled: Callable[[Outcome], None],
        going: bool,
        accustomed: bool = False,
        signing_keys: Sequence[SigningKey],
        ledger: Ledger,
        clock: Clock,
        patience: Patience,
        on_letter: Callable[[Outcome], None],
        stop: asyncio.Event,
    ) -> None:
        super().__init__(
            publication=publication,
            signing_keys=signing_keys,
            ledger=ledger,
            clock=clock,
            patience=patience,
            on_letter=on_letter,
            stop=stop,
        )
        self.run, self.issue = run, run.issue
        self.trip: Trip | None = None
        self.is_going = going  # the issue is still sending, as far as the last commit knew
        self._templates, self._on_settled = templates, on_settled
        self._mailings = {
            digest: Mailing(
                publication,
                salt=run.salt,
                issue=run.issue,
                web_url=template.web_url,
                keys=keys,
                slots={place.name for place in template.places},
            )
            for digest, template in templates.items()
        }
        self._from = wire(mailing_list.sender_address)
        self._signing = Signer(signing_keys, run.date_at)
        self._breaker = Breaker(certain_only=accustomed)
        self._blamed: dict[SubscriberId, Claimed] = {}

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more may be taken: letters neither, which another pass carries."""
        return not self.is_going or self.stop.is_set()

    def may_go(self, claimed: Claimed) -> bool:
        return self.is_going or claimed.letter is not None

    def fill(self, claimed: Claimed) -> Outgoing:
        if claimed.letter is not None:
            return super().fill(claimed)
        person = self._mailings[claimed.face].person(
            claimed.subscriber,
            address=claimed.address,
            name=claimed.name,
            handle=claimed.subscription_handle,
        )
        return Outgoing(
            ticket=claimed.subscriber,
            sender=self._from,
            recipient=wire(claimed.address),
            message_id=person.message_id,
            octets=compose(self._templates[claimed.face], person),
        )

    def _signer(self, claimed: Claimed) -> Signer:
        return self._signing if claimed.letter is None else super()._signer(claimed)

    async def settle(self, outcome: Outcome) -> Pulse:
        pulse = await self.ledger.settle(outcome)
        self.is_going = self.is_going and pulse.going
        if outcome.claimed.letter is None:
            self._on_settled(outcome)
        else:
            self._on_letter(outcome)
        return pulse

    def heard(self, claimed: Claimed, receipt: Receipt, meaning: Meaning) -> Trip | None:
        """Have the breaker hear an answer whose outcome is committed; return why to stop."""
        if claimed.letter is not None:
            return None
        trip = self._breaker.heard(meaning, receipt, subscriber=claimed.subscriber)
        if meaning.kind is Kind.REFUSED and self._breaker.suspects(claimed.subscriber):
            self._blamed[claimed.subscriber] = claimed
            if len(self._blamed) > _BLAMED_MOST:
                suspects = self._breaker.suspects
                self._blamed = {one: who for one, who in self._blamed.items() if suspects(one)}
        return trip

    async def misfit(self, claimed: Claimed, unfit: Unfit) -> None:
        """Stop for a message that no relay will take, for anybody."""
        if claimed.letter is None and unfit.unfitness is Unfitness.TOO_LARGE:
            await self.interrupt(self._breaker.too_large(unfit.why))

    async def interrupt(self, trip: Trip) -> None:
        """Pause the issue for a fault that is not the recipients', and take back what it caused."""
        if self.trip is None:
            self.trip, self.is_going = trip, False
            log.warning("issue.paused", extra={"issue": self.issue, "code": trip.problem.code})
        wronged = [self._blamed[one] for one in trip.wronged if one in self._blamed]
        await self.ledger.ask(lambda unit: self._pause(unit, trip, wronged))

    def _pause(self, unit: Unit, trip: Trip, wronged: Sequence[Claimed]) -> None:
        now = self.clock.now()
        unit.issues.move(
            self.issue,
            expected=IssueState.SENDING,
            to=IssueState.PAUSED,
            reason=_told(trip),
        )
        unit.deliveries.settle(
            Outcome(claimed=one, state=DeliveryState.QUEUED, at=now, spends_attempt=False)
            for one in wronged
        )


def _told(trip: Trip) -> str:
    """Return why an issue is paused as a person reads it later: with code, help and the reply."""
    return f"{trip.problem}\n  = the relay said: {trip.reply}" if trip.reply else f"{trip.problem}"
