"""How fast relays took the mail of the last press run, from its deliveries (port Runs)."""

from collections.abc import Mapping
from typing import Final

from pressrun.model.delivery import PACE_LEAST
from pressrun.store.driver import Driver

# Runs are numbered in the order in which they were frozen.
_LAST: Final = """
    SELECT issue FROM press_run WHERE state = 'closed' AND frozen >= ? ORDER BY id DESC LIMIT 1
"""
# What was tried again waited for its turn; it says nothing of how fast a relay is.
_PACES: Final = """
    SELECT relay, count(*), max(settled_at) - min(settled_at) FROM delivery
    WHERE issue = ? AND state = 'accepted' AND attempt <= 1 AND relay <> ''
    GROUP BY relay
"""


def last_paces(driver: Driver) -> Mapping[str, float]:
    """Return messages a second by relay; see port Runs."""
    last = driver.row(_LAST, (PACE_LEAST,))
    if last is None:
        return {}
    rows = driver.rows(_PACES, (last[0],))
    return {
        relay: 1000 * (number - 1) / lasted_ms
        for relay, number, lasted_ms in rows
        if number >= PACE_LEAST and lasted_ms
    }
