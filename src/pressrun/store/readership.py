"""How many read each feed, in SQL (port Readerships)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection, bindparam, case, insert, select, update

from pressrun.model.readership import Count
from pressrun.store.tables import readership

_RAISE: Final = (
    update(readership)
    .where(
        readership.c.feed == bindparam("the_feed"),
        readership.c.service == bindparam("the_service"),
        readership.c.day == bindparam("the_day"),
    )
    .values(
        readers=case(
            (readership.c.readers < bindparam("number"), bindparam("number")),
            else_=readership.c.readers,
        )
    )
)


class SqlReaderships:
    """Numbers of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def raise_to(self, counts: Iterable[Count]) -> None:
        for count in counts:
            day = count.day.isoformat()
            its = {"the_feed": count.feed, "the_service": count.service, "the_day": day}
            raised = self._connection.execute(_RAISE, {**its, "number": count.readers})
            if raised.rowcount == 0:
                row = {"feed": count.feed, "service": count.service, "day": day}
                self._connection.execute(insert(readership), {**row, "readers": count.readers})

    def since(self, day: date) -> Sequence[Count]:
        rows = self._connection.execute(
            select(readership)
            .where(readership.c.day >= day.isoformat())
            .order_by(readership.c.feed, readership.c.service, readership.c.day)
        )
        return [
            Count(row.feed, row.service, date.fromisoformat(row.day), row.readers) for row in rows
        ]
