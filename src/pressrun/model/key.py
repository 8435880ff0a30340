"""Secrets that the database makes for itself, one set for each purpose."""

from dataclasses import dataclass, field
from enum import StrEnum


class Purpose(StrEnum):
    """What a token is for: one made for another purpose is never taken."""

    PRIVATE_FEED = "private-feed"
    PREFERENCES = "preferences"  # a subscription's handle; for years
    VOTE = "vote"  # a subscription's handle; for years
    WISH = "wish"  # a wish's handle: the link of a letter that says yes
    CODE = "code"  # a wish's handle: the page that takes the six digits
    BROWSER = "browser"  # a wish's handle: the cookie of the browser that asked
    UNDO = "undo"  # a subscription's handle: who has left comes back, for an hour
    FORM = "form"  # when a form was shown
    NETWORK = "network"  # keyed hashes of network addresses


@dataclass(frozen=True, slots=True)
class Key:
    """A secret; ``id`` stands in the tokens that it signs, so that older ones go on verifying."""

    id: int
    purpose: Purpose
    secret: bytes = field(repr=False)
