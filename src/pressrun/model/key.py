"""Secrets that the database makes for itself, one set for each purpose."""

from dataclasses import dataclass, field
from enum import StrEnum


class Purpose(StrEnum):
    """What a token is for: one made for another purpose is never taken."""

    PRIVATE_FEED = "private-feed"


@dataclass(frozen=True, slots=True)
class Key:
    """A secret; ``id`` stands in the tokens that it signs, so that older ones go on verifying."""

    id: int
    purpose: Purpose
    secret: bytes = field(repr=False)
