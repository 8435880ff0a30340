"""Up to where this database has taken the log of noes in, in SQL (port KnownNoes)."""

from collections.abc import Mapping
from typing import Final

from pressrun.store.driver import Driver
from pressrun.store.triggers import FORGOTTEN, NO_LOG

_ADD: Final = """
    INSERT INTO version (noun, number) VALUES (?, ?)
    ON CONFLICT (noun) DO UPDATE SET number = number + excluded.number
"""


class SqlKnownNoes:
    """The mark of one transaction."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def position(self) -> int:
        row = self._driver.row("SELECT number FROM version WHERE noun = ?", (NO_LOG,))
        return int(row[0])

    def advance(self, position: int) -> None:
        self._driver.run("UPDATE version SET number = ? WHERE noun = ?", (position, NO_LOG))

    def forgotten(self) -> Mapping[str, int]:
        rows = self._driver.rows(
            "SELECT substr(noun, ?), number FROM version WHERE noun GLOB ? ORDER BY noun",
            (len(FORGOTTEN) + 1, f"{FORGOTTEN}*"),
        )
        return dict(rows)

    def add_forgotten(self, counts: Mapping[str, int]) -> None:
        for name, number in counts.items():
            self._driver.run(_ADD, (f"{FORGOTTEN}{name}", number))

    def clear_forgotten(self) -> None:
        self._driver.run("DELETE FROM version WHERE noun GLOB ?", (f"{FORGOTTEN}*",))
