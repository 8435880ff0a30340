"""Which deliveries may be tried again on somebody's word."""

from collections.abc import Iterable
from typing import Final

from pressrun.model.delivery import DeliveryState

_S = DeliveryState
ANEW: Final = frozenset({_S.ACCEPTED, _S.REFUSED, _S.EXPIRED})  # queued as if never tried
SOONER: Final = frozenset({_S.DEFERRED, _S.UNKNOWN})  # have a time to wait for, or are held


def retriable(states: Iterable[DeliveryState], relay: str) -> list[DeliveryState]:
    """Return the states to try again, in one order.

    Raises:
        ValueError: One of them is never tried again, or accepted deliveries are asked for without
            the relay that wrote them to files: everybody would have two copies.
    """
    wanted = set(states)
    if wanted - ANEW - SOONER:
        names = ", ".join(sorted(wanted - ANEW - SOONER))
        raise ValueError(f"deliveries that are {names} are not tried again")
    if _S.ACCEPTED in wanted and not relay:
        raise ValueError("accepted deliveries are tried again for one relay only")
    return [state for state in DeliveryState if state in wanted]
