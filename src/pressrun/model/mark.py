"""What a sender's journal says of a delivery under way."""

from dataclasses import dataclass

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Receipt
from pressrun.model.issue import IssueKey


@dataclass(frozen=True, slots=True)
class Mark:
    """A final dot that may have been sent, and the answer to it if one was read.

    With an answer the delivery is known, though the ledger was not told; without one nobody can
    know (RFC 1047). ``fence`` is the claim's.
    """

    issue: IssueKey
    subscriber: SubscriberId
    fence: int
    receipt: Receipt | None = None
    relay: str = ""
