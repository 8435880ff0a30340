"""Readers' own feeds, in memory (port PrivateFeeds)."""

from dataclasses import replace
from datetime import datetime

from pressrun.model.audience import SubscriberId
from pressrun.model.privatefeed import PrivateFeed
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf


class MemoryPrivateFeeds:
    """Private feeds of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def open(self, handle: str, *, list: str, subscriber: SubscriberId, at: datetime) -> None:
        self.revoke(subscriber, list=list, at=at)
        self._shelf.private_feeds[handle] = PrivateFeed(
            handle=handle, list=list, subscriber=subscriber, created_at=exact(at)
        )

    def find(self, handle: str) -> PrivateFeed | None:
        return self._shelf.private_feeds.get(handle)

    def standing(self, subscriber: SubscriberId, *, list: str) -> PrivateFeed | None:
        for feed in self._shelf.private_feeds.values():
            if (feed.subscriber, feed.list, feed.revoked_at) == (subscriber, list, None):
                return feed
        return None

    def revoke(self, subscriber: SubscriberId, *, list: str, at: datetime) -> bool:
        feed = self.standing(subscriber, list=list)
        if feed is None:
            return False
        self._shelf.private_feeds[feed.handle] = replace(feed, revoked_at=exact(at))
        return True
