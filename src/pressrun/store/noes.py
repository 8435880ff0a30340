"""Up to where this database has taken the log of noes in, in SQL (port KnownNoes)."""

from pressrun.store.driver import Driver
from pressrun.store.triggers import NO_LOG


class SqlKnownNoes:
    """The mark of one transaction."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def position(self) -> int:
        row = self._driver.row("SELECT number FROM version WHERE noun = ?", (NO_LOG,))
        return int(row[0])

    def advance(self, position: int) -> None:
        self._driver.run("UPDATE version SET number = ? WHERE noun = ?", (position, NO_LOG))
