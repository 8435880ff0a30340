"""What WebSub hubs were told, in memory (port Pings)."""

from collections.abc import Sequence
from dataclasses import replace

from pressrun.model.ping import Ping
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf


class MemoryPings:
    """Rows of pings, as one transaction sees them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def all(self) -> Sequence[Ping]:
        return sorted(self._shelf.pings.values(), key=lambda ping: (ping.topic, ping.hub))

    def write(self, ping: Ping) -> None:
        next_at = None if ping.next_at is None else exact(ping.next_at)
        self._shelf.pings[ping.hub, ping.topic] = replace(ping, next_at=next_at)

    def drop(self, hub: str, topic: str) -> None:
        self._shelf.pings.pop((hub, topic), None)
