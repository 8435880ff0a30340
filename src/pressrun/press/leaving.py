"""Leaving a list by the address in every message, pausing instead, and coming back within an hour.

The handle in that address is all that is needed: no key signs it, so it never ages (design §4
item 9). A "no" is on the disk before anybody is told that they have left.
"""

import hashlib
import logging
import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pressrun.mail.sealed import NONCE_OCTETS, parse_sealed, seal
from pressrun.model.audience import Arrangement, Reader, SubscriptionState
from pressrun.model.key import Purpose
from pressrun.ports import Clock, Entropy, Store, Unit
from pressrun.press.keyring import sealed_in, signing_key
from pressrun.press.noes import NoBook

log = logging.getLogger(__name__)

ALIVE: Final = frozenset({SubscriptionState.CONFIRMED, SubscriptionState.PAUSED})
"""States of who may arrange how they read: they said yes, and not no since."""

UNDO: Final = timedelta(hours=1)
"""For so long after leaving may it be taken back."""

_INSTANT: Final = struct.Struct(">Q")  # milliseconds since 1970, of when somebody left


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody who has left, now or before. ``undo_token`` is empty where it is too late."""

    reader: Reader
    undo_token: str = field(default="", repr=False)


class LeaveDesk:
    """Ends subscriptions by their handles, and takes that back."""

    def __init__(self, *, store: Store, noes: NoBook, clock: Clock, entropy: Entropy) -> None:
        self._store, self._noes = store, noes
        self._clock, self._entropy = clock, entropy

    def reader(self, handle: str) -> Reader | None:
        """Return whose subscription has this handle."""
        with self._store.unit(write=False) as unit:
            return unit.people.by_handle(handle)

    def leave(self, handle: str, *, evidence: str) -> Left | None:
        """End the subscription with this handle; None where no subscription has it.

        Idempotent (RFC 8058 §3.2 is posted by programs that may try again): who has left before
        is answered the same, and nothing is written.
        """
        # Guesses take nobody's turn to write.
        if self.reader(handle) is None:
            return None
        at = self._clock.now()
        with self._store.unit() as unit:
            reader = unit.people.by_handle(handle)
            if reader is None:
                return None
            if reader.subscription.state is not SubscriptionState.ENDED:
                end(unit, reader, evidence=evidence, noes=self._noes, at=at)
                reader = unit.people.by_handle(handle) or reader
            return Left(reader=reader, undo_token=self._undo_token(unit, reader, at))

    def undo(self, token: str) -> Reader | None:
        """Let somebody come back who has just left; None for what is no such token, or too old.

        Who is back already is returned as they are. Nobody comes back who was erased or whose
        address is suppressed.
        """
        at = self._clock.now()
        with self._store.unit(write=False) as unit:
            handle = sealed_in(unit, token, Purpose.UNDO)
        if handle is None:
            return None
        with self._store.unit() as unit:
            reader = unit.people.by_handle(handle)
            if reader is None or reader.suppressed or not reader.subscriber.address:
                return None
            if reader.subscription.state is SubscriptionState.ENDED:
                if not _may_undo(reader, at) or _left_at(token) != _when_left(reader):
                    return None
                person, held = reader.subscriber, reader.subscription
                self._noes.note(unit, [(person.address_key, held.list)], at=at, lifted=True)
                unit.people.rejoin(handle, evidence="undone on the page after leaving", at=at)
                log.info("subscription.undone", extra={"subscriber": person.id})
            return unit.people.by_handle(handle)

    def pause(self, handle: str, *, until: datetime) -> Reader | None:
        """Send no mail until an instant; None where no subscription has this handle.

        Nothing changes for who has left.
        """
        if self.reader(handle) is None:
            return None
        with self._store.unit() as unit:
            reader = unit.people.by_handle(handle)
            if reader is None or reader.subscription.state not in ALIVE:
                return reader
            held = reader.subscription
            paused = Arrangement(topics=held.topics, cadence=held.cadence, paused_until=until)
            unit.people.arrange(handle, paused, at=self._clock.now())
            return unit.people.by_handle(handle)

    def _undo_token(self, unit: Unit, reader: Reader, at: datetime) -> str:
        if not _may_undo(reader, at):
            return ""
        key = signing_key(unit, Purpose.UNDO, entropy=self._entropy, at=at)
        handle = reader.subscription.handle
        # Of no other leaving, and the same however often somebody asks.
        nonce = _when_left(reader) + hashlib.sha256(handle.encode()).digest()
        return seal(key, handle, nonce[:NONCE_OCTETS])


def end(unit: Unit, reader: Reader, *, evidence: str, noes: NoBook, at: datetime) -> None:
    """End a subscription in a unit, with its "no" on the disk before anybody is answered.

    Raises:
        OutletError: The disk does not take it; they are told that they have not left, though they
            may have.
    """
    person, held = reader.subscriber, reader.subscription
    noes.note(unit, [(person.address_key, held.list)], at=at)
    unit.people.leave(held.handle, evidence=evidence, at=at)
    log.info("subscription.ended", extra={"subscriber": person.id})


def _when_left(reader: Reader) -> bytes:
    """Return which leaving it was: a token from an earlier one undoes no later one."""
    return _INSTANT.pack(int(reader.subscription.changed_at.timestamp() * 1000))


def _left_at(token: str) -> bytes:
    found = parse_sealed(token)
    return found.nonce[: _INSTANT.size] if found else b""


def _may_undo(reader: Reader, at: datetime) -> bool:
    recent = at - reader.subscription.changed_at < UNDO
    return recent and reader.suppressed is None and bool(reader.subscriber.address)
