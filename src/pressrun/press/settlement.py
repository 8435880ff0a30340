"""What is to be written down for what a transport has noted: outcomes, by table."""

import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Final

from pressrun.model.delivery import (
    Claimed,
    DeliveryState,
    Lost,
    OnUnknown,
    Outcome,
    Phase,
    Receipt,
    SkipReason,
    Unfit,
    Unfitness,
)
from pressrun.model.meaning import Kind, Meaning
from pressrun.model.patience import Patience
from pressrun.ports import Clock

_S = DeliveryState
# After what the relay is to blame for; ten minutes at most, whatever the schedule of retries.
THROTTLED_AFTER: Final = timedelta(minutes=2)
LOST_AFTER: Final = timedelta(seconds=30)
# A message that was claimed so much more often than it was answered may itself be what the relay
# stumbles over: it waits for its turn like one that was refused, and ends like that.
LOSSES_FORGIVEN: Final = 3
_NOT_WRITABLE: Final = 553  # RFC 5321 §4.2.3: mailbox name not allowed; here said by ourselves


class Settlement:
    """Makes the outcomes of one relay.

    A refusal that the recipient is to blame for ends a delivery or spends one of its attempts;
    what the relay or the message is to blame for costs no recipient anything.
    """

    def __init__(self, relay: str, *, patience: Patience, clock: Clock) -> None:
        self._relay, self._patience, self._clock = relay, patience, clock

    def answered(self, claimed: Claimed, receipt: Receipt, meaning: Meaning) -> Outcome:
        """Return the outcome of an answer."""
        match meaning.kind:
            case Kind.ACCEPTED:
                return self._outcome(claimed, _S.ACCEPTED, receipt, spends=True)
            case Kind.REFUSED:
                return self._outcome(claimed, _S.REFUSED, receipt, spends=True)
            case Kind.DEFERRED | Kind.POLICY:
                return self._deferred(claimed, receipt)
            case Kind.THROTTLED:
                wait = THROTTLED_AFTER * (0.5 + _chance(claimed))
                return self._outcome(claimed, _S.DEFERRED, receipt, wait=wait)
            case Kind.SESSION:
                return self._outcome(claimed, _S.DEFERRED, receipt, wait=LOST_AFTER)
            case Kind.SENDER | Kind.CONTENT if claimed.letter is not None:
                return self._deferred(claimed, receipt)  # no issue is paused for it
            case Kind.QUOTA | Kind.SENDER | Kind.CONTENT:
                return self._outcome(claimed, _S.QUEUED, receipt)

    def lost(self, claimed: Claimed, lost: Lost) -> Outcome:
        """Return the outcome of a session that ended with this message under way."""
        receipt = lost.receipt or Receipt(0, lost.why)
        if lost.phase is Phase.DOT:
            return self._unknown(claimed, Receipt(0, lost.why))
        if lost.receipt is not None or lost.phase is Phase.CONNECT:
            return self._outcome(claimed, _S.QUEUED, receipt)
        if claimed.claims - claimed.attempt > LOSSES_FORGIVEN:
            return self._deferred(claimed, receipt)
        return self._outcome(claimed, _S.DEFERRED, receipt, wait=LOST_AFTER)

    def unfit(self, claimed: Claimed, unfit: Unfit) -> Outcome:
        """Return the outcome of a message that this relay cannot be handed."""
        match unfit.unfitness:
            case Unfitness.NEEDS_SMTPUTF8:
                return self._outcome(claimed, _S.SKIPPED, reason=SkipReason.NEEDS_SMTPUTF8)
            case Unfitness.TOO_LARGE if claimed.letter is not None:
                return self.not_writable(claimed, unfit.why)
            case Unfitness.TOO_LARGE:
                return self._outcome(claimed, _S.QUEUED, Receipt(0, unfit.why))
            case Unfitness.NOT_WRITABLE:
                return self.not_writable(claimed, unfit.why)

    def not_writable(self, claimed: Claimed, why: str) -> Outcome:
        """Return the outcome of an address or name that cannot be written on the wire.

        That is this one person's trouble: it ends here, with the reason in the books.
        """
        return self._outcome(
            claimed, _S.REFUSED, Receipt(_NOT_WRITABLE, f"refused here: {why}"), spends=True
        )

    def untouched(self, claimed: Claimed) -> Outcome:
        """Return the outcome of a claim that was never handed over."""
        return self._outcome(claimed, _S.QUEUED)

    def _deferred(self, claimed: Claimed, receipt: Receipt) -> Outcome:
        if self._patience.is_over(claimed.attempt):
            return self._outcome(claimed, _S.EXPIRED, receipt, spends=True)
        wait = self._patience.pause(claimed.attempt, _chance(claimed))
        return self._outcome(claimed, _S.DEFERRED, receipt, wait=wait, spends=True)

    def _unknown(self, claimed: Claimed, receipt: Receipt) -> Outcome:
        # There may be a copy each time: it spends an attempt and waits longer with each.
        if self._patience.on_unknown is OnUnknown.HOLD and claimed.letter is None:
            return self._outcome(claimed, _S.UNKNOWN, receipt, spends=True)
        if self._patience.is_over(claimed.attempt):
            expired = self._outcome(claimed, _S.EXPIRED, receipt, spends=True)
            return replace(expired, doubtful=True)
        wait = self._patience.pause(claimed.attempt, _chance(claimed))
        return self._outcome(claimed, _S.UNKNOWN, receipt, wait=wait, spends=True)

    def _outcome(
        self,
        claimed: Claimed,
        state: DeliveryState,
        receipt: Receipt | None = None,
        *,
        wait: timedelta | None = None,
        reason: str = "",
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
            reason=reason,
            spends_attempt=spends,
        )


def _chance(claimed: Claimed) -> float:
    """Return a number from 0 to 1 that scatters retries, the same for the same attempt."""
    seed = b"%d %d %d" % (claimed.subscriber, claimed.attempt, claimed.fence)
    return zlib.crc32(seed) / 0xFFFFFFFF
