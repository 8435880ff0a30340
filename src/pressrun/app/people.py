"""The people on the lists, for whoever adds, imports and removes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pressrun.app.wiring import Wiring
from pressrun.errors import Problem, Refused, UsageError
from pressrun.mail.address import parse_address
from pressrun.model.audience import (
    Batch,
    ListCount,
    Reader,
    Standing,
    SubscriberId,
    SuppressionReason,
)
from pressrun.model.publication import MailingList
from pressrun.model.roster import Field, Rejected, Row
from pressrun.press.dossier import dossier
from pressrun.press.erasing import Erasure, erase
from pressrun.press.exporting import Exported, export
from pressrun.press.importing import Import, Importer, Tally
from pressrun.press.subscribe import add, cautions, remove, suppress
from pressrun.render.spreadsheet import rows_of
from pressrun.source.rejectedfile import RejectedFile
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
            noes=wiring.no_book,
            clock=wiring.clock,
            entropy=wiring.entropy,
            commit=commit,
        )

    def cautions(self, address: str) -> Sequence[Problem]:
        """Return what somebody who adds this address should know of it."""
        return cautions(address)

    def roster(self, path: Path, *, mapping: Mapping[Field, str], split: bool) -> Roster:
        """Open a CSV file of people."""
        return Roster(path, mapping=mapping, split=split)

    def rejected_file(self, path: Path, roster: Roster) -> RejectedFile:
        """Return where rows of a file are told that do not come in: beside it, and never in it."""
        beside = path.with_name("rejected.csv")
        if beside.exists() and beside.samefile(path):
            beside = path.with_name("rejected-again.csv")
        return RejectedFile(beside, header=roster.columns.header, lines=rows_of)

    def bring_in(
        self,
        roster: Roster,
        rows: Iterator[Row],
        *,
        list: str,
        consent: str,
        commit: bool,
        reject: Callable[[Rejected], None],
    ) -> Tally:
        """Import the rows of a roster; without ``commit`` only say what would happen."""
        about = Import(
            list=self.list_called(list).name,
            file=roster.path.name,
            digest=roster.digest,
            consent=consent,
        )
        return self._importer.bring_in(rows, about, commit=commit, reject=reject)

    def imports(self) -> Sequence[Batch]:
        """Return every import, the oldest first."""
        with self._wiring.store.unit(write=False) as unit:
            return unit.people.batches()

    def undo_import(self, number: int, *, by: str, commit: bool) -> tuple[Batch, int]:
        """Take an import back, or say how many would leave by that."""
        return self._importer.undo(number, by=by, commit=commit)

    def export(self, list: str) -> Iterator[Exported]:
        """Yield everybody who is or was on a list."""
        return export(self._wiring.store, list=self.list_called(list).name)

    def csv(self, rows: Iterable[Sequence[str]], *, raw: bool) -> str:
        """Return rows as CSV; unless they are ``raw`` no cell of them is a formula."""
        return rows_of(rows, raw=raw)

    def remove(self, address: str, *, list: str, by: str, commit: bool) -> Reader:
        """End a subscription as its owner asked; without ``commit`` only say whose."""
        return remove(
            address,
            list=self.list_called(list).name,
            by=by,
            store=self._wiring.store,
            noes=self._wiring.no_book,
            clock=self._wiring.clock,
            commit=commit,
        )

    def erase(self, address: str, *, by: str, commit: bool) -> Erasure:
        """Forget a person as they asked; without ``commit`` only say what would go."""
        wiring = self._wiring
        return erase(
            address,
            evidence=f"erased by {by}, as they asked",
            store=wiring.store,
            noes=wiring.no_book,
            clock=wiring.clock,
            commit=commit,
        )

    def suppress(self, address: str, *, reason: SuppressionReason, commit: bool) -> bool:
        """Never mail an address again; tell whether that is new."""
        wiring = self._wiring
        return suppress(
            address,
            reason=reason,
            store=wiring.store,
            noes=wiring.no_book,
            clock=wiring.clock,
            commit=commit,
        )

    def dossier(self, address: str) -> Mapping[str, Any]:
        """Return everything known of a person.

        Raises:
            UsageError: That is not an address.
            Refused: Nobody has it.
        """
        parsed = parse_address(address)
        if isinstance(parsed, Problem):
            raise UsageError(parsed.what, code=parsed.code, help=parsed.help)
        wiring = self._wiring
        with wiring.store.unit(write=False) as unit:
            person = unit.people.person(parsed.key)
            if person is None:
                raise Refused(f"nobody here has the address {address}", code="SUB008")
            return dossier(
                unit, person, publication=wiring.settings.publication, at=wiring.clock.now()
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

    @cached_property
    def _importer(self) -> Importer:
        wiring = self._wiring
        return Importer(wiring.store, wiring.no_book, clock=wiring.clock, entropy=wiring.entropy)


__all__ = [
    "Erasure",
    "Exported",
    "Field",
    "People",
    "Rejected",
    "RejectedFile",
    "Roster",
    "Row",
    "Standing",
    "SuppressionReason",
    "Tally",
]
