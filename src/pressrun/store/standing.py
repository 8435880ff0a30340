"""How one reader stands who was sent the same article more than once."""

from typing import Final

from pressrun.model.delivery import DeliveryState

_S = DeliveryState

# What says most about whether somebody has it comes first; who was skipped was never to have it.
WEIGHT: Final = (
    _S.ACCEPTED,
    _S.UNKNOWN,
    _S.SUBMITTING,
    _S.CLAIMED,
    _S.DEFERRED,
    _S.QUEUED,
    _S.REFUSED,
    _S.EXPIRED,
)
# Who has it, or may: a copy came, or one whose answer nobody read.
HAVE: Final = (_S.ACCEPTED, _S.UNKNOWN)


def standing(state: DeliveryState, doubts: int) -> DeliveryState:
    """Return how a delivery counts: one that was unknown before its present state may have come."""
    return _S.UNKNOWN if doubts and state is not _S.ACCEPTED else state
