"""The stores that keep the contract, and the steps its tests are told in."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from doubles import CountingEntropy, StoppedClock
from pressrun.model.audience import Newcomer, SubscriberId, SuppressionReason
from pressrun.model.delivery import (
    Accounts,
    Claimed,
    Delivery,
    DeliveryState,
    Face,
    OnUnknown,
    Outcome,
    PressRun,
    Receipt,
    RunState,
)
from pressrun.model.issue import ArmedIssue, IssueKey, IssueState
from pressrun.model.mark import Mark
from pressrun.ports import Store
from pressrun.store.memory import MemoryStore
from pressrun.store.sql import SqlStore

# A new store joins by adding one line.
STORES: dict[str, Callable[[Path, StoppedClock], Store]] = {
    "memory": lambda _, clock: MemoryStore(clock=clock, entropy=CountingEntropy()),
    "sqlite": lambda folder, clock: SqlStore.open(
        folder / "state.db", clock=clock, entropy=CountingEntropy()
    ),
}

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
ISSUE = IssueKey("heron4lamp")
SENDER = "a1b2c3d4e5f60718"
FACE = hashlib.sha256(b"octets").hexdigest()
START = SubscriberId(0)
S = DeliveryState


def newcomer(name: str, *, list: str = "main") -> Newcomer:
    return Newcomer(
        address=f"{name.title()}@example.org",
        address_key=f"{name}@example.org",
        address_hash=f"hash-of-{name}",
        handle=f"person-{name}",
        subscription_handle=f"{list}-{name}",
        name=f"{name.title()} Sample",
    )


def join(store: Store, *names: str, list: str = "main") -> None:
    with store.unit() as unit:
        for name in names:
            unit.people.join(newcomer(name, list=list), list=list, evidence="form", at=NOW)


def leave(store: Store, name: str, *, list: str = "main") -> bool:
    with store.unit() as unit:
        return unit.people.leave(f"{list}-{name}", evidence="link", at=NOW)


def complain(store: Store, name: str) -> None:
    with store.unit() as unit:
        unit.people.suppress(f"hash-of-{name}", reason=SuppressionReason.COMPLAINT, at=NOW)


def armed(key: IssueKey = ISSUE, *, due_at: datetime = NOW) -> ArmedIssue:
    return ArmedIssue(
        key=key,
        list="main",
        state=IssueState.ARMED,
        wall="2026-11-24T09:00",
        zone="Europe/Berlin",
        due_at=due_at,
        digest="d1",
        armed_by="ada",
        armed_at=NOW,
    )


def freeze(store: Store, *, key: IssueKey = ISSUE, topics: tuple[str, ...] = ()) -> None:
    """Arm an issue, call it sending and freeze its run, as one verb does."""
    run = PressRun(issue=key, salt=b"salt", date_at=NOW, state=RunState.FROZEN, topics=topics)
    face = Face(
        digest=FACE, issue=key, language="en", variant="whole", octets=b"octets", articles=("a",)
    )
    with store.unit() as unit:
        unit.issues.arm(armed(key))
        unit.issues.move(key, expected=IssueState.ARMED, to=IssueState.SENDING)
        unit.runs.freeze(run, [face])


def open_run(store: Store, *names: str, key: IssueKey = ISSUE) -> int:
    """Bring an issue with the audience ``names`` so far that mail may go."""
    join(store, *names)
    freeze(store, key=key)
    with store.unit() as unit:
        return unit.runs.open(key, list="main", faces={"en": FACE})


def claim(
    store: Store, *, limit: int = 100, now: datetime = NOW, sender: str = SENDER
) -> list[Claimed]:
    with store.unit() as unit:
        return list(unit.deliveries.claim(ISSUE, sender=sender, limit=limit, now=now, lease=LEASE))


def settle(store: Store, *outcomes: Outcome) -> list[Outcome]:
    with store.unit() as unit:
        return list(unit.deliveries.settle(outcomes))


def recover(
    store: Store,
    *marks: Mark,
    sender: str = SENDER,
    now: datetime = NOW,
    on_unknown: OnUnknown = OnUnknown.RETRY,
) -> dict[DeliveryState, int]:
    """Give up every claim of a sender that died with these marks in its journal."""
    with store.unit() as unit:
        return dict(unit.deliveries.recover(sender, marks, now=now, on_unknown=on_unknown))


def expire_leases(
    store: Store,
    *,
    alive: Sequence[str] = (),
    now: datetime = NOW,
    on_unknown: OnUnknown = OnUnknown.RETRY,
) -> int:
    with store.unit() as unit:
        return unit.deliveries.expire_leases(alive=alive, now=now, on_unknown=on_unknown)


def retry(
    store: Store,
    *states: DeliveryState,
    relay: str = "",
    now: datetime = NOW,
    commit: bool = True,
) -> int:
    with store.unit() as unit:
        return unit.deliveries.retry(ISSUE, states=states, relay=relay, now=now, commit=commit)


def move(store: Store, expected: IssueState, to: IssueState) -> None:
    with store.unit() as unit:
        assert unit.issues.move(ISSUE, expected=expected, to=to)


def cancel(store: Store) -> None:
    move(store, IssueState.SENDING, IssueState.CANCELLED)


def mark(claimed: Claimed, receipt: Receipt | None = None, *, relay: str = "") -> Mark:
    return Mark(claimed.issue, claimed.subscriber, claimed.fence, receipt, relay)


def outcome(claimed: Claimed, state: DeliveryState, *, next_at: datetime | None = None) -> Outcome:
    return Outcome(claimed=claimed, state=state, at=NOW, next_at=next_at, relay="smtp")


def accept(store: Store, *claimed: Claimed) -> None:
    settle(store, *(outcome(each, S.ACCEPTED) for each in claimed))


def row(store: Store, subscriber: int) -> Delivery:
    with store.unit(write=False) as unit:
        found = unit.deliveries.find(ISSUE, SubscriberId(subscriber))
    assert found is not None
    return found


def states(store: Store) -> list[DeliveryState]:
    """Return the state of every delivery, in order of subscriber."""
    with store.unit(write=False) as unit:
        return [row.state for row in unit.deliveries.rows(ISSUE, after=START, limit=100)]


def accounts(store: Store) -> Accounts:
    with store.unit(write=False) as unit:
        return unit.runs.accounts(ISSUE)


def next_at(store: Store) -> datetime | None:
    with store.unit(write=False) as unit:
        return unit.deliveries.next_at(ISSUE)
