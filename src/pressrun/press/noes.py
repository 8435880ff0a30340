"""Nobody's "no" is forgotten: what a database does not know of the log, and who may come in."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from pressrun.model.audience import (
    Subscriber,
    SubscriberId,
    SuppressionReason,
)
from pressrun.model.no import No
from pressrun.ports import NoLog, Store, Unit

log = logging.getLogger(__name__)

EVERY: Final = ""
"""What stands for a list in a no to mail of any."""

_PAGE: Final = 1000
_EVIDENCE: Final = "no.log has it; this database had forgotten it"


class NoBook:
    """Writes noes down before anybody is told, and knows who has said one."""

    def __init__(self, nolog: NoLog) -> None:
        self._log = nolog
        self._said: dict[tuple[str, str], datetime | None] = {}
        self._read = 0

    def note(
        self,
        unit: Unit,
        noes: Iterable[tuple[str, str]],
        *,
        at: datetime,
        lifted: bool = False,
    ) -> None:
        """Write down (address key, list) each, in the unit that acts on it and before its commit.

        With ``lifted`` it is a yes of the mailbox's owner, or an import that is taken back; that is
        written only where a no stands. A no whose unit fails is made true by whoever comes next.

        Raises:
            OutletError: The disk does not take a line; the unit must not be committed. It may come
                from the unit itself, too, when all is committed and the line may yet be lost.
        """
        lines = [
            No(hash=self._log.hash(key), list=name, at=_exact(at), lifted=lifted)
            for key, name in noes
        ]
        if lifted:
            lines = [line for line in lines if self._stands(line.hash, line.list) is not None]
        if not lines:
            return
        self._take_in(unit, at)
        self._write(unit, lines)

    def lift_all(self, unit: Unit, *, said_at: datetime, at: datetime) -> int:
        """Take back every no of one instant, which is an import's, and return how many.

        What was said to a list or again since stays.
        """
        self._take_in(unit, at)
        last: dict[tuple[str, str], No] = {}
        for no in self._log.read(after=0):
            last[no.hash, no.list] = no
        lines = [
            No(hash=no.hash, list=no.list, at=at, lifted=True)
            for no in last.values()
            if no.at == _exact(said_at) and no.list == EVERY and not no.lifted
        ]
        if lines:
            self._write(unit, lines)
        return len(lines)

    def says_no(self, address_key: str, *, list: str) -> bool:
        """Tell whether the last that is known of a mailbox is a no, to this list or to any."""
        return self.said_at(address_key, list=list) is not None

    def said_at(self, address_key: str, *, list: str) -> datetime | None:
        """Return when the mailbox last said no to this list or to any; None where a yes stands."""
        if not self._log.length():
            return None
        hashed = self._log.hash(address_key)
        noes = (self._stands(hashed, name) for name in (list, EVERY))
        return max((at for at in noes if at is not None), default=None)

    def catch_up(self, store: Store, *, at: datetime) -> int:
        """Make true in a database what the log says and it does not know; return how many left.

        So a copy from yesterday that was put in the place of today's mails nobody who has left
        since. Who said yes since cannot be known again: they stay as the copy has them.
        """
        with store.unit(write=False) as unit:
            if unit.noes.position() == self._log.length():
                return 0
        with store.unit() as unit:
            return self._take_in(unit, at)

    def begin(self, store: Store, *, at: datetime) -> None:
        """Begin a log where there is none, with every no that a database knows already.

        A press does so when its day begins; until then they stand in the database alone.
        """
        if self._log.length() == 0:
            with store.unit() as unit:
                self._take_in(unit, at)

    def _take_in(self, unit: Unit, at: datetime) -> int:
        position, length = unit.noes.position(), self._log.length()
        if length == 0:
            self._write(unit, [*self._known(unit)])
            return 0
        if position == length:
            return 0
        # A log that is shorter was put back from a copy: all of it is read.
        after = position if position < length else 0
        last = {(no.hash, no.list): no for no in self._log.read(after=after)}
        named = {hashed for hashed, _ in last}
        forgotten = Counter[str]()
        for person, hashed in self._people(unit):
            if hashed in named:
                forgotten.update(self._make_true(unit, person, hashed, last, at))
        unit.noes.advance(length)
        unit.noes.add_forgotten(forgotten)
        ended = forgotten.total() - forgotten[EVERY]
        if ended:
            log.warning("noes.taken-in", extra={"ended": ended})
        return ended

    def _write(self, unit: Unit, lines: Sequence[No]) -> None:
        """Add lines, to be on the disk before anybody is answered.

        A yes is there before the unit is committed: a power cut in between would leave the no it
        took back as the last that was said, and whoever has just come back would be out again.
        """
        unit.noes.advance(self._log.write(lines))
        if any(line.lifted for line in lines):
            self._log.sync()
        else:
            unit.before_answer(self._log.sync)

    def _make_true(
        self,
        unit: Unit,
        person: Subscriber,
        hashed: str,
        last: dict[tuple[str, str], No],
        at: datetime,
    ) -> Iterator[str]:
        """Make a person's noes true, and yield the list of each that was not."""
        every = last.get((hashed, EVERY))
        if every is not None and not every.lifted:
            reason = SuppressionReason.REQUEST
            if unit.people.suppress(person.address_hash, reason=reason, at=at):
                yield EVERY
        for held in unit.people.subscriptions(person.id):
            no = last.get((hashed, held.list))
            if no is None or no.lifted:
                continue
            if unit.people.leave(held.handle, evidence=_EVIDENCE, at=at):
                yield held.list

    def _known(self, unit: Unit) -> Iterator[No]:
        """Yield what a database knows of noes from before there was a log."""
        for key, name, at in unit.people.noes():
            yield No(hash=self._log.hash(key), list=name, at=at)

    def _people(self, unit: Unit) -> Iterator[tuple[Subscriber, str]]:
        after = SubscriberId(0)
        while page := unit.people.everybody(after=after, limit=_PAGE):
            yield from ((person, self._log.hash(person.address_key)) for person in page)
            after = page[-1].id

    def _stands(self, hashed: str, list: str) -> datetime | None:
        length = self._log.length()
        if length != self._read:
            if length < self._read:
                self._said, self._read = {}, 0
            for no in self._log.read(after=self._read):
                self._said[no.hash, no.list] = None if no.lifted else no.at
            self._read = length
        return self._said.get((hashed, list))


def _exact(at: datetime) -> datetime:
    """Return an instant as the log keeps it, in whole milliseconds."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
