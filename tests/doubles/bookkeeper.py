"""An issue that goes out with nobody sending it: its books, journals, and a hand that writes."""

import hashlib
from datetime import timedelta

from doubles.chance import CountingEntropy
from doubles.clock import StoppedClock
from doubles.journal import MemoryJournal, MemoryJournals
from pressrun.mail.address import address_hash
from pressrun.model.audience import Newcomer, SubscriberId, SuppressionReason
from pressrun.model.delivery import (
    Claimed,
    DeliveryState,
    Face,
    OnUnknown,
    Outcome,
    PressRun,
    Receipt,
    RunState,
)
from pressrun.model.issue import ArmedIssue, Issue, IssueKey, IssueState
from pressrun.ports import Store
from pressrun.store.memory import MemoryStore

FACE = hashlib.sha256(b"octets").hexdigest()
LEASE = timedelta(minutes=15)
ISSUE = Issue(
    key=IssueKey("heron4lamp"),
    number=3,
    slug="heron",
    folder="003-heron",
    subject="The heron's lamp",
    digest="d1",
)


class Bookkeeper:
    """Issue 3, armed for a list of readers; ``store`` is a memory store unless one is given."""

    def __init__(self, *names: str, store: Store | None = None) -> None:
        self.clock, self.entropy = StoppedClock(), CountingEntropy()
        self.store = store or MemoryStore(clock=self.clock, entropy=self.entropy)
        self.journals, self.issue, self.ids = MemoryJournals(), ISSUE, dict[str, SubscriberId]()
        for name in names:
            self.join(name)
        with self.store.unit() as unit:
            unit.issues.arm(
                ArmedIssue(
                    key=ISSUE.key,
                    list="main",
                    state=IssueState.ARMED,
                    wall="2026-11-24T09:00",
                    zone="Europe/Berlin",
                    due_at=self.clock.now(),
                    digest="d1",
                    armed_by="a tester",
                    armed_at=self.clock.now(),
                )
            )

    def join(self, name: str) -> None:
        key = f"{name}@example.org"
        with self.store.unit() as unit:
            unit.people.join(
                Newcomer(
                    address=key,
                    address_key=key,
                    address_hash=address_hash(key, unit.people.hash_key()),
                    handle=f"person-{name}",
                    subscription_handle=f"main-{name}",
                    name=name.title(),
                ),
                list="main",
                evidence="a sample form",
                at=self.clock.now(),
            )
            reader = unit.people.find(key, list="main")
        assert reader is not None
        self.ids[name] = reader.subscriber.id

    def leave(self, name: str) -> None:
        with self.store.unit() as unit:
            unit.people.leave(f"main-{name}", evidence="a sample link", at=self.clock.now())

    def suppress(self, name: str) -> None:
        with self.store.unit() as unit:
            digest = address_hash(f"{name}@example.org", unit.people.hash_key())
            unit.people.suppress(digest, reason=SuppressionReason.COMPLAINT, at=self.clock.now())

    def open(self) -> None:
        """Begin: the issue is sending and its audience frozen."""
        run = PressRun(
            issue=ISSUE.key, salt=b"salt", date_at=self.clock.now(), state=RunState.FROZEN
        )
        face = Face(digest=FACE, issue=ISSUE.key, language="en", variant="whole", octets=b"octets")
        self.move(IssueState.ARMED, IssueState.SENDING)
        with self.store.unit() as unit:
            unit.runs.freeze(run, [face])
            unit.runs.open(ISSUE.key, list="main", faces={"en": FACE})

    def move(self, expected: IssueState, to: IssueState, reason: str = "") -> None:
        with self.store.unit() as unit:
            assert unit.issues.move(ISSUE.key, expected=expected, to=to, reason=reason)

    def sender(self) -> MemoryJournal:
        """Return the journal of a new sender."""
        return self.journals.open(room=8)

    def claim(self, sender: str, count: int = 100) -> dict[str, Claimed]:
        """Take what is due; return it by the reader's name."""
        with self.store.unit() as unit:
            taken = unit.deliveries.claim(
                ISSUE.key, sender=sender, limit=count, now=self.clock.now(), lease=LEASE
            )
        return {claimed.address.partition("@")[0]: claimed for claimed in taken}

    def settle(
        self,
        claimed: Claimed,
        state: DeliveryState,
        receipt: Receipt | None = None,
        *,
        after: timedelta | None = None,
        relay: str = "main",
        reason: str = "",
    ) -> None:
        """Write one outcome down; ``after`` is when it is tried again."""
        now = self.clock.now()
        outcome = Outcome(
            claimed=claimed,
            state=state,
            at=now,
            receipt=receipt,
            next_at=now + after if after else None,
            relay=relay,
            reason=reason,
        )
        with self.store.unit() as unit:
            assert unit.deliveries.settle([outcome]) == []

    def recover(self, sender: str, *, on_unknown: OnUnknown = OnUnknown.RETRY) -> None:
        """Tell the ledger what a dead sender left."""
        marks = self.journals.marks(sender)
        with self.store.unit() as unit:
            unit.deliveries.recover(sender, marks, now=self.clock.now(), on_unknown=on_unknown)
        self.journals.bury(sender)

    @property
    def state(self) -> IssueState:
        with self.store.unit(write=False) as unit:
            found = unit.issues.find(ISSUE.key)
        return found.state if found else IssueState.DRAFT

    @property
    def reason(self) -> str:
        with self.store.unit(write=False) as unit:
            found = unit.issues.find(ISSUE.key)
        return found.reason if found else ""

    def counts(self) -> dict[DeliveryState, int]:
        with self.store.unit(write=False) as unit:
            accounts = unit.runs.accounts(ISSUE.key)
        assert accounts.balanced
        return {state: number for state, number in accounts.by_state.items() if number}
