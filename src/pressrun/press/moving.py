"""Moving: mail goes to another mailbox once that one's owner has said yes."""

import logging

from pressrun.model.audience import Reader, Subscriber, SubscriptionState, SuppressionReason
from pressrun.model.key import Purpose
from pressrun.model.letter import LetterKind
from pressrun.model.slot import Slot
from pressrun.ports import Unit
from pressrun.press.fulfilment import Fulfilled, Fulfilment, Yes
from pressrun.press.keyring import signed
from pressrun.press.noes import EVERY

log = logging.getLogger(__name__)


def may_move(unit: Unit, person: Subscriber, *, address_key: str, address_hash: str) -> bool:
    """Tell whether somebody may be mailed at another address once its owner says yes.

    Not where somebody else is, and not where anybody has complained.
    """
    other = unit.people.person(address_key)
    if other is not None and other.id != person.id:
        return False
    found = unit.people.suppression(address_hash)
    return found is None or found.reason is not SuppressionReason.COMPLAINT


def _move(yes: Yes) -> Fulfilled | None:
    wish, people = yes.wish, yes.unit.people
    reader = people.reader(wish.subscriber, list=wish.list) if wish.subscriber else None
    if reader is None or not reader.subscriber.address or _is_overruled(yes, reader):
        return None
    old = reader.subscriber
    lists = [
        held.list
        for held in people.subscriptions(old.id)
        if held.state is not SubscriptionState.ENDED
    ]
    if old.address_key != wish.address_key:
        # The mailbox that was left wants no more of this: neither from an old file nor from a
        # copy of the database from before.
        yes.noes.note(yes.unit, [(old.address_key, each) for each in lists], at=yes.at)
    fresh = [(wish.address_key, each) for each in (*lists, EVERY)]
    yes.noes.note(yes.unit, fresh, at=yes.at, lifted=True)
    people.lift(wish.address_hash)
    people.move(
        old.id,
        address=wish.address,
        address_key=wish.address_key,
        address_hash=wish.address_hash,
        evidence=yes.evidence,
        proof=yes.proof,
        at=yes.at,
    )
    log.info("subscriber.moved", extra={"subscriber": old.id})
    if reader.suppressed is None:
        _tell_old(yes, reader)
    return Fulfilled()


def _is_overruled(yes: Yes, reader: Reader) -> bool:
    """Tell whether a "no" is newer than the wish, of the reader or of the mailbox."""
    wish, held = yes.wish, reader.subscription
    if held.state is SubscriptionState.ENDED:
        return True
    if not may_move(
        yes.unit,
        reader.subscriber,
        address_key=wish.address_key,
        address_hash=wish.address_hash,
    ):
        return True
    said_at = yes.noes.said_at(wish.address_key, list=wish.list)
    if said_at is not None and said_at >= wish.asked_at:
        return True
    found = yes.unit.people.suppression(wish.address_hash)
    return found is not None and found.at >= wish.asked_at


def _tell_old(yes: Yes, reader: Reader) -> None:
    """Write to the mailbox that was left, in case its owner knows nothing of it."""
    if yes.prepared is None:
        return
    handle = reader.subscription.handle
    token = signed(yes.unit, Purpose.PREFERENCES, handle, entropy=yes.entropy, at=yes.at)
    yes.letters.write(
        yes.unit,
        yes.prepared,
        to=reader.subscriber.address,
        slots={Slot.PREFERENCES_URL: yes.publication.service_address(f"preferences/{token}")},
        dedupe=f"moved {yes.wish.handle}",
        at=yes.at,
        subscriber=reader.subscriber.id,
    )


MOVING = Fulfilment(_move, letter=LetterKind.MOVED)
"""The owner of the new mailbox has said yes."""
