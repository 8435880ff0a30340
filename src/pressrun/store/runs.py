"""Press runs, their faces and their books, in SQL (port Runs)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from pressrun.errors import Conflict
from pressrun.model.delivery import ENDS, Accounts, DeliveryState, Face, PressRun, RunState
from pressrun.model.issue import IssueKey, IssueKind, IssueState
from pressrun.model.language import best
from pressrun.model.privatefeed import each_a_line, topic_key
from pressrun.ports import Clock
from pressrun.store.driver import Driver
from pressrun.store.instant import to_ms
from pressrun.store.ledgertables import (
    delivery,
    face,
    face_article,
    issue,
    press_run,
)
from pressrun.store.paces import last_paces

# Subscribers at a time: SQLite keeps in memory what undoes a statement.
_CHUNK: Final = 10_000
_LAST: Final = "SELECT max(subscriber) FROM subscription WHERE list = ?"
# Who chose topics and none of the issue's has a row all the same, so that the books say why.
_FREEZE: Final = """
    INSERT INTO delivery (issue, subscriber, run, face, state, reason, settled_at)
    SELECT ?, subscription.subscriber, ?, face_for(subscriber.language),
        CASE WHEN MISSED THEN 'skipped' ELSE 'queued' END,
        CASE WHEN MISSED THEN 'topic' ELSE '' END,
        CASE WHEN MISSED THEN ? END
    FROM subscription
    JOIN subscriber ON subscriber.id = subscription.subscriber
    LEFT JOIN suppression ON suppression.address_hash = subscriber.address_hash
    WHERE subscription.list = ? AND subscription.subscriber BETWEEN ? AND ?
        AND subscription.state = 'confirmed' AND subscription.cadence = 'each'
        AND suppression.address_hash IS NULL
""".replace("MISSED", "subscription.topics <> '' AND misses(subscription.topics)")
# Readers of digests lack this run, also who has chosen one since it was frozen, by whatever clock.
_OWE: Final = """
    UPDATE subscription INDEXED BY ix_subscription_owed_since SET owed_since = ?
    WHERE list = ? AND owed_since > ? AND cadence IN ('weekly', 'monthly')
"""
_TOPICS_REMEMBERED: Final = 4096  # what readers chose, most of whom chose the same
_LANGUAGES_REMEMBERED: Final = 256
_QUEUED: Final = """
    SELECT 1 FROM delivery INDEXED BY ix_delivery_open
    WHERE issue = ? AND state = 'queued' LIMIT 1
