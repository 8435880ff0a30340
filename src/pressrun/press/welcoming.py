"""Somebody said yes from their mailbox: they are subscribed, and welcomed."""

import logging

from pressrun.model.audience import Newcomer, Reader, Standing, SubscriptionState, SuppressionReason
from pressrun.model.key import Purpose
from pressrun.model.letter import LetterKind
from pressrun.model.slot import Slot
from pressrun.press.fulfilment import Fulfilled, Fulfilment, Yes
from pressrun.press.keyring import signed
from pressrun.press.noes import EVERY
from pressrun.press.subscribe import handle

log = logging.getLogger(__name__)


def _welcome(yes: Yes) -> Fulfilled | None:
    wish, people = yes.wish, yes.unit.people
    if is_overruled(yes):
        return None
    newcomer = Newcomer(
        address=wish.address,
        address_key=wish.address_key,
        address_hash=wish.address_hash,
        handle=handle(yes.entropy),
        subscription_handle=handle(yes.entropy),
        name=wish.name,
        language=wish.language,
        topics=wish.topics,
    )
    # What is said of every list is lifted by a yes to one; it stays said of the others.
    yes.noes.note(yes.unit, [(wish.address_key, each) for each in _others(yes)], at=yes.at)
    noes = [(wish.address_key, wish.list), (wish.address_key, EVERY)]
    yes.noes.note(yes.unit, noes, at=yes.at, lifted=True)
    standing = people.welcome(
        newcomer, list=wish.list, evidence=yes.evidence, proof=yes.proof, at=yes.at
    )
    if standing is Standing.SUPPRESSED:
        return None
    reader = people.find(wish.address_key, list=wish.list)
    if standing is Standing.ADDED and reader is not None:
        log.info("subscription.confirmed", extra={"subscriber": reader.subscriber.id})
        _write(yes, reader)
    return Fulfilled()


def is_overruled(yes: Yes) -> bool:
    """Tell whether the mailbox has said no since it was asked for, or complained ever.

    The last "no" wins: a link from before must not undo it. A fresh ask by its owner may. The log
    of noes knows what a database that was put back has forgotten.
    """
    wish, people = yes.wish, yes.unit.people
    said_at = yes.noes.said_at(wish.address_key, list=wish.list)
    if said_at is not None and said_at >= wish.asked_at:
        return True
    suppression = people.suppression(wish.address_hash)
    if suppression is not None and (
        suppression.reason is SuppressionReason.COMPLAINT or suppression.at >= wish.asked_at
    ):
        return True
    reader = people.find(wish.address_key, list=wish.list)
    if reader is None or reader.subscription.state is not SubscriptionState.ENDED:
        return False
    return reader.subscription.changed_at >= wish.asked_at


def _others(yes: Yes) -> list[str]:
    """Return the other lists of somebody who had asked for no mail at all."""
    wish, people = yes.wish, yes.unit.people
    suppression = people.suppression(wish.address_hash)
    if suppression is None or suppression.reason is not SuppressionReason.REQUEST:
        return []
    person = people.person(wish.address_key)
    held = people.subscriptions(person.id) if person else ()
    ended = SubscriptionState.ENDED
    return [each.list for each in held if each.list != wish.list and each.state is not ended]


def _write(yes: Yes, reader: Reader) -> None:
    if yes.prepared is None:
        return
    held, address = reader.subscription, yes.publication.service_address
    token = signed(yes.unit, Purpose.PREFERENCES, held.handle, entropy=yes.entropy, at=yes.at)
    yes.letters.write(
        yes.unit,
        yes.prepared,
        to=reader.subscriber.address,
        slots={
            Slot.PREFERENCES_URL: address(f"preferences/{token}"),
            Slot.UNSUBSCRIBE_URL: address(f"unsubscribe/{held.handle}"),
        },
        dedupe=f"welcome {yes.wish.handle}",
        at=yes.at,
        subscriber=reader.subscriber.id,
    )


WELCOME = Fulfilment(_welcome, letter=LetterKind.WELCOME)
