"""What somebody decides about deliveries that have ended, or may have, in SQL."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import IssueKey
from pressrun.store.driver import Driver
from pressrun.store.instant import to_ms
from pressrun.store.retriable import ANEW, retriable

_RETRIABLE: Final = "SELECT 1 FROM issue WHERE key = ? AND state IN ('sending', 'paused', 'sent')"
_COUNT_ANEW: Final = """
    SELECT count(*) FROM delivery WHERE issue = ? AND state = ? AND (? = '' OR relay = ?)
"""
_COUNT_SOONER: Final = _COUNT_ANEW + "AND (next_at IS NULL OR next_at > ?)"
_ANEW: Final = """
    UPDATE delivery SET state = 'queued', attempt = 0, next_at = NULL, reason = '', settled_at = ?
    WHERE issue = ? AND state = ? AND (? = '' OR relay = ?)
"""
_SOONER: Final = """
    UPDATE delivery SET next_at = ?, settled_at = ?
    WHERE issue = ? AND state = ? AND (? = '' OR relay = ?) AND (next_at IS NULL OR next_at > ?)
"""
_REOPEN: Final = (
    "UPDATE press_run SET state = 'open' WHERE issue = ? AND state = 'closed'",
    "UPDATE issue SET state = 'sending', reason = '' WHERE key = ? AND state = 'sent'",
)
# The fence rises: what its sender may yet say of it comes too late.
_BELIEVE: Final = """
    UPDATE delivery INDEXED BY ix_delivery_open
    SET state = 'accepted', next_at = NULL, settled_at = ?, fence = fence + 1
    WHERE issue = ? AND state = 'unknown'
"""
_COUNT_UNKNOWN: Final = """
    SELECT count(*) FROM delivery INDEXED BY ix_delivery_open
    WHERE issue = ? AND state = 'unknown'
"""


def retry(
    driver: Driver,
    issue: IssueKey,
    *,
    states: Iterable[DeliveryState],
    relay: str,
    now: datetime,
    commit: bool,
) -> int:
    """Queue deliveries again; see port Deliveries."""
    wanted, now_ms = retriable(states, relay), to_ms(now)
    if driver.row(_RETRIABLE, (issue,)) is None:
        return 0
    count = 0
    for state in wanted:
        whose = (issue, state.value, relay, relay)
        if state in ANEW:
            if commit:
                count += driver.run(_ANEW, (now_ms, *whose))
            else:
                count += driver.row(_COUNT_ANEW, whose)[0]
        elif commit:
            count += driver.run(_SOONER, (now_ms, now_ms, *whose, now_ms))
        else:
            count += driver.row(_COUNT_SOONER, (*whose, now_ms))[0]
    if commit and count:
        for statement in _REOPEN:
            driver.run(statement, (issue,))
    return count


def believe(driver: Driver, issue: IssueKey, *, now: datetime, commit: bool) -> int:
    """Call unknown deliveries accepted; see port Deliveries."""
    if commit:
        return driver.run(_BELIEVE, (to_ms(now), issue))
    count: int = driver.row(_COUNT_UNKNOWN, (issue,))[0]
    return count
