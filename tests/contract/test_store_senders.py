"""What every store promises about senders: their pulse, their deaths, and what people decide."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from contract.stores import (
    ISSUE,
    LEASE,
    MINUTE,
    NOW,
    SENDER,
    STORES,
    S,
    accept,
    accounts,
    cancel,
    claim,
    complain,
    expire_leases,
    join,
    leave,
    mark,
    move,
    next_at,
    open_run,
    outcome,
    recover,
    retry,
    row,
    settle,
    states,
)
from doubles import StoppedClock
from pressrun.model.audience import Proof, SubscriberId
from pressrun.model.delivery import DeliveryState, OnUnknown, Receipt, RunState
from pressrun.model.heartbeat import Heartbeat, Pulse
from pressrun.model.issue import IssueKey, IssueState
from pressrun.ports import Store, Unit

OTHER = "ffffffffffffffff"
HOUR = timedelta(hours=1)
MOMENT = timedelta(milliseconds=1)


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def pulse(store: Store) -> Pulse:
    with store.unit() as unit:
        return unit.deliveries.pulse(ISSUE)


def senders(store: Store) -> list[str]:
    with store.unit(write=False) as unit:
        return list(unit.deliveries.senders())


def believe(store: Store, *, commit: bool = True) -> int:
    with store.unit() as unit:
        return unit.deliveries.believe(ISSUE, now=NOW, commit=commit)


def close(store: Store) -> bool:
    with store.unit() as unit:
        return unit.runs.close(ISSUE)


def test_a_pulse_says_whether_the_issue_is_sending(store: Store) -> None:
    before = pulse(store).going
    open_run(store, "ada")
    going = [pulse(store).going]
    for expected, to in (
        (IssueState.SENDING, IssueState.PAUSED),
        (IssueState.PAUSED, IssueState.SENDING),
        (IssueState.SENDING, IssueState.CANCELLED),
    ):
        move(store, expected, to)
        going.append(pulse(store).going)

    assert not before
    assert going == [True, False, True, False]


def test_a_pulse_changes_when_somebody_leaves_or_is_suppressed_and_not_without(
    store: Store,
) -> None:
    open_run(store, "ada", "bob")
    pulses = [pulse(store).people]
    accept(store, *claim(store, limit=1))
    join(store, "cyd")
    pulses.append(pulse(store).people)
    leave(store, "ada")
    pulses.append(pulse(store).people)
    complain(store, "bob")
    pulses.append(pulse(store).people)

    leave(store, "ada")
    complain(store, "bob")
    pulses.append(pulse(store).people)

    assert pulses[0] == pulses[1]
    assert len({*pulses[1:4]}) == 3
    assert pulses[3] == pulses[4]


def test_a_claim_of_somebody_who_left_meanwhile_is_skipped_when_it_is_looked_at_again(
    store: Store,
) -> None:
    open_run(store, "ada", "bob", "cyd")
    ada, bob, cyd = claim(store)
    leave(store, "ada")
    complain(store, "cyd")

    with store.unit() as unit:
        gone = unit.deliveries.recheck([ada, bob, cyd])

    assert gone == [ada, cyd]
    assert states(store) == [S.SKIPPED, S.CLAIMED, S.SKIPPED]
    assert [row(store, number).reason for number in (1, 3)] == ["unsubscribed", "suppressed"]
    assert row(store, 1).sender == ""
    late = outcome(ada, S.ACCEPTED)
    assert settle(store, late) == [late]


def test_who_moved_meanwhile_is_not_written_to_where_they_were_but_later_at_the_new_address(
    store: Store,
) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    with store.unit() as unit:
        unit.people.move(
            ada.subscriber,
            address="ada@new.example.org",
            address_key="ada@new.example.org",
            address_hash="hash-of-new",
            evidence="a sample",
            proof=Proof(asked_at=NOW, wording="Yes."),
            at=NOW,
        )

    with store.unit() as unit:
        gone = unit.deliveries.recheck([ada, bob])

    assert gone == [ada]
    assert states(store) == [S.DEFERRED, S.CLAIMED]
    late = outcome(ada, S.ACCEPTED)
    assert settle(store, late) == [late]
    assert claim(store, sender=OTHER) == []
    [again] = claim(store, sender=OTHER, now=NOW + 15 * MINUTE)
    assert (again.subscriber, again.address) == (ada.subscriber, "ada@new.example.org")


def test_claims_that_are_ours_no_more_are_returned_and_not_changed(store: Store) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    recover(store)
    [again] = claim(store, limit=1, sender=OTHER)
    leave(store, "ada")
    leave(store, "bob")

    with store.unit() as unit:
        gone = unit.deliveries.recheck([ada, bob])

    assert gone == [ada, bob]
    assert states(store) == [S.CLAIMED, S.QUEUED]
    assert row(store, 1).fence == again.fence


def test_claims_of_two_senders_never_overlap_and_both_are_named(store: Store) -> None:
    open_run(store, "ada", "bob", "cyd")

    ours = claim(store, limit=2)
    theirs = claim(store, limit=2, sender=OTHER)

    assert [each.subscriber for each in [*ours, *theirs]] == [1, 2, 3]
    assert senders(store) == sorted([SENDER, OTHER])
    accept(store, *theirs)
    assert senders(store) == [SENDER]


def test_a_dead_senders_claims_become_what_its_marks_say(store: Store) -> None:
    open_run(store, *"abcdefg")
    a, b, c, d, e, f, g = claim(store)

    came = recover(
        store,
        mark(b),
        mark(c, Receipt(250, "2.0.0 queued"), relay="backup"),
        mark(d, Receipt(451, "4.7.1 later"), relay="backup"),
        mark(e, Receipt(550, "5.1.1 nobody"), relay="backup"),
        mark(f, Receipt(354, "go on"), relay="backup"),
    )

    assert came == {S.QUEUED: 3, S.UNKNOWN: 2, S.ACCEPTED: 1, S.REFUSED: 1}
    assert states(store) == [
        S.QUEUED,
        S.UNKNOWN,
        S.ACCEPTED,
        S.QUEUED,
        S.REFUSED,
        S.UNKNOWN,
        S.QUEUED,
    ]
    known = row(store, c.subscriber)
    assert (known.relay, known.code, known.reply) == ("backup", 250, "2.0.0 queued")
    assert [row(store, each.subscriber).attempt for each in (a, b, c, d, e)] == [0, 0, 1, 1, 1]
    assert [row(store, each.subscriber).doubts for each in (a, b, f, g)] == [0, 1, 1, 0]
    assert senders(store) == []
    assert accounts(store).balanced


def test_what_a_dead_sender_left_in_doubt_is_due_at_once_or_held(store: Store) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    settle(store, outcome(bob, S.QUEUED))

    recover(store, mark(ada), on_unknown=OnUnknown.HOLD)
    held = row(store, 1).next_at
    [bob] = claim(store)
    recover(store, mark(bob), on_unknown=OnUnknown.RETRY)

    assert held is None
    assert row(store, 2).next_at == NOW
    assert [each.subscriber for each in claim(store)] == [2]


def test_a_recovery_gives_up_no_claim_of_another_sender_and_is_the_same_twice(
    store: Store,
) -> None:
    open_run(store, "ada", "bob")
    [ada] = claim(store, limit=1)
    claim(store, limit=1, sender=OTHER)

    came = recover(store, mark(ada)), recover(store, mark(ada))

    assert came == ({S.UNKNOWN: 1}, {})
    assert states(store) == [S.UNKNOWN, S.CLAIMED]
    assert row(store, 1).doubts == 1


def test_marks_of_an_earlier_claim_change_nothing(store: Store) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    settle(store, outcome(ada, S.DEFERRED, next_at=NOW))
    accept(store, bob)
    claim(store)

    came = recover(store, mark(ada, Receipt(250)), mark(bob, Receipt(550)))

    assert came == {S.QUEUED: 1}
    assert states(store) == [S.QUEUED, S.ACCEPTED]


def test_a_sender_that_lives_after_all_is_refused_what_its_marks_have_settled(
    store: Store,
) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    recover(store, mark(ada, Receipt(250)), mark(bob, Receipt(550)))

    late = [outcome(ada, S.ACCEPTED), outcome(bob, S.DEFERRED)]

    assert settle(store, *late) == late
    assert states(store) == [S.ACCEPTED, S.REFUSED]


def test_a_recovery_skips_what_would_wait_in_a_cancelled_issue(store: Store) -> None:
    open_run(store, "ada", "bob", "cyd")
    ada, bob, _ = claim(store)
    cancel(store)

    came = recover(store, mark(ada), mark(bob, Receipt(250)))

    assert came == {S.SKIPPED: 2, S.ACCEPTED: 1}
    assert states(store) == [S.SKIPPED, S.ACCEPTED, S.SKIPPED]
    assert [row(store, number).doubts for number in (1, 3)] == [1, 0]
    assert close(store)


def test_claims_are_unknown_once_their_lease_has_ended_and_nobody_lives_to_settle_them(
    store: Store,
) -> None:
    open_run(store, "ada", "bob", "cyd")
    claim(store, limit=1)
    claim(store, limit=1, sender=OTHER)
    claim(store, limit=1, now=NOW + MINUTE)

    early = expire_leases(store, alive=[OTHER], now=NOW + LEASE - MOMENT)
    ended = expire_leases(store, alive=[OTHER], now=NOW + LEASE)

    assert (early, ended) == (0, 1)
    assert states(store) == [S.UNKNOWN, S.CLAIMED, S.CLAIMED]
    assert (row(store, 1).next_at, row(store, 1).doubts) == (NOW + LEASE, 1)


def test_a_lease_that_has_ended_leaves_a_held_delivery_where_that_is_the_policy(
    store: Store,
) -> None:
    open_run(store, "ada")
    claim(store)

    expire_leases(store, now=NOW + LEASE, on_unknown=OnUnknown.HOLD)

    assert (row(store, 1).state, row(store, 1).next_at) == (S.UNKNOWN, None)
    assert next_at(store) is None


@pytest.mark.parametrize("state", [S.REFUSED, S.EXPIRED])
def test_a_retry_begins_anew_and_opens_what_was_closed(store: Store, state: DeliveryState) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    settle(store, outcome(ada, state), outcome(bob, S.ACCEPTED))
    assert close(store)

    count = retry(store, S.REFUSED, S.EXPIRED), retry(store, S.REFUSED, S.EXPIRED)

    with store.unit(write=False) as unit:
        issue, run = unit.issues.find(ISSUE), unit.runs.find(ISSUE)
    assert issue is not None
    assert run is not None
    assert (issue.state, run.state) == (IssueState.SENDING, RunState.OPEN)
    assert count == (1, 0)
    [again] = claim(store)
    assert (again.subscriber, again.attempt) == (1, 0)


def test_a_retry_that_is_not_meant_changes_nothing(store: Store) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    settle(store, outcome(ada, S.REFUSED), outcome(bob, S.UNKNOWN))

    count = retry(store, S.REFUSED, S.UNKNOWN, commit=False)

    assert count == 2
    assert claim(store) == []


def test_a_held_delivery_is_due_once_somebody_retries_it(store: Store) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    settle(store, outcome(ada, S.UNKNOWN), outcome(bob, S.UNKNOWN, next_at=NOW + HOUR))

    counts = retry(store, S.UNKNOWN), retry(store, S.UNKNOWN)

    assert counts == (2, 0)
    assert [each.subscriber for each in claim(store)] == [1, 2]
    assert row(store, 1).doubts == 1


def test_what_went_through_another_relay_is_not_queued_again(store: Store) -> None:
    open_run(store, "ada")
    accept(store, *claim(store))

    counts = retry(store, S.ACCEPTED, relay="outbox"), retry(store, S.ACCEPTED, relay="smtp")

    assert counts == (0, 1)
    assert states(store) == [S.QUEUED]


@pytest.mark.parametrize("state", [S.ACCEPTED, S.SKIPPED, S.CLAIMED, S.QUEUED])
def test_a_retry_of_what_must_not_go_again_is_an_error(store: Store, state: DeliveryState) -> None:
    open_run(store, "ada")

    with pytest.raises(ValueError, match="tried again"):
        retry(store, state)


def test_a_cancelled_issue_is_not_retried(store: Store) -> None:
    open_run(store, "ada")
    settle(store, *(outcome(each, S.REFUSED) for each in claim(store)))
    cancel(store)

    assert retry(store, S.REFUSED) == 0
    assert states(store) == [S.REFUSED]


def test_what_is_unknown_is_accepted_on_somebodys_word(store: Store) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    settle(store, outcome(ada, S.UNKNOWN), outcome(bob, S.REFUSED))

    counts = believe(store, commit=False), believe(store), believe(store)

    assert counts == (1, 1, 0)
    assert states(store) == [S.ACCEPTED, S.REFUSED]
    late = outcome(ada, S.ACCEPTED)
    assert settle(store, late) == [late]
    assert close(store)


def test_a_bucket_counts_by_the_hour_and_never_below_nothing(store: Store) -> None:
    with store.unit() as unit:
        unit.buckets.spend("main", at=NOW + MINUTE, count=5)
        unit.buckets.spend("main", at=NOW + 59 * MINUTE, count=2)
        unit.buckets.spend("main", at=NOW + HOUR, count=3)
        unit.buckets.spend("main", at=NOW + HOUR, count=-9)
        unit.buckets.spend("main", at=NOW + 2 * HOUR, count=-1)
        unit.buckets.spend("other", at=NOW, count=1)

    with store.unit(write=False) as unit:
        assert unit.buckets.spent("main") == {NOW: 7}
        assert unit.buckets.spent("other") == {NOW: 1}
        assert unit.buckets.spent("never used") == {}


def test_a_bucket_remembers_its_first_hour_and_the_last_two_days(store: Store) -> None:
    with store.unit() as unit:
        for hours in range(60):
            unit.buckets.spend("main", at=NOW + hours * HOUR, count=1)

    with store.unit(write=False) as unit:
        spent = unit.buckets.spent("main")

    assert list(spent) == [NOW, *(NOW + hours * HOUR for hours in range(12, 60))]


def beat(sender: str, relay: str, **values: int) -> Heartbeat:
    return Heartbeat(
        issue=ISSUE,
        sender=sender,
        relay=relay,
        at=NOW,
        per_s=12.5,
        remark="slower: 421",
        answers=("421 4.7.0 too\nmany", "454 later"),
        **values,
    )


def test_of_each_relay_and_sender_the_last_heartbeat_is_kept(store: Store) -> None:
    with store.unit() as unit:
        unit.heartbeats.beat(beat("b", "main", accepted=1))
        unit.heartbeats.beat(beat("a", "main", accepted=2))
        unit.heartbeats.beat(beat("b", "backup"))
        unit.heartbeats.beat(beat("b", "main", accepted=3, connections=8))

    with store.unit(write=False) as unit:
        assert unit.heartbeats.of(ISSUE) == [
            beat("b", "backup"),
            beat("a", "main", accepted=2),
            beat("b", "main", accepted=3, connections=8),
        ]
        assert unit.heartbeats.of(IssueKey("other")) == []


def test_heartbeats_of_an_issue_are_forgotten_together(store: Store) -> None:
    with store.unit() as unit:
        unit.heartbeats.beat(beat("a", "main"))
        unit.heartbeats.forget(IssueKey("other"))
        before = len(unit.heartbeats.of(ISSUE))
        unit.heartbeats.forget(ISSUE)
        after = len(unit.heartbeats.of(ISSUE))

    assert (before, after) == (1, 0)


def test_a_store_says_how_much_room_is_left(store: Store) -> None:
    assert store.room_octets() > 1_000_000


def test_who_has_changed_since_a_pulse_can_be_asked(store: Store) -> None:
    """A store may not know any more, and then says so; it never leaves anybody out."""
    ada = join_and_find(store, "ada")
    join_and_find(store, "ben")
    before = pulse(store).people

    with store.unit(write=False) as unit:
        nobody = unit.deliveries.changed(before)
    leave(store, "ada")
    with store.unit(write=False) as unit:
        somebody = unit.deliveries.changed(before)
        later = unit.deliveries.changed(pulse_of(unit).people)
    complain(store, "ben")
    with store.unit(write=False) as unit:
        anybody = unit.deliveries.changed(before)
        unheard = unit.deliveries.changed((-5, before[1]))

    assert nobody == later == frozenset()
    assert somebody is None or somebody == {ada}
    assert anybody is None
    assert unheard is None


def join_and_find(store: Store, name: str) -> SubscriberId:
    join(store, name)
    with store.unit(write=False) as unit:
        reader = unit.people.find(f"{name}@example.org", list="main")
    assert reader is not None
    return reader.subscriber.id


def pulse_of(unit: Unit) -> Pulse:
    return unit.deliveries.pulse(ISSUE)
