"""Whatever is sent, corrected, switched and joined in whatever order: who is told, and who is late.

Both stores do every step, and a count by hand over the ledger's rows says what they must answer.
"""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from hypothesis.stateful import invariant as always

from contract.stores import FACE, LEASE, START, STORES, S, armed, outcome
from contract.twins import NAMES, Twins
from pressrun.errors import Conflict
from pressrun.model.article import ArticleId
from pressrun.model.audience import Cadence, ConsentKind, Reader, SubscriptionState
from pressrun.model.delivery import Delivery, DeliveryState, Face, PressRun, RunState
from pressrun.model.issue import IssueKey, IssueKind, IssueState
from pressrun.ports import Unit

TIDE = ArticleId("tide")
LIST = "main"
CARRIED = st.sampled_from([("tide",), ("tide", "lamp"), ("lamp",)])
ANSWERS = st.lists(
    st.sampled_from([S.ACCEPTED, S.ACCEPTED, S.REFUSED, S.UNKNOWN, S.DEFERRED, S.EXPIRED]),
    min_size=4,
    max_size=4,
)
LOST = {S.SKIPPED, S.REFUSED, S.EXPIRED}


class Aftercare(Twins):
    """Twins that send issues, correct an article, tell of it, and send to who came late."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: dict[IssueKey, tuple[datetime, tuple[str, ...]]] = {}
        self.errata: dict[IssueKey, datetime] = {}
        self.corrected_at = self.clock.now()

    # ---- steps

    @initialize(switches=st.booleans())
    def an_issue_has_gone_out_and_was_corrected(self, switches: bool) -> None:
        """Chance alone would seldom come so far."""
        for name in ("ada", "bob", "cyd"):
            self.join(name, LIST)
        if switches:  # was there, and was left out
            self.arrange("cyd", LIST, (), Cadence.FEED, None)
        self.clock.advance(timedelta(seconds=1))
        self.send(("tide",))
        self._answer(next(iter(self.runs)), [S.ACCEPTED, S.UNKNOWN, S.ACCEPTED])
        self.correct()
        if switches:
            self.arrange("cyd", LIST, (), Cadence.EACH, None)
            self.arrange("ada", LIST, ("rope",), Cadence.WEEKLY, None)

    @rule(answers=ANSWERS)
    def tell_and_answer(self, answers: list[DeliveryState]) -> None:
        self.tell()
        self._answer([*self.errata][-1], answers)

    @rule(name=NAMES)
    def join_main(self, name: str) -> None:
        self.join(name, LIST)

    @rule(carried=CARRIED)
    def send(self, carried: tuple[str, ...]) -> None:
        key = self._freeze(IssueKind.ISSUE, carried)
        self.runs[key] = (self.clock.now(), carried)
        self.both(lambda unit: unit.runs.open(key, list=LIST, faces={"en": FACE}))

    @precondition(lambda self: self.runs or self.errata)
    @rule(data=st.data(), answers=ANSWERS)
    def answer(self, data: st.DataObject, answers: list[DeliveryState]) -> None:
        """Have everybody's delivery come to something, and the run close where that is the end."""
        self._answer(data.draw(st.sampled_from([*self.runs, *self.errata])), answers)

    def _answer(self, key: IssueKey, answers: list[DeliveryState]) -> None:
        now = self.clock.now()

        def step(unit: Unit) -> object:
            claims = unit.deliveries.claim(key, sender="s", limit=9, now=now, lease=LEASE)
            came = zip(claims, answers, strict=False)
            told = [outcome(claim, state, next_at=now) for claim, state in came]
            return unit.deliveries.settle(told), unit.runs.close(key)

        self.both(step)

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from([*self.runs]))
        self.both(
            lambda unit: unit.issues.move(key, expected=IssueState.SENDING, to=IssueState.CANCELLED)
        )

    @rule()
    def correct(self) -> None:
        self.clock.advance(timedelta(seconds=1))
        self.corrected_at = self.clock.now()

    @rule()
    def tell(self) -> None:
        before = self.corrected_at
        expected = self.both(lambda unit: self._untold(unit))
        key = self._freeze(IssueKind.ERRATUM, (TIDE,))
        count = self.both(
            lambda unit: unit.digests.open_erratum(
                key, list=LIST, article=TIDE, faces={"en": FACE}, before=before
            )
        )
        self.errata[key] = self.clock.now()
        told = self.both(lambda unit: {row.subscriber for row in _rows(unit, key)})
        assert told == expected
        assert count == len(expected)

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def extend(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from([*self.runs]))
        late = self.both(lambda unit: self._late(unit, key))
        before = self.both(lambda unit: {row.subscriber: row for row in _rows(unit, key)})
        state, run = self.both(lambda unit: (unit.issues.find(key).state, unit.runs.find(key)))

        added = self.both(lambda unit: unit.digests.extend(key, list=LIST, faces={"en": FACE}))

        after = self.both(lambda unit: {row.subscriber: row for row in _rows(unit, key)})
        if state is not IssueState.SENT or run.state is not RunState.CLOSED:
            assert added is Conflict
            assert after == before
            return
        assert added == len(late)
        assert after.keys() - before.keys() == late
        assert {number: after[number] for number in before} == before
        now = self.both(lambda unit: unit.issues.find(key).state)
        assert now is (IssueState.SENDING if late else IssueState.SENT)

    # ---- what must be true after every one

    @always()
    def counts_are_as_counted_by_hand(self) -> None:
        for before in (None, self.corrected_at):
            held = self.both(
                lambda unit, at=before: dict(unit.digests.holders(TIDE, list=LIST, before=at))
            )
            assert held == self.both(lambda unit, at=before: self._holders(unit, at))
        untold = self.both(
            lambda unit: unit.digests.untold(TIDE, list=LIST, before=self.corrected_at)
        )
        assert untold == len(self.both(self._untold))
        for key in self.runs:
            late = self.both(lambda unit, key=key: unit.digests.latecomers(key, list=LIST))
            assert late == len(self.both(lambda unit, key=key: self._late(unit, key)))

    @always()
    def books_balance(self) -> None:
        for key in (*self.runs, *self.errata):
            assert self.both(lambda unit, key=key: unit.runs.accounts(key)).balanced

    @always()
    def nobody_has_two_errata_about_one_correction(self) -> None:
        since = [key for key, at in self.errata.items() if at >= self.corrected_at]
        rows = self.both(lambda unit: [row for key in since for row in _rows(unit, key)])
        have = [row.subscriber for row in rows if row.state is S.ACCEPTED]
        assert len(have) == len(set(have))

    # ---- by hand

    def _holders(self, unit: Unit, before: datetime | None) -> dict[DeliveryState, int]:
        order = [S.ACCEPTED, S.UNKNOWN, S.CLAIMED, S.DEFERRED, S.QUEUED, S.REFUSED, S.EXPIRED]
        best: dict[int, DeliveryState] = {}
        for row in self._old(unit, before):
            state = S.UNKNOWN if row.doubts and row.state is not S.ACCEPTED else row.state
            known = best.setdefault(row.subscriber, state)
            best[row.subscriber] = min(known, state, key=order.index)
        return {state: [*best.values()].count(state) for state in {*best.values()}}

    def _untold(self, unit: Unit) -> set[int]:
        before = self.corrected_at
        have = {
            row.subscriber
            for row in self._old(unit, before)
            if row.state in {S.ACCEPTED, S.UNKNOWN} or row.doubts
        }
        since = [key for key, at in self.errata.items() if at >= before]
        told = {
            row.subscriber for key in since for row in _rows(unit, key) if row.state not in LOST
        }
        by_mail = {
            reader.subscriber.id
            for reader in _written_to(unit)
            if reader.subscription.cadence is not Cadence.FEED
        }
        return (have - told) & by_mail

    def _late(self, unit: Unit, key: IssueKey) -> set[int]:
        date_at, _ = self.runs[key]
        there = {row.subscriber for row in _rows(unit, key)}
        return {
            reader.subscriber.id
            for reader in _written_to(unit)
            if reader.subscription.cadence is Cadence.EACH
            and reader.subscriber.id not in there
            and any(
                line.at >= date_at and (line.list, line.kind) == (LIST, ConsentKind.GIVEN)
                for line in unit.people.consent(reader.subscriber.id)
            )
        }

    def _old(self, unit: Unit, before: datetime | None) -> list[Delivery]:
        return [
            row
            for key, (at, carried) in self.runs.items()
            if TIDE in carried and (before is None or at < before)
            for row in _rows(unit, key)
            if row.state is not S.SKIPPED
        ]

    def _freeze(self, kind: IssueKind, carried: tuple[str, ...]) -> IssueKey:
        key = IssueKey(f"{kind}{len(self.runs) + len(self.errata):04}")
        run = PressRun(
            issue=key,
            salt=b"s",
            date_at=self.clock.now(),
            state=RunState.FROZEN,
            kind=kind,
            topics=("Tides",),
        )
        face = Face(
            digest=FACE, issue=key, language="en", variant="w", octets=b"o", articles=carried
        )

        def step(unit: Unit) -> None:
            unit.issues.arm(armed(key))
            unit.issues.move(key, expected=IssueState.ARMED, to=IssueState.SENDING)
            unit.runs.freeze(run, [face])

        self.both(step)
        return key


def _rows(unit: Unit, key: IssueKey) -> list[Delivery]:
    return list(unit.deliveries.rows(key, after=START, limit=99))


def _written_to(unit: Unit) -> list[Reader]:
    return [
        reader
        for reader in unit.people.readers(LIST, after=START, limit=99)
        if reader.subscription.state is SubscriptionState.CONFIRMED and reader.suppressed is None
    ]


@pytest.mark.parametrize("kind", STORES)
def test_who_is_told_and_who_is_late_are_as_counted_by_hand(kind: str) -> None:
    twins = type("Twins", (Aftercare,), {"kind": kind})

    run_state_machine_as_test(
        twins,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
