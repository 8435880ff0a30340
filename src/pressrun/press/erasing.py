"""Erasing: everything about somebody goes, and that they want no mail stays, as hashes.

What stays are rows that name nobody, so that the books of past issues balance, and the "no" of
the mailbox: in ``no.log`` and as a suppression, so that no import brings it back.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from pressrun.errors import Problem, UsageError
from pressrun.mail.address import address_hash, parse_address
from pressrun.model.audience import SuppressionReason
from pressrun.ports import Clock, Store, Unit
from pressrun.press.fulfilment import Fulfilled, Fulfilment, Yes
from pressrun.press.noes import EVERY, NoBook

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was known of a mailbox before: ``lists`` it was or had been on, and open wishes."""

    known: bool = False
    lists: tuple[str, ...] = ()
    wishes: int = 0


def erase(
    address: str, *, evidence: str, store: Store, noes: NoBook, clock: Clock, commit: bool
) -> Erasure:
    """Erase whoever has an address, known or not; without ``commit`` say what would go.

    An address that nobody has is suppressed all the same: so its owner asked.

    Raises:
        UsageError: That is not an address.
        OutletError: The disk does not take the "no"; nothing was erased.
    """
    parsed = parse_address(address)
    if isinstance(parsed, Problem):
        raise UsageError(parsed.what, code=parsed.code, help=parsed.help)
    words: tuple[str, ...] = ()
    with store.unit(write=commit) as unit:
        hashed = address_hash(parsed.key, unit.people.hash_key())
        erasure = _found(unit, parsed.key, hashed)
        if commit:
            at = clock.now()
            words = _erase(unit, parsed.key, hashed, evidence=evidence, noes=noes, at=at)
    if commit:
        store.scrub(words)
    return erasure


def _fulfil(yes: Yes) -> Fulfilled | None:
    wish = yes.wish
    person = yes.unit.people.person(wish.address_key)
    # Whoever has moved to another mailbox since is not erased by the one they left.
    if person is None or person.id != wish.subscriber:
        return None
    hashed = person.address_hash
    words = _erase(
        yes.unit, wish.address_key, hashed, evidence=yes.evidence, noes=yes.noes, at=yes.at
    )
    return Fulfilled(erased=words)


def _found(unit: Unit, address_key: str, hashed: str) -> Erasure:
    person = unit.people.person(address_key)
    held = unit.people.subscriptions(person.id) if person else ()
    return Erasure(
        known=person is not None,
        lists=tuple(subscription.list for subscription in held),
        wishes=len(unit.wishes.of(hashed)),
    )


def _erase(
    unit: Unit, address_key: str, hashed: str, *, evidence: str, noes: NoBook, at: datetime
) -> tuple[str, ...]:
    """Return how the address was written, for it to leave the disk after the commit."""
    person = unit.people.person(address_key)
    lists = [held.list for held in unit.people.subscriptions(person.id)] if person else []
    # Each list as well: a yes to one of them lifts what is said of every list.
    noes.note(unit, [(address_key, each) for each in (*lists, EVERY)], at=at)
    unit.people.suppress(hashed, reason=SuppressionReason.REQUEST, at=at)
    spelled = {wish.address for wish in unit.wishes.of(hashed)}
    unit.wishes.forget_mailbox(hashed)
    theirs: set[str] = set()
    if person is not None:
        spelled.add(person.address)
        # Mailboxes that they left, or were about to move to: others may be written to there.
        theirs = {letter.address for letter, _ in unit.letters.of(person.id) if letter.address}
        unit.wishes.forget_person(person.id)
        unit.letters.forget_person(person.id)
        unit.votes.disown(person.id)
        unit.people.erase(person.id, evidence=evidence, at=at)
        log.info("subscriber.erased", extra={"subscriber": person.id})
    for address in spelled:
        unit.letters.forget_mailbox(address)
    return (address_key, *sorted((spelled | theirs) - {address_key}))


ERASING = Fulfilment(_fulfil)
"""The owner of the mailbox has confirmed that everything about them is to go."""
