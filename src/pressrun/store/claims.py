"""Taking deliveries for sending, in SQL: who is due, who left meanwhile, who is ours now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from pressrun.model.delivery import Claimed, SkipReason
from pressrun.model.issue import IssueKey
from pressrun.store.arrears import give_back
from pressrun.store.driver import Driver
from pressrun.store.instant import to_ms

# Only of an issue that is sending; its list is where consent is looked up.
_LIST: Final = """
    SELECT press_run.list FROM issue JOIN press_run ON press_run.issue = issue.key
    WHERE issue.key = ? AND issue.state = 'sending' AND press_run.list IS NOT NULL
"""
# The joins stand in this order, so that nobody is looked up who is not taken.
_PERSON: Final = """
    CROSS JOIN subscriber ON subscriber.id = delivery.subscriber
    LEFT JOIN subscription
        ON subscription.list = ? AND subscription.subscriber = delivery.subscriber
    LEFT JOIN suppression ON suppression.address_hash = subscriber.address_hash
"""
_DUE: Final = """
    SELECT delivery.subscriber, delivery.fence, delivery.attempt, delivery.face,
        subscriber.address, subscriber.name,
        subscription.handle, subscription.state, subscription.cadence, suppression.reason
    FROM delivery INDEXED BY ix_delivery_open PERSON
    WHERE delivery.issue = ? AND delivery.state = 'queued'
    ORDER BY delivery.next_at, delivery.subscriber LIMIT ?
""".replace("PERSON", _PERSON)
# In this order: everybody has a first try before anybody has a second. Whoever is queued is due.
_WAITING: Final = (
    _DUE,
    *(
        _DUE.replace("= 'queued'", f"= '{state}' AND delivery.next_at <= ?")
        for state in ("deferred", "unknown")
    ),
)
# One statement for all who are queued between two subscribers, which are those just looked at:
# whoever of them had left is skipped already. The index keeps it from walking who has ended.
_TAKE_QUEUED: Final = """
    UPDATE delivery INDEXED BY ix_delivery_open
    SET state = 'claimed', sender = ?, fence = fence + 1, lease_ends_at = ?
    WHERE issue = ? AND state = 'queued' AND next_at IS NULL AND subscriber BETWEEN ? AND ?
"""
_TAKE: Final = """
    UPDATE delivery SET state = 'claimed', sender = ?, fence = fence + 1, next_at = NULL,
        lease_ends_at = ?
    WHERE issue = ? AND subscriber = ?
"""
_SKIP: Final = """
    UPDATE delivery SET state = 'skipped', reason = ?, next_at = NULL, settled_at = ?
    WHERE issue = ? AND subscriber = ?
"""
_OURS: Final = """
    SELECT subscriber.address, subscription.state, subscription.cadence, suppression.reason
    FROM delivery PERSON
    WHERE delivery.issue = ? AND delivery.subscriber = ?
        AND delivery.fence = ? AND delivery.state = 'claimed'
""".replace("PERSON", _PERSON)
# The fence rises: whatever its sender may yet say of it is refused.
_GIVE_UP: Final = """
    UPDATE delivery SET state = 'skipped', reason = ?, settled_at = ?, fence = fence + 1,
        lease_ends_at = NULL, sender = ''
    WHERE issue = ? AND subscriber = ?
"""
_PUT_OFF: Final = """
    UPDATE delivery SET state = 'deferred', next_at = ?, fence = fence + 1, lease_ends_at = NULL,
        sender = ''
    WHERE issue = ? AND subscriber = ?
"""
MOVED_AFTER: Final = timedelta(minutes=15)
"""Who moves while a sender has their copy gets it so much later, when that one has ended."""


def take_due(
    driver: Driver, issue: IssueKey, *, sender: str, limit: int, now: datetime, lease: timedelta
) -> list[Claimed]:
    """Claim what is due and skip who left or was suppressed; see port Deliveries."""
    found = driver.row(_LIST, (issue,))
    taken: list[Claimed] = []
    if found is None:
        return taken
    now_ms, lease_ends_ms = to_ms(now), to_ms(now + lease)
    for query in _WAITING:
        times = () if query is _DUE else (now_ms,)
        # Who is skipped does not count.
        while len(taken) < limit and (
            rows := driver.rows(query, (*found, issue, *times, limit - len(taken)))
        ):
            held = (sender, lease_ends_ms)
            taken += _take(driver, issue, rows, held, now_ms, queued=query is _DUE)
    return taken


def _take(
    driver: Driver,
    issue: IssueKey,
    rows: list[Any],
    held: tuple[str, int],
    now_ms: int,
    *,
    queued: bool,
) -> list[Claimed]:
    taken, skips, lacking = [], [], []
    for subscriber, fence, attempt, face, address, name, handle, state, cadence, no in rows:
        # Nearly everybody, so nothing is called to find that out.
        if state == "confirmed" and cadence != "feed" and no is None:
            taken.append(
                Claimed(
                    issue=issue,
                    subscriber=subscriber,
                    fence=fence + 1,
                    attempt=attempt,
                    face=face,
                    address=address,
                    name=name,
                    subscription_handle=handle,
                )
            )
        else:
            reason = _skip_reason(state, cadence, no)
            skips.append((reason, now_ms, issue, subscriber))
            lacking.append((subscriber, face))
    if skips:
        driver.run_each(_SKIP, skips)
        give_back(driver, issue, lacking)
    if queued and taken:
        driver.run(_TAKE_QUEUED, (*held, issue, taken[0].subscriber, taken[-1].subscriber))
    else:
        driver.run_each(_TAKE, [(*held, issue, claimed.subscriber) for claimed in taken])
    return taken


def recheck(driver: Driver, claimed: Iterable[Claimed], at: datetime) -> list[Claimed]:
    """Skip claims whose reader has left, paused or been suppressed; see port Deliveries."""
    gone, at_ms, later_ms = [], to_ms(at), to_ms(at + MOVED_AFTER)
    lists: dict[IssueKey, str | None] = {}
    for claim in claimed:
        if claim.issue not in lists:
            lists[claim.issue] = _list_of(driver, claim.issue)
        row = driver.row(_OURS, (lists[claim.issue], claim.issue, claim.subscriber, claim.fence))
        if row is None:
            gone.append(claim)
            continue
        address, *stands = row
        if reason := _skip_reason(*stands):
            driver.run(_GIVE_UP, (reason, at_ms, claim.issue, claim.subscriber))
            give_back(driver, claim.issue, [(claim.subscriber, claim.face)])
            gone.append(claim)
        elif address != claim.address:
            driver.run(_PUT_OFF, (later_ms, claim.issue, claim.subscriber))
            gone.append(claim)
    return gone


def _list_of(driver: Driver, issue: IssueKey) -> str | None:
    row = driver.row("SELECT list FROM press_run WHERE issue = ?", (issue,))
    return None if row is None else row[0]


def _skip_reason(
    state: str | None, cadence: str | None, suppressed: str | None
) -> SkipReason | None:
    """Return why somebody is not written to now: of several reasons, the one that weighs most."""
    if suppressed is not None:
        return SkipReason.SUPPRESSED
    if state == "confirmed":
        return SkipReason.FEED if cadence == "feed" else None
    return SkipReason.PAUSED if state == "paused" else SkipReason.UNSUBSCRIBED
