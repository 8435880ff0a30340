"""Whatever is done in whatever order, every store does what the reference does."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contract.stores import (
    FACE,
    LEASE,
    START,
    STORES,
    armed,
    mark,
    outcome,
)
from contract.twins import AFTER, LISTS, Twins
from pressrun.model.delivery import (
    Claimed,
    DeliveryState,
    Face,
    OnUnknown,
    PressRun,
    Receipt,
    RunState,
)
from pressrun.model.issue import NEXT, IssueKey, IssueState
from pressrun.ports import Unit

FIRST = IssueKey("first")
KEYS = st.sampled_from([FIRST, FIRST, IssueKey("second")])
MOVES = [(state, to) for state in IssueState for to in NEXT[state]]
ANSWERS = [
    DeliveryState.ACCEPTED,
    DeliveryState.REFUSED,
    DeliveryState.DEFERRED,
    DeliveryState.UNKNOWN,
]
RETRIED = [
    DeliveryState.ACCEPTED,
    DeliveryState.REFUSED,
    DeliveryState.EXPIRED,
    DeliveryState.DEFERRED,
    DeliveryState.UNKNOWN,
    DeliveryState.SKIPPED,
]
SENDERS = st.sampled_from(["first sender", "second sender"])
POLICIES = st.sampled_from(OnUnknown)
RECEIPTS = st.sampled_from([None, *(Receipt(code, "as said") for code in (0, 250, 451, 550))])
HOURS = st.integers(min_value=-3, max_value=60).map(lambda hours: timedelta(hours=hours))


class Presses(Twins):
    """Twins that send as well."""

    def __init__(self) -> None:
        super().__init__()
        self.claims: list[Claimed] = []

    def some_claims(self, data: st.DataObject) -> list[Claimed]:
        """Return claims of late, stale ones and doubled ones too."""
        return data.draw(st.lists(st.sampled_from(self.claims[-4:]), min_size=1, max_size=3))

    @initialize()
    def an_issue_is_going_out(self) -> None:
        for name in ("ada", "bob"):
            self.join(name, "main")
        self.start(FIRST, "main")

    @rule(key=KEYS, after=AFTER)
    def arm(self, key: IssueKey, after: timedelta) -> None:
        row = armed(key, due_at=self.clock.now() + after)
        self.both(lambda unit: unit.issues.arm(row))

    @rule(key=KEYS)
    def disarm(self, key: IssueKey) -> None:
        self.both(lambda unit: unit.issues.disarm(key))

    @rule(key=KEYS, move=st.sampled_from(MOVES))
    def move(self, key: IssueKey, move: tuple[IssueState, IssueState]) -> None:
        expected, to = move
        self.both(lambda unit: unit.issues.move(key, expected=expected, to=to, reason="why"))

    @rule(key=KEYS, list=LISTS)
    def start(self, key: IssueKey, list: str) -> None:
        """Go the whole way from armed to open, which chance alone would seldom find."""
        self.freeze(key)
        self.both(lambda unit: unit.runs.open(key, list=list, faces={"en": FACE}))

    @rule(key=KEYS)
    def freeze(self, key: IssueKey) -> None:
        run = PressRun(
            issue=key,
            salt=b"s",
            date_at=self.clock.now(),
            state=RunState.FROZEN,
            topics=("Tides",),
        )
        face = Face(digest=FACE, issue=key, language="en", variant="whole", octets=b"octets")

        def step(unit: Unit) -> None:
            unit.issues.arm(armed(key))
            unit.issues.move(key, expected=IssueState.ARMED, to=IssueState.SENDING)
            unit.runs.freeze(run, [face])

        self.both(step)

    @precondition(lambda self: self.claims)
    @rule(state=st.sampled_from(ANSWERS), held=st.booleans())
    def submit(self, state: DeliveryState, held: bool) -> None:
        """Go the whole way with the newest claim, as a sender does."""
        claimed, at = self.claims[-1], self.clock.now()
        next_at = None if held else at
        self.both(lambda unit: unit.deliveries.settle([outcome(claimed, state, next_at=next_at)]))

    @rule(key=KEYS, sender=SENDERS, limit=st.integers(min_value=0, max_value=4))
    def claim(self, key: IssueKey, sender: str, limit: int) -> None:
        now = self.clock.now()
        claimed = self.both(
            lambda unit: unit.deliveries.claim(
                key, sender=sender, limit=limit, now=now, lease=LEASE
            )
        )
        assert len({each.subscriber for each in claimed}) == len(claimed) <= limit
        self.claims += claimed

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), state=st.sampled_from([*ANSWERS, *DeliveryState]), after=AFTER)
    def settle(self, data: st.DataObject, state: DeliveryState, after: timedelta) -> None:
        claims = self.some_claims(data)
        at = self.clock.now() + after
        self.both(
            lambda unit: unit.deliveries.settle(outcome(each, state, next_at=at) for each in claims)
        )

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def recheck(self, data: st.DataObject) -> None:
        claims = self.some_claims(data)
        self.both(lambda unit: unit.deliveries.recheck(claims))

    @rule(data=st.data(), sender=SENDERS, on_unknown=POLICIES)
    def recover(self, data: st.DataObject, sender: str, on_unknown: OnUnknown) -> None:
        """A sender dies, with marks of some claims of its own and of others'."""
        marks = []
        if self.claims:
            claims = self.some_claims(data)
            marks = [mark(each, data.draw(RECEIPTS), relay="smtp") for each in claims]
        now = self.clock.now()
        self.both(
            lambda unit: unit.deliveries.recover(sender, marks, now=now, on_unknown=on_unknown)
        )
        self.both(lambda unit: sender not in unit.deliveries.senders() or pytest.fail(sender))

    @rule(alive=st.lists(SENDERS), on_unknown=POLICIES)
    def expire_leases(self, alive: list[str], on_unknown: OnUnknown) -> None:
        now = self.clock.now()
        self.both(
            lambda unit: unit.deliveries.expire_leases(alive=alive, now=now, on_unknown=on_unknown)
        )

    @rule(
        key=KEYS,
        states=st.lists(st.sampled_from(RETRIED), min_size=1, max_size=2),
        relay=st.sampled_from(["", "smtp", "smtp", "outbox"]),
        commit=st.booleans(),
    )
    def retry(self, key: IssueKey, states: list[DeliveryState], relay: str, commit: bool) -> None:
        now = self.clock.now()
        self.both(
            lambda unit: unit.deliveries.retry(
                key, states=states, relay=relay, now=now, commit=commit
            )
        )

    @rule(key=KEYS, commit=st.booleans())
    def believe(self, key: IssueKey, commit: bool) -> None:
        now = self.clock.now()
        self.both(lambda unit: unit.deliveries.believe(key, now=now, commit=commit))

    @rule(relay=st.sampled_from(["smtp", "other"]), count=st.integers(-5, 5), after=HOURS)
    def spend(self, relay: str, count: int, after: timedelta) -> None:
        at = self.clock.now() + after
        self.both(lambda unit: unit.buckets.spend(relay, at=at, count=count))

    @rule(key=KEYS)
    def close(self, key: IssueKey) -> None:
        self.both(lambda unit: unit.runs.close(key))

    @invariant()
    def they_hold_the_same_and_the_books_balance(self) -> None:
        def held(unit: Unit) -> Any:
            keys = [row.key for row in unit.issues.all()]
            accounts = [unit.runs.accounts(key) for key in keys]
            assert all(each.balanced for each in accounts)
            return (
                accounts,
                unit.issues.all(),
                unit.issues.due(self.clock.now()),
                unit.issues.next_due(),
                unit.runs.unfinished(),
                [unit.runs.find(key) for key in keys],
                [unit.deliveries.rows(key, after=START, limit=99) for key in keys],
                [unit.deliveries.rows(key, doubted=True, after=START, limit=99) for key in keys],
                [unit.deliveries.next_at(key) for key in keys],
                [unit.deliveries.pulse(key) for key in keys],
                [unit.deliveries.by_relay(key) for key in keys],
                [unit.deliveries.by_domain(key, states=DeliveryState, limit=9) for key in keys],
                unit.deliveries.senders(),
                unit.buckets.spent("smtp"),
            )

        self.both(held)


@pytest.mark.parametrize("kind", STORES)
def test_a_store_does_what_the_reference_does(kind: str) -> None:
    twins = type("Twins", (Presses,), {"kind": kind})

    run_state_machine_as_test(
        twins,
        settings=settings(
            max_examples=32,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
