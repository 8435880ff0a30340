"""Deliver letters: those that are due, whatever becomes of any issue."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from pressrun.errors import PressrunError, Problem
from pressrun.model.delivery import Outcome
from pressrun.model.letter import LETTERS
from pressrun.press.deliver import tell_nobody
from pressrun.press.drive import GRACE_S, Drive, journal_of
from pressrun.press.ledger import Ledger
from pressrun.press.letterbox import letters_due
from pressrun.press.office import Office
from pressrun.press.round import Round


@dataclass(frozen=True, slots=True)
class Posted:
    """What a pass over letters came to: which relays could not be used, and why.

    With ``stuck`` none could.
    """

    failures: tuple[tuple[str, PressrunError], ...] = ()
    stuck: bool = False
    troubles: tuple[Problem, ...] = ()


async def deliver_letters(
    office: Office,
    *,
    on_letter: Callable[[Outcome], None] = tell_nobody,
    stop: asyncio.Event | None = None,
    grace_s: float = GRACE_S,
) -> Posted:
    """Hand every letter that is due to the relays and write down every answer.

    What senders that died have left is settled first; see ``press.deliver``. Relays are not waited
    for: an issue may be due meanwhile.

    Raises:
        Conflict: Another sender took what was ours.
        StoreError: The ledger cannot be written; what is not in it is in the journal.
    """
    stop = stop or asyncio.Event()
    async with journal_of(office) as (journal, unread):
        drive = Drive(
            office,
            journal,
            stop=stop,
            grace_s=grace_s,
            persistent=False,
            has_work=lambda unit: letters_due(unit, office.clock),
        )
        async with Ledger(office.store, journal, LETTERS) as ledger:
            this = Round(
                publication=office.publication,
                signing_keys=office.keys,
                ledger=ledger,
                clock=office.clock,
                patience=office.patience,
                on_letter=on_letter,
                stop=stop,
            )
            await drive.work(this)
    return Posted(
        failures=tuple(drive.failures.items()), stuck=drive.all_failed, troubles=tuple(unread)
    )
