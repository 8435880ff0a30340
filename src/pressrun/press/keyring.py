"""The key that signs now, made when it is first asked for."""

from datetime import datetime
from typing import Final

from pressrun.model.key import Key, Purpose
from pressrun.ports import Entropy, Unit

_SECRET_OCTETS: Final = 32


def signing_key(unit: Unit, purpose: Purpose, *, entropy: Entropy, at: datetime) -> Key:
    """Return the newest key of a purpose; the unit must be one that writes."""
    newest = unit.keys.newest(purpose)
    return newest or unit.keys.add(purpose, entropy.octets(_SECRET_OCTETS), at=at)
