"""Deliver: work through an open press run until nothing is due; nobody lost, nobody twice."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pressrun.errors import LoginRefused, Refused, RelayMisfit
from pressrun.mail.slots import parse_template
from pressrun.model.delivery import Outcome, RunState
from pressrun.model.issue import IssueKey, IssueState
from pressrun.ports import Journal, Unit
from pressrun.press.breaker import Trip
from pressrun.press.drive import GRACE_S, Drive, journal_of
from pressrun.press.issueround import IssueRound
from pressrun.press.keyring import mailing_keys
from pressrun.press.ledger import Ledger
from pressrun.press.letterbox import letters_due
from pressrun.press.office import Delivered, Office
from pressrun.press.pausing import is_seen

log = logging.getLogger(__name__)


def tell_nobody(_: Outcome) -> None:
    """Hear an outcome and do nothing."""


async def deliver(
    issue: IssueKey,
    office: Office,
    *,
    on_settled: Callable[[Outcome], None] = tell_nobody,
    on_letter: Callable[[Outcome], None] = tell_nobody,
    stop: asyncio.Event | None = None,
    grace_s: float = GRACE_S,
) -> Delivered:
    """Hand every delivery that is due to the relays and write down every answer.

    What senders that died have left is settled first: what they had not begun goes out now, what
    they may have sent is ``unknown`` and goes out again under the same Message-ID (design §4 items
    6 and 7). Several senders may work on one run: claims keep them apart. Letters that wait, or
    are written meanwhile, go before everything else. Once ``stop`` is set nothing more is taken,
    and what is under way has ``grace_s`` seconds to be finished.

    Raises:
        RelayUnavailable: No relay can be had; what was not handed over is queued again.
        LoginRefused, RelayMisfit: No relay is left that a person need not look at; the issue is
            paused.
        Conflict: Another sender took what was ours.
        StoreError: The ledger cannot be written; what is not in it is in the journal.
        Refused: The run is not open.
    """
    stop = stop or asyncio.Event()
    async with journal_of(office) as (journal, unread):
        work = _Pass(issue, office, journal, stop, grace_s)
        delivered = await work.work(on_settled, on_letter)
    return replace(delivered, troubles=(*unread, *delivered.troubles))


class _Pass:
    """One call of ``deliver``."""

    def __init__(
        self,
        issue: IssueKey,
        office: Office,
        journal: Journal,
        stop: asyncio.Event,
        grace_s: float,
    ) -> None:
        self._issue, self._office, self._stop = issue, office, stop
        self._drive = Drive(
            office,
            journal,
            stop=stop,
            grace_s=grace_s,
            persistent=office.persistent,
            has_work=self._has_work,
        )
        self._ledger = Ledger(office.store, journal, issue, beats=self._drive.beats)

    async def work(
        self, on_settled: Callable[[Outcome], None], on_letter: Callable[[Outcome], None]
    ) -> Delivered:
        ledger, issue, drive = self._ledger, self._issue, self._drive
        async with ledger:
            this = await self._round(on_settled, on_letter)
            await drive.work(this)
            if this.trip is None and self._all_need_somebody():
                await this.interrupt(self._trip_of_failures())
            complete = await ledger.ask(lambda unit: unit.runs.close(issue))
            accounts = await ledger.ask(lambda unit: unit.runs.accounts(issue), write=False)
            next_at = await ledger.ask(lambda unit: unit.deliveries.next_at(issue), write=False)
            await ledger.ask(lambda unit: self._last_beat(unit, complete))
        log.debug("step.closed")
        failures = list(drive.failures.values())
        if drive.all_failed and not complete and not self._stop.is_set():
            raise failures[0]
        return Delivered(
            accounts=accounts,
            complete=complete,
            next_at=self._opening(next_at),
            tripped=this.trip.problem if this.trip else None,
            troubles=tuple(failure.problem for failure in failures),
        )

    async def _round(
        self, on_settled: Callable[[Outcome], None], on_letter: Callable[[Outcome], None]
    ) -> IssueRound:
        ledger, issue, office = self._ledger, self._issue, self._office
        run = await ledger.ask(lambda unit: unit.runs.find(issue), write=False)
        armed = await ledger.ask(lambda unit: unit.issues.find(issue), write=False)
        if run is None or armed is None or run.state is RunState.FROZEN:
            raise Refused(f"issue {issue} has no open press run", code="RUN002")
        faces = await ledger.ask(lambda unit: unit.runs.faces(issue), write=False)
        mailing_list = office.publication.find_list(armed.list)
        if mailing_list is None:
            raise Refused(f"list {armed.list!r} is gone from pressrun.toml", code="ISS005")
        return IssueRound(
            run,
            publication=office.publication,
            mailing_list=mailing_list,
            templates={face.digest: parse_template(face.octets) for face in faces},
            keys=await ledger.ask(mailing_keys, write=False),
            on_settled=on_settled,
            going=armed.state is IssueState.SENDING,
            accustomed=is_seen(armed.reason),
            signing_keys=office.keys,
            ledger=ledger,
            clock=office.clock,
            patience=office.patience,
            on_letter=on_letter,
            stop=self._stop,
        )

    def _has_work(self, unit: Unit) -> bool:
        if letters_due(unit, self._office.clock):
            return True
        next_at = unit.deliveries.next_at(self._issue)
        due = next_at is not None and next_at <= self._office.clock.now()
        return due and unit.deliveries.pulse(self._issue).going

    def _all_need_somebody(self) -> bool:
        needed = [
            error
            for error in self._drive.failures.values()
            if isinstance(error, LoginRefused | RelayMisfit)
        ]
        return bool(needed) and len(needed) == len(self._office.posts)

    def _trip_of_failures(self) -> Trip:
        first = next(iter(self._drive.failures.values()))
        return Trip(first.problem)

    def _opening(self, next_at: datetime | None) -> datetime | None:
        """Return when something may go: never before a relay whose day is used up opens again."""
        if next_at is None:
            return None
        openings = [post.pace.closed_until() for post in self._office.posts]
        closed = [at for at in openings if at is not None]
        return max(next_at, min(closed)) if closed and len(closed) == len(openings) else next_at

    def _last_beat(self, unit: Unit, complete: bool) -> None:
        """Leave word of how relays are while nothing is under way, or none once all is done."""
        if complete:
            unit.heartbeats.forget(self._issue)
        else:
            for beat in self._drive.last_beats():
                unit.heartbeats.beat(beat)
