"""Deliver: work through an open press run until nothing is due; nobody lost, nobody twice."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

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


def _tell_nobody(_: Outcome) -> None:
    return


async def deliver(
    issue: IssueKey,
    *,
    publication: Publication,
    store: Store,
    transport: Transport,
    clock: Clock,
    on_settled: Callable[[Outcome], None] = _tell_nobody,
    stop: asyncio.Event | None = None,
) -> Delivered:
    """Hand every delivery that is due to the transport and write down every answer.

    The caller holds the sender's lock, so claims found here belong to a sender that died: what
    it had not begun goes out now, what it may have sent is ``unknown`` and goes out again under
    the same Message-ID (design §4 items 6 and 7). Once ``stop`` is set nothing more is taken, and
    what is under way is finished.

    Raises:
        RelayUnavailable, LoginRefused: No session; what was not handed over is queued again.
        Conflict: Another sender works on this run.
        Refused: The run is not open.
    """
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
            stop=stop or asyncio.Event(),
        )
        try:
            # A relay is not called when nothing is due; what a run defers may be due again.
            while await sender.refill() and not (stop and stop.is_set()):
                await transport.run(sender.take, sender.note)
        finally:
            await sender.give_back()
        complete = await ledger.ask(lambda unit: unit.runs.close(issue))
        accounts = await ledger.ask(lambda unit: unit.runs.accounts(issue), write=False)
        next_at = await ledger.ask(lambda unit: unit.deliveries.next_at(issue), write=False)
    return Delivered(accounts=accounts, complete=complete, next_at=next_at)
