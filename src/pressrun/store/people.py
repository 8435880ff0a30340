"""Who reads by mail, in SQL (port People)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Table, bindparam, func, insert, select, update

from pressrun.model.audience import (
    Consent,
    ConsentKind,
    ListCount,
    Newcomer,
    Reader,
    Standing,
    Subscriber,
    SubscriberId,
    Subscription,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.privatefeed import each_a_line
from pressrun.store.tables import consent, import_batch, key, subscriber, subscription, suppression

HASH_KEY: Final = "address-hash"

_SUBSCRIPTIONS: Final = subscription.join(subscriber).outerjoin(
    suppression, suppression.c.address_hash == subscriber.c.address_hash
)
_READERS: Final[Select[Any]] = select(
    subscriber,
    subscription.c.list,
    subscription.c.state,
    subscription.c.handle.label("subscription_handle"),
    subscription.c.changed_at,
    subscription.c.topics,
    suppression.c.reason.label("suppressed"),
).select_from(_SUBSCRIPTIONS)

# An import asks these once a row, so they are put together once.
_SUPPRESSED: Final = select(suppression.c.reason).where(
    suppression.c.address_hash == bindparam("the_hash")
)
_PERSON: Final = select(subscriber.c.id).where(subscriber.c.address_key == bindparam("the_key"))
_STATE: Final = (
    select(subscription.c.state)
    .join(subscriber)
    .where(
        subscriber.c.address_key == bindparam("the_key"),
        subscription.c.list == bindparam("the_list"),
    )
)


class SqlPeople:
    """Subscribers, consent and suppressions of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hash_key(self) -> bytes:
        found = self._connection.execute(select(key.c.secret).where(key.c.purpose == HASH_KEY))
        return bytes(found.scalar_one())

    def join(
        self,
        newcomer: Newcomer,
        *,
        list: str,
        evidence: str,
        at: datetime,
        batch: int | None = None,
    ) -> Standing:
        standing = self.standing(newcomer.address_key, newcomer.address_hash, list=list)
        if standing is not Standing.ADDED:
            return standing
        person = self._person(newcomer)
        self._insert(
            subscription,
            list=list,
            subscriber=person,
            state=SubscriptionState.CONFIRMED,
            handle=newcomer.subscription_handle,
            changed_at=at,
        )
        self._log(person, list, ConsentKind.GIVEN, evidence, at, batch)
        return standing

    def standing(self, address_key: str, address_hash: str, *, list: str) -> Standing:
        if self._connection.execute(_SUPPRESSED, {"the_hash": address_hash}).first():
            return Standing.SUPPRESSED
        its = {"the_key": address_key, "the_list": list}
        state = self._connection.execute(_STATE, its).scalar()
        if state is None:
            return Standing.ADDED
        return Standing.LEFT if state is SubscriptionState.ENDED else Standing.ALREADY

    def count(self, list: str) -> ListCount:
        suppressed = func.count(suppression.c.address_hash)
        rows = self._connection.execute(
            select(subscription.c.state, func.count(), suppressed)
            .select_from(_SUBSCRIPTIONS)
            .where(subscription.c.list == list)
            .group_by(subscription.c.state)
        ).all()
        return ListCount(
            **{state.value: number for state, number, _ in rows},
            suppressed=sum(n for state, _, n in rows if state is SubscriptionState.CONFIRMED),
        )

    def readers(self, list: str, *, after: SubscriberId, limit: int) -> Sequence[Reader]:
        rows = self._connection.execute(
            _READERS.where(subscription.c.list == list, subscription.c.subscriber > after)
            .order_by(subscription.c.subscriber)
            .limit(limit)
        )
        return [_reader(row) for row in rows]

    def find(self, address_key: str, *, list: str) -> Reader | None:
        return self._reader(
            _READERS.where(subscriber.c.address_key == address_key, subscription.c.list == list)
        )

    def by_handle(self, subscription_handle: str) -> Reader | None:
        return self._reader(_READERS.where(subscription.c.handle == subscription_handle))

    def reader(self, subscriber: SubscriberId, *, list: str) -> Reader | None:
        return self._reader(
            _READERS.where(subscription.c.subscriber == subscriber, subscription.c.list == list)
        )

    def choose(self, subscription_handle: str, topics: Sequence[str]) -> bool:
        chosen = self._connection.execute(
            update(subscription)
            .where(
                subscription.c.handle == subscription_handle,
                subscription.c.state != SubscriptionState.ENDED,
            )
            .values(topics="\n".join(each_a_line(topics)))
        )
        return bool(chosen.rowcount)

    def leave(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        reader = self.by_handle(subscription_handle)
        if reader is None or reader.subscription.state is SubscriptionState.ENDED:
            return False
        self._connection.execute(
            update(subscription)
            .where(subscription.c.handle == subscription_handle)
            .values(state=SubscriptionState.ENDED, changed_at=at)
        )
        left = reader.subscription
        self._log(left.subscriber, left.list, ConsentKind.WITHDRAWN, evidence, at, None)
        return True

    def consent(self, subscriber: SubscriberId) -> Sequence[Consent]:
        rows = self._connection.execute(
            select(consent).where(consent.c.subscriber == subscriber).order_by(consent.c.id)
        )
        return [
            Consent(
                subscriber=SubscriberId(row.subscriber),
                list=row.list,
                kind=row.kind,
                evidence=row.evidence,
                at=row.at,
                batch=row.batch,
            )
            for row in rows
        ]

    def suppress(self, address_hash: str, *, reason: SuppressionReason, at: datetime) -> None:
        self._connection.execute(
            insert(suppression)
            .prefix_with("OR IGNORE", dialect="sqlite")
            .values(address_hash=address_hash, reason=reason, at=at)
        )

    def open_batch(self, *, list: str, file: str, digest: str, evidence: str, at: datetime) -> int:
        return self._insert(
            import_batch, list=list, file=file, digest=digest, evidence=evidence, at=at
        )

    def _person(self, newcomer: Newcomer) -> int:
        """Return the subscriber with this address, made if there is none."""
        its = {"the_key": newcomer.address_key}
        found: int | None = self._connection.execute(_PERSON, its).scalar()
        if found is not None:
            return found
        return self._insert(
            subscriber,
            handle=newcomer.handle,
            address=newcomer.address,
            address_key=newcomer.address_key,
            address_hash=newcomer.address_hash,
            name=newcomer.name,
            language=newcomer.language,
        )

    def _insert(self, table: Table, **values: str | int | datetime | None) -> int:
        """Insert a row and return its number, where rows of that table have one."""
        return self._connection.execute(insert(table), values).lastrowid

    def _log(
        self,
        person: int,
        list: str,
        kind: ConsentKind,
        evidence: str,
        at: datetime,
        batch: int | None,
    ) -> None:
        self._insert(
            consent,
            subscriber=person,
            list=list,
            kind=kind,
            evidence=evidence,
            at=at,
            batch=batch,
        )

    def _reader(self, query: Select[Any]) -> Reader | None:
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _reader(row)


def _reader(row: Row[Any]) -> Reader:
    return Reader(
        subscriber=Subscriber(
            id=SubscriberId(row.id),
            handle=row.handle,
            address=row.address,
            address_key=row.address_key,
            address_hash=row.address_hash,
            name=row.name,
            language=row.language,
        ),
        subscription=Subscription(
            subscriber=SubscriberId(row.id),
            list=row.list,
            state=row.state,
            handle=row.subscription_handle,
            changed_at=row.changed_at,
            topics=tuple(row.topics.splitlines()),
        ),
        suppressed=row.suppressed,
    )
