"""What readers lack of what went to their list, in SQL: a number for each, with a bit an article.

The articles are those that any reader may lack, in the order in which they first went out. Each
run is looked up once, for those readers alone who may have had something of it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, Self

from pressrun.model.article import ArticleId
from pressrun.model.audience import Cadence
from pressrun.model.issue import IssueKey
from pressrun.model.unseen import original_of
from pressrun.store.driver import Driver
from pressrun.store.runs import missing

# A run that is not open has gone to no list, and what was cancelled may go again.
_CARRIED: Final = """
    SELECT face_article.article, press_run.date_at, press_run.topics
    FROM press_run CROSS JOIN issue ON issue.key = press_run.issue
    CROSS JOIN face_article ON face_article.issue = press_run.issue
    WHERE press_run.list = ? AND press_run.kind = 'issue' AND press_run.state <> 'frozen'
        AND issue.state <> 'cancelled' AND press_run.date_at > ?
    ORDER BY press_run.date_at, press_run.id, face_article.position, face_article.article
"""
_FIRST: Final = """
    SELECT min(press_run.date_at)
    FROM face_article JOIN press_run ON press_run.issue = face_article.issue
    JOIN issue ON issue.key = press_run.issue
    WHERE (face_article.article = ? OR face_article.article > ? AND face_article.article < ?)
        AND press_run.list = ? AND press_run.kind = 'issue' AND press_run.state <> 'frozen'
        AND issue.state <> 'cancelled'
"""
# Of whatever kind, and to whatever list.
_CARRIERS: Final = """
    SELECT issue, digest FROM face_article
    WHERE article = ? OR article > ? AND article < ?
"""
_READERS: Final = """
    SELECT subscription.subscriber, subscriber.language, subscription.owed_since,
        subscription.topics, subscription.cadence
    FROM subscription INDEXED BY ix_subscription_owed_since
    CROSS JOIN subscriber ON subscriber.id = subscription.subscriber
    LEFT JOIN suppression ON suppression.address_hash = subscriber.address_hash
    WHERE subscription.list = ? AND subscription.owed_since IS NOT NULL
        AND subscription.state = 'confirmed' AND subscription.cadence IN (?, 'each')
        AND suppression.address_hash IS NULL
"""
# From who may lack something to the run's row of theirs, if there is one.
_HAD: Final = """
    SELECT delivery.subscriber, delivery.face
    FROM subscription INDEXED BY ix_subscription_owed_since
    CROSS JOIN delivery
        ON delivery.issue = ? AND delivery.subscriber = subscription.subscriber
    WHERE subscription.list = ? AND subscription.owed_since < ?
        AND (delivery.state <> 'skipped' OR delivery.reason = 'topic')
"""
# Whoever was erased, or reads by a feed, is owed nothing.
_GIVE_BACK: Final = """
    UPDATE subscription SET owed_since = ?
    WHERE list = ? AND subscriber = ? AND cadence <> 'feed'
        AND (owed_since IS NULL OR owed_since > ?)
        AND (SELECT address_key FROM subscriber WHERE id = subscription.subscriber) IS NOT NULL
