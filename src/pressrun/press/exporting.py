"""Export: a list as others can take it in, with everybody who must not be mailed named as such."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pressrun.model.audience import (
    ConsentKind,
    Reader,
    SubscriberId,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.roster import Status
from pressrun.ports import Store, Unit

_PAGE: Final = 500
_SUPPRESSED: Final = {
    SuppressionReason.BOUNCE: Status.BOUNCED,
    SuppressionReason.COMPLAINT: Status.COMPLAINED,
    SuppressionReason.REQUEST: Status.UNSUBSCRIBED,
}
_STATES: Final = {
    SubscriptionState.PENDING: Status.UNCONFIRMED,
    SubscriptionState.CONFIRMED: Status.SUBSCRIBED,
    SubscriptionState.PAUSED: Status.PAUSED,
    SubscriptionState.ENDED: Status.UNSUBSCRIBED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One person of a list; ``consent`` is how they came to it, ``since`` is when that changed."""

    address: str
    name: str
    status: Status
    language: str
    topics: tuple[str, ...]
    since: datetime
    cadence: str
    paused_until: datetime | None
    consent: str


def export(store: Store, *, list: str) -> Iterator[Exported]:
    """Yield everybody who is or was on a list, but for those who were erased, in order of arrival.

    Some are read at a time, so that nobody waits for it and memory does not grow with the list.
    """
    after = SubscriberId(0)
    while True:
        with store.unit(write=False) as unit:
            page = unit.people.readers(list, after=after, limit=_PAGE)
            rows = [_exported(unit, reader) for reader in page if reader.subscriber.address]
        yield from rows
        if not page:
            return
        after = page[-1].subscriber.id


def _exported(unit: Unit, reader: Reader) -> Exported:
    person, held = reader.subscriber, reader.subscription
    given = [
        line
        for line in unit.people.consent(person.id)
        if line.list == held.list and line.kind is ConsentKind.GIVEN
    ]
    status = _SUPPRESSED[reader.suppressed] if reader.suppressed else _STATES[held.state]
    return Exported(
        address=person.address,
        name=person.name,
        status=status,
        language=person.language,
        topics=held.topics,
        since=held.changed_at,
        cadence=held.cadence,
        paused_until=held.paused_until,
        consent=f"{given[-1].evidence}" if given else "",
    )
