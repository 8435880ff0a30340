"""Whatever readers switch, and whenever: every entry reaches every reader once, and none twice.

The model keeps for each reader what must reach them by mail. Clocks are wrong by minutes either
way, issues and digests are opened long after they were frozen, and only two sets are set at once.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from contract.stores import LEASE, SENDER, STORES, S, armed, newcomer
from doubles import StoppedClock
from pressrun.model.audience import DIGESTS, Arrangement, Cadence, Proof, Standing
from pressrun.model.delivery import Claimed, Face, Outcome, PressRun, Receipt, RunState
from pressrun.model.issue import IssueKey, IssueKind, IssueState
from pressrun.ports import Unit

SETS_AT_ONCE = 2
NAMES = ("ada", "bob", "cyd", "dee", "eli")
WHO = st.sampled_from(NAMES)
CADENCES = st.sampled_from([*DIGESTS, Cadence.EACH, Cadence.EACH, Cadence.FEED])
LANGUAGES = st.sampled_from(["", "", "en", "fr"])
WRONG = st.integers(min_value=-5, max_value=5).map(lambda minutes: timedelta(minutes=minutes))
Turn = Cadence | str
TURNS: st.SearchStrategy[Turn] = st.one_of(
    CADENCES, CADENCES, st.sampled_from(["pause", "pause", "leave", "come back"])
)
WHICH = st.integers(min_value=0, max_value=9)
MOSTLY = st.sampled_from([True, True, True, False])
SELDOM = st.sampled_from([False, False, False, True])
DAYS = st.integers(min_value=1, max_value=9).map(lambda days: timedelta(days=days))


@dataclass
class Model:
    """One reader, as whoever knows nothing of instants sees them."""

    cadence: Cadence = Cadence.EACH
    paused: bool = False
    left: bool = False
    must: set[str] = field(default_factory=set)
    got: list[str] = field(default_factory=list)

    def lacks_no_more(self) -> None:
        self.must &= set(self.got)


class Cadences(RuleBasedStateMachine):
    """Does every step to a store and to the reference, and minds what readers get."""

    kind = "memory"

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = StoppedClock()
        self.stores = [
            STORES[kind](Path(self.folder.name), self.clock) for kind in ("memory", self.kind)
        ]
        self.people: dict[str, Model] = {}
        self.written: dict[IssueKey, tuple[str, ...]] = {}
        self.digests: dict[IssueKey, Cadence] = {}
        self.faces: dict[str, tuple[str, ...]] = {}
        self.frozen: list[IssueKey] = []
        self.open: list[IssueKey] = []

    @initialize(cadences=st.tuples(*(CADENCES for _ in NAMES)))
    def everybody_comes(self, cadences: tuple[Cadence, ...]) -> None:
        for name, cadence in zip(NAMES, cadences, strict=True):
            self.come(name, "", timedelta())
            self.arrange(name, cadence, None, timedelta())

    def teardown(self) -> None:
        try:
            self.in_the_end_everybody_has_everything()
        finally:
            for store in self.stores:
                store.close()
            self.folder.cleanup()

    def both(self, step: Callable[[Unit], Any]) -> Any:
        answers = []
        for store in self.stores:
            with store.unit() as unit:
                answers.append(step(unit))
        assert answers[0] == answers[1]
        return answers[0]

    @rule(by=DAYS)
    def time_passes(self, by: timedelta) -> None:
        self.clock.advance(by)
        self.resume()

    def resume(self) -> None:
        now = self.clock.now()
        self.both(lambda unit: unit.people.resume(now))
        for name, one in self.people.items():
            one.paused &= self.held(name).paused_until is not None

    @rule(name=WHO, language=LANGUAGES, wrong=WRONG)
    def come(self, name: str, language: str, wrong: timedelta) -> None:
        at, one = self.clock.now() + wrong, newcomer(name)
        proof = Proof(asked_at=at, wording="Yes, by mail.")
        standing = self.both(
            lambda unit: unit.people.welcome(one, list="main", evidence="form", proof=proof, at=at)
        )
        if standing is Standing.ADDED:
            known = self.people.setdefault(name, Model())
            known.cadence, known.paused, known.left = Cadence.EACH, False, False
            known.lacks_no_more()
        number = self.held(name).subscriber
        self.both(lambda unit: unit.people.introduce(number, name="", language=language))

    @rule(name=WHO, turn=TURNS, wrong=WRONG, days=DAYS)
    def somebody_decides(self, name: str, turn: Turn, wrong: timedelta, days: timedelta) -> None:
        at, one = self.clock.now(), self.people[name]
        if isinstance(turn, Cadence):
            self.arrange(name, turn, None, wrong)
        elif turn == "pause":
            self.arrange(name, one.cadence, at + days, wrong)
        elif turn == "leave":
            left = self.both(lambda unit: unit.people.leave(f"main-{name}", evidence="", at=at))
            one.left |= left
            one.paused &= not left
        elif self.both(lambda unit: unit.people.rejoin(f"main-{name}", evidence="", at=at)):
            one.left = False

    def arrange(
        self, name: str, cadence: Cadence, until: datetime | None, wrong: timedelta
    ) -> None:
        at, how = self.clock.now() + wrong, Arrangement(cadence=cadence, paused_until=until)
        if self.both(lambda unit: unit.people.arrange(f"main-{name}", how, at=at)):
            one = self.people[name]
            one.cadence, one.paused = cadence, until is not None
            if cadence is Cadence.FEED:
                one.lacks_no_more()

    @rule(articles=st.integers(min_value=1, max_value=2), wrong=WRONG, at_once=MOSTLY)
    def freeze_issue(self, articles: int, wrong: timedelta, at_once: bool) -> None:
        key = IssueKey(f"issue{len(self.written):04}")
        names = tuple(f"a{len(self.written):03}{number}" for number in range(articles))
        self.written[key] = names
        self.freeze(key, [self.face(key, names)], IssueKind.ISSUE, wrong)
        if at_once:
            self.open_one(len(self.frozen) - 1)

    @rule(cadence=st.sampled_from(DIGESTS), wrong=WRONG, at_once=MOSTLY)
    def freeze_digest(self, cadence: Cadence, wrong: timedelta, at_once: bool) -> None:
        sets = self.both(lambda unit: unit.digests.unseen("main", cadence))
        key = IssueKey(f"digest{len(self.digests):04}")
        faces = [self.face(key, one.articles, one.language or "en") for one in sets[:SETS_AT_ONCE]]
        if faces:
            self.digests[key] = cadence
            self.freeze(key, list(dict.fromkeys(faces)), IssueKind.DIGEST, wrong)
            if at_once:
                self.open_one(len(self.frozen) - 1)

    @rule(cadence=st.sampled_from(DIGESTS), name=WHO, turn=TURNS, cancelled=SELDOM)
    def somebody_decides_while_a_digest_goes_out(
        self, cadence: Cadence, name: str, turn: Turn, cancelled: bool
    ) -> None:
        self.freeze_issue(1, timedelta(), at_once=True)
        self.freeze_digest(cadence, timedelta(), at_once=True)
        self.somebody_decides(name, turn, timedelta(), timedelta(days=2))
        self.send_some(len(self.open) - 1, 1 if cancelled else 99, cancelled)

    def face(self, key: IssueKey, articles: tuple[str, ...], language: str = "en") -> Face:
        digest = f"{key} {language} {'+'.join(articles)}"
        self.faces[digest] = articles
        return Face(
            digest=digest, issue=key, language=language, variant="", octets=b"", articles=articles
        )

    def freeze(self, key: IssueKey, faces: list[Face], kind: IssueKind, wrong: timedelta) -> None:
        run = PressRun(
            issue=key,
            salt=b"",
            date_at=self.clock.now() + wrong,
            state=RunState.FROZEN,
            kind=kind,
        )

        def step(unit: Unit) -> None:
            unit.issues.arm(armed(key))
            unit.issues.move(key, expected=IssueState.ARMED, to=IssueState.SENDING)
            unit.runs.freeze(run, faces)

        self.both(step)
        self.frozen.append(key)

    @rule(which=WHICH)
    def open_one(self, which: int) -> None:
        if not self.frozen:
            return
        key = self.frozen.pop(which % len(self.frozen))
        self.open.append(key)
        if key in self.digests:
            cadence = self.digests[key]
            self.both(
                lambda unit: unit.digests.open(key, list="main", cadence=cadence, language="en")
            )
            return
        [only] = self.both(lambda unit: unit.runs.faces(key))
        self.both(lambda unit: unit.runs.open(key, list="main", faces={"en": only.digest}))
        for one in self.people.values():
            by_digest = one.cadence in DIGESTS
            if not one.left and (by_digest or (one.cadence is Cadence.EACH and not one.paused)):
                one.must |= set(self.written[key])

    @rule(which=WHICH, limit=st.sampled_from([0, 1, 2, 99]), cancelled=SELDOM)
    def send_some(self, which: int, limit: int, cancelled: bool = False) -> None:
        """Let a sender take some of an issue; who is no reader by mail now is skipped."""
        if not self.open:
            return
        key, now = self.open[which % len(self.open)], self.clock.now()
        claimed: list[Claimed] = self.both(
            lambda unit: unit.deliveries.claim(
                key, sender=SENDER, limit=limit, now=now, lease=LEASE
            )
        )
        accepted = [
            Outcome(claimed=one, state=S.ACCEPTED, at=now, receipt=Receipt(250)) for one in claimed
        ]
        self.both(lambda unit: unit.deliveries.settle(accepted))
        for one in claimed:
            name = one.address.partition("@")[0].lower()
            self.people[name].got += self.faces[one.face]
        if key in self.written:
            self.forgo(key)
        if cancelled:
            self.cancel(key)

    def forgo(self, key: IssueKey) -> None:
        """Mind that who is skipped of an issue is not sent it later."""
        skipped = self.both(
            lambda unit: [
                row.address
                for row in unit.deliveries.rows(key, states=[S.SKIPPED], after=0, limit=99)
            ]
        )
        for address in skipped:
            one = self.people[address.partition("@")[0].lower()]
            one.must -= set(self.written[key]) - set(one.got)

    def cancel(self, key: IssueKey) -> None:
        self.open.remove(key)
        assert self.both(
            lambda unit: unit.issues.move(key, expected=IssueState.SENDING, to=IssueState.CANCELLED)
        )
        if key in self.written:
            for one in self.people.values():
                one.must -= set(self.written[key]) - set(one.got)

    def in_the_end_everybody_has_everything(self) -> None:
        while self.frozen:
            self.open_one(0)
        for _ in range(3 * len(NAMES)):
            for number in range(len(self.open)):
                self.send_some(number, 99)
            self.clock.advance(timedelta(days=10))
            self.resume()
            for cadence in DIGESTS:
                self.freeze_digest(cadence, timedelta(), at_once=True)
            if all(not self.lacking(cadence) for cadence in DIGESTS):
                break
        for number in range(len(self.open)):
            self.send_some(number, 99)
        for cadence in DIGESTS:
            assert not self.lacking(cadence)
        for name, one in self.people.items():
            if not one.left:
                assert one.must <= set(one.got), f"{name} lacks {one.must - set(one.got)}"

    def lacking(self, cadence: Cadence) -> Any:
        return self.both(lambda unit: unit.digests.unseen("main", cadence))

    def held(self, name: str) -> Any:
        return self.both(
            lambda unit: unit.people.find(f"{name}@example.org", list="main")
        ).subscription

    @invariant()
    def nobody_gets_anything_twice(self) -> None:
        for name, one in self.people.items():
            assert len(one.got) == len(set(one.got)), f"{name} got {sorted(one.got)}"

    @invariant()
    def both_know_the_same(self) -> None:
        self.both(lambda unit: unit.people.readers("main", after=0, limit=99))
        self.both(lambda unit: [unit.runs.find(key) for key in [*self.written, *self.digests]])


@pytest.mark.parametrize("kind", STORES)
def test_every_entry_reaches_every_reader_once_whatever_they_switch(kind: str) -> None:
    run_state_machine_as_test(
        type("Cadences", (Cadences,), {"kind": kind}),
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
