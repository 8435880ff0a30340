"""Tenure: whether this very database may send, and how it is told from its copies.

A nonce stands in the database and in the mark beside it, and both are renewed while mail goes out.
A database with another nonce is an older one that was put back; a mark that is not the file it was
written as is a copy's. Either holds all sending until ``pressrun adopt``, for what went out since
the copy was made is not known there, and would go out again (design §4 item 3).
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TypeVar

from pressrun.errors import PressrunError, Problem, Refused
from pressrun.ports import Clock, Entropy, Instance, InstanceMark, Marked, Store, Unit

log = logging.getLogger(__name__)

T = TypeVar("T")

EVERY_S: Final = 15.0
"""How often the nonce is renewed while mail goes out: so much can be forgotten unseen."""

IDLE_S: Final = 900.0
"""How often it is renewed while none does, for what readers ask for meanwhile."""

_AT: Final = "%Y%m%dT%H%M%SZ"


HELD_CODE: Final = "INS001"


class Held(StrEnum):
    """Why nothing is sent from a database."""

    RESTORED = "restored"  # its state is another one than the last that sent here
    COPIED = "copied"  # its folder is a copy, or was put back from one
    ALONE = "alone"  # it came here without its mark
    DAMAGED = "damaged"  # its mark cannot be read


_WHAT: Final[Mapping[Held, str]] = {
    Held.RESTORED: "this database is not the one that sent last from this folder: an older copy"
    " of it was put back",
    Held.COPIED: "this folder is a copy of a press, or was put back from one: the other may still"
    " send, and what it sent since is not known here",
    Held.ALONE: "this database has sent from another folder, or the mark beside it is gone:"
    " another copy of it may still send",
    Held.DAMAGED: "the mark beside this database cannot be read: whether another copy of it sends"
    " is not known",
}


def why_held(instance: Instance, marked: Marked | None) -> Held | None:
    """Return why this database may not send, or None.

    One without a nonce has never sent; where there is no mark either it is new, or was written by
    a Pressrun that knew of none.
    """
    if marked is None:
        return Held.ALONE if instance.nonce else None
    if not marked.is_original:
        return Held.COPIED
    if not marked.nonces:
        return Held.DAMAGED
    return None if instance.nonce in marked.nonces else Held.RESTORED


def problem_of(held: Held) -> Problem:
    """Return what to tell a person, and what they can do."""
    return Problem(
        code=HELD_CODE,
        what=f"{_WHAT[held]}; nothing is sent",
        help="see what it would do, and let it send:  pressrun adopt",
    )


class Tenure:
    """Asks whether a database may send, and renews its nonce; one for a process.

    Whoever renews holds the sender's lock, or is about to adopt. The mark is written first with
    the old nonce and the new, then the row, then the mark with the new one alone: killed in
    between, the row's nonce is among the mark's. All of it is done while nobody else may write.
    """

    def __init__(self, store: Store, mark: InstanceMark, *, clock: Clock, entropy: Entropy) -> None:
        self._store, self._mark = store, mark
        self._clock, self._entropy = clock, entropy
        self._turn = threading.Lock()

    def held(self) -> Held | None:
        """Return why nothing may be sent now.

        Raises:
            StoreError: The database or its mark cannot be read.
        """
        instance = self._instance()
        while True:
            held = why_held(instance, self._mark.read())
            if held is None:
                return None
            # Somebody who renews it meanwhile must not make it look like a copy.
            again = self._instance()
            if again == instance:
                return held
            instance = again

    def _instance(self) -> Instance:
        with self._store.unit(write=False) as unit:
            return unit.instance()

    def problem(self) -> Problem | None:
        """Return what to tell a person where nothing may be sent; see :meth:`held`."""
        held = self.held()
        return None if held is None else problem_of(held)

    def require(self) -> None:
        """Return if this database may send.

        Raises:
            Refused: It may not, until it is adopted.
            StoreError: See :meth:`held`.
        """
        _refuse(self.held())

    def renew(self) -> None:
        """Make every copy of this database an older one.

        Raises:
            Refused: This is such a copy itself.
            OutletError: The mark cannot be written; nothing was changed.
            StoreError: The database cannot be written.
        """
        with self._turn:
            with self._store.unit() as unit:
                _refuse(why_held(unit.instance(), self._mark.read()))
                self._renew_row(unit, announced=True)
            self._finish()

    def adopt(self, settle: Callable[[Unit, Held], T]) -> T | None:
        """Let this database send; ``settle`` does what that needs, in the unit that decides it.

        Return what it returned; None, and nothing is done, where nothing holds sending. The mark
        is written once that is committed: killed before, the database is still held.

        Raises:
            OutletError: The mark cannot be written.
        """
        with self._turn:
            with self._store.unit() as unit:
                held = why_held(unit.instance(), self._mark.read())
                if held is None:
                    return None
                settled = settle(unit, held)
                self._renew_row(unit)
            self._finish()
        return settled

    def _renew_row(self, unit: Unit, *, announced: bool = False) -> None:
        nonce = f"{self._clock.now().astimezone(UTC):{_AT}}-{self._entropy.octets(8).hex()}"
        if announced:
            self._mark.write([unit.instance().nonce, nonce])
            log.debug("step.marking")
        unit.renew_instance(nonce)
        unit.noes.clear_forgotten()

    def _finish(self) -> None:
        log.debug("step.renewed")
        # Whatever the row says by now: two who adopt at once must not leave each other's behind.
        with self._store.unit() as unit:
            self._mark.write([unit.instance().nonce])


@asynccontextmanager
async def holding(tenure: Tenure, clock: Clock) -> AsyncIterator[None]:
    """Renew the nonce before mail goes out, time and again meanwhile, and after it.

    Raises:
        Refused: This database may not send.
        OutletError, StoreError: The nonce could not be renewed before any mail went.
    """
    await asyncio.to_thread(tenure.renew)
    renewing = asyncio.create_task(_keep_renewing(tenure, clock))
    try:
        yield
    finally:
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing
        await asyncio.to_thread(_try_to_renew, tenure)


async def _keep_renewing(tenure: Tenure, clock: Clock) -> None:
    while True:
        await clock.sleep(EVERY_S)
        await asyncio.to_thread(_try_to_renew, tenure)


def _try_to_renew(tenure: Tenure) -> None:
    """Renew the nonce, or leave it for the next time: mail that is under way is no worse for it."""
    try:
        tenure.renew()
    except PressrunError as error:
        log.warning("instance.not-renewed", extra={"code": error.problem.code})


def known_until(nonce: str) -> datetime | None:
    """Return when a nonce was made: what went out since is not known where it stands."""
    try:
        return datetime.strptime(nonce.partition("-")[0], _AT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _refuse(held: Held | None) -> None:
    if held is not None:
        problem = problem_of(held)
        raise Refused(problem.what, code=problem.code, help=problem.help)
