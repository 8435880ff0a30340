"""What becomes of the deliveries of a cancelled issue, in SQL."""

from typing import Final

from pressrun.model.issue import IssueKey
from pressrun.store.driver import Driver

_CANCELLED: Final = "SELECT 1 FROM issue WHERE key = ? AND state = 'cancelled'"
# The fence rises: whatever is said of an earlier claim later on is refused.
_SKIP: Final = """
    UPDATE delivery INDEXED BY ix_delivery_open
    SET state = 'skipped', reason = 'cancelled', settled_at = ?, fence = fence + 1, next_at = NULL
    WHERE issue = ? AND state = 'queued'
"""
_SKIPS: Final = tuple(
    _SKIP.replace("'queued'", f"'{state}'") for state in ("queued", "deferred", "unknown")
)


def skip_cancelled(driver: Driver, issue: IssueKey, at_ms: int) -> int:
    """Skip every delivery of an issue that no sender holds, if it is cancelled; return how many."""
    if driver.row(_CANCELLED, (issue,)) is None:
        return 0
    return sum(driver.run(skip, (at_ms, issue)) for skip in _SKIPS)
