"""Readers' own feeds, in SQL (port PrivateFeeds)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from pressrun.model.audience import SubscriberId
from pressrun.model.privatefeed import PrivateFeed
from pressrun.store.peopletables import private_feed


class SqlPrivateFeeds:
    """Private feeds of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, handle: str, *, list: str, subscriber: SubscriberId, at: datetime) -> None:
        self.revoke(subscriber, list=list, at=at)
        row = {"handle": handle, "list": list, "subscriber": subscriber, "created_at": at}
        self._connection.execute(insert(private_feed), row)

    def find(self, handle: str) -> PrivateFeed | None:
        return self._feed(private_feed.c.handle == handle)

    def standing(self, subscriber: SubscriberId, *, list: str) -> PrivateFeed | None:
        return self._feed(_stands(subscriber, list))

    def revoke(self, subscriber: SubscriberId, *, list: str, at: datetime) -> bool:
        revoked = self._connection.execute(
            update(private_feed).where(_stands(subscriber, list)).values(revoked_at=at)
        )
        return bool(revoked.rowcount)

    def _feed(self, condition: ColumnElement[bool]) -> PrivateFeed | None:
        row: Any = self._connection.execute(select(private_feed).where(condition)).one_or_none()
        if row is None:
            return None
        return PrivateFeed(
            handle=row.handle,
            list=row.list,
            subscriber=SubscriberId(row.subscriber),
            created_at=row.created_at,
            revoked_at=row.revoked_at,
        )


def _stands(subscriber: SubscriberId, list: str) -> ColumnElement[bool]:
    return and_(
        private_feed.c.subscriber == subscriber,
        private_feed.c.list == list,
        private_feed.c.revoked_at.is_(None),
    )
