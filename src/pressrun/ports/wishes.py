"""Wishes that wait for a yes, and how often somebody has asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pressrun.model.audience import SubscriberId
from pressrun.model.wish import Wish, WishKind


class Wishes(Protocol):
    """What people asked for by forms, until they have confirmed it by mail."""

    def add(self, wish: Wish) -> None:
        """Keep a new wish."""
        ...

    def find(self, handle: str) -> Wish | None:
        """Return the wish with this handle."""
        ...

    def latest(self, address_hash: str, *, kind: WishKind, list: str) -> Wish | None:
        """Return the newest wish of a kind for a mailbox, done or not."""
        ...

    def renew(self, handle: str, *, code_hash: str, at: datetime) -> bool:
        """Let a wish be valid anew from ``at``, with another code and no tries.

        False for one that was fulfilled or is not there.
        """
        ...

    def finish(self, handle: str, *, at: datetime) -> bool:
        """Say that it was fulfilled; False when it was before, or is not there."""
        ...

    def miss(self, handle: str) -> int:
        """Count a wrong code and return how many there were; 0 for a wish that is not there."""
        ...

    def of(self, address_hash: str) -> Sequence[Wish]:
        """Return every wish for a mailbox, the oldest first."""
        ...

    def waiting(self, list: str) -> int:
        """Return how many mailboxes have asked to join a list and not said yes yet."""
        ...

    def forget(self, *, before: datetime) -> int:
        """Delete wishes asked before."""
        ...

    def forget_mailbox(self, address_hash: str) -> int:
        """Delete every wish for a mailbox."""
        ...

    def forget_person(self, subscriber: SubscriberId) -> int:
        """Delete every wish of a subscriber, such as to move to another mailbox."""
        ...


class Throttles(Protocol):
    """How often something was done, by whom or to whom, in whole hours (UTC).

    A subject is a word and a keyed hash: no address stands in it.
    """

    def spend(self, subject: str, *, at: datetime) -> None:
        """Count one."""
        ...

    def spent(self, subject: str, *, since: datetime) -> int:
        """Return how many since the hour in which ``since`` lies, that hour included."""
        ...

    def forget(self, *, before: datetime) -> int:
        """Delete what was counted in hours before the one of ``before``; return how many."""
        ...
