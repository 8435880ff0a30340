"""The key that signs now, made when it is first asked for, and what was signed by it or before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pressrun.mail.person import SIGNED
from pressrun.mail.sealed import NONCE_OCTETS, parse_sealed, seal
from pressrun.mail.tokens import make_token, parse_token
from pressrun.model.key import Key, Purpose
from pressrun.ports import Entropy, Unit

_SECRET_OCTETS: Final = 32


def signing_key(unit: Unit, purpose: Purpose, *, entropy: Entropy, at: datetime) -> Key:
    """Return the newest key of a purpose; the unit must be one that writes."""
    newest = unit.keys.newest(purpose)
    return newest or unit.keys.add(purpose, entropy.octets(_SECRET_OCTETS), at=at)


def signed(unit: Unit, purpose: Purpose, handle: str, *, entropy: Entropy, at: datetime) -> str:
    """Return the token of a handle for a purpose; the unit must be one that writes."""
    return make_token(signing_key(unit, purpose, entropy=entropy, at=at), handle)


def named_by(unit: Unit, token: str, purpose: Purpose) -> str | None:
    """Return the handle in a token that we made for this purpose; None for any other text."""
    claim = parse_token(token)
    if claim is None:
        return None
    key = unit.keys.find(claim.key_id, purpose=purpose)
    if key is None or not claim.is_signed(key, purpose):
        return None
    return claim.handle


def make_mailing_keys(unit: Unit, *, entropy: Entropy, at: datetime) -> None:
    """See that there are keys for the addresses in mail; the unit must be one that writes."""
    for purpose in SIGNED:
        signing_key(unit, purpose, entropy=entropy, at=at)


def mailing_keys(unit: Unit) -> Mapping[Purpose, Key]:
    """Return the keys that sign addresses in mail now."""
    keys = {purpose: unit.keys.newest(purpose) for purpose in SIGNED}
    return {purpose: key for purpose, key in keys.items() if key is not None}


def sealed(unit: Unit, purpose: Purpose, handle: str, *, entropy: Entropy, at: datetime) -> str:
    """Return a token of a handle that looks different each time; the unit must write."""
    key = signing_key(unit, purpose, entropy=entropy, at=at)
    return seal(key, handle, entropy.octets(NONCE_OCTETS))


def sealed_in(unit: Unit, token: str, purpose: Purpose) -> str | None:
    """Return the handle in a token that we sealed for this purpose; None for any other text."""
    found = parse_sealed(token)
    key = unit.keys.find(found.key_id, purpose=purpose) if found else None
    return found.open(key, purpose) if found and key else None
