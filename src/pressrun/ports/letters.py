"""Letters in the store: like deliveries, and always before them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Claimed, DeliveryState, OnUnknown, Outcome
from pressrun.model.letter import Letter
from pressrun.model.mark import Mark


class Letters(Protocol):
    """Letters that wait, are under way or have ended.

    To a sender a letter is a claim of issue ``LETTERS`` whose subscriber is minus its number;
    states and transitions are those of deliveries (``model.delivery.NEXT``).
    """

    def keep_face(self, digest: str, octets: bytes) -> None:
        """Keep a byte template under the digest of its octets. Idempotent."""
        ...

    def face(self, digest: str) -> bytes | None:
        """Return a byte template."""
        ...

    def queue(self, letter: Letter) -> bool:
        """Write a letter; False, and no change, if one with the same ``dedupe`` was written.

        Raises:
            Conflict: Its face was not kept.
        """
        ...

    def claim(
        self, *, sender: str, limit: int, now: datetime, lease: timedelta
    ) -> Sequence[Claimed]:
        """Take letters that are queued, or deferred or unknown and due, the oldest first.

        ``Claimed.letter`` is the letter. One to a subscriber who was erased meanwhile is skipped,
        and so is one that says that somebody is on a list if they have left or were suppressed.
        """
        ...

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[Outcome]:
        """Write outcomes down and return those refused; see ``Deliveries.settle``.

        What has ended forgets its slots, so nothing takes it back, a refusal neither.
        """
        ...

    def recover(
        self, sender: str, marks: Iterable[Mark], *, now: datetime, on_unknown: OnUnknown
    ) -> Mapping[DeliveryState, int]:
        """Give up every claim of a sender that lives no more; see ``Deliveries.recover``."""
        ...

    def senders(self) -> Sequence[str]:
        """Return who holds claims."""
        ...

    def expire_leases(self, *, alive: Iterable[str], now: datetime, on_unknown: OnUnknown) -> int:
        """Call claims unknown whose lease has ended; see ``Deliveries.expire_leases``."""
        ...

    def next_at(self) -> datetime | None:
        """Return when a letter may go, the past for one that is queued, or the next lease ends.

        None when none waits.
        """
        ...

    def waiting(self) -> int:
        """Return how many have not ended; cheap, however many have."""
        ...

    def counts(self) -> Mapping[DeliveryState, int]:
        """Return how many stand where."""
        ...

    def of(self, subscriber: SubscriberId) -> Sequence[tuple[Letter, DeliveryState]]:
        """Return the letters to somebody that are still known, the oldest first."""
        ...

    def forget(self, *, before: datetime) -> int:
        """Delete letters that ended before; faces that no letter names go with them."""
        ...

    def forget_mailbox(self, address: str) -> int:
        """Delete every letter to an address, but for those a sender holds, which are emptied."""
        ...

    def forget_person(self, subscriber: SubscriberId) -> int:
        """Delete every letter about somebody, to whatever mailbox, in the same way."""
        ...
