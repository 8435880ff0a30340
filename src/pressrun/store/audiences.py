"""Audiences that are no whole list, in SQL: who was sent an article, and who joined since."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pressrun.errors import Conflict
from pressrun.model.article import ArticleId
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import DeliveryState, RunState
from pressrun.model.issue import IssueKey
from pressrun.model.unseen import original_of
from pressrun.store.driver import Driver
from pressrun.store.instant import to_ms
from pressrun.store.runs import chooser, missing
from pressrun.store.standing import WEIGHT

# Subscribers at a time: SQLite keeps in memory what undoes a statement.
_CHUNK: Final = 10_000
_LAST: Final = "SELECT max(subscriber) FROM subscription WHERE list = ?"
_EVERYBODY: Final = (0, 2**63 - 1)
_RUN: Final = "SELECT id, state, topics, date_at FROM press_run WHERE issue = ?"
_STATE: Final = "SELECT state FROM issue WHERE key = ?"
# Faces name originals: of a translation, those in its language carry it. Errata name what they
# correct.
_CARRIERS: Final = """
    SELECT face_article.issue, face_article.digest
    FROM face_article JOIN press_run ON press_run.issue = face_article.issue
        JOIN face ON face.issue = face_article.issue AND face.digest = face_article.digest
    WHERE face_article.article = ? AND (? = '' OR lower(face.language) = lower(?))
        AND press_run.list = ? AND (press_run.kind = 'erratum') = ?
        AND press_run.date_at >= ? AND press_run.date_at < ?
"""
_EVER_MS: Final = (-(2**63), 2**63 - 1)
_CARRIER: Final = """
    WITH carrier AS MATERIALIZED (
        SELECT json_extract(value, '$[0]') AS issue, json_extract(value, '$[1]') AS digest
        FROM json_each(?)
    ), told AS MATERIALIZED (
        SELECT json_extract(value, '$[0]') AS issue, json_extract(value, '$[1]') AS digest
        FROM json_each(?)
    )
"""
_RANKS: Final = " ".join(
    f"WHEN '{state}' THEN {WEIGHT.index(state)}" for state in DeliveryState if state in WEIGHT
)
_DOUBTED: Final = str(WEIGHT.index(DeliveryState.UNKNOWN))
_HOLDERS: Final = (
    _CARRIER
    + """
    SELECT rank, count(*) FROM (
        SELECT min(
            CASE WHEN delivery.doubts > 0 AND delivery.state <> 'accepted' THEN DOUBTED
                ELSE CASE delivery.state RANKS END END
        ) AS rank
        FROM carrier CROSS JOIN delivery
            ON delivery.issue = carrier.issue AND delivery.face = carrier.digest
        WHERE delivery.state <> 'skipped' GROUP BY delivery.subscriber
    ) GROUP BY rank
""".replace("RANKS", _RANKS).replace("DOUBTED", _DOUBTED)
)
# Whoever is to be told of a correction: has the old text and was not told yet.
_UNTOLD: Final = """
    FROM subscription
    JOIN subscriber ON subscriber.id = subscription.subscriber
    LEFT JOIN suppression ON suppression.address_hash = subscriber.address_hash
    WHERE subscription.list = ? AND subscription.subscriber BETWEEN ? AND ?
        AND subscription.state = 'confirmed' AND subscription.cadence <> 'feed'
        AND suppression.address_hash IS NULL
        AND EXISTS (
            SELECT 1 FROM carrier CROSS JOIN delivery ON delivery.issue = carrier.issue
                AND delivery.subscriber = subscription.subscriber
            WHERE delivery.face = carrier.digest AND (
                delivery.state IN ('accepted', 'unknown')
                OR delivery.doubts > 0 AND delivery.state <> 'skipped'
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM told CROSS JOIN delivery ON delivery.issue = told.issue
                AND delivery.subscriber = subscription.subscriber
            WHERE delivery.face = told.digest
                AND delivery.state NOT IN ('skipped', 'refused', 'expired')
        )
"""
_COUNT_UNTOLD: Final = f"{_CARRIER} SELECT count(*) {_UNTOLD}"
# Python counts the rows of what begins with INSERT alone.
_TELL: Final = f"""
    INSERT INTO delivery (issue, subscriber, run, face, state, reason) {_CARRIER}
    SELECT ?, subscription.subscriber, ?, face_for(subscriber.language), 'queued', '' {_UNTOLD}
"""
_LATE: Final = """
    FROM subscription
    JOIN subscriber ON subscriber.id = subscription.subscriber
    LEFT JOIN suppression ON suppression.address_hash = subscriber.address_hash
    WHERE subscription.list = ? AND subscription.subscriber BETWEEN ? AND ?
        AND subscription.state = 'confirmed' AND subscription.cadence = 'each'
        AND suppression.address_hash IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM delivery
            WHERE delivery.issue = ? AND delivery.subscriber = subscription.subscriber
        )
        AND EXISTS (
            SELECT 1 FROM consent WHERE consent.subscriber = subscription.subscriber
                AND consent.list = subscription.list AND consent.kind = 'given' AND consent.at >= ?
        )
