"""Ids for what is new."""

from pressrun.model.article import id_of
from pressrun.ports import Entropy


def mint(entropy: Entropy) -> str:
    """Return a new id: 50 random bits as ten base32 characters (RFC 4648 §6)."""
    return id_of(entropy.octets(10))
