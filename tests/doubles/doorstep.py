"""A list's doorstep: whoever asks to come in, the letters that go out, and who is in."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from doubles.chance import CountingEntropy
from doubles.clock import StoppedClock
from doubles.shop import PUBLICATION
from pressrun.errors import Problem
from pressrun.mail.address import address_hash, parse_address
from pressrun.model.audience import Newcomer, Reader, SuppressionReason
from pressrun.model.issue import RenderedIssue
from pressrun.model.joinrules import JoinRules
from pressrun.model.letter import SLOTS, Letter, LetterKind
from pressrun.model.publication import Publication
from pressrun.model.slot import Slot, mark
from pressrun.model.visit import Visit
from pressrun.ports import Folder, Outlet, Store
from pressrun.press.desk import Desk
from pressrun.press.guard import Guard
from pressrun.press.joining import JoinDesk, Joined, JoinForm
from pressrun.press.letters import LetterDesk
from pressrun.press.noes import NoBook
from pressrun.press.subscribe import handle
from pressrun.press.wishing import WishDesk
from pressrun.source.folder import SourceFolder
from pressrun.system.keep import MemoryKeep
from pressrun.system.nolog import FileNoLog
from pressrun.system.outlet import FolderOutlet

VISIT = Visit(
    page="https://notes.example.org/subscribe", network="192.0.2.1", wording="Send me it."
)
_CONFIRM = re.compile(r"/confirm/([A-Za-z0-9_-]+)$")


class PlainFaces:
    """Makes letters of one word and their slots, instead of a child process (port Isolate)."""

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        assert function == "pressrun.render.letter:render_letter", function
        kind: LetterKind = arguments[0]
        marks = " ".join(f'<a href="{mark(slot)}">.</a>' for slot in sorted(SLOTS[kind]))
        text = "\n".join(mark(slot) for slot in sorted(SLOTS[kind]))
        return RenderedIssue(subject=kind.value, preheader="", html=f"<p>{marks}</p>", text=text)

    def map(self, *arguments: Any, **options: Any) -> Iterator[Any]:
        raise AssertionError("nothing is made side by side here")

    def warm(self, *arguments: Any) -> None:
        return None


class Doorstep:
    """Everything that joining needs, over a store of the test's choice and a log of noes."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        *,
        clock: StoppedClock,
        rules: JoinRules | None = None,
        publication: Publication = PUBLICATION,
        topics: tuple[str, ...] = ("Harbour", "Weather"),
        isolate: Any = None,
        seed: str = "doorstep",
    ) -> None:
        self.store, self.clock, self.entropy = store, clock, CountingEntropy(seed)
        self.rules, self.publication = rules or JoinRules(), publication
        self.topics, self.folder = topics, folder
        self.letters = LetterDesk(self._desk(folder, isolate or PlainFaces()))
        self.noes = NoBook(FileNoLog(folder / "no.log", entropy=self.entropy))
        self.guard = Guard(self.rules, entropy=self.entropy)
        self.wishes = WishDesk(
            publication,
            store=store,
            clock=clock,
            entropy=self.entropy,
            letters=self.letters,
            noes=self.noes,
            guard=self.guard,
        )
        self.desk = JoinDesk(
            publication,
            self.rules,
            store=store,
            clock=clock,
            entropy=self.entropy,
            wishes=self.wishes,
            letters=self.letters,
            guard=self.guard,
            topics=lambda: self.topics,
        )

    @staticmethod
    def chance() -> CountingEntropy:
        """Return chance for a store, other than that of the people at the door."""
        return CountingEntropy("store")

    def _desk(self, folder: Path, isolate: Any) -> Desk:
        contents: Folder = SourceFolder(
            folder, isolate=isolate, language="en", zone=self.publication.zone
        )
        outlet: Outlet = FolderOutlet(folder)
        return Desk(
            publication=self.publication,
            folder=contents,
            outlet=outlet,
            isolate=isolate,
            clock=self.clock,
            entropy=self.entropy,
            keep=MemoryKeep(),
        )

    def ask(self, address: str = "ada@example.org", visit: Visit = VISIT, **form: Any) -> Joined:
        """Fill in the form as a person does; the answer must be the page, not a problem."""
        answer = self.desk.join(JoinForm(address=address, **form), visit)
        assert not isinstance(answer, Problem), answer
        return answer

    def refusal(self, address: str, **form: Any) -> Problem | None:
        answer = self.desk.join(JoinForm(address=address, **form), VISIT)
        return answer if isinstance(answer, Problem) else None

    def add(self, address: str = "ada@example.org") -> None:
        """Put somebody on the list as an editor does, with their consent."""
        parsed = parse_address(address)
        assert not isinstance(parsed, Problem)
        with self.store.unit() as unit:
            newcomer = Newcomer(
                address=parsed.address,
                address_key=parsed.key,
                address_hash=address_hash(parsed.key, unit.people.hash_key()),
                handle=handle(self.entropy),
                subscription_handle=handle(self.entropy),
            )
            at = self.clock.now()
            unit.people.join(newcomer, list="main", evidence="a sample", at=at)

    def leave(self, address: str = "ada@example.org") -> None:
        reader = self.reader(address)
        assert reader is not None
        with self.store.unit() as unit:
            key = reader.subscriber.address_key
            self.noes.note(unit, [(key, "main")], at=self.clock.now())
            unit.people.leave(reader.subscription.handle, evidence="a sample", at=self.clock.now())

    def suppress(self, address: str, reason: SuppressionReason) -> None:
        reader = self.reader(address)
        assert reader is not None
        hashed, at = reader.subscriber.address_hash, self.clock.now()
        with self.store.unit() as unit:
            unit.people.suppress(hashed, reason=reason, at=at)

    def reader(self, address: str = "ada@example.org") -> Reader | None:
        with self.store.unit(write=False) as unit:
            return unit.people.find(address.lower(), list="main")

    def mail(self) -> list[Letter]:
        """Take every letter that waits."""
        with self.store.unit() as unit:
            claimed = unit.letters.claim(
                sender="0" * 16, limit=1000, now=self.clock.now(), lease=timedelta(days=999)
            )
        return [one.letter for one in claimed if one.letter is not None]

    def confirming(self) -> tuple[str, str]:
        """Take the one letter that waits, and return its link's token and its code."""
        [letter] = self.mail()
        assert letter.kind is LetterKind.CONFIRM
        found = _CONFIRM.search(letter.slots[Slot.ACTION_URL])
        assert found is not None
        return found[1], letter.slots[Slot.CODE]