"""
_OPEN: Final = tuple(
    _QUEUED.replace("'queued'", f"'{state}'") for state in DeliveryState if state not in ENDS
)


class SqlRuns:
    """Runs, as one transaction sees them."""

    def __init__(self, connection: Connection, driver: Driver, clock: Clock) -> None:
        self._connection, self._driver, self._clock = connection, driver, clock

    def freeze(self, run: PressRun, faces: Iterable[Face]) -> None:
        self._connection.execute(
            insert(press_run).values(
                issue=run.issue,
                kind=run.kind,
                salt=run.salt,
                date_at=run.date_at,
                state=RunState.FROZEN,
                frozen=0,
                topics="\n".join(each_a_line(run.topics)),
                since_at=run.since_at,
            )
        )
        for item in faces:
            self._write_face(item)

    def find(self, issue: IssueKey) -> PressRun | None:
        row = self._row(issue)
        return None if row is None else _press_run(row)

    def unfinished(self) -> Sequence[PressRun]:
        rows = self._connection.execute(
            select(press_run)
            .join(issue)
            .where(press_run.c.state != RunState.CLOSED, issue.c.state == IssueState.SENDING)
            .order_by(press_run.c.id)
        )
        return [_press_run(row) for row in rows]

    def faces(self, issue: IssueKey) -> Sequence[Face]:
        rows = self._connection.execute(
            select(face)
            .where(face.c.issue == issue)
            .order_by(face.c.language, face.c.variant, face.c.digest)
        ).all()
        return [
            Face(
                digest=row.digest,
                issue=IssueKey(row.issue),
                language=row.language,
                variant=row.variant,
                octets=row.octets,
                articles=self._articles(row.issue, row.digest),
            )
            for row in rows
        ]

    def open(self, issue: IssueKey, *, list: str, faces: Mapping[str, str]) -> int:
        run = self._row(issue)
        if run is None:
            raise Conflict(f"issue {issue} has no press run to open")
        if run.state is not RunState.FROZEN:
            return int(run.frozen)
        last = self._driver.row(_LAST, (list,))[0] or 0
        self._driver.define("misses", missing(run.topics))
        self._driver.define("face_for", chooser(faces))
        values = (issue, run.id, to_ms(self._clock.now()), list)
        frozen = sum(
            self._driver.run(_FREEZE, (*values, first, first + _CHUNK - 1))
            for first in range(0, last + 1, _CHUNK)
        )
        self._connection.execute(
            update(press_run)
            .where(press_run.c.id == run.id)
            .values(state=RunState.OPEN, frozen=frozen, list=list)
        )
        before_ms = to_ms(run.date_at) - 1
        self._driver.run(_OWE, (before_ms, list, before_ms))
        return frozen

    def accounts(self, issue: IssueKey) -> Accounts:
        run = self._row(issue)
        return Accounts(frozen=run.frozen if run else 0, by_state=self._by_state(issue))

    def paces(self) -> Mapping[str, float]:
        return last_paces(self._driver)

    def close(self, issue: IssueKey) -> bool:
        run = self._row(issue)
        if run is None or run.state is RunState.FROZEN:
            return False
        if run.state is RunState.CLOSED:
            return True
        return self._is_complete(issue) and self._close(issue)

    def _is_complete(self, key: IssueKey) -> bool:
        # The books are as long as the list: they are read once nobody waits any more.
        still_open = any(self._driver.row(query, (key,)) for query in _OPEN)
        return not still_open and self.accounts(key).complete

    def _close(self, key: IssueKey) -> bool:
        state = self._connection.execute(select(issue.c.state).where(issue.c.key == key)).scalar()
        if state not in {IssueState.SENDING, IssueState.CANCELLED}:
            return False
        if state is IssueState.SENDING:
            self._connection.execute(
                update(issue).where(issue.c.key == key).values(state=IssueState.SENT, reason="")
            )
        self._connection.execute(
            update(press_run).where(press_run.c.issue == key).values(state=RunState.CLOSED)
        )
        return True

    def _row(self, issue: IssueKey) -> Row[Any] | None:
        return self._connection.execute(
            select(press_run).where(press_run.c.issue == issue)
        ).one_or_none()

    def _by_state(self, issue: IssueKey) -> dict[DeliveryState, int]:
        # A count for each state in one walk: grouping would sort the whole list in memory.
        counts = (func.count().filter(delivery.c.state == state) for state in DeliveryState)
        row = self._connection.execute(select(*counts).where(delivery.c.issue == issue)).one()
        numbers = zip(DeliveryState, row, strict=True)
        return {state: number for state, number in numbers if number}

    def _write_face(self, item: Face) -> None:
        self._connection.execute(
            insert(face).values(
                issue=item.issue,
                digest=item.digest,
                language=item.language,
                variant=item.variant,
                octets=item.octets,
            )
        )
        articles = [
            {"issue": item.issue, "digest": item.digest, "position": position, "article": article}
            for position, article in enumerate(item.articles)
        ]
        if articles:
            self._connection.execute(insert(face_article), articles)

    def _articles(self, issue: str, digest: str) -> tuple[str, ...]:
        rows = self._connection.execute(
            select(face_article.c.article)
            .where(face_article.c.issue == issue, face_article.c.digest == digest)
            .order_by(face_article.c.position)
        )
        return tuple(rows.scalars())


def _press_run(row: Row[Any]) -> PressRun:
    return PressRun(
        issue=IssueKey(row.issue),
        salt=row.salt,
        date_at=row.date_at,
        state=row.state,
        frozen=row.frozen,
        kind=IssueKind(row.kind),
        topics=tuple((row.topics or "").splitlines()),
        waiting=row.waiting,
        since_at=row.since_at,
    )


def chooser(faces: Mapping[str, str]) -> Callable[[str], str]:
    """Return what finds the face for a reader's language among ``faces`` by theirs."""

    @lru_cache(_LANGUAGES_REMEMBERED)
    def choose(language: str) -> str:
        return faces[best(language, faces)]

    return choose


def missing(topics: str | None) -> Callable[[str], bool]:
    """Return what tells whether chosen topics, one a line, have none in common with these."""
    offered = None if topics is None else {topic_key(topic) for topic in topics.splitlines()}

    @lru_cache(_TOPICS_REMEMBERED)
    def misses(chosen: str) -> bool:
        if offered is None:
            return False
        return offered.isdisjoint(topic_key(topic) for topic in chosen.splitlines())

    return misses
