"""What a memory store keeps: values in dictionaries, copied whole for each transaction."""

from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Final, Self

from pressrun.model.approval import Approval, ApprovedFace
from pressrun.model.audience import (
    Batch,
    Cadence,
    Consent,
    Reader,
    Subscriber,
    SubscriberId,
    Subscription,
    Suppression,
)
from pressrun.model.booking import Booking, Cursor
from pressrun.model.delivery import DeliveryState, Face, PressRun, RunState, SkipReason
from pressrun.model.heartbeat import Heartbeat
from pressrun.model.issue import ArmedIssue, IssueKey, IssueKind, IssueState
from pressrun.model.key import Key
from pressrun.model.letter import Letter
from pressrun.model.ping import Ping
from pressrun.model.privatefeed import PrivateFeed
from pressrun.model.readership import Count
from pressrun.model.unseen import original_of
from pressrun.model.vote import Vote
from pressrun.model.wish import Wish, WishKind
from pressrun.ports import Instance
from pressrun.store.instant import exact

# By nobody held, and without an end.
WAITING: Final = (DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the ledger."""

    issue: IssueKey
    subscriber: SubscriberId
    face: str
    state: DeliveryState = DeliveryState.QUEUED
    attempt: int = 0
    fence: int = 0
    next_at: datetime | None = None
    lease_ends_at: datetime | None = None
    relay: str = ""
    code: int = 0
    reply: str = ""
    reason: str = ""
    sender: str = ""
    doubts: int = 0
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote, and whether it was a subscriber's, also once it is nobody's."""

    vote: Vote
    known: bool


@dataclass(slots=True, kw_only=True)
class Shelf:
    """Everything there is. Its values are frozen, so copying the dictionaries copies it."""

    instance: Instance
    hash_key: bytes
    subscribers: dict[SubscriberId, Subscriber] = field(default_factory=dict)
    by_address: dict[str, SubscriberId] = field(default_factory=dict)
    subscriptions: dict[tuple[str, SubscriberId], Subscription] = field(default_factory=dict)
    consent: list[Consent] = field(default_factory=list)
    suppressed: dict[str, Suppression] = field(default_factory=dict)
    batches: dict[int, Batch] = field(default_factory=dict)
    wishes: dict[str, Wish] = field(default_factory=dict)
    throttles: dict[tuple[str, datetime], int] = field(default_factory=dict)
    noes_known: int = 0  # octets of the log
    noes_forgotten: dict[str, int] = field(default_factory=dict)  # by list
    issues: dict[IssueKey, ArmedIssue] = field(default_factory=dict)
    runs: dict[IssueKey, PressRun] = field(default_factory=dict)
    run_lists: dict[IssueKey, str] = field(default_factory=dict)
    faces: dict[tuple[IssueKey, str], Face] = field(default_factory=dict)
    ledger: dict[tuple[IssueKey, SubscriberId], Entry] = field(default_factory=dict)
    keys: dict[int, Key] = field(default_factory=dict)
    private_feeds: dict[str, PrivateFeed] = field(default_factory=dict)
    pings: dict[tuple[str, str], Ping] = field(default_factory=dict)
    readership: dict[tuple[str, str, date], Count] = field(default_factory=dict)
    buckets: dict[tuple[str, datetime], int] = field(default_factory=dict)
    heartbeats: dict[tuple[IssueKey, str, str], Heartbeat] = field(default_factory=dict)
    letter_faces: dict[str, bytes] = field(default_factory=dict)
    letters: dict[SubscriberId, tuple[Letter, Entry]] = field(default_factory=dict)
    votes: dict[tuple[str, str, str], Ballot] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)
    bookings: dict[tuple[str, str], Booking] = field(default_factory=dict)
    approvals: dict[IssueKey, tuple[Approval, tuple[ApprovedFace, ...]]] = field(
        default_factory=dict
    )
    readers_changed: int = 0
    suppressions_changed: int = 0

    def copy(self) -> Self:
        """Return a shelf that can be changed without changing this one."""
        return type(self)(**{item.name: copy(getattr(self, item.name)) for item in fields(self)})

    def reader(self, list: str, subscriber: SubscriberId) -> Reader | None:
        """Return who has this subscription."""
        subscription = self.subscriptions.get((list, subscriber))
        if subscription is None:
            return None
        person = self.subscribers[subscriber]
        no = self.suppressed.get(person.address_hash)
        return Reader(
            subscriber=person, subscription=subscription, suppressed=no.reason if no else None
        )

    def readers(self, list: str) -> list[Reader]:
        """Return everybody who has or had a subscription to a list, in order of id."""
        found = (self.reader(list, subscriber) for subscriber in self.subscribers)
        return [reader for reader in found if reader is not None]

    def subscribe(self, new: Subscription) -> None:
        """Write a subscription, and count it where a claim may have to be given up for it."""
        old = self.subscriptions.get((new.list, new.subscriber))
        if old and (old.state, old.cadence) != (new.state, new.cadence):
            self.readers_changed += 1
        self.subscriptions[new.list, new.subscriber] = new

    def call(self, new: Subscriber) -> None:
        """Write a subscriber who is there already, and count what changes a message."""
        old = self.subscribers[new.id]
        said = [(one.address, one.address_hash, one.name) for one in (old, new)]
        self.readers_changed += said[0] != said[1]
        self.by_address.pop(old.address_key, None)
        if new.address_key:
            self.by_address[new.address_key] = new.id
        self.subscribers[new.id] = new

    def forget(self, person: Subscriber) -> None:
        """Let a subscriber be nobody."""
        self.call(
            replace(person, address="", address_key="", address_hash="", name="", language="")
        )

    def revoke_feeds(self, subscriber: SubscriberId, at: datetime, *, list: str = "") -> None:
        """End what feeds somebody has of their own, of one list if it is given."""
        for feed in tuple(self.private_feeds.values()):
            theirs = feed.subscriber == subscriber and feed.list == (list or feed.list)
            if theirs and feed.revoked_at is None:
                self.private_feeds[feed.handle] = replace(feed, revoked_at=at)

    def waiting(self, list: str) -> int:
        """Return how many mailboxes have asked to join a list and not said yes yet."""
        return len(
            {
                wish.address_hash
                for wish in self.wishes.values()
                if (wish.kind, wish.list, wish.done_at) == (WishKind.JOIN, list, None)
            }
        )

    def entries(self, issue: IssueKey) -> list[Entry]:
        """Return the ledger of an issue, in order of subscriber."""
        return sorted(
            (entry for entry in self.ledger.values() if entry.issue == issue),
            key=lambda entry: entry.subscriber,
        )

    def skip_cancelled(self, issue: IssueKey, at: datetime) -> int:
        """Skip every delivery of an issue that no sender holds, if it is cancelled."""
        armed = self.issues.get(issue)
        if armed is None or armed.state is not IssueState.CANCELLED:
            return 0
        waiting = [entry for entry in self.entries(issue) if entry.state in WAITING]
        for entry in waiting:
            self.write(
                replace(
                    entry,
                    state=DeliveryState.SKIPPED,
                    reason=SkipReason.CANCELLED.value,
                    fence=entry.fence + 1,
                    next_at=None,
                    settled_at=exact(at),
                )
            )
            self.give_back(entry)
        return len(waiting)

    def carried(self, list: str) -> dict[str, PressRun]:
        """Return the run that first carried each article to a list, in order."""
        runs = [
            run
            for run in self.runs.values()
            if self.run_lists.get(run.issue) == list
            and (run.kind, run.state != RunState.FROZEN) == (IssueKind.ISSUE, True)
            and self.issues[run.issue].state is not IssueState.CANCELLED
        ]
        found: dict[str, PressRun] = {}
        for run in sorted(runs, key=lambda run: run.date_at):
            faces = [face for face in self.faces.values() if face.issue == run.issue]
            for _, name in sorted({each for face in faces for each in enumerate(face.articles)}):
                found.setdefault(original_of(name), run)
        return found

    def give_back(self, entry: Entry) -> None:
        """Have a reader lack again what a digest carried that was not sent to them after all."""
        name = self.run_lists[entry.issue]
        held = self.subscriptions.get((name, entry.subscriber))
        if self.runs[entry.issue].kind is not IssueKind.DIGEST or held is None:
            return
        if held.cadence is Cadence.FEED or not self.subscribers[entry.subscriber].address_key:
            return
        carried = self.carried(name)
        lacked = [original_of(each) for each in self.faces[entry.issue, entry.face].articles]
        first = [carried[article].date_at for article in lacked if article in carried]
        if first:
            since = min(first) - timedelta(milliseconds=1)
            self.subscribe(replace(held, owed_since=min(since, held.owed_since or since)))

    def write(self, entry: Entry) -> None:
        """Write one row of the ledger."""
        self.ledger[entry.issue, entry.subscriber] = entry
