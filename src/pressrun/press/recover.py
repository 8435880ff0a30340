"""Recover: what senders that live no more have left, told to the ledger."""

from pressrun.model.delivery import DeliveryState, OnUnknown
from pressrun.model.patience import Patience
from pressrun.ports import Clock, Journals, Store


def recover(store: Store, journals: Journals, *, clock: Clock, patience: Patience) -> int:
    """Give up the claims of dead senders; return how many deliveries are unknown by that.

    What a sender had not begun goes out again, what its journal has an answer for is settled by
    it, and what was between the final dot and its answer is unknown (RFC 1047). Senders that live
    keep their claims, so that this is safe whoever holds the sender's lock. Doing it again after
    a crash changes nothing more. A letter that is unknown goes out again whatever the settings
    say: nobody is there to decide, and two copies of it are no harm.

    Raises:
        StoreError: The ledger cannot be written; the journals are still there.
    """
    now, unknown = clock.now(), 0
    dead = list(journals.dead())
    if dead:
        with store.unit() as unit:
            for sender in dead:
                marks = journals.marks(sender)
                came = unit.deliveries.recover(
                    sender, marks, now=now, on_unknown=patience.on_unknown
                )
                unknown += came.get(DeliveryState.UNKNOWN, 0)
                unit.letters.recover(sender, marks, now=now, on_unknown=OnUnknown.RETRY)
        for sender in dead:
            journals.bury(sender)
    with store.unit(write=False) as unit:
        holders = {*unit.deliveries.senders(), *unit.letters.senders()}
    alive = set(journals.alive())
    if holders - alive:
        with store.unit() as unit:
            unknown += unit.deliveries.expire_leases(
                alive=alive, now=now, on_unknown=patience.on_unknown
            )
            unit.letters.expire_leases(alive=alive, now=now, on_unknown=OnUnknown.RETRY)
    return unknown
