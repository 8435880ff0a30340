"""Deliver: work through an open press run until nothing is due; nobody lost, nobody twice."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pressrun.errors import Refused
from pressrun.mail.slots import parse_template
from pressrun.model.delivery import Accounts, Outcome, RunState
from pressrun.model.issue import IssueKey
from pressrun.model.publication import Publication
from pressrun.ports import Clock, Store, Transport
from pressrun.press.ledger import Ledger
from pressrun.press.sender import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Where a run stands when nothing more is due; ``next_at`` is when something will be."""

    accounts: Accounts
    complete: bool
    next_at: datetime | None = None


GRACE_S: Final = 10.0


def _tell_nobody(_: Outcome) -> None:
    return


async def _run(
    transport: Transport, sender: Sender, stop: asyncio.Event, *, grace_s: float
) -> None:
    """Let the transport work until nothing is due; once told to stop, no longer than the grace.

    A transport that is cut off notes what it had under way as lost, in its phase.
    """
    running = asyncio.create_task(transport.run(sender.take, sender.note))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({running}, timeout=grace_s)
    finally:
        stopping.cancel()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def deliver(
    issue: IssueKey,
    *,
    publication: Publication,
    store: Store,
    transport: Transport,
    clock: Clock,
    on_settled: Callable[[Outcome], None] = _tell_nobody,
    stop: asyncio.Event | None = None,
    grace_s: float = GRACE_S,
) -> Delivered:
    """Hand every delivery that is due to the transport and write down every answer.

    The caller holds the sender's lock, so claims found here belong to a sender that died: what
    it had not begun goes out now, what it may have sent is ``unknown`` and goes out again under
    the same Message-ID (design §4 items 6 and 7). Once ``stop`` is set nothing more is taken, and
    what is under way has ``grace_s`` seconds to be finished.

    Raises:
        RelayUnavailable, LoginRefused: No session; what was not handed over is queued again.
        Conflict: Another sender works on this run.
        Refused: The run is not open.
    """
    stop = stop or asyncio.Event()
    async with Ledger(store) as ledger:
        run = await ledger.ask(lambda unit: unit.runs.find(issue), write=False)
        armed = await ledger.ask(lambda unit: unit.issues.find(issue), write=False)
        if run is None or armed is None or run.state is RunState.FROZEN:
            raise Refused(f"issue {issue} has no open press run", code="RUN002")
        faces = await ledger.ask(lambda unit: unit.runs.faces(issue), write=False)
        now = clock.now()
        await ledger.ask(lambda unit: unit.deliveries.release(issue, now=now, all=True))
        mailing_list = publication.find_list(armed.list)
        if mailing_list is None:
            raise Refused(f"list {armed.list!r} is gone from pressrun.toml", code="ISS005")
        sender = Sender(
            run,
            publication=publication,
            mailing_list=mailing_list,
            templates={face.digest: parse_template(face.octets) for face in faces},
            ledger=ledger,
            clock=clock,
            relay=transport.name,
            on_settled=on_settled,
            stop=stop,
        )
        try:
            # A relay is not called when nothing is due; what a run defers may be due again.
            while await sender.refill() and not stop.is_set():
                await _run(transport, sender, stop, grace_s=grace_s)
        finally:
            await sender.give_back()
        complete = await ledger.ask(lambda unit: unit.runs.close(issue))
        accounts = await ledger.ask(lambda unit: unit.runs.accounts(issue), write=False)
        next_at = await ledger.ask(lambda unit: unit.deliveries.next_at(issue), write=False)
    return Delivered(accounts=accounts, complete=complete, next_at=next_at)
