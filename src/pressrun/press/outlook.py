"""Outlook: whom an issue is for as things stand, of everybody in numbers, of one by name.

What it says is what opening a press run would do: tests hold the three against each other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from pressrun.model.article import ArticleId
from pressrun.model.audience import Cadence, Reader
from pressrun.model.fate import EACH, GOES, HAD, UNAFFECTED, WAITS, Fate
from pressrun.model.issue import Issue, IssueKind
from pressrun.model.language import best, fitting
from pressrun.model.privatefeed import topic_key
from pressrun.model.reach import Reach, missing, reach_of
from pressrun.model.recurrence import next_after
from pressrun.model.unseen import SETS_LIMIT
from pressrun.ports import Contents, Unit
from pressrun.press.correct import old_before
from pressrun.press.desk import Desk
from pressrun.press.digesting import editions_of, unseen, withdrawn
from pressrun.press.faces import languages_of, mailing_list_of
from pressrun.press.shelf import names

_NO_MAIL: Final = frozenset(
    {
        Reach.ENDED,
        Reach.PENDING,
        Reach.PAUSED,
        Reach.BOUNCE,
        Reach.COMPLAINT,
        Reach.REQUEST,
        Reach.FEED,
    }
)


@dataclass(frozen=True)
class Outlook:
    """What is known of an issue that has not gone out, and of its readers."""

    desk: Desk
    issue: Issue
    contents: Contents
    sets_limit: int = SETS_LIMIT

    @cached_property
    def list(self) -> str:
        """Return the name of the list it goes to."""
        return mailing_list_of(self.issue, self.desk.publication).name

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Return the tags of its articles, each once."""
        wanted = {name.rpartition("/")[2] for name in self.issue.references}
        named: dict[str, str] = {}
        for article in self.contents.originals:
            if not wanted.isdisjoint(names(article)):
                for tag in article.tags:
                    named.setdefault(topic_key(tag), tag)
        return tuple(named.values())

    def count(self, unit: Unit) -> Counter[tuple[str, str]]:
        """Return how many have which fate, with the language of the face of who is written to."""
        match self.issue.kind:
            case IssueKind.ISSUE:
                return self._count_issue(unit)
            case IssueKind.DIGEST:
                return self._count_digest(unit)
            case IssueKind.ERRATUM:
                return self._count_erratum(unit)

    def fate(self, unit: Unit, reader: Reader) -> Fate:
        """Return what becomes of one reader of the list: the same as :meth:`count` counts."""
        reach = reach_of(reader, missing(None))
        language = reader.subscriber.language
        if reach in _NO_MAIL:
            return Fate(key=reach)
        if self.issue.kind is IssueKind.DIGEST:
            return self._fate_in_digest(unit, reader, reach)
        if self.issue.kind is IssueKind.ERRATUM:
            told = unit.digests.untold(
                ArticleId(self.issue.erratum_of),
                list=self.list,
                before=old_before(self.issue.corrected_at),
                only=reader.subscriber.id,
            )
            return Fate(key=GOES if told else UNAFFECTED)
        reach = reach_of(reader, missing(self.topics))
        if reach is Reach.MAILED:
            return Fate(key=GOES, language=best(language, self._offered))
        return Fate(key=reach, next_at=self.next_at(reach))

    def next_at(self, key: str) -> datetime | None:
        """Return when the next digest of readers with this cadence comes; None for no other."""
        if key not in {Reach.WEEKLY, Reach.MONTHLY}:
            return None
        ahead = [
            one.at
            for schedule in self.desk.schedules
            if schedule.list == self.list
            and schedule.cadence == key
            and (
                one := next_after(
                    schedule.rule,
                    schedule.zone,
                    self.desk.clock.now(),
                    skip=schedule.skip,
                    skip_at=schedule.skip_at,
                    extra=schedule.extra,
                )
            )
        ]
        return min(ahead, default=None)

    @cached_property
    def _offered(self) -> tuple[str, ...]:
        own = self.desk.publication.language
        return tuple(tag or own for tag in languages_of(self.issue, self.contents, own))

    def _count_issue(self, unit: Unit) -> Counter[tuple[str, str]]:
        counts = Counter[tuple[str, str]]()
        for row in unit.people.reach(self.list, topics=self.topics):
            going = row.reach is Reach.MAILED
            counts[row.reach, best(row.language, self._offered) if going else ""] += row.count
        return counts

    def _count_digest(self, unit: Unit) -> Counter[tuple[str, str]]:
        cadence = self.issue.digest_of or Cadence.WEEKLY
        counts, within = Counter[tuple[str, str]](), 0
        for row in unit.people.reach(self.list, topics=None):
            if row.reach.value == cadence.value or (row.reach is Reach.MAILED and row.owes):
                within += row.count
            else:
                counts[EACH if row.reach is Reach.MAILED else row.reach, ""] += row.count
        sets = unseen(self.desk, unit, self.list, cadence)
        faces = self._editions(unit)
        for item in sets:
            offered = faces.get(_carried(item.articles, faces), ())
            language = fitting(item.language, offered, own=self._own)
            counts[GOES if language else WAITS, language] += item.readers
            within -= item.readers
        counts[HAD, ""] += within
        return +counts

    def _fate_in_digest(self, unit: Unit, reader: Reader, reach: Reach) -> Fate:
        cadence, held = self.issue.digest_of or Cadence.WEEKLY, reader.subscription
        if reach.value != cadence.value and not (
            reach is Reach.MAILED and held.owed_since is not None
        ):
            key = EACH if reach is Reach.MAILED else reach
            return Fate(key=key, next_at=self.next_at(key))
        lacks = unit.digests.lacks(
            reader.subscriber.id, list=self.list, cadence=cadence, without=withdrawn(self.desk)
        )
        if not lacks:
            return Fate(key=HAD)
        faces = self._editions(unit)
        carried = _carried(lacks, faces)
        offered = faces.get(carried, ())
        language = fitting(reader.subscriber.language, offered, own=self._own)
        if not language:
            return Fate(key=WAITS, lacks=tuple(lacks))
        return Fate(key=GOES, language=language, lacks=carried)

    def _count_erratum(self, unit: Unit) -> Counter[tuple[str, str]]:
        counts, within = Counter[tuple[str, str]](), 0
        for row in unit.people.reach(self.list, topics=None):
            if row.reach in _NO_MAIL:
                counts[row.reach, ""] += row.count
            else:
                within += row.count
        going = unit.digests.untold(
            ArticleId(self.issue.erratum_of),
            list=self.list,
            before=old_before(self.issue.corrected_at),
        )
        counts[GOES, ""] += going
        counts[UNAFFECTED, ""] += within - going
        return +counts

    @property
    def _own(self) -> str:
        return self.desk.publication.language

    def _editions(self, unit: Unit) -> Mapping[tuple[ArticleId, ...], Sequence[str]]:
        """Return the languages in which each set of articles has a face, the first most common."""
        cadence = self.issue.digest_of or Cadence.WEEKLY
        sets = unseen(self.desk, unit, self.list, cadence)
        editions = editions_of(sets, self.issue, self.contents, own=self._own)
        faces = defaultdict[tuple[ArticleId, ...], list[str]](list)
        for edition in editions[: self.sets_limit]:
            faces[edition.articles].append(edition.language or self._own)
        return faces


def _carried(
    lacks: Iterable[ArticleId], faces: Iterable[tuple[ArticleId, ...]]
) -> tuple[ArticleId, ...]:
    """Return what a reader gets of what they lack: what no face carries stays owed to them."""
    known = {article for articles in faces for article in articles}
    return tuple(article for article in lacks if article in known)
