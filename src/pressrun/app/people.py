"""The people on the lists, for whoever adds, imports and removes them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pressrun.app.wiring import Wiring
from pressrun.errors import Problem, UsageError
from pressrun.model.audience import ListCount, Reader, Standing, SubscriberId
from pressrun.model.publication import MailingList
from pressrun.model.roster import Row
from pressrun.press.subscribe import Tally, add, bring_in, cautions, remove
from pressrun.source.roster import Roster, plain_name


class People:
    """Subscribers by list."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def list_called(self, name: str) -> MailingList:
        """Return the list with this name, the first one for an empty name.

        Raises:
            UsageError: There is none.
        """
        publication = self._wiring.settings.publication
        found = publication.find_list(name)
        if found is None:
            known = ", ".join(item.name for item in publication.lists)
            raise UsageError(f"there is no list {name!r}", code="SUB002", help=f"lists: {known}")
        return found

    def add(self, address: str, *, name: str, list: str, consent: str, commit: bool) -> Standing:
        """Subscribe one person who consented; without ``commit`` only say what would happen."""
        wiring = self._wiring
        return add(
            address,
            name=plain_name(name),
            list=self.list_called(list).name,
            consent=consent,
            store=wiring.store,
            clock=wiring.clock,
            entropy=wiring.entropy,
            commit=commit,
        )

    def cautions(self, address: str) -> Sequence[Problem]:
        """Return what somebody who adds this address should know of it."""
        return cautions(address)

    def roster(self, path: Path) -> Roster:
        """Open a CSV file of people."""
        return Roster(path)

    def bring_in(
        self, roster: Roster, rows: Iterator[Row], *, list: str, consent: str, commit: bool
    ) -> Tally:
        """Import the rows of a roster; without ``commit`` only say what would happen."""
        wiring = self._wiring
        return bring_in(
            rows,
            file=roster.path.name,
            digest=roster.digest,
            list=self.list_called(list).name,
            consent=consent,
            store=wiring.store,
            clock=wiring.clock,
            entropy=wiring.entropy,
            commit=commit,
        )

    def remove(self, address: str, *, list: str, by: str, commit: bool) -> Reader:
        """End a subscription as its owner asked; without ``commit`` only say whose."""
        return remove(
            address,
            list=self.list_called(list).name,
            by=by,
            store=self._wiring.store,
            clock=self._wiring.clock,
            commit=commit,
        )

    def count(self, list: str) -> ListCount:
        with self._wiring.store.unit(write=False) as unit:
            return unit.people.count(self.list_called(list).name)

    def readers(self, list: str) -> Iterator[Reader]:
        """Yield every reader of a list in order of arrival, a thousand to a transaction."""
        name, after = self.list_called(list).name, SubscriberId(0)
        while True:
            with self._wiring.store.unit(write=False) as unit:
                page = unit.people.readers(name, after=after, limit=1000)
            yield from page
            if not page:
                return
            after = page[-1].subscriber.id


__all__ = ["People", "Row", "Standing", "Tally"]