"""
_COUNT_LATE: Final = f"SELECT count(*) {_LATE}"
_ADD_LATE: Final = f"""
    INSERT INTO delivery (issue, subscriber, run, face, state, reason, settled_at)
    SELECT ?, subscription.subscriber, ?, face_for(subscriber.language),
        CASE WHEN MISSED THEN 'skipped' ELSE 'queued' END,
        CASE WHEN MISSED THEN 'topic' ELSE '' END,
        CASE WHEN MISSED THEN ? END
    {_LATE}
""".replace("MISSED", "subscription.topics <> '' AND misses(subscription.topics)")
# Within one transaction, so that nobody sees it: rows are let in to a frozen run alone.
_REFREEZE: Final = "UPDATE press_run SET state = 'frozen' WHERE id = ?"
_OPEN: Final = "UPDATE press_run SET state = 'open', frozen = frozen + ?, list = ? WHERE id = ?"
_SEND_AGAIN: Final = "UPDATE issue SET state = 'sending', reason = '' WHERE key = ?"


def holders(
    driver: Driver, article: ArticleId, *, list: str, before: datetime | None
) -> dict[DeliveryState, int]:
    """Return how many have, or may get, mail with an article; see port Digests."""
    carriers = _carriers(driver, article, list, before_ms=_ms(before))
    rows = driver.rows(_HOLDERS, (carriers, "[]"))
    return {WEIGHT[rank]: number for rank, number in rows}


def untold(
    driver: Driver,
    article: ArticleId,
    *,
    list: str,
    before: datetime | None,
    only: SubscriberId | None = None,
) -> int:
    """Return how many an erratum would be for; see port Digests."""
    faces = _old_and_told(driver, article, list, _ms(before))
    whom = _EVERYBODY if only is None else (only, only)
    count: int = driver.row(_COUNT_UNTOLD, (*faces, list, *whom))[0]
    return count


def open_erratum(
    driver: Driver,
    issue: IssueKey,
    *,
    list: str,
    article: ArticleId,
    faces: Mapping[str, str],
    before: datetime | None,
) -> int:
    """Freeze the audience of an erratum; see port Digests."""
    found = driver.row("SELECT id, state, frozen, date_at FROM press_run WHERE issue = ?", (issue,))
    if found is None:
        raise Conflict(f"issue {issue} has no press run to open")
    run, state, frozen, date_ms = found
    if state != RunState.FROZEN:
        return int(frozen)
    limit_ms = date_ms if before is None else to_ms(before)
    old_and_told = _old_and_told(driver, article, list, limit_ms)
    driver.define("face_for", chooser(faces))
    frozen = sum(
        driver.run(_TELL, (*old_and_told, issue, run, list, first, first + _CHUNK - 1))
        for first in range(0, _last(driver, list) + 1, _CHUNK)
    )
    driver.run(_OPEN, (frozen, list, run))
    return frozen


def latecomers(driver: Driver, issue: IssueKey, *, list: str) -> int:
    """Return how many joined after an issue went out; see port Digests."""
    found = driver.row(_RUN, (issue,))
    if found is None:
        return 0
    count: int = driver.row(_COUNT_LATE, (list, *_EVERYBODY, issue, found[3]))[0]
    return count


def extend(
    driver: Driver, issue: IssueKey, *, list: str, faces: Mapping[str, str], now: datetime
) -> int:
    """Add latecomers to a run that was closed, and open it again; see port Digests."""
    found, stands = driver.row(_RUN, (issue,)), driver.row(_STATE, (issue,))
    if found is None or found[1] != RunState.CLOSED or stands[0] != "sent":
        raise Conflict(f"issue {issue} has no press run that is closed")
    run, _, topics, date_ms = found
    driver.define("misses", missing(topics))
    driver.define("face_for", chooser(faces))
    driver.run(_REFREEZE, (run,))
    values = (issue, run, to_ms(now), list)
    late = sum(
        driver.run(_ADD_LATE, (*values, first, first + _CHUNK - 1, issue, date_ms))
        for first in range(0, _last(driver, list) + 1, _CHUNK)
    )
    if late:
        driver.run(_OPEN, (late, list, run))
        driver.run(_SEND_AGAIN, (issue,))
    else:
        driver.run("UPDATE press_run SET state = 'closed' WHERE id = ?", (run,))
    return late


def _old_and_told(driver: Driver, article: ArticleId, list: str, before_ms: int) -> tuple[str, str]:
    """Return the faces with an article before an instant, and errata of it since, as JSON."""
    old = _carriers(driver, article, list, before_ms=before_ms)
    told = _carriers(driver, article, list, since_ms=before_ms, errata=True)
    return old, told


def _carriers(
    driver: Driver,
    article: ArticleId,
    list: str,
    *,
    since_ms: int = _EVER_MS[0],
    before_ms: int = _EVER_MS[1],
    errata: bool = False,
) -> str:
    language = article.partition(":")[2]
    named = (article, "", "") if errata else (original_of(article), language, language)
    rows: Any = driver.rows(_CARRIERS, (*named, list, errata, since_ms, before_ms))
    return json.dumps(rows)


def _ms(before: datetime | None) -> int:
    return _EVER_MS[1] if before is None else to_ms(before)


def _last(driver: Driver, list: str) -> int:
    return driver.row(_LAST, (list,))[0] or 0
