"""Audiences that are no whole list, in memory: who was sent an article, and who joined since."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pressrun.errors import Conflict
from pressrun.model.article import ArticleId
from pressrun.model.audience import (
    Cadence,
    ConsentKind,
    Reader,
    SubscriberId,
    SubscriptionState,
)
from pressrun.model.delivery import DeliveryState, Face, PressRun, RunState, SkipReason
from pressrun.model.issue import IssueKey, IssueKind, IssueState
from pressrun.model.language import best
from pressrun.model.privatefeed import topic_key
from pressrun.model.unseen import original_of
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Entry, Shelf
from pressrun.store.standing import HAVE, WEIGHT, standing

_LOST = frozenset({DeliveryState.SKIPPED, DeliveryState.REFUSED, DeliveryState.EXPIRED})


def holders(
    shelf: Shelf, article: ArticleId, *, list: str, before: datetime | None
) -> dict[DeliveryState, int]:
    """Return how many have, or may get, mail with an article; see port Digests."""
    old = [run for run in _runs(shelf, list, errata=False) if _is_before(run, before)]
    stands: dict[int, DeliveryState] = {}
    for entry in _entries(shelf, old, article):
        if entry.state is not DeliveryState.SKIPPED:
            state = standing(entry.state, entry.doubts)
            known = stands.get(entry.subscriber, state)
            stands[entry.subscriber] = min(known, state, key=WEIGHT.index)
    return dict(Counter(stands.values()))


def untold(
    shelf: Shelf,
    article: ArticleId,
    *,
    list: str,
    before: datetime | None,
    only: SubscriberId | None = None,
) -> int:
    """Return how many an erratum would be for; see port Digests."""
    readers = _untold(shelf, article, list, before)
    return sum(only in (None, reader.subscriber.id) for reader in readers)


def open_erratum(
    shelf: Shelf,
    issue: IssueKey,
    *,
    list: str,
    article: ArticleId,
    faces: Mapping[str, str],
    before: datetime | None,
) -> int:
    """Freeze the audience of an erratum; see port Digests."""
    run = shelf.runs.get(issue)
    if run is None or any((issue, face) not in shelf.faces for face in faces.values()):
        raise Conflict(f"issue {issue} has no press run with these faces")
    if run.state is not RunState.FROZEN:
        return run.frozen
    readers = _untold(shelf, article, list, before or run.date_at)
    for reader in readers:
        face = faces[best(reader.subscriber.language, faces)]
        shelf.write(Entry(issue=issue, subscriber=reader.subscriber.id, face=face))
    shelf.runs[issue] = replace(run, state=RunState.OPEN, frozen=len(readers))
    shelf.run_lists[issue] = list
    return len(readers)


def latecomers(shelf: Shelf, issue: IssueKey, *, list: str) -> int:
    """Return how many joined after an issue went out; see port Digests."""
    run = shelf.runs.get(issue)
    return 0 if run is None else len(_late(shelf, run, list))


def extend(
    shelf: Shelf, issue: IssueKey, *, list: str, faces: Mapping[str, str], now: datetime
) -> int:
    """Add latecomers to a run that was closed, and open it again; see port Digests."""
    run, armed = shelf.runs.get(issue), shelf.issues.get(issue)
    if run is None or armed is None or run.state is not RunState.CLOSED:
        raise Conflict(f"issue {issue} has no press run that is closed")
    if armed.state is not IssueState.SENT:
        raise Conflict(f"issue {issue} has no press run that is closed")
    if any((issue, face) not in shelf.faces for face in faces.values()):
        raise Conflict(f"issue {issue} has no press run with these faces")
    late, offered = _late(shelf, run, list), {topic_key(topic) for topic in run.topics}
    for reader in late:
        face = faces[best(reader.subscriber.language, faces)]
        entry = Entry(issue=issue, subscriber=reader.subscriber.id, face=face)
        chosen = {topic_key(topic) for topic in reader.subscription.topics}
        if chosen and offered.isdisjoint(chosen):
            skipped, reason = DeliveryState.SKIPPED, SkipReason.TOPIC.value
            entry = replace(entry, state=skipped, reason=reason, settled_at=exact(now))
        shelf.write(entry)
    if late:
        shelf.runs[issue] = replace(run, state=RunState.OPEN, frozen=run.frozen + len(late))
        shelf.issues[issue] = replace(armed, state=IssueState.SENDING, reason="")
    return len(late)


def _untold(
    shelf: Shelf, article: ArticleId, list: str, before: datetime | None
) -> tuple[Reader, ...]:
    """Return who has an article as it was before an instant, and no erratum of it since."""
    old = [run for run in _runs(shelf, list, errata=False) if _is_before(run, before)]
    since = [run for run in _runs(shelf, list, errata=True) if not _is_before(run, before)]
    have = {
        entry.subscriber
        for entry in _entries(shelf, old, article)
        if entry.state is not DeliveryState.SKIPPED and standing(entry.state, entry.doubts) in HAVE
    }
    told = {e.subscriber for e in _entries(shelf, since, article) if e.state not in _LOST}
    return tuple(
        reader
        for reader in shelf.readers(list)
        if reader.subscriber.id in have - told
        and _is_written_to(reader)
        and reader.subscription.cadence is not Cadence.FEED
    )


def _late(shelf: Shelf, run: PressRun, list: str) -> tuple[Reader, ...]:
    """Return who joined since a run was frozen and has no delivery of it."""
    joined = {
        line.subscriber
        for line in shelf.consent
        if (line.list, line.kind) == (list, ConsentKind.GIVEN) and line.at >= run.date_at
    }
    return tuple(
        reader
        for reader in shelf.readers(list)
        if reader.subscriber.id in joined
        and _is_written_to(reader)
        and reader.subscription.cadence is Cadence.EACH
        and (run.issue, reader.subscriber.id) not in shelf.ledger
    )


def _is_written_to(reader: Reader) -> bool:
    confirmed = reader.subscription.state is SubscriptionState.CONFIRMED
    return confirmed and reader.suppressed is None


def _runs(shelf: Shelf, list: str, *, errata: bool) -> tuple[PressRun, ...]:
    return tuple(
        run
        for run in shelf.runs.values()
        if shelf.run_lists.get(run.issue) == list and (run.kind is IssueKind.ERRATUM) == errata
    )


def _is_before(run: PressRun, before: datetime | None) -> bool:
    return before is None or run.date_at < exact(before)


def _entries(shelf: Shelf, runs: Iterable[PressRun], article: ArticleId) -> Sequence[Entry]:
    """Return the rows of these runs whose face carries an article."""
    return [
        entry
        for run in runs
        for entry in shelf.entries(run.issue)
        if _carries(shelf.faces[run.issue, entry.face], article, run.kind)
    ]


def _carries(face: Face, article: ArticleId, kind: IssueKind) -> bool:
    """Tell whether a face carries an article: a translation is in those of its language.

    An erratum names what it corrects.
    """
    if kind is IssueKind.ERRATUM:
        return article in face.articles
    language = article.partition(":")[2].casefold()
    return original_of(article) in face.articles and language in {"", face.language.casefold()}
