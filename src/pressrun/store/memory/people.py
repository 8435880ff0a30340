"""Who reads by mail, in memory (port People): what changes somebody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.model.audience import (
    Arrangement,
    Cadence,
    Consent,
    ConsentKind,
    Newcomer,
    Proof,
    Standing,
    Subscriber,
    SubscriberId,
    Subscription,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.privatefeed import each_a_line
from pressrun.store.instant import exact
from pressrun.store.memory.batches import MemoryBatches
from pressrun.store.memory.reach import MemoryReach
from pressrun.store.memory.readers import MemoryReaders
from pressrun.store.memory.shelf import Shelf
from pressrun.store.memory.suppressions import MemorySuppressions


class MemoryPeople(MemoryReaders, MemoryReach, MemorySuppressions, MemoryBatches):
    """Subscribers, consent and suppressions of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def join(
        self,
        newcomer: Newcomer,
        *,
        list: str,
        evidence: str,
        at: datetime,
        batch: int | None = None,
        proof: Proof | None = None,
    ) -> Standing:
        standing = self.standing(newcomer.address_key, newcomer.address_hash, list=list)
        if standing is Standing.ADDED:
            person = self.person(newcomer.address_key) or self._add(newcomer)
            self._subscribe(person.id, newcomer, list, at)
            self._log(person.id, list, ConsentKind.GIVEN, evidence, at, batch, proof)
        return standing

    def welcome(
        self, newcomer: Newcomer, *, list: str, evidence: str, proof: Proof, at: datetime
    ) -> Standing:
        no = self.suppression(newcomer.address_hash)
        if no is not None and no.reason is SuppressionReason.COMPLAINT:
            return Standing.SUPPRESSED
        reader = self.find(newcomer.address_key, list=list)
        ended = reader is None or reader.subscription.state is SubscriptionState.ENDED
        if no is None and not ended:
            return Standing.ALREADY
        person = self.person(newcomer.address_key)
        if person is None:
            person = self._add(newcomer)
        else:
            name, language = newcomer.name or person.name, newcomer.language or person.language
            self._shelf.call(replace(person, name=name, language=language))
        self._subscribe(person.id, newcomer, list, at)
        if no is not None:
            self.lift(newcomer.address_hash)
            if no.reason is SuppressionReason.REQUEST:
                self._end_others(person.id, list, at)
        self._log(person.id, list, ConsentKind.GIVEN, evidence, at, None, proof)
        return Standing.ADDED

    def arrange(self, subscription_handle: str, arrangement: Arrangement, *, at: datetime) -> bool:
        topics, until = each_a_line(arrangement.topics), arrangement.paused_until
        reader = self.by_handle(subscription_handle)
        if reader is None or reader.subscription.state is SubscriptionState.ENDED:
            return False
        self._shelf.subscribe(
            replace(
                reader.subscription,
                state=SubscriptionState.PAUSED if until else SubscriptionState.CONFIRMED,
                changed_at=exact(at),
                topics=topics,
                cadence=arrangement.cadence,
                owed_since=_owed(arrangement.cadence, reader.subscription.owed_since, at),
                paused_until=None if until is None else exact(until),
            )
        )
        return True

    def resume(self, now: datetime) -> int:
        at, resumed = exact(now), 0
        for subscription in tuple(self._shelf.subscriptions.values()):
            until = subscription.paused_until
            if until is not None and until <= at:
                self._shelf.subscribe(
                    replace(
                        subscription,
                        state=SubscriptionState.CONFIRMED,
                        changed_at=at,
                        paused_until=None,
                    )
                )
                resumed += 1
        return resumed

    def introduce(self, subscriber: SubscriberId, *, name: str, language: str) -> None:
        person = self._shelf.subscribers.get(subscriber)
        if person is not None and person.address_key:
            self._shelf.call(replace(person, name=name, language=language))

    def move(
        self,
        subscriber: SubscriberId,
        *,
        address: str,
        address_key: str,
        address_hash: str,
        evidence: str,
        proof: Proof,
        at: datetime,
    ) -> bool:
        person, other = self._shelf.subscribers.get(subscriber), self.person(address_key)
        if person is None or not person.address_key or other not in {None, person}:
            return False
        self._shelf.call(
            replace(person, address=address, address_key=address_key, address_hash=address_hash)
        )
        for subscription in self.subscriptions(subscriber):
            if subscription.state is not SubscriptionState.ENDED:
                self._log(
                    subscriber, subscription.list, ConsentKind.CHANGED, evidence, at, None, proof
                )
        return True

    def leave(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        reader = self.by_handle(subscription_handle)
        if reader is None or reader.subscription.state is SubscriptionState.ENDED:
            return False
        left = reader.subscription
        self._shelf.subscribe(
            replace(left, state=SubscriptionState.ENDED, changed_at=exact(at), paused_until=None)
        )
        self._log(left.subscriber, left.list, ConsentKind.WITHDRAWN, evidence, at)
        return True

    def rejoin(self, subscription_handle: str, *, evidence: str, at: datetime) -> bool:
        reader = self.by_handle(subscription_handle)
        if reader is None or not reader.subscriber.address_key:
            return False
        left = reader.subscription
        if left.state is not SubscriptionState.ENDED:
            return False
        self._shelf.subscribe(
            replace(left, state=SubscriptionState.CONFIRMED, changed_at=exact(at))
        )
        self._log(left.subscriber, left.list, ConsentKind.GIVEN, evidence, at)
        return True

    def erase(self, subscriber: SubscriberId, *, evidence: str, at: datetime) -> None:
        person, erased_at = self._shelf.subscribers.get(subscriber), exact(at)
        if person is None or not person.address_key:
            return
        self._shelf.forget(person)
        for entry in tuple(self._shelf.ledger.values()):
            if entry.subscriber == subscriber:
                self._shelf.write(replace(entry, reply=""))
        self._shelf.revoke_feeds(subscriber, erased_at)
        for subscription in self.subscriptions(subscriber):
            self._shelf.subscribe(
                replace(
                    subscription,
                    state=SubscriptionState.ENDED,
                    changed_at=erased_at,
                    topics=(),
                    cadence=Cadence.EACH,
                    paused_until=None,
                    owed_since=None,
                )
            )
            self._log(subscriber, subscription.list, ConsentKind.ERASED, evidence, at)

    def consent(self, subscriber: SubscriberId) -> Sequence[Consent]:
        return [line for line in self._shelf.consent if line.subscriber == subscriber]

    def without_consent(self, list: str) -> int:
        last = {
            line.subscriber: line
            for line in self._shelf.consent
            if line.list == list and line.kind is not ConsentKind.CHANGED
        }
        return sum(
            reader.subscription.state is SubscriptionState.CONFIRMED
            and reader.subscription.cadence is not Cadence.FEED
            and reader.suppressed is None
            and not _is_yes(last.get(reader.subscriber.id))
            for reader in self._shelf.readers(list)
        )

    def _end_others(self, person: SubscriberId, list: str, at: datetime) -> None:
        """End what somebody was on who had asked for no mail at all, but for ``list``."""
        for other in self.subscriptions(person):
            if other.list != list:
                evidence = f"suppressed: {SuppressionReason.REQUEST}"
                self.leave(other.handle, evidence=evidence, at=at)

    def _add(self, newcomer: Newcomer) -> Subscriber:
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
        return self._shelf.subscribers[number]

    def _subscribe(self, person: SubscriberId, newcomer: Newcomer, list: str, at: datetime) -> None:
        """Let somebody be on a list as they have just asked, under the handle they had there."""
        old = self._shelf.subscriptions.get((list, person))
        self._shelf.subscribe(
            Subscription(
                subscriber=person,
                list=list,
                state=SubscriptionState.CONFIRMED,
                handle=old.handle if old else newcomer.subscription_handle,
                changed_at=exact(at),
                topics=each_a_line(newcomer.topics),
                cadence=newcomer.cadence,
                owed_since=_owed(newcomer.cadence, None, at),
            )
        )

    def _log(
        self,
        person: SubscriberId,
        list: str,
        kind: ConsentKind,
        evidence: str,
        at: datetime,
        batch: int | None = None,
        proof: Proof | None = None,
    ) -> None:
        kept = None if proof is None else replace(proof, asked_at=exact(proof.asked_at))
        self._shelf.consent.append(
            Consent(
                subscriber=person,
                list=list,
                kind=kind,
                evidence=evidence,
                at=exact(at),
                batch=batch,
                proof=kept,
            )
        )


def _is_yes(line: Consent | None) -> bool:
    if line is None or line.kind is not ConsentKind.GIVEN:
        return False
    return bool(line.evidence) or line.proof is not None


def _owed(cadence: Cadence, since: datetime | None, at: datetime) -> datetime | None:
    """Return since when somebody is owed who reads like this from now on."""
    if cadence is Cadence.FEED:
        return None
    return since if cadence is Cadence.EACH else since or exact(at)
