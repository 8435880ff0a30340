"""What WebSub hubs were told."""

from collections.abc import Sequence
from typing import Protocol

from pressrun.model.ping import Ping


class Pings(Protocol):
    """One row for each hub and topic, and one for each topic as the site shows it."""

    def all(self) -> Sequence[Ping]:
        """Return every row, by topic and then by hub."""
        ...

    def write(self, ping: Ping) -> None:
        """Write the row of a hub and topic, in the place of the one before."""
        ...

    def drop(self, hub: str, topic: str) -> None:
        """Forget a row; one that is not there is no error."""
        ...
