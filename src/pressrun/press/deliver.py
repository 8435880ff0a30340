"""Deliver: work through an open press run until nothing is due; nobody lost, nobody twice."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Final

from pressrun.errors import (
    LoginRefused,
    PressrunError,
    Refused,
    RelayMisfit,
    RelayUnavailable,
)
from pressrun.mail.signer import Signer
from pressrun.mail.slots import parse_template
from pressrun.model.delivery import Outcome, PressRun, RunState
from pressrun.model.heartbeat import Heartbeat
from pressrun.model.issue import IssueKey, IssueState
from pressrun.ports import Journal, Unit
from pressrun.press.breaker import Trip
from pressrun.press.carrier import Carrier
from pressrun.press.keyring import mailing_keys
from pressrun.press.ledger import Ledger
from pressrun.press.office import Delivered, Office
from pressrun.press.pausing import is_seen
from pressrun.press.post import Post
from pressrun.press.recover import recover
from pressrun.press.round import Round
from pressrun.press.shares import Shares

log = logging.getLogger(__name__)

GRACE_S: Final = 10.0
BEAT_EVERY_S: Final = 1.0
_NAP_S: Final = 0.5


def _tell_nobody(_: Outcome) -> None:
    return


async def deliver(
    issue: IssueKey,
    office: Office,
    *,
    on_settled: Callable[[Outcome], None] = _tell_nobody,
    stop: asyncio.Event | None = None,
    grace_s: float = GRACE_S,
) -> Delivered:
    """Hand every delivery that is due to the relays and write down every answer.

    What senders that died have left is settled first: what they had not begun goes out now, what
    they may have sent is ``unknown`` and goes out again under the same Message-ID (design §4 items
    6 and 7). Several senders may work on one run: claims keep them apart. Once ``stop`` is set
    nothing more is taken, and what is under way has ``grace_s`` seconds to be finished.

    Raises:
        RelayUnavailable: No relay can be had; what was not handed over is queued again.
        LoginRefused, RelayMisfit: No relay is left that a person need not look at; the issue is
            paused.
        Conflict: Another sender took what was ours.
        StoreError: The ledger cannot be written; what is not in it is in the journal.
        Refused: The run is not open.
    """
    stop = stop or asyncio.Event()
    unread = await asyncio.to_thread(office.journals.set_aside)
    await asyncio.to_thread(
        recover, office.store, office.journals, clock=office.clock, patience=office.patience
    )
    room = sum(post.relay.limits.connections for post in office.posts)
    journal = office.journals.open(room=room)
    sound = False
    try:
        delivered = await _Pass(issue, office, journal, on_settled, stop, grace_s).work()
        sound = True
    finally:
        # Whoever ends by a surprise may still hold claims: the next recovery gives them back.
        journal.close(keep=not sound)
    return replace(delivered, troubles=(*unread, *delivered.troubles))


class _Pass:
    """One call of ``deliver``."""

    def __init__(
        self,
        issue: IssueKey,
        office: Office,
        journal: Journal,
        on_settled: Callable[[Outcome], None],
        stop: asyncio.Event,
        grace_s: float,
    ) -> None:
        self._issue, self._office, self._journal = issue, office, journal
        self._on_settled, self._stop, self._grace_s = on_settled, stop, grace_s
        self._ledger = Ledger(office.store, journal, issue, beats=self._beats)
        weights = {post.relay.name: post.relay.weight for post in office.posts}
        self._shares = Shares(weights, clock=office.clock)
        self._carriers: dict[str, Carrier] = {}
        self._failures: dict[str, PressrunError] = {}
        self._beat_s = 0.0

    async def work(self) -> Delivered:
        ledger, issue, stop = self._ledger, self._issue, self._stop
        async with ledger:
            this = await self._round()
            while not this.is_over and (usable := self._usable()):
                if not await self._drive_all(this, usable):
                    break
            if this.trip is None and self._all_need_somebody():
                await this.interrupt(self._trip_of_failures())
            complete = await ledger.ask(lambda unit: unit.runs.close(issue))
            accounts = await ledger.ask(lambda unit: unit.runs.accounts(issue), write=False)
            next_at = await ledger.ask(lambda unit: unit.deliveries.next_at(issue), write=False)
            await ledger.ask(lambda unit: self._last_beat(unit, complete))
        log.debug("step.closed")
        failures = list(self._failures.values())
        if len(failures) == len(self._office.posts) and not complete and not stop.is_set():
            raise failures[0]
        return Delivered(
            accounts=accounts,
            complete=complete,
            next_at=self._opening(next_at),
            tripped=this.trip.problem if this.trip else None,
            troubles=tuple(failure.problem for failure in failures),
        )

    async def _round(self) -> Round:
        ledger, issue, office = self._ledger, self._issue, self._office
        run = await ledger.ask(lambda unit: unit.runs.find(issue), write=False)
        armed = await ledger.ask(lambda unit: unit.issues.find(issue), write=False)
        if run is None or armed is None or run.state is RunState.FROZEN:
            raise Refused(f"issue {issue} has no open press run", code="RUN002")
        faces = await ledger.ask(lambda unit: unit.runs.faces(issue), write=False)
        mailing_list = office.publication.find_list(armed.list)
        if mailing_list is None:
            raise Refused(f"list {armed.list!r} is gone from pressrun.toml", code="ISS005")
        return Round(
            run,
            publication=office.publication,
            mailing_list=mailing_list,
            templates={face.digest: parse_template(face.octets) for face in faces},
            signer=self._signer(run),
            ledger=ledger,
            clock=office.clock,
            patience=office.patience,
            keys=await ledger.ask(mailing_keys, write=False),
            on_settled=self._on_settled,
            stop=self._stop,
            going=armed.state is IssueState.SENDING,
            accustomed=is_seen(armed.reason),
        )

    def _signer(self, run: PressRun) -> Signer | None:
        return Signer(self._office.keys, run.date_at) if self._office.keys else None

    def _usable(self) -> list[Post]:
        return [post for post in self._office.posts if post.relay.name not in self._failures]

    async def _drive_all(self, round: Round, posts: Sequence[Post]) -> bool:
        """Have relays work side by side; tell whether any carried anything."""
        try:
            async with asyncio.TaskGroup() as group:
                working = [group.create_task(self._drive(round, post)) for post in posts]
        except BaseExceptionGroup as surprises:
            raise surprises.exceptions[0] from None
        return any(task.result() for task in working)

    async def _drive(self, round: Round, post: Post) -> bool:
        """Have one relay carry what is due until nothing is; tell whether it carried anything."""
        carrier = Carrier(round, post, journal=self._journal, shares=self._shares)
        self._carriers[post.relay.name] = carrier
        self._shares.join(post.relay.name)
        worked = False
        try:
            # A relay is not called when nothing is due; what a run defers may be due again.
            while not round.is_over and await carrier.refill():
                worked = True
                try:
                    await _run(post, carrier, self._stop, grace_s=self._grace_s)
                except RelayUnavailable as error:
                    post.pace.failed()
                    log.warning("relay.unavailable", extra={"relay": post.relay.name})
                    if not self._office.persistent:
                        self._failures[post.relay.name] = error
                        break
                    self._office.on_unreachable(post.relay.name, error.problem)
                    self._shares.leave(post.relay.name)
                    await carrier.give_back()
                    await self._wait(round, post)
                    self._shares.join(post.relay.name)
                except (LoginRefused, RelayMisfit) as error:
                    log.warning("relay.refused", extra={"relay": post.relay.name})
                    self._failures[post.relay.name] = error
                    break
        finally:
            self._shares.leave(post.relay.name)
            await carrier.give_back()
            carrier.close()
        return worked

    async def _wait(self, round: Round, post: Post) -> None:
        """Leave a relay alone for as long as its pace says, or until there is nothing to do.

        Others may have carried everything meanwhile, or somebody may have paused the issue.
        """
        while not round.is_over and (left_s := post.pace.backoff_s()) > 0:
            await self._office.clock.sleep(min(left_s, _NAP_S))
            if not await self._ledger.ask(self._has_work, write=False):
                return

    def _has_work(self, unit: Unit) -> bool:
        next_at = unit.deliveries.next_at(self._issue)
        due = next_at is not None and next_at <= self._office.clock.now()
        return due and unit.deliveries.pulse(self._issue).going

    def _all_need_somebody(self) -> bool:
        needed = [
            error
            for error in self._failures.values()
            if isinstance(error, LoginRefused | RelayMisfit)
        ]
        return bool(needed) and len(needed) == len(self._office.posts)

    def _trip_of_failures(self) -> Trip:
        first = next(iter(self._failures.values()))
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
            at = self._office.clock.now()
            for carrier in self._carriers.values():
                unit.heartbeats.beat(carrier.heartbeat(at))

    def _beats(self) -> Sequence[Heartbeat]:
        now_s = self._office.clock.elapsed_s()
        if now_s - self._beat_s < BEAT_EVERY_S:
            return ()
        self._beat_s = now_s
        at = self._office.clock.now()
        return [carrier.heartbeat(at) for carrier in self._carriers.values()]


async def _run(post: Post, carrier: Carrier, stop: asyncio.Event, *, grace_s: float) -> None:
    """Let a transport work until nothing is due; once told to stop, no longer than the grace.

    A transport that is cut off notes what it had under way as lost, in its phase.
    """
    running = asyncio.create_task(post.transport.run(carrier.take, carrier.note))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({running}, timeout=grace_s)
    finally:
        stopping.cancel()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
