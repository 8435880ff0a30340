"""Digests and other audiences that are no whole list, in memory (port Digests)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pressrun.errors import Conflict
from pressrun.model.article import ArticleId
from pressrun.model.audience import Cadence, Reader, SubscriberId, SubscriptionState
from pressrun.model.delivery import DeliveryState, PressRun, RunState, SkipReason
from pressrun.model.issue import IssueKey
from pressrun.model.privatefeed import topic_key
from pressrun.model.unseen import UnseenSet, original_of
from pressrun.ports import Clock
from pressrun.store.fitting import Fit, Fitting
from pressrun.store.memory.audiences import extend, holders, latecomers, open_erratum, untold
from pressrun.store.memory.shelf import Entry, Shelf


@dataclass(frozen=True, slots=True)
class Owing:
    """A reader of a digest, and what they lack."""

    reader: Reader
    lacks: frozenset[str]


class MemoryDigests:
    """What readers lack of what went to their list, as one transaction sees it."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf, self._clock = shelf, clock

    def unseen(
        self, list: str, cadence: Cadence, *, without: Collection[str] = ()
    ) -> Sequence[UnseenSet]:
        place = {article: number for number, article in enumerate(self._shelf.carried(list))}
        groups = Counter(
            (owing.reader.subscriber.language, owing.lacks)
            for owing in self._owing(list, cadence, without)
            if owing.lacks
        )
        sets = [
            UnseenSet(
                language=language,
                articles=tuple(ArticleId(name) for name in sorted(lacks, key=place.__getitem__)),
                readers=readers,
            )
            for (language, lacks), readers in groups.items()
        ]
        return sorted(
            sets,
            key=lambda one: (-one.readers, [place[a] for a in one.articles], one.language),
        )

    def lacks(
        self,
        subscriber: SubscriberId,
        *,
        list: str,
        cadence: Cadence,
        without: Collection[str] = (),
    ) -> Sequence[ArticleId] | None:
        place = {article: number for number, article in enumerate(self._shelf.carried(list))}
        for owing in self._owing(list, cadence, without):
            if owing.reader.subscriber.id == subscriber:
                return tuple(ArticleId(name) for name in sorted(owing.lacks, key=place.__getitem__))
        return None

    def open(
        self,
        issue: IssueKey,
        *,
        list: str,
        cadence: Cadence,
        language: str,
        without: Collection[str] = (),
    ) -> int:
        run = self._shelf.runs.get(issue)
        if run is None:
            raise Conflict(f"issue {issue} has no press run to open")
        if run.state is not RunState.FROZEN:
            return run.frozen
        faces = [
            Fit(face.digest, face.language, frozenset(map(original_of, face.articles)))
            for face in self._shelf.faces.values()
            if face.issue == issue
        ]
        carried = frozenset[str]().union(*(face.carries for face in faces))
        fitting = Fitting(faces, own=language)
        frozen, waiting = 0, 0
        since = set[datetime]()
        for owing in tuple(self._owing(list, cadence, {*without} - carried)):
            face = fitting.face(owing.reader.subscriber.language, owing.lacks & carried)
            by_now = [a for a in owing.lacks if self._went_at(list, a) <= run.date_at]
            if face is None and by_now:
                waiting += 1
                continue
            if face is not None:
                frozen += 1
                since.add(owing.reader.subscription.owed_since or run.date_at)
                who = owing.reader.subscriber.id
                self._shelf.write(Entry(issue=issue, subscriber=who, face=face))
            self._pay(run, list, owing, owing.lacks - carried if face else owing.lacks)
        self._shelf.runs[issue] = replace(
            run,
            state=RunState.OPEN,
            frozen=frozen,
            waiting=waiting,
            since_at=min(since, default=None),
        )
        self._shelf.run_lists[issue] = list
        return frozen

    def holders(
        self, article: ArticleId, *, list: str, before: datetime | None = None
    ) -> Mapping[DeliveryState, int]:
        return holders(self._shelf, article, list=list, before=before)

    def untold(
        self,
        article: ArticleId,
        *,
        list: str,
        before: datetime | None = None,
        only: SubscriberId | None = None,
    ) -> int:
        return untold(self._shelf, article, list=list, before=before, only=only)

    def open_erratum(
        self,
        issue: IssueKey,
        *,
        list: str,
        article: ArticleId,
        faces: Mapping[str, str],
        before: datetime | None = None,
    ) -> int:
        return open_erratum(
            self._shelf, issue, list=list, article=article, faces=faces, before=before
        )

    def latecomers(self, issue: IssueKey, *, list: str) -> int:
        return latecomers(self._shelf, issue, list=list)

    def extend(self, issue: IssueKey, *, list: str, faces: Mapping[str, str]) -> int:
        return extend(self._shelf, issue, list=list, faces=faces, now=self._clock.now())

    def _owing(self, list: str, cadence: Cadence, without: Collection[str]) -> Iterator[Owing]:
        """Yield every reader of a digest with what they lack, if only nothing."""
        carried = self._shelf.carried(list)
        for reader in self._shelf.readers(list):
            held = reader.subscription
            if (
                held.state is SubscriptionState.CONFIRMED
                and held.owed_since is not None
                and held.cadence in {cadence, Cadence.EACH}
                and reader.suppressed is None
            ):
                had = self._had(reader)
                lacks = {
                    article
                    for article, run in carried.items()
                    if run.date_at > held.owed_since
                    and article not in had
                    and article not in without
                    and _is_for(run, held.topics)
                }
                yield Owing(reader, frozenset(lacks))

    def _had(self, reader: Reader) -> set[str]:
        return {
            original_of(name)
            for entry in self._shelf.ledger.values()
            if entry.subscriber == reader.subscriber.id
            and (entry.state is not DeliveryState.SKIPPED or entry.reason == SkipReason.TOPIC.value)
            for name in self._shelf.faces[entry.issue, entry.face].articles
        }

    def _pay(self, run: PressRun, list: str, owing: Owing, rest: frozenset[str]) -> None:
        """Note since when a reader may lack something once a digest carried all but ``rest``."""
        held = owing.reader.subscription
        first = min((self._went_at(list, article) for article in rest), default=None)
        begins = first - timedelta(milliseconds=1) if first else None
        if held.cadence is Cadence.EACH:
            since = begins
        else:
            since = max(min(run.date_at, begins or run.date_at), held.owed_since or run.date_at)
        self._shelf.subscribe(replace(held, owed_since=since))

    def _went_at(self, list: str, article: str) -> datetime:
        return self._shelf.carried(list)[article].date_at


def _is_for(run: PressRun, topics: Collection[str]) -> bool:
    """Tell whether an issue is not skipped for the topics that somebody chose."""
    chosen = {topic_key(topic) for topic in topics}
    return not chosen or not chosen.isdisjoint(map(topic_key, run.topics))
