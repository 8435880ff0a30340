"""Journals that last as long as the test (ports Journal, Journals)."""

from collections.abc import Sequence
from dataclasses import replace

from pressrun.errors import Problem
from pressrun.model.delivery import Claimed, Receipt
from pressrun.model.mark import Mark


class MemoryJournal:
    """One sender's marks in a dictionary; with ``lives`` unset, as a killed one left them."""

    def __init__(self, sender: str, room: int) -> None:
        self.sender, self.room, self.lives, self.kept = sender, room, True, True
        self.marks: dict[tuple[str, int, int], Mark] = {}
        self.syncs = 0

    def intend(self, claimed: Claimed) -> None:
        key = (claimed.issue, claimed.subscriber, claimed.fence)
        if key not in self.marks and len(self.marks) == self.room:
            raise ValueError(f"the journal has room for {self.room} marks and no more")
        self.marks[key] = Mark(claimed.issue, claimed.subscriber, claimed.fence)

    def answer(self, claimed: Claimed, receipt: Receipt, *, relay: str) -> None:
        key = (claimed.issue, claimed.subscriber, claimed.fence)
        if key in self.marks:
            self.marks[key] = replace(self.marks[key], receipt=receipt, relay=relay)

    def clear(self, claimed: Claimed) -> None:
        self.marks.pop((claimed.issue, claimed.subscriber, claimed.fence), None)

    def sync(self) -> None:
        self.syncs += 1

    def close(self, *, keep: bool = False) -> None:
        self.lives, self.kept = False, self.kept and (keep or bool(self.marks))


class MemoryJournals:
    """The journals of the senders of one test."""

    def __init__(self) -> None:
        self.journals: dict[str, MemoryJournal] = {}

    def open(self, *, room: int) -> MemoryJournal:
        journal = MemoryJournal(f"{len(self.journals) + 1:016x}", room)
        self.journals[journal.sender] = journal
        return journal

    @property
    def opened(self) -> int:
        """How many senders there have been."""
        return len(self.journals)

    def dead(self) -> Sequence[str]:
        return [name for name, one in self.journals.items() if one.kept and not one.lives]

    def alive(self) -> Sequence[str]:
        return [name for name, one in self.journals.items() if one.lives]

    def marks(self, sender: str) -> Sequence[Mark]:
        journal = self.journals.get(sender)
        return list(journal.marks.values()) if journal and journal.kept else []

    def set_aside(self) -> Sequence[Problem]:
        return []

    def bury(self, sender: str) -> None:
        if sender in self.journals:
            self.journals[sender].kept = False
