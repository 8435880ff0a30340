"""Subscribers, consent and suppressions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pressrun.model.audience import (
    Consent,
    ListCount,
    Newcomer,
    Reader,
    Standing,
    SubscriberId,
    SuppressionReason,
)


class People(Protocol):
    """Subscribers, consent and suppressions."""

    def hash_key(self) -> bytes:
        """Return the key of address hashes; it never rotates."""
        ...

    def join(
        self,
        newcomer: Newcomer,
        *,
        list: str,
        evidence: str,
        at: datetime,
        batch: int | None = None,
    ) -> Standing:
        """Subscribe someone who consented, confirmed, with a line in the consent log.

        Nothing changes for an address that is on the list, that left it, or that is suppressed;
        the answer says which.
        """
        ...

    def standing(self, address_key: str, address_hash: str, *, list: str) -> Standing:
        """Return what :meth:`join` would answer, and change nothing."""
        ...

    def count(self, list: str) -> ListCount:
        """Return how many people the list has, by state."""
        ...

    def readers(self, list: str, *, after: SubscriberId, limit: int) -> Sequence[Reader]:
        """Return up to ``limit`` readers of a list with ids above ``after``, in order of id."""
        ...

    def find(self, address_key: str, *, list: str) -> Reader | None:
        """Return the reader with this address."""
        ...

    def by_handle(self, subscription_handle: str) -> Reader | None:
        """Return the reader whose subscription has this handle."""
        ...

    def reader(self, subscriber: SubscriberId, *, list: str) -> Reader | None:
        """Return a subscriber as a reader of a list."""
        ...

    def choose(self, subscription_handle: str, topics: Sequence[str]) -> bool:
        """Set the topics of a subscription; False, and no change, for one that has ended.

        Raises:
            ValueError: A topic is empty or more than one line.
        """
        ...

    def leave(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        """End a subscription with a line in the consent log; False when it had ended before."""
        ...

    def consent(self, subscriber: SubscriberId) -> Sequence[Consent]:
        """Return the lines of the consent log about someone, the oldest first."""
        ...

    def suppress(self, address_hash: str, *, reason: SuppressionReason, at: datetime) -> None:
        """Never mail this address again, whatever lists it is on. Idempotent."""
        ...

    def open_batch(self, *, list: str, file: str, digest: str, evidence: str, at: datetime) -> int:
        """Open an import batch and return its number; joins that name it can be told apart."""
        ...
