"""Import: people come in from a list of somebody else's, and its noes with them."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from pressrun.errors import Problem, Refused, UsageError
from pressrun.mail.address import Address, address_hash, parse_address
from pressrun.model.audience import Batch, Cadence, Newcomer, Standing, SuppressionReason
from pressrun.model.key import Purpose
from pressrun.model.roster import Rejected, Row, Status
from pressrun.ports import Clock, Entropy, Store, Unit
from pressrun.press.keyring import signing_key
from pressrun.press.noes import EVERY, NoBook
from pressrun.press.subscribe import handle

log = logging.getLogger(__name__)

CHUNK: Final = 100
"""Rows a transaction: readers' forms and a sender wait for one at a time."""

ROWS_LIMIT: Final = 2_000_000

_REASONS: Final = {
    Status.UNSUBSCRIBED: SuppressionReason.REQUEST,
    Status.BOUNCED: SuppressionReason.BOUNCE,
    Status.COMPLAINED: SuppressionReason.COMPLAINT,
}
_WHY: Final = {
    Status.UNCONFIRMED: "has not confirmed there; they can subscribe by themselves",
    Status.PAUSED: "is paused there; import them when their pause has ended",
    Status.UNREADABLE: "has a status that nobody here knows",
}


@dataclass(slots=True)
class Tally:
    """What an import did, or would do. ``batch`` undoes it; 0 where nothing was written.

    ``unsubscribed``, ``bounced`` and ``complained`` are noes that came with the list; whoever was
    suppressed before is counted there alone. ``smtputf8`` of those added need a relay that knows
    it.
    """

    added: int = 0
    already: int = 0
    left: int = 0
    suppressed: int = 0
    unsubscribed: int = 0
    bounced: int = 0
    complained: int = 0
    doubled: int = 0
    rejected: int = 0
    smtputf8: int = 0
    batch: int = 0
    first_rejected: list[Rejected] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return (
            self.added
            + self.already
            + self.left
            + self.suppressed
            + self.unsubscribed
            + self.bounced
            + self.complained
            + self.doubled
            + self.rejected
        )

    def count(self, what: str) -> None:
        setattr(self, what, getattr(self, what) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Where people come from and what they agreed to."""

    list: str
    file: str
    digest: str
    consent: str


class Importer:
    """Brings rows in, some to a transaction, all of them under one batch.

    Nobody who said no comes back this way, whatever the file says (design §4 item 4). One that is
    killed midway has brought in what it had told, and its batch can be undone; the same file again
    brings in the rest.
    """

    _SHOWN = 10

    def __init__(self, store: Store, noes: NoBook, *, clock: Clock, entropy: Entropy) -> None:
        self._store, self._noes, self._clock, self._entropy = store, noes, clock, entropy

    def bring_in(
        self,
        rows: Iterable[Row],
        about: Import,
        *,
        commit: bool,
        reject: Callable[[Rejected], None] = lambda _: None,
    ) -> Tally:
        """Import rows; without ``commit`` only say what would happen. ``reject`` hears refusals.

        Raises:
            UsageError: There are more rows than a machine can tell apart at once.
            OutletError: The disk does not take a "no".
        """
        tally, at = Tally(), self._clock.now()
        with self._store.unit(write=False) as unit:
            secret = unit.people.hash_key()
        sound = self._sound(rows, tally, reject)
        while chunk := [*islice(sound, CHUNK)]:
            with self._store.unit(write=commit) as unit:
                if commit and not tally.batch:
                    tally.batch = unit.people.open_batch(
                        list=about.list,
                        file=about.file,
                        digest=about.digest,
                        evidence=about.consent,
                        at=at,
                    )
                self._take(unit, chunk, about, secret, tally, at=at, commit=commit)
        if tally.batch:
            log.info("import.done", extra={"batch": tally.batch, "added": tally.added})
        return tally

    def undo(self, batch: int, *, by: str, commit: bool) -> tuple[Batch, int]:
        """Take an import back; return it and how many leave. Without ``commit`` say who would.

        Whoever has decided anything since stays as they decided. What the list said no to is open
        again, unless somebody said no here as well.

        Raises:
            Refused: There is no such import, or it was undone before.
        """
        at = self._clock.now()
        with self._store.unit(write=commit) as unit:
            found = next((one for one in unit.people.batches() if one.id == batch), None)
            if found is None:
                raise Refused(
                    f"there is no import {batch}",
                    code="SUB006",
                    help="pressrun subscribers imports",
                )
            if found.undone_at is not None:
                raise Refused(
                    f"import {batch} was undone on {found.undone_at:%Y-%m-%d} already",
                    code="SUB007",
                )
            if not commit:
                return found, len(unit.people.of_batch(batch))
            ended = unit.people.undo_batch(batch, evidence=f"import undone by {by}", at=at)
            self._noes.lift_all(unit, said_at=found.at, at=at)
        return found, ended

    def _sound(
        self, rows: Iterable[Row], tally: Tally, reject: Callable[[Rejected], None]
    ) -> Iterator[tuple[Row, Address, bool]]:
        """Yield each address once, with its row; count and tell the others.

        A no is yielded wherever in the file it stands, with True where the address came before.
        """
        seen: set[int] = set()
        for row in rows:
            why, parsed = _WHY.get(row.status, ""), parse_address(row.address)
            if isinstance(parsed, Problem):
                why = parsed.what
            elif not why and hash(parsed.key) in seen:
                tally.count("doubled")
                if row.status in _REASONS:
                    yield row, parsed, True
                continue
            if why or isinstance(parsed, Problem):
                rejected = Rejected(line=row.line, text=row.address, why=why, cells=row.cells)
                tally.count("rejected")
                if len(tally.first_rejected) < self._SHOWN:
                    tally.first_rejected.append(rejected)
                reject(rejected)
                continue
            if len(seen) >= ROWS_LIMIT:
                raise UsageError(
                    f"the file has more than {ROWS_LIMIT:,} addresses",
                    code="IMP010",
                    help="split it and import the parts one after the other",
                )
            seen.add(hash(parsed.key))
            yield row, parsed, False

    def _take(
        self,
        unit: Unit,
        chunk: Iterable[tuple[Row, Address, bool]],
        about: Import,
        secret: bytes,
        tally: Tally,
        *,
        at: datetime,
        commit: bool,
    ) -> None:
        noes: list[tuple[str, str]] = []
        for row, parsed, is_doubled in chunk:
            hashed = address_hash(parsed.key, secret)
            if row.status in _REASONS:
                # One that is doubled was counted as such.
                counts = Tally() if is_doubled else tally
                if self._suppress(
                    unit, hashed, row.status, counts, batch=tally.batch, at=at, commit=commit
                ):
                    noes.append((parsed.key, EVERY))
                continue
            standing = self._join(unit, row, parsed, hashed, about, tally.batch, at, commit)
            tally.count(standing.value)
            if standing is Standing.ADDED and parsed.needs_smtputf8:
                tally.count("smtputf8")
        if noes and commit:
            self._noes.note(unit, noes, at=at)

    def _suppress(
        self,
        unit: Unit,
        hashed: str,
        status: Status,
        tally: Tally,
        *,
        batch: int,
        at: datetime,
        commit: bool,
    ) -> bool:
        if commit:
            new = unit.people.suppress(hashed, reason=_REASONS[status], at=at, batch=batch)
        else:
            new = unit.people.suppression(hashed) is None
        tally.count(status.value if new else "suppressed")
        return new

    def _join(
        self,
        unit: Unit,
        row: Row,
        parsed: Address,
        hashed: str,
        about: Import,
        batch: int,
        at: datetime,
        commit: bool,
    ) -> Standing:
        standing = unit.people.standing(parsed.key, hashed, list=about.list)
        if standing is Standing.ADDED and self._noes.says_no(parsed.key, list=about.list):
            return Standing.LEFT
        if not commit or standing is not Standing.ADDED:
            return standing
        newcomer = Newcomer(
            address=parsed.address,
            address_key=parsed.key,
            address_hash=hashed,
            handle=handle(self._entropy),
            subscription_handle=handle(self._entropy),
            name=row.name,
            language=row.language,
            topics=row.topics,
            cadence=row.cadence,
        )
        evidence = "; ".join(part for part in (row.consent, about.consent) if part)
        joined = unit.people.join(
            newcomer, list=about.list, evidence=evidence, at=at, batch=batch or None
        )
        if joined is Standing.ADDED and row.cadence is Cadence.FEED:
            self._open_feed(unit, newcomer, about.list, at)
        return joined

    def _open_feed(self, unit: Unit, newcomer: Newcomer, list: str, at: datetime) -> None:
        """Give somebody who reads by a feed one of their own: no other system's address is ours."""
        reader = unit.people.find(newcomer.address_key, list=list)
        if reader is not None:
            signing_key(unit, Purpose.PRIVATE_FEED, entropy=self._entropy, at=at)
            unit.private_feeds.open(
                handle(self._entropy), list=list, subscriber=reader.subscriber.id, at=at
            )
