"""A small publication with real files, a real store and no wire: a print shop to test verbs in."""

from datetime import datetime
from pathlib import Path

from doubles.chance import CountingEntropy
from doubles.clock import StoppedClock
from doubles.isolate import InlineIsolate
from doubles.journal import MemoryJournals
from doubles.nolog import MemoryNoLog
from doubles.transport import ScriptedTransport
from pressrun.model.audience import Reader, Standing
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import ArmedIssue, Issue, IssueState
from pressrun.model.patience import Patience
from pressrun.model.publication import MailingList, Publication
from pressrun.model.relay import Limits, Relay, RelayKind
from pressrun.ports import Contents, Transport
from pressrun.press.deliver import deliver
from pressrun.press.desk import Desk
from pressrun.press.leaving import LeaveDesk
from pressrun.press.noes import NoBook
from pressrun.press.office import Delivered, Office
from pressrun.press.post import open_posts
from pressrun.press.schedule import arm, plan
from pressrun.press.subscribe import add
from pressrun.source.folder import SourceFolder
from pressrun.store.memory import MemoryStore
from pressrun.system.keep import MemoryKeep
from pressrun.system.outlet import FolderOutlet

PUBLICATION = Publication(
    title="Harbour Notes",
    url="https://notes.example.org",
    authority="example.org",
    year=2026,
    language="en",
    zone="Europe/Berlin",
    lists=(
        MailingList(
            name="main",
            title="Harbour Notes",
            list_id="main.example.org",
            sender_name="Harbour Notes",
            sender_address="notes@example.org",
        ),
    ),
)


def relay(name: str = "scripted", *, weight: int = 1, limits: Limits | None = None) -> Relay:
    """Return a relay as settings would describe it."""
    limits = limits or Limits(connections=1)
    return Relay(name=name, kind=RelayKind.SMTP, host="127.0.0.1", weight=weight, limits=limits)


class PrintShop:
    """Articles ``tide`` and ``lamp`` and an issue 1 that carries both."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock, self.entropy = StoppedClock(), CountingEntropy()
        self.store = MemoryStore(clock=self.clock, entropy=self.entropy)
        self.noes = NoBook(MemoryNoLog())
        self.transport = ScriptedTransport()
        self.journals = MemoryJournals()
        self.office = self.open_office((relay(), self.transport))
        isolate = InlineIsolate()
        self.desk = Desk(
            publication=PUBLICATION,
            folder=SourceFolder(root, isolate=isolate, language="en", zone="Europe/Berlin"),
            outlet=FolderOutlet(root),
            isolate=isolate,
            clock=self.clock,
            entropy=self.entropy,
            keep=MemoryKeep(),
        )
        self.write_article("tide", id="tideaaaaaa", title="The tide tables are back")
        self.write_article("lamp", id="lampaaaaaa", title="The lamp keeper's log")
        self.write_issue(["tide", "lamp"])

    def write_article(
        self, slug: str, *, id: str, title: str, body: str = "Some words.", extra: str = ""
    ) -> None:
        text = f"---\nid: {id}\ntitle: {title}\n{extra}---\n\n{body}\n"
        self.write(f"articles/{slug}.md", text)

    def write_issue(self, articles: list[str], *, subject: str = "After the storm") -> None:
        names = "".join(f"  - {name}\n" for name in articles)
        front = f"id: issueaaaaa\nsubject: {subject}\narticles:\n{names}"
        self.write("issues/001-storm/issue.md", f"---\n{front}---\n\nDear reader.\n")

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    @property
    def contents(self) -> Contents:
        return self.desk.folder.contents()

    @property
    def issue(self) -> Issue:
        return self.contents.issues[0]

    def subscribe(self, *names: str) -> list[Standing]:
        return [self.subscribe_address(f"{name}@example.org") for name in names]

    def subscribe_address(self, address: str) -> Standing:
        return add(
            address,
            name=address.partition("@")[0].title(),
            list="main",
            consent="a sample",
            store=self.store,
            noes=self.noes,
            clock=self.clock,
            entropy=self.entropy,
            commit=True,
        )

    def leave(self, handle: str) -> Reader | None:
        """Have whoever has this handle leave by the address in their mail."""
        desk = LeaveDesk(store=self.store, noes=self.noes, clock=self.clock, entropy=self.entropy)
        left = desk.leave(handle, evidence="button")
        return left.reader if left else None

    def schedule(self, when: str = "now") -> ArmedIssue:
        made = plan(self.desk, self.store, self.issue, self.contents, when)
        return arm(self.desk, self.store, made, by="a tester")

    def open_office(
        self,
        *ways: tuple[Relay, Transport],
        patience: Patience | None = None,
        persistent: bool = False,
    ) -> Office:
        """Return an office with these relays; nothing of it is kept here."""
        return Office(
            publication=PUBLICATION,
            store=self.store,
            journals=self.journals,
            clock=self.clock,
            posts=open_posts(ways, store=self.store, clock=self.clock),
            patience=patience or Patience(jitter=0),
            persistent=persistent,
        )

    async def deliver(self, office: Office | None = None) -> Delivered:
        return await deliver(self.issue.key, office or self.office)

    @property
    def state(self) -> IssueState:
        with self.store.unit(write=False) as unit:
            armed = unit.issues.find(self.issue.key)
        return armed.state if armed else IssueState.DRAFT

    def counts(self) -> dict[DeliveryState, int]:
        with self.store.unit(write=False) as unit:
            accounts = unit.runs.accounts(self.issue.key)
        assert accounts.balanced
        return {state: number for state, number in accounts.by_state.items() if number}

    def handle_of(self, name: str) -> str:
        with self.store.unit(write=False) as unit:
            reader = unit.people.find(f"{name}@example.org", list="main")
        assert reader is not None
        return reader.subscription.handle

    def at(self, moment: datetime) -> None:
        self.clock.at = moment