"""
_DIGEST: Final = "SELECT list FROM press_run WHERE issue = ? AND kind = 'digest'"
_ON_FACE: Final = "SELECT article FROM face_article WHERE issue = ? AND digest = ?"
_TOPICS_REMEMBERED: Final = 4096


class Owing(NamedTuple):
    """A reader who lacks the articles of these bits, if any."""

    subscriber: int
    language: str
    since_ms: int
    cadence: str
    lacks: int


@dataclass(frozen=True, slots=True)
class Arrears:
    """What went to a list since the first of its readers may lack something.

    ``articles`` are in the order in which they first went out, ``first_ms`` when each did. Bit 0
    stands for the first.
    """

    articles: tuple[ArticleId, ...]
    first_ms: tuple[int, ...]
    owing: tuple[Owing, ...]

    @classmethod
    def of(
        cls, driver: Driver, list_: str, cadence: Cadence, *, without: Collection[str] = ()
    ) -> Self:
        """Return what readers of a digest lack, those who lack nothing among them.

        ``without`` are articles that nobody is owed any more.
        """
        readers = sorted(driver.rows(_READERS, (list_, cadence.value)))
        earliest_ms = min((row[2] for row in readers), default=0)
        carried = _carried(driver, list_, earliest_ms, without) if readers else {}
        articles, first_ms = tuple(carried), tuple(at for at, _ in carried.values())
        had = _had(driver, list_, articles, first_ms)
        upto = _Upto(first_ms)
        on_topic = _on_topic(tuple(topics for _, topics in carried.values()))
        every = (1 << len(articles)) - 1
        owing = tuple(
            Owing(
                subscriber,
                language,
                since_ms,
                kind,
                every
                & ~upto[since_ms]
                & ~had.get(subscriber, 0)
                & (on_topic(topics) if topics else -1),
            )
            for subscriber, language, since_ms, topics, kind in readers
        )
        return cls(articles, first_ms, owing)

    def bits(self, articles: Collection[str]) -> int:
        """Return the number that stands for these articles; -1 where one is none of ours."""
        known: dict[str, int] = {each: 1 << bit for bit, each in enumerate(self.articles)}
        return sum(known[each] for each in articles) if known.keys() >= {*articles} else -1

    def of_bits(self, bits: int) -> tuple[ArticleId, ...]:
        """Return the articles a number stands for."""
        return tuple(each for bit, each in enumerate(self.articles) if bits >> bit & 1)

    def upto(self, at_ms: int) -> int:
        """Return the number of all that went out by an instant."""
        return _Upto(self.first_ms)[at_ms]

    def begins_ms(self, bits: int) -> int:
        """Return the last instant before the first of these articles went out."""
        return self.first_ms[(bits & -bits).bit_length() - 1] - 1


class _Upto(dict[int, int]):
    """The number of what went out by an instant; most readers share a few instants."""

    def __init__(self, first_ms: tuple[int, ...]) -> None:
        self._first_ms = first_ms

    def __missing__(self, at_ms: int) -> int:
        self[at_ms] = (1 << bisect_right(self._first_ms, at_ms)) - 1
        return self[at_ms]


def give_back(driver: Driver, issue: IssueKey, skipped: Iterable[tuple[int, str]]) -> None:
    """Have readers lack again what a digest carried: each with the face they were not sent."""
    found = driver.row(_DIGEST, (issue,))
    if found is None:
        return
    lacking: defaultdict[str, list[int]] = defaultdict(list)
    for subscriber, face in skipped:
        lacking[face].append(subscriber)
    for face, subscribers in lacking.items():
        names = driver.rows(_ON_FACE, (issue, face))
        ranges = [article_range(original_of(name)) for (name,) in names]
        first_ms = [driver.row(_FIRST, (*named, *found))[0] for named in ranges]
        known = [at_ms - 1 for at_ms in first_ms if at_ms is not None]
        if known:
            since_ms = min(known)
            driver.run_each(
                _GIVE_BACK,
                [(since_ms, *found, subscriber, since_ms) for subscriber in subscribers],
            )


def article_range(article: str) -> tuple[str, str, str]:
    """Return an article's id and what its translations' ids lie between (``ID:LANGUAGE``)."""
    return article, f"{article}:", f"{article};"


def _carried(
    driver: Driver, list_: str, after_ms: int, without: Collection[str]
) -> dict[ArticleId, tuple[int, str | None]]:
    """Return when each article first went to a list, if after an instant, and on which topics."""
    found: dict[ArticleId, tuple[int, str | None]] = {}
    for name, at_ms, topics in driver.rows(_CARRIED, (list_, after_ms)):
        found.setdefault(original_of(name), (at_ms, topics))
    return {
        article: carried
        for article, carried in found.items()
        if article not in without
        and driver.row(_FIRST, (*article_range(article), list_))[0] == carried[0]
    }


def _had(
    driver: Driver, list_: str, articles: tuple[ArticleId, ...], first_ms: tuple[int, ...]
) -> Mapping[int, int]:
    """Return what each reader had of these articles, as far as they might lack it."""
    masks: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for bit, article in enumerate(articles):
        for issue, face in driver.rows(_CARRIERS, article_range(article)):
            masks[issue][face] |= 1 << bit
    had: defaultdict[int, int] = defaultdict(int)
    for issue, faces in masks.items():
        # Who is owed nothing before the last of them does not lack any.
        last_ms = max(first_ms[mask.bit_length() - 1] for mask in faces.values())
        for subscriber, face in driver.rows(_HAD, (issue, list_, last_ms)):
            if face in faces:
                had[subscriber] |= faces[face]
    return had


def _on_topic(topics_of: tuple[str | None, ...]) -> Callable[[str], int]:
    """Return what tells which articles were for somebody who chose topics, one a line."""
    misses = {topics: missing(topics) for topics in set(topics_of)}

    @lru_cache(_TOPICS_REMEMBERED)
    def on_topic(chosen: str) -> int:
        return sum(1 << bit for bit, topics in enumerate(topics_of) if not misses[topics](chosen))

    return on_topic
