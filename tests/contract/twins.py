"""Two stores that are told the same: the half of the machine in which people decide."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contract.stores import MINUTE, START, STORES, newcomer
from doubles import StoppedClock
from pressrun.errors import Conflict
from pressrun.model.audience import (
    Arrangement,
    Cadence,
    Newcomer,
    Proof,
    Reader,
    Standing,
    SubscriberId,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.wish import Wish, WishKind
from pressrun.ports import Unit

NAMES = st.sampled_from(["ada", "bob", "cyd", "dee"])
LISTS = st.sampled_from(["main", "main", "extra"])
AFTER = st.integers(min_value=-5, max_value=30).map(lambda minutes: minutes * MINUTE)
TOPICS = st.sampled_from([(), (), ("tides",), ("rope", "TIDES"), ("tar",)])
REASONS = st.sampled_from(SuppressionReason)
PAUSES = st.sampled_from([None, None, 5 * MINUTE, timedelta(hours=1)])
BATCHES = st.integers(min_value=1, max_value=3)


class Twins(RuleBasedStateMachine):
    """Does every step to a store and to the reference, and compares what they answer and hold."""

    kind = "memory"

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = StoppedClock()
        self.stores = [
            STORES[kind](Path(self.folder.name), self.clock) for kind in ("memory", self.kind)
        ]
        self.newcomers = 0
        self.noes: set[tuple[SubscriberId, str]] = set()
        self.complaints: set[str] = set()

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        self.folder.cleanup()

    def both(self, step: Callable[[Unit], Any]) -> Any:
        """Do a step in each store; return the one answer, or the kind of its error."""
        answers = []
        for store in self.stores:
            try:
                with store.unit() as unit:
                    answers.append(step(unit))
            except (ValueError, Conflict) as error:
                answers.append(type(error))
        reference, answer = answers
        assert answer == reference
        return answer

    def reader(self, name: str, list: str) -> Reader | None:
        found: Reader | None = self.both(
            lambda unit: unit.people.find(f"{name}@example.org", list=list)
        )
        return found

    def handle(self, name: str, list: str) -> str:
        reader = self.reader(name, list)
        return reader.subscription.handle if reader else "nobody's"

    def number(self, name: str) -> SubscriberId:
        person = self.both(lambda unit: unit.people.person(f"{name}@example.org"))
        return person.id if person else SubscriberId(99)

    def newcomer(self, name: str, list: str, topics: tuple[str, ...] = ()) -> Newcomer:
        """Return somebody with handles that nobody had before, as chance makes them."""
        self.newcomers += 1
        return replace(
            newcomer(name),
            handle=f"person-{self.newcomers}",
            subscription_handle=f"{list}-{self.newcomers}",
            topics=topics,
        )

    @property
    def proof(self) -> Proof:
        return Proof(asked_at=self.clock.now(), wording="Yes, by mail.")

    @rule(by=AFTER)
    def time_passes(self, by: timedelta) -> None:
        self.clock.advance(by)

    @rule(name=NAMES, list=LISTS)
    def join(self, name: str, list: str) -> None:
        at, one = self.clock.now(), self.newcomer(name, list)
        self.both(lambda unit: unit.people.join(one, list=list, evidence="form", at=at))

    @rule(name=NAMES, list=LISTS, topics=TOPICS)
    def welcome(self, name: str, list: str, topics: tuple[str, ...]) -> None:
        at, one = self.clock.now(), self.newcomer(name, list, topics)
        standing = self.both(
            lambda unit: unit.people.welcome(
                one, list=list, evidence="confirmed", proof=self.proof, at=at
            )
        )
        if standing is Standing.ADDED:
            self.noes.discard((self.number(name), list))

    @rule(name=NAMES, list=LISTS)
    def leave(self, name: str, list: str) -> None:
        at, reader = self.clock.now(), self.reader(name, list)
        handle = reader.subscription.handle if reader else "nobody's"
        left = self.both(lambda unit: unit.people.leave(handle, evidence="link", at=at))
        if left and reader:
            self.noes.add((reader.subscriber.id, list))

    @rule(name=NAMES, list=LISTS)
    def rejoin(self, name: str, list: str) -> None:
        at, handle = self.clock.now(), self.handle(name, list)
        if self.both(lambda unit: unit.people.rejoin(handle, evidence="undone", at=at)):
            self.noes.discard((self.number(name), list))

    @rule(name=NAMES, list=LISTS, topics=TOPICS, cadence=st.sampled_from(Cadence), pause=PAUSES)
    def arrange(
        self,
        name: str,
        list: str,
        topics: tuple[str, ...],
        cadence: Cadence,
        pause: timedelta | None,
    ) -> None:
        at, handle = self.clock.now(), self.handle(name, list)
        until = at + pause if pause else None
        arrangement = Arrangement(topics=topics, cadence=cadence, paused_until=until)
        self.both(lambda unit: unit.people.arrange(handle, arrangement, at=at))

    @rule()
    def resume(self) -> None:
        now = self.clock.now()
        self.both(lambda unit: unit.people.resume(now))

    @rule(name=NAMES, to=NAMES)
    def move(self, name: str, to: str) -> None:
        at, number, new = self.clock.now(), self.number(name), newcomer(to)
        self.both(
            lambda unit: unit.people.move(
                number,
                address=new.address,
                address_key=new.address_key,
                address_hash=new.address_hash,
                evidence="confirmed there",
                proof=self.proof,
                at=at,
            )
        )

    @rule(name=NAMES, called=NAMES)
    def introduce(self, name: str, called: str) -> None:
        number = self.number(name)
        self.both(lambda unit: unit.people.introduce(number, name=called, language="en"))

    @rule(name=NAMES)
    def erase(self, name: str) -> None:
        at, number = self.clock.now(), self.number(name)
        held = self.both(lambda unit: unit.people.subscriptions(number))
        self.both(lambda unit: unit.people.erase(number, evidence="asked", at=at))
        self.noes |= {(number, subscription.list) for subscription in held}

    @rule(name=NAMES, reason=REASONS, batch=st.one_of(st.none(), BATCHES))
    def suppress(self, name: str, reason: SuppressionReason, batch: int | None) -> None:
        at = self.clock.now()
        known = len(self.both(lambda unit: unit.people.batches()))
        batch = batch if batch and batch <= known else None
        self.both(
            lambda unit: unit.people.suppress(f"hash-of-{name}", reason=reason, at=at, batch=batch)
        )
        if reason is SuppressionReason.COMPLAINT and batch is None:
            self.complaints.add(name)

    @rule(name=NAMES)
    def lift(self, name: str) -> None:
        self.both(lambda unit: unit.people.lift(f"hash-of-{name}"))
        self.complaints.discard(name)

    @rule(names=st.lists(NAMES, max_size=3), list=LISTS, topics=TOPICS)
    def bring_in(self, names: list[str], list: str, topics: tuple[str, ...]) -> None:
        at, people = self.clock.now(), [self.newcomer(name, list, topics) for name in names]

        def step(unit: Unit) -> Any:
            batch = unit.people.open_batch(
                list=list, file="a.csv", digest="d", evidence="fair", at=at
            )
            return [
                unit.people.join(one, list=list, evidence="fair", at=at, batch=batch)
                for one in people
            ]

        self.both(step)

    @rule(batch=BATCHES)
    def undo_batch(self, batch: int) -> None:
        at = self.clock.now()
        self.both(lambda unit: unit.people.of_batch(batch))
        self.both(lambda unit: unit.people.undo_batch(batch, evidence="wrong", at=at))

    @rule(name=NAMES, list=LISTS, handle=st.sampled_from(["w1", "w2", "w3"]))
    def ask(self, name: str, list: str, handle: str) -> None:
        one = newcomer(name)
        wish = Wish(
            handle=handle,
            kind=WishKind.JOIN,
            list=list,
            address=one.address,
            address_key=one.address_key,
            address_hash=one.address_hash,
            asked_at=self.clock.now(),
        )
        self.both(lambda unit: unit.wishes.add(wish))

    @rule(handle=st.sampled_from(["w1", "w2", "w3"]), renewed=st.booleans())
    def answer(self, handle: str, renewed: bool) -> None:
        at = self.clock.now()
        if renewed:
            self.both(lambda unit: unit.wishes.renew(handle, code_hash="c", at=at))
        self.both(lambda unit: unit.wishes.miss(handle))
        self.both(lambda unit: unit.wishes.finish(handle, at=at))

    @invariant()
    def they_know_the_same_people_and_no_no_is_forgotten(self) -> None:
        def held(unit: Unit) -> Any:
            readers = [unit.people.readers(name, after=START, limit=99) for name in LISTS_THERE]
            everybody = unit.people.everybody(after=START, limit=99)
            return (
                readers,
                everybody,
                [unit.people.consent(one.subscriber.id) for some in readers for one in some],
                [unit.people.subscriptions(one.id) for one in everybody],
                [unit.people.suppression(f"hash-of-{name}") for name in NAMES_THERE],
                unit.people.batches(),
                [unit.people.count(name) for name in LISTS_THERE],
                [unit.wishes.of(f"hash-of-{name}") for name in NAMES_THERE],
            )

        readers, _, _, _, suppressions, *_ = self.both(held)
        for reader in (one for some in readers for one in some):
            subscription = reader.subscription
            if subscription.state is not SubscriptionState.ENDED:
                assert (subscription.subscriber, subscription.list) not in self.noes
        for name, suppression in zip(NAMES_THERE, suppressions, strict=True):
            if name in self.complaints:
                assert suppression.reason is SuppressionReason.COMPLAINT


NAMES_THERE = ("ada", "bob", "cyd", "dee")
LISTS_THERE = ("main", "extra")
