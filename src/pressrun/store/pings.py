"""What WebSub hubs were told, in SQL (port Pings)."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from pressrun.model.ping import Ping
from pressrun.store.tables import ping as table


class SqlPings:
    """Rows of pings, as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Ping]:
        rows = self._connection.execute(select(table).order_by(table.c.topic, table.c.hub))
        return [Ping(**row._mapping) for row in rows]

    def write(self, ping: Ping) -> None:
        self.drop(ping.hub, ping.topic)
        self._connection.execute(insert(table).values(asdict(ping)))

    def drop(self, hub: str, topic: str) -> None:
        self._connection.execute(delete(table).where(table.c.hub == hub, table.c.topic == topic))
