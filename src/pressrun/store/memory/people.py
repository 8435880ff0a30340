"""Who reads by mail, in memory (port People)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

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
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf


class MemoryPeople:
    """Subscribers, consent and suppressions of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def hash_key(self) -> bytes:
        return self._shelf.hash_key

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
        self._shelf.subscriptions[list, person] = Subscription(
            subscriber=person,
            list=list,
            state=SubscriptionState.CONFIRMED,
            handle=newcomer.subscription_handle,
            changed_at=exact(at),
        )
        self._log(person, list, ConsentKind.GIVEN, evidence, at, batch)
        return standing

    def standing(self, address_key: str, address_hash: str, *, list: str) -> Standing:
        if address_hash in self._shelf.suppressed:
            return Standing.SUPPRESSED
        reader = self.find(address_key, list=list)
        if reader is None:
            return Standing.ADDED
        ended = reader.subscription.state is SubscriptionState.ENDED
        return Standing.LEFT if ended else Standing.ALREADY

    def count(self, list: str) -> ListCount:
        readers = self._shelf.readers(list)
        states = Counter(reader.subscription.state for reader in readers)
        return ListCount(
            **{state.value: number for state, number in states.items()},
            suppressed=sum(
                reader.suppressed is not None
                and reader.subscription.state is SubscriptionState.CONFIRMED
                for reader in readers
            ),
        )

    def readers(self, list: str, *, after: SubscriberId, limit: int) -> Sequence[Reader]:
        return [r for r in self._shelf.readers(list) if r.subscriber.id > after][:limit]

    def find(self, address_key: str, *, list: str) -> Reader | None:
        person = self._shelf.by_address.get(address_key)
        return None if person is None else self._shelf.reader(list, person)

    def by_handle(self, subscription_handle: str) -> Reader | None:
        for (list_, person), subscription in self._shelf.subscriptions.items():
            if subscription.handle == subscription_handle:
                return self._shelf.reader(list_, person)
        return None

    def reader(self, subscriber: SubscriberId, *, list: str) -> Reader | None:
        return self._shelf.reader(list, subscriber)

    def choose(self, subscription_handle: str, topics: Sequence[str]) -> bool:
        reader, chosen = self.by_handle(subscription_handle), each_a_line(topics)
        if reader is None or reader.subscription.state is SubscriptionState.ENDED:
            return False
        their = reader.subscription
        self._shelf.subscriptions[their.list, their.subscriber] = replace(their, topics=chosen)
        return True

    def leave(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        reader = self.by_handle(subscription_handle)
        if reader is None or reader.subscription.state is SubscriptionState.ENDED:
            return False
        left = reader.subscription
        self._shelf.subscriptions[left.list, left.subscriber] = replace(
            left, state=SubscriptionState.ENDED, changed_at=exact(at)
        )
        self._shelf.readers_changed += 1
        self._log(left.subscriber, left.list, ConsentKind.WITHDRAWN, evidence, at, None)
        return True

    def consent(self, subscriber: SubscriberId) -> Sequence[Consent]:
        return [line for line in self._shelf.consent if line.subscriber == subscriber]

    def suppress(self, address_hash: str, *, reason: SuppressionReason, at: datetime) -> None:
        exact(at)
        if address_hash not in self._shelf.suppressed:
            self._shelf.suppressed[address_hash] = reason
            self._shelf.suppressions_changed += 1

    def open_batch(self, *, list: str, file: str, digest: str, evidence: str, at: datetime) -> int:
        exact(at)
        self._shelf.batches += 1
        return self._shelf.batches

    def _person(self, newcomer: Newcomer) -> SubscriberId:
        """Return the subscriber with this address, made if there is none."""
        found = self._shelf.by_address.get(newcomer.address_key)
        if found is not None:
            return found
        number = SubscriberId(len(self._shelf.subscribers) + 1)
        self._shelf.by_address[newcomer.address_key] = number
        self._shelf.subscribers[number] = Subscriber(
            id=number,
            handle=newcomer.handle,
            address=newcomer.address,
            address_key=newcomer.address_key,
            address_hash=newcomer.address_hash,
            name=newcomer.name,
            language=newcomer.language,
        )
        return number

    def _log(
        self,
        person: SubscriberId,
        list: str,
        kind: ConsentKind,
        evidence: str,
        at: datetime,
        batch: int | None,
    ) -> None:
        self._shelf.consent.append(
            Consent(
                subscriber=person,
                list=list,
                kind=kind,
                evidence=evidence,
                at=exact(at),
                batch=batch,
            )
        )
