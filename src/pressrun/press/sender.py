"""One pass over what is due of a press run: what a transport takes, and what it notes."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from pressrun.errors import PressrunError
from pressrun.mail.address import wire
from pressrun.mail.compose import compose
from pressrun.mail.person import Mailing
from pressrun.mail.slots import Template
from pressrun.model.delivery import (
    Answered,
    Claimed,
    DeliveryState,
    Intent,
    Lost,
    Note,
    Outcome,
    Outgoing,
    Phase,
    PressRun,
    Receipt,
)
from pressrun.model.publication import MailingList, Publication
from pressrun.ports import Clock
from pressrun.press.ledger import Ledger

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=15)  # the wait after the final dot is ten, RFC 5321 §4.5.3.2.6
CLAIM: Final = 100
# After a 4yz, or a session lost after the dot; the last step repeats until the run expires.
RETRY_AFTER: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240))
RETRY_LOST_AFTER: Final = timedelta(minutes=1)
EXPIRE_AFTER: Final = timedelta(hours=48)
_NOT_WRITABLE: Final = 553  # RFC 5321 §4.2.3: mailbox name not allowed; here said by ourselves


class Sender:
    """Claims, fills and settles the deliveries of one run (port Transport's other side)."""

    def __init__(
        self,
        run: PressRun,
        *,
        publication: Publication,
        mailing_list: MailingList,
        templates: Mapping[str, Template],
        ledger: Ledger,
        clock: Clock,
        relay: str,
        on_settled: Callable[[Outcome], None],
        stop: asyncio.Event,
    ) -> None:
        self._run, self._templates = run, templates
        self._mailings = {
            digest: Mailing(publication, salt=run.salt, issue=run.issue, web_url=template.web_url)
            for digest, template in templates.items()
        }
        self._ledger, self._clock, self._relay = ledger, clock, relay
        self._from = wire(mailing_list.sender_address)
        self._on_settled, self._stop = on_settled, stop
        self._waiting: deque[Claimed] = deque()
        self._under_way: dict[int, Claimed] = {}
        self._claiming = asyncio.Lock()

    async def refill(self) -> bool:
        """Claim what is due, unless something waits already; tell whether anything does."""
        if not self._waiting:
            self._waiting.extend(
                await self._ledger.claim(
                    self._run.issue, limit=CLAIM, now=self._clock.now(), lease=LEASE
                )
            )
        return bool(self._waiting)

    async def _refill_or_stop(self) -> bool:
        return not self._stop.is_set() and await self.refill()

    async def take(self) -> Outgoing | None:
        """Return the next message, or None when nothing is due or it is time to stop."""
        async with self._claiming:
            while await self._refill_or_stop():
                claimed = self._waiting.popleft()
                self._under_way[claimed.subscriber] = claimed
                try:
                    return self._fill(claimed)
                except PressrunError as error:
                    # An address or name that cannot be written on the wire is that one
                    # person's trouble: it ends here, with the reason in the books.
                    receipt = Receipt(_NOT_WRITABLE, error.problem.what)
                    await self._settle(self._answered(claimed, receipt))
        return None

    async def note(self, note: Note) -> None:
        """Write down what the transport says; it is committed when this returns.

        Raises:
            Conflict: Another sender took this delivery; it must not go.
        """
        claimed = self._under_way[note.ticket]
        match note:
            case Intent():
                await self._ledger.intend(claimed)
            case Answered(receipt=receipt):
                await self._settle(self._answered(claimed, receipt))
            case Lost(phase=phase, why=why):
                await self._settle(self._lost(claimed, phase, why))

    async def give_back(self) -> None:
        """Queue again what was claimed and never handed to the transport."""
        while self._waiting:
            claimed = self._waiting.popleft()
            self._under_way[claimed.subscriber] = claimed
            await self._settle(self._outcome(claimed, DeliveryState.QUEUED))

    def _fill(self, claimed: Claimed) -> Outgoing:
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

    async def _settle(self, outcome: Outcome) -> None:
        await self._ledger.settle(outcome)
        del self._under_way[outcome.claimed.subscriber]
        log.info(
            "delivery.%s",
            outcome.state,
            extra={
                "issue": self._run.issue,
                "subscriber": outcome.claimed.subscriber,
                "reply": outcome.receipt.code if outcome.receipt else 0,
            },
        )
        self._on_settled(outcome)

    def _answered(self, claimed: Claimed, receipt: Receipt) -> Outcome:
        if receipt.accepted:
            return self._outcome(claimed, DeliveryState.ACCEPTED, receipt=receipt, spends=True)
        if not receipt.transient:
            return self._outcome(claimed, DeliveryState.REFUSED, receipt=receipt, spends=True)
        wait = _pause(claimed)
        if self._is_over(wait):
            return self._outcome(claimed, DeliveryState.EXPIRED, receipt=receipt, spends=True)
        return self._outcome(
            claimed, DeliveryState.DEFERRED, receipt=receipt, wait=wait, spends=True
        )

    def _lost(self, claimed: Claimed, phase: Phase, why: str) -> Outcome:
        # Before the dot a lost session is the connection's trouble and spends no attempt of the
        # recipient's. After it there may be a copy each time: it spends one, waits longer with
        # each, and both end with the run's two days.
        after_dot = phase is Phase.DOT
        wait = _pause(claimed) if after_dot else RETRY_LOST_AFTER
        state = DeliveryState.UNKNOWN if after_dot else DeliveryState.DEFERRED
        receipt = Receipt(0, why)
        if self._is_over(wait):
            return self._outcome(claimed, DeliveryState.EXPIRED, receipt=receipt, spends=after_dot)
        return self._outcome(claimed, state, receipt=receipt, wait=wait, spends=after_dot)

    def _is_over(self, wait: timedelta) -> bool:
        return self._clock.now() + wait > self._run.date_at + EXPIRE_AFTER

    def _outcome(
        self,
        claimed: Claimed,
        state: DeliveryState,
        *,
        receipt: Receipt | None = None,
        wait: timedelta | None = None,
        spends: bool = False,
    ) -> Outcome:
        now = self._clock.now()
        return Outcome(
            claimed=claimed,
            state=state,
            at=now,
            receipt=receipt,
            next_at=now + wait if wait else None,
            relay=self._relay,
            spends_attempt=spends,
        )


def _pause(claimed: Claimed) -> timedelta:
    """Return how long to wait before the next attempt at a delivery."""
    return RETRY_AFTER[min(claimed.attempt, len(RETRY_AFTER) - 1)]
