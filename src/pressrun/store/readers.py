"""Who somebody is and what they are on, in SQL: the questions of port People."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pressrun.model.audience import (
    Cadence,
    ListCount,
    Reader,
    Standing,
    Subscriber,
    SubscriberId,
    Subscription,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.store.driver import Driver
from pressrun.store.instant import from_ms
from pressrun.store.wishes import WAITING

HASH_KEY: Final = "address-hash"

PERSON: Final = """subscriber.id, subscriber.handle, subscriber.address, subscriber.address_key,
    subscriber.address_hash, subscriber.name, subscriber.language"""
_SUBSCRIPTION: Final = """subscription.subscriber, subscription.list, subscription.state,
    subscription.handle, subscription.changed_at, subscription.topics, subscription.cadence,
    subscription.paused_until, subscription.owed_since"""
_READERS: Final = f"""
    SELECT {PERSON}, {_SUBSCRIPTION}, suppression.reason
    FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber
    LEFT JOIN suppression ON suppression.address_hash = subscriber.address_hash
"""  # noqa: S608  names of columns
_FIND: Final = f"{_READERS} WHERE subscriber.address_key = ? AND subscription.list = ?"
_BY_HANDLE: Final = f"{_READERS} WHERE subscription.handle = ?"
_READER: Final = f"{_READERS} WHERE subscription.subscriber = ? AND subscription.list = ?"
_PAGE: Final = f"""{_READERS} WHERE subscription.list = ? AND subscription.subscriber > ?
    ORDER BY subscription.subscriber LIMIT ?"""
_PEOPLE: Final = f"SELECT {PERSON} FROM subscriber"  # noqa: S608
_PERSON: Final = f"{_PEOPLE} WHERE address_key = ?"
_NOES: Final = """
    SELECT address_key, '', suppression.at
    FROM subscriber CROSS JOIN suppression ON suppression.address_hash = subscriber.address_hash
    WHERE address_key IS NOT NULL
    UNION ALL
    SELECT address_key, subscription.list, subscription.changed_at
    FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber
    WHERE subscription.state = 'ended' AND address_key IS NOT NULL
"""
_EVERYBODY: Final = f"{_PEOPLE} WHERE id > ? AND address_key IS NOT NULL ORDER BY id LIMIT ?"
# A subscription is found by its list, of which there are few: this goes from one to the next.
_SUBSCRIPTIONS: Final = f"""
    WITH RECURSIVE known (name) AS (
        SELECT min(list) FROM subscription
        UNION ALL
        SELECT (SELECT min(list) FROM subscription WHERE list > name) FROM known
        WHERE name IS NOT NULL
    )
    SELECT {_SUBSCRIPTION} FROM known
    CROSS JOIN subscription ON subscription.list = known.name AND subscription.subscriber = ?
    ORDER BY known.name
"""  # noqa: S608
_SUPPRESSED: Final = "SELECT 1 FROM suppression WHERE address_hash = ?"
_STATE: Final = """
    SELECT subscription.state FROM subscriber
    JOIN subscription ON subscription.subscriber = subscriber.id AND subscription.list = ?
    WHERE subscriber.address_key = ?
"""
_COUNT: Final = """
    SELECT subscription.state, count(*), count(suppression.address_hash),
        sum(subscription.cadence = 'feed' AND suppression.address_hash IS NULL),
        sum(subscription.cadence = 'weekly' AND suppression.address_hash IS NULL),
        sum(subscription.cadence = 'monthly' AND suppression.address_hash IS NULL)
    FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber
    LEFT JOIN suppression ON suppression.address_hash = subscriber.address_hash
    WHERE subscription.list = ? GROUP BY subscription.state
"""


class SqlReaders:
    """Readers of one transaction, looked at."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def hash_key(self) -> bytes:
        row = self._driver.row("SELECT secret FROM key WHERE purpose = ?", (HASH_KEY,))
        return bytes(row[0])

    def standing(self, address_key: str, address_hash: str, *, list: str) -> Standing:
        if self._driver.row(_SUPPRESSED, (address_hash,)):
            return Standing.SUPPRESSED
        row = self._driver.row(_STATE, (list, address_key))
        if row is None:
            return Standing.ADDED
        return Standing.LEFT if row[0] == SubscriptionState.ENDED else Standing.ALREADY

    def count(self, list: str) -> ListCount:
        states = {row[0]: row[1:] for row in self._driver.rows(_COUNT, (list,))}
        confirmed = states.get(SubscriptionState.CONFIRMED, (0, 0, 0, 0, 0))
        _, suppressed, by_feed, weekly, monthly = confirmed
        return ListCount(
            **{
                "pending": self._driver.row(WAITING, (list,))[0],
                **{state: row[0] for state, row in states.items()},
            },
            suppressed=suppressed,
            by_feed=by_feed,
            weekly=weekly,
            monthly=monthly,
        )

    def readers(self, list: str, *, after: SubscriberId, limit: int) -> Sequence[Reader]:
        return [_reader(row) for row in self._driver.rows(_PAGE, (list, after, limit))]

    def find(self, address_key: str, *, list: str) -> Reader | None:
        return self._reader(_FIND, address_key, list)

    def by_handle(self, subscription_handle: str) -> Reader | None:
        return self._reader(_BY_HANDLE, subscription_handle)

    def reader(self, subscriber: SubscriberId, *, list: str) -> Reader | None:
        return self._reader(_READER, subscriber, list)

    def person(self, address_key: str) -> Subscriber | None:
        row = self._driver.row(_PERSON, (address_key,))
        return None if row is None else to_subscriber(row)

    def subscriptions(self, subscriber: SubscriberId) -> Sequence[Subscription]:
        return [_subscription(row) for row in self._driver.rows(_SUBSCRIPTIONS, (subscriber,))]

    def noes(self) -> Sequence[tuple[str, str, datetime]]:
        return [(key, name, from_ms(at_ms)) for key, name, at_ms in self._driver.rows(_NOES)]

    def everybody(self, *, after: SubscriberId, limit: int) -> Sequence[Subscriber]:
        return [to_subscriber(row) for row in self._driver.rows(_EVERYBODY, (after, limit))]

    def _reader(self, query: str, *values: str | int) -> Reader | None:
        row = self._driver.row(query, values)
        return None if row is None else _reader(row)


def to_subscriber(row: Sequence[Any]) -> Subscriber:
    """Return the subscriber whose columns are :data:`PERSON`."""
    number, handle, address, address_key, address_hash, name, language = row
    return Subscriber(
        id=SubscriberId(number),
        handle=handle,
        address=address,
        address_key=address_key or "",
        address_hash=address_hash,
        name=name,
        language=language,
    )


def _subscription(row: Sequence[Any]) -> Subscription:
    subscriber, list_, state, handle, changed_ms, topics, cadence, paused_ms, owed_ms = row
    return Subscription(
        subscriber=SubscriberId(subscriber),
        list=list_,
        state=SubscriptionState(state),
        handle=handle,
        changed_at=from_ms(changed_ms),
        topics=tuple(topics.splitlines()),
        cadence=Cadence(cadence),
        paused_until=None if paused_ms is None else from_ms(paused_ms),
        owed_since=None if owed_ms is None else from_ms(owed_ms),
    )


def _reader(row: Sequence[Any]) -> Reader:
    reason = row[16]
    return Reader(
        subscriber=to_subscriber(row[:7]),
        subscription=_subscription(row[7:16]),
        suppressed=None if reason is None else SuppressionReason(reason),
    )
