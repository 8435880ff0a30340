"""What somebody asked for that only the owner of a mailbox may decide, until they have."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pressrun.model.audience import SubscriberId

VALID: Final = timedelta(days=7)
"""For so long the link and the code of a wish act."""

KEPT: Final = timedelta(days=14)
"""Then it is deleted; until then an old link can be answered by a new one."""

TRIES: Final = 5
"""So many wrong codes, and only the link counts."""


class WishKind(StrEnum):
    JOIN = "join"
    ADDRESS = "address"  # be mailed at ``address`` from now on
    EXPORT = "export"
    ERASE = "erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A wish that waits for a yes from the mailbox ``address``.

    ``handle`` is 128 random bits as base64url and is only ever written inside signed tokens.
    ``code_hash`` is a keyed hash of the six digits in the letter. ``subscriber`` is who asks, None
    for somebody who is not known yet. The other fields are what a yes will be evidence of.
    """

    handle: str = field(repr=False)
    kind: WishKind
    list: str
    address: str = field(repr=False)
    address_key: str = field(repr=False)
    address_hash: str
    asked_at: datetime
    subscriber: SubscriberId | None = None
    name: str = field(default="", repr=False)
    language: str = ""
    topics: tuple[str, ...] = ()
    code_hash: str = field(default="", repr=False)
    tries: int = 0
    done_at: datetime | None = None
    wording: str = ""
    page: str = ""
    network_hash: str = ""

    def is_valid(self, now: datetime) -> bool:
        """Tell whether its link still acts."""
        return now - self.asked_at < VALID
