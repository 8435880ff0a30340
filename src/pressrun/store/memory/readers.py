"""Who somebody is and what they are on, in memory: the questions of port People."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pressrun.model.audience import (
    Cadence,
    ListCount,
    Reader,
    Standing,
    Subscriber,
    SubscriberId,
    Subscription,
    SubscriptionState,
)
from pressrun.store.memory.shelf import Shelf


class MemoryReaders:
    """Readers of one transaction, looked at."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def hash_key(self) -> bytes:
        return self._shelf.hash_key

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
        confirmed = [r for r in readers if r.subscription.state is SubscriptionState.CONFIRMED]
        mailed = [reader for reader in confirmed if reader.suppressed is None]
        cadences = Counter(reader.subscription.cadence for reader in mailed)
        return ListCount(
            pending=self._shelf.waiting(list),
            confirmed=len(confirmed),
            paused=states[SubscriptionState.PAUSED],
            ended=states[SubscriptionState.ENDED],
            suppressed=len(confirmed) - len(mailed),
            by_feed=cadences[Cadence.FEED],
            weekly=cadences[Cadence.WEEKLY],
            monthly=cadences[Cadence.MONTHLY],
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

    def person(self, address_key: str) -> Subscriber | None:
        number = self._shelf.by_address.get(address_key)
        return None if number is None else self._shelf.subscribers[number]

    def subscriptions(self, subscriber: SubscriberId) -> Sequence[Subscription]:
        theirs = [s for s in self._shelf.subscriptions.values() if s.subscriber == subscriber]
        return sorted(theirs, key=lambda subscription: subscription.list)

    def noes(self) -> Sequence[tuple[str, str, datetime]]:
        people = [person for person in self._shelf.subscribers.values() if person.address_key]
        every = [
            (person.address_key, "", found.at)
            for person in people
            if (found := self._shelf.suppressed.get(person.address_hash)) is not None
        ]
        left = [
            (person.address_key, held.list, held.changed_at)
            for person in people
            for held in self.subscriptions(person.id)
            if held.state is SubscriptionState.ENDED
        ]
        return [*every, *left]

    def everybody(self, *, after: SubscriberId, limit: int) -> Sequence[Subscriber]:
        known = (person for person in self._shelf.subscribers.values() if person.address_key)
        return [person for person in known if person.id > after][:limit]
