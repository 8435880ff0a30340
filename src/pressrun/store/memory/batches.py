"""Imports and how they are taken back, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.model.audience import (
    Batch,
    Cadence,
    Consent,
    ConsentKind,
    Subscriber,
    SubscriptionState,
)
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf


class MemoryBatches:
    """Imports of one transaction."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def open_batch(self, *, list: str, file: str, digest: str, evidence: str, at: datetime) -> int:
        number = len(self._shelf.batches) + 1
        self._shelf.batches[number] = Batch(
            id=number, list=list, file=file, digest=digest, evidence=evidence, at=exact(at)
        )
        return number

    def batches(self) -> Sequence[Batch]:
        return list(self._shelf.batches.values())

    def of_batch(self, batch: int) -> Sequence[Subscriber]:
        came = {
            line.subscriber
            for position, line in enumerate(self._shelf.consent)
            if (line.batch, line.kind) == (batch, ConsentKind.GIVEN)
            and self._stands(line)
            and not any(
                (later.subscriber, later.list) == (line.subscriber, line.list)
                for later in self._shelf.consent[position + 1 :]
            )
        }
        return [self._shelf.subscribers[number] for number in sorted(came)]

    def undo_batch(self, batch: int, *, evidence: str, at: datetime) -> int:
        found, undone_at = self._shelf.batches.get(batch), exact(at)
        if found is None or found.undone_at is not None:
            return 0
        came = self.of_batch(batch)
        self._shelf.batches[batch] = replace(found, undone_at=undone_at)
        for person in came:
            self._end(found, person, evidence, undone_at)
        for address_hash, no in list(self._shelf.suppressed.items()):
            if no.batch == batch:
                del self._shelf.suppressed[address_hash]
                self._shelf.suppressions_changed += 1
        return len(came)

    def _stands(self, line: Consent) -> bool:
        """Tell whether a subscription is as the line of the log found it."""
        held = self._shelf.subscriptions.get((line.list, line.subscriber))
        if held is None or held.state is not SubscriptionState.CONFIRMED:
            return False
        whose = (line.list, line.subscriber, line.at)
        brought = any(
            (feed.list, feed.subscriber, feed.created_at) == whose
            for feed in self._shelf.private_feeds.values()
        )
        return held.changed_at == line.at and (held.cadence is not Cadence.FEED or brought)

    def _end(self, batch: Batch, person: Subscriber, evidence: str, at: datetime) -> None:
        shelf = self._shelf
        shelf.consent.append(
            Consent(
                subscriber=person.id,
                list=batch.list,
                kind=ConsentKind.UNDONE,
                evidence=evidence,
                at=at,
                batch=batch.id,
            )
        )
        del shelf.subscriptions[batch.list, person.id]
        shelf.readers_changed += 1
        shelf.revoke_feeds(person.id, at, list=batch.list)
        if not any(subscriber == person.id for _, subscriber in shelf.subscriptions):
            shelf.forget(person)
