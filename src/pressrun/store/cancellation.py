"""What becomes of the deliveries of a cancelled issue, in SQL."""

from typing import Final

from pressrun.model.issue import IssueKey, IssueKind
from pressrun.store.arrears import give_back
from pressrun.store.driver import Driver

_CANCELLED: Final = "SELECT 1 FROM issue WHERE key = ? AND state = 'cancelled'"
_KIND: Final = "SELECT kind FROM press_run WHERE issue = ?"
# The fence rises: whatever is said of an earlier claim later on is refused.
_SKIP: Final = """
    UPDATE delivery INDEXED BY ix_delivery_open
    SET state = 'skipped', reason = 'cancelled', settled_at = ?, fence = fence + 1, next_at = NULL
    WHERE issue = ? AND state = 'queued'
"""
_SKIPS: Final = tuple(
    _SKIP.replace("'queued'", f"'{state}'") for state in ("queued", "deferred", "unknown")
)
# Who is skipped of a digest lacks its articles again.
_SKIPS_TOLD: Final = tuple(f"{skip} RETURNING subscriber, face" for skip in _SKIPS)


def skip_cancelled(driver: Driver, issue: IssueKey, at_ms: int) -> int:
    """Skip every delivery of an issue that no sender holds, if it is cancelled; return how many."""
    if driver.row(_CANCELLED, (issue,)) is None:
        return 0
    kind = driver.row(_KIND, (issue,))
    if kind is None or kind[0] != IssueKind.DIGEST:
        return sum(driver.run(skip, (at_ms, issue)) for skip in _SKIPS)
    skipped = [row for skip in _SKIPS_TOLD for row in driver.rows(skip, (at_ms, issue))]
    give_back(driver, issue, skipped)
    return len(skipped)
