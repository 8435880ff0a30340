"""The postroom: delivers open issues, and letters whenever any wait, one pass at a time."""

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from pressrun.errors import PressrunError, Problem
from pressrun.model.delivery import DeliveryState, Outcome
from pressrun.model.issue import IssueKey
from pressrun.press.deliver import deliver
from pressrun.press.deliverletters import deliver_letters
from pressrun.press.letterbox import letters_due
from pressrun.press.office import Delivered, Office
from pressrun.press.outage import Alert, Outages

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 1.0  # for letters: another process may have written them
# After a pass that could carry no letter, one more for each such pass on end.
RESTS_S: Final = (5.0, 15.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Finished:
    """A delivery pass over one issue came to its end, or to an error."""

    issue: IssueKey
    delivered: Delivered | None = None
    error: PressrunError | None = None


@dataclass(frozen=True, slots=True)
class Mailed:
    """A pass over letters came to its end, or to an error; ``counts`` are of its outcomes."""

    counts: Counter[DeliveryState] = field(default_factory=Counter)
    error: PressrunError | None = None
    troubles: tuple[Problem, ...] = ()


class Postroom:
    """Carries mail for as long as a process works.

    Args:
        office: Everything that delivering needs; ``on_unreachable`` of it is ours.
        tell: Hears every outcome, every pass and every relay that goes or comes back.
    """

    def __init__(
        self, office: Office, tell: Callable[[Finished | Mailed | Outcome | Alert], None]
    ) -> None:
        self._office, self._tell = replace(office, on_unreachable=self._unreachable), tell
        self._clock, self._store = office.clock, office.store
        self._outages = Outages(office.clock)
        self._issues: tuple[IssueKey, ...] = ()
        self._called = asyncio.Event()
        self._fruitless, self._rest_until_s = 0, -math.inf

    def open(self, issues: tuple[IssueKey, ...]) -> None:
        """Have these issues delivered, when what is under way has come to its end."""
        if issues:
            self._issues = issues
            self._called.set()

    async def work(self, stop: asyncio.Event) -> None:
        """Carry what there is until ``stop`` is set; then finish what is under way."""
        while not stop.is_set():
            self._called.clear()
            issues, self._issues = self._issues, ()
            for issue in issues:
                if not stop.is_set():
                    await self._deliver(issue, stop)
            if not stop.is_set() and await self._letters_wait():
                await self._deliver_letters(stop)
            await self._nap(stop)

    async def _deliver(self, issue: IssueKey, stop: asyncio.Event) -> None:
        try:
            delivered = await deliver(
                issue, self._office, on_settled=self._settled, on_letter=self._settled, stop=stop
            )
        except PressrunError as error:
            log.warning("issue.not-sent", extra={"issue": issue})
            self._tell(Finished(issue, error=error))
        else:
            self._tell(Finished(issue, delivered=delivered))

    async def _letters_wait(self) -> bool:
        if self._clock.elapsed_s() < self._rest_until_s:
            return False
        try:
            return await asyncio.to_thread(self._letters_due)
        except PressrunError as error:
            log.warning("letters.not-seen", extra={"code": error.problem.code})
            self._rest()
            return False

    def _letters_due(self) -> bool:
        # What a dead sender holds would wait for its lease; a pass gives it back at once.
        if self._office.journals.dead():
            return True
        with self._store.unit(write=False) as unit:
            return letters_due(unit, self._clock)

    async def _deliver_letters(self, stop: asyncio.Event) -> None:
        counts: Counter[DeliveryState] = Counter()

        def count(outcome: Outcome) -> None:
            counts[outcome.state] += 1
            self._settled(outcome)

        try:
            posted = await deliver_letters(self._office, on_letter=count, stop=stop)
        except PressrunError as error:
            log.warning("letters.not-sent", extra={"code": error.problem.code})
            self._tell(Mailed(counts, error=error))
            self._rest()
            return
        for relay, failure in posted.failures:
            self._unreachable(relay, failure.problem)
        if counts or posted.troubles:
            self._tell(Mailed(counts, troubles=posted.troubles))
        if posted.stuck or not counts:
            self._rest()
        else:
            self._fruitless, self._rest_until_s = 0, -math.inf

    def _rest(self) -> None:
        """Leave letters alone for a while: no relay is to be had, or each has had its day's."""
        pause_s = RESTS_S[min(self._fruitless, len(RESTS_S) - 1)]
        self._fruitless += 1
        self._rest_until_s = self._clock.elapsed_s() + pause_s

    async def _nap(self, stop: asyncio.Event) -> None:
        """Return when an issue is opened, when to stop, or when to look for letters again."""
        waiters = {
            asyncio.create_task(self._called.wait()),
            asyncio.create_task(stop.wait()),
            asyncio.create_task(self._clock.sleep(LOOK_EVERY_S)),
        }
        _, pending = await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        for waiter in pending:
            waiter.cancel()
            with suppress(asyncio.CancelledError):
                await waiter

    def _settled(self, outcome: Outcome) -> None:
        if outcome.receipt is not None and outcome.receipt.code:
            self._alert(self._outages.worked(outcome.relay))
        if log.isEnabledFor(logging.INFO):
            claimed, code = outcome.claimed, outcome.receipt.code if outcome.receipt else 0
            if claimed.letter is not None:
                about = {"letter": -claimed.subscriber, "reply": code}
                log.info("letter.%s", outcome.state, extra=about)
            else:
                named = {"issue": claimed.issue, "subscriber": claimed.subscriber, "reply": code}
                log.info("delivery.%s", outcome.state, extra=named)
        self._tell(outcome)

    def _unreachable(self, relay: str, problem: Problem) -> None:
        self._alert(self._outages.failed(relay, problem))

    def _alert(self, alert: Alert | None) -> None:
        if alert is not None:
            self._tell(alert)
