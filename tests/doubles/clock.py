"""A clock that moves when it is told to."""

from datetime import UTC, datetime, timedelta


class StoppedClock:
    """Stands still at ``at`` until somebody advances it (port Clock)."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by
