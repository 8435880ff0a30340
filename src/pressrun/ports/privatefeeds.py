"""Readers' own feeds, and the keys that sign their addresses."""

from datetime import datetime
from typing import Protocol

from pressrun.model.audience import SubscriberId
from pressrun.model.key import Key, Purpose
from pressrun.model.privatefeed import PrivateFeed


class Keys(Protocol):
    """Secrets by purpose. None is ever changed or removed, so that what they signed verifies."""

    def add(self, purpose: Purpose, secret: bytes, *, at: datetime) -> Key:
        """Keep a new secret, the newest of its purpose from now on."""
        ...

    def find(self, id: int, *, purpose: Purpose) -> Key | None:
        """Return the key with this id, if it is of this purpose."""
        ...

    def newest(self, purpose: Purpose) -> Key | None:
        """Return the key that signs now; None before the first."""
        ...


class PrivateFeeds(Protocol):
    """Feeds of readers' own: at most one stands for a subscription."""

    def open(self, handle: str, *, list: str, subscriber: SubscriberId, at: datetime) -> None:
        """Give a reader a feed; one they had before is revoked at the same instant."""
        ...

    def find(self, handle: str) -> PrivateFeed | None:
        """Return the feed with this handle, revoked or not."""
        ...

    def standing(self, subscriber: SubscriberId, *, list: str) -> PrivateFeed | None:
        """Return the feed that a reader has now."""
        ...

    def revoke(self, subscriber: SubscriberId, *, list: str, at: datetime) -> bool:
        """End a reader's feed; False when there is none that stands."""
        ...
