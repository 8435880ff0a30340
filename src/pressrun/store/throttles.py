"""How often somebody has asked, in SQL (port Throttles)."""

from datetime import datetime
from typing import Final

from pressrun.store.driver import Driver
from pressrun.store.instant import hour_ms

_SPEND: Final = """
    INSERT INTO throttle (subject, hour_at, count) VALUES (?, ?, 1)
    ON CONFLICT DO UPDATE SET count = count + 1
"""
_SPENT: Final = "SELECT total(count) FROM throttle WHERE subject = ? AND hour_at >= ?"


class SqlThrottles:
    """Throttles of one transaction."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def spend(self, subject: str, *, at: datetime) -> None:
        self._driver.run(_SPEND, (subject, hour_ms(at)))

    def spent(self, subject: str, *, since: datetime) -> int:
        return int(self._driver.row(_SPENT, (subject, hour_ms(since)))[0])

    def forget(self, *, before: datetime) -> int:
        return self._driver.run("DELETE FROM throttle WHERE hour_at < ?", (hour_ms(before),))
