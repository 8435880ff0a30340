"""Digests and other audiences that are no whole list, in SQL (port Digests)."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from pressrun.errors import Conflict
from pressrun.model.article import ArticleId
from pressrun.model.audience import Cadence, SubscriberId
from pressrun.model.delivery import DeliveryState, RunState
from pressrun.model.issue import IssueKey
from pressrun.model.unseen import UnseenSet, original_of
from pressrun.ports import Clock
from pressrun.store import audiences
from pressrun.store.arrears import Arrears, Owing
from pressrun.store.driver import Driver
from pressrun.store.fitting import Fit, Fitting

_RUN: Final = "SELECT id, state, frozen, date_at FROM press_run WHERE issue = ?"
_FACES: Final = """
    SELECT face.digest, face.language, face_article.article
    FROM face LEFT JOIN face_article
        ON face_article.issue = face.issue AND face_article.digest = face.digest
    WHERE face.issue = ?
"""
_WRITE: Final = """
    INSERT INTO delivery (issue, subscriber, run, face, state) VALUES (?, ?, ?, ?, 'queued')
"""
# One statement for many: within a savepoint, SQLite walks what undoes it at the end of each.
_PAY: Final = """
    UPDATE subscription SET owed_since = ?
    WHERE list = ? AND subscriber IN (SELECT value FROM json_each(?))
"""
_CHUNK: Final = 10_000  # subscribers at a time: what undoes a statement is kept in memory
_OPEN: Final = """
    UPDATE press_run SET state = 'open', list = ?, frozen = ?, waiting = ?, since_at = ?
    WHERE id = ?
"""


class SqlDigests:
    """What readers lack of what went to their list, as one transaction sees it."""

    def __init__(self, driver: Driver, clock: Clock) -> None:
        self._driver, self._clock = driver, clock

    def unseen(
        self, list: str, cadence: Cadence, *, without: Collection[str] = ()
    ) -> Sequence[UnseenSet]:
        arrears = Arrears.of(self._driver, list, cadence, without=without)
        groups = Counter((owing.language, owing.lacks) for owing in arrears.owing if owing.lacks)
        sets = [
            UnseenSet(language=language, articles=arrears.of_bits(lacks), readers=readers)
            for (language, lacks), readers in groups.items()
        ]
        place = {article: number for number, article in enumerate(arrears.articles)}
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
        arrears = Arrears.of(self._driver, list, cadence, without=without)
        theirs = (arrears.of_bits(one.lacks) for one in arrears.owing if one[0] == subscriber)
        return next(theirs, None)

    def open(
        self,
        issue: IssueKey,
        *,
        list: str,
        cadence: Cadence,
        language: str,
        without: Collection[str] = (),
    ) -> int:
        found = self._driver.row(_RUN, (issue,))
        if found is None:
            raise Conflict(f"issue {issue} has no press run to open")
        run, state, frozen, date_ms = found
        if state != RunState.FROZEN:
            return int(frozen)
        faces = self._faces(issue)
        carried = {article for _, _, articles in faces for article in articles}
        arrears = Arrears.of(self._driver, list, cadence, without={*without} - carried)
        fitting = Fitting(
            (Fit(digest, tag, arrears.bits(articles)) for digest, tag, articles in faces),
            own=language,
        )
        on_faces = arrears.bits(carried & {*arrears.articles})
        by_now = arrears.upto(date_ms)
        rows, waiting = [], 0
        paid: defaultdict[int | None, set[int]] = defaultdict(set)
        since_ms: int | None = None
        for owing in arrears.owing:
            face = fitting.face(owing.language, owing.lacks & on_faces)
            if face is None and owing.lacks & by_now:
                waiting += 1
                continue
            rest = owing.lacks & ~on_faces
            if face is not None:
                rows.append((issue, owing.subscriber, run, face))
                since_ms = min(owing.since_ms, since_ms or owing.since_ms)
            else:
                rest = owing.lacks
            paid[_owed_ms(arrears, owing, rest, date_ms)].add(owing.subscriber)
        self._driver.run_each(_WRITE, rows)
        for owed_ms, subscribers in paid.items():
            self._pay(list, owed_ms, sorted(subscribers))
        self._driver.run(_OPEN, (list, len(rows), waiting, since_ms, run))
        return len(rows)

    def holders(
        self, article: ArticleId, *, list: str, before: datetime | None = None
    ) -> Mapping[DeliveryState, int]:
        return audiences.holders(self._driver, article, list=list, before=before)

    def untold(
        self,
        article: ArticleId,
        *,
        list: str,
        before: datetime | None = None,
        only: SubscriberId | None = None,
    ) -> int:
        return audiences.untold(self._driver, article, list=list, before=before, only=only)

    def open_erratum(
        self,
        issue: IssueKey,
        *,
        list: str,
        article: ArticleId,
        faces: Mapping[str, str],
        before: datetime | None = None,
    ) -> int:
        return audiences.open_erratum(
            self._driver, issue, list=list, article=article, faces=faces, before=before
        )

    def latecomers(self, issue: IssueKey, *, list: str) -> int:
        return audiences.latecomers(self._driver, issue, list=list)

    def extend(self, issue: IssueKey, *, list: str, faces: Mapping[str, str]) -> int:
        return audiences.extend(self._driver, issue, list=list, faces=faces, now=self._clock.now())

    def _pay(self, list: str, owed_ms: int | None, subscribers: Sequence[int]) -> None:
        """Note since when these readers may lack something, all of them the same."""
        for first in range(0, len(subscribers), _CHUNK):
            whose = json.dumps(subscribers[first : first + _CHUNK])
            self._driver.run(_PAY, (owed_ms, list, whose))

    def _faces(self, issue: IssueKey) -> Sequence[tuple[str, str, frozenset[str]]]:
        """Return digest, language and articles of every face of a run."""
        languages: dict[str, str] = {}
        articles: defaultdict[str, set[str]] = defaultdict(set)
        for digest, language, article in self._driver.rows(_FACES, (issue,)):
            languages[digest] = language
            articles[digest] |= {original_of(article)} if article else set()
        return [(digest, tag, frozenset(articles[digest])) for digest, tag in languages.items()]


def _owed_ms(arrears: Arrears, owing: Owing, rest: int, date_ms: int) -> int | None:
    """Return since when a reader may lack something once a digest carried all but ``rest``."""
    begins_ms = arrears.begins_ms(rest) if rest else None
    if owing.cadence == Cadence.EACH:
        return begins_ms
    paid_ms = date_ms if begins_ms is None else min(date_ms, begins_ms)
    return max(paid_ms, owing.since_ms)
