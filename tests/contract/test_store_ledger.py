"""What every store promises about press runs and their deliveries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.stores import (
    FACE,
    ISSUE,
    LEASE,
    MINUTE,
    NOW,
    SENDER,
    START,
    STORES,
    S,
    accept,
    accounts,
    armed,
    cancel,
    claim,
    complain,
    freeze,
    join,
    leave,
    mark,
    move,
    next_at,
    open_run,
    outcome,
    recover,
    row,
    settle,
    states,
)
from doubles import StoppedClock
from pressrun.errors import Conflict
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import (
    REPLY_LIMIT,
    Accounts,
    Claimed,
    DeliveryState,
    Face,
    PressRun,
    Receipt,
    RunState,
)
from pressrun.model.issue import IssueKey, IssueState
from pressrun.ports import Store


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def test_a_frozen_run_keeps_its_faces_octet_for_octet(store: Store) -> None:
    octets = bytes(range(256))
    faces = [
        Face(digest="b", issue=ISSUE, language="en", variant="whole", octets=octets),
        Face(
            digest="a",
            issue=ISSUE,
            language="de",
            variant="whole",
            octets=b"",
            articles=("second", "first"),
        ),
    ]
    run = PressRun(issue=ISSUE, salt=b"\x00salt", date_at=NOW, state=RunState.FROZEN)

    with store.unit() as unit:
        unit.issues.arm(armed())
        unit.runs.freeze(run, faces)

    with store.unit(write=False) as unit:
        assert unit.runs.find(ISSUE) == run
        assert list(unit.runs.faces(ISSUE)) == [faces[1], faces[0]]
        assert unit.runs.find(IssueKey("other")) is None


def test_an_issue_has_one_run(store: Store) -> None:
    freeze(store)

    run = PressRun(issue=ISSUE, salt=b"other", date_at=NOW, state=RunState.FROZEN)
    with pytest.raises(Conflict), store.unit() as unit:
        unit.runs.freeze(run, [])

    with store.unit(write=False) as unit:
        found = unit.runs.find(ISSUE)
    assert found is not None
    assert found.salt == b"salt"


def test_a_run_without_an_issue_is_refused(store: Store) -> None:
    run = PressRun(issue=ISSUE, salt=b"salt", date_at=NOW, state=RunState.FROZEN)

    with pytest.raises(Conflict), store.unit() as unit:
        unit.runs.freeze(run, [])


def test_a_run_is_not_opened_before_it_is_frozen_or_with_a_face_it_has_not(store: Store) -> None:
    with pytest.raises(Conflict), store.unit() as unit:
        unit.runs.open(ISSUE, list="main", faces={"en": FACE})
    join(store, "ada")
    freeze(store)
    with pytest.raises(Conflict), store.unit() as unit:
        unit.runs.open(ISSUE, list="main", faces={"en": "no such digest"})

    assert states(store) == []


def test_the_audience_is_everyone_confirmed_and_not_suppressed_of_that_list(store: Store) -> None:
    join(store, "ada", "bob", "cyd", "dee")
    join(store, "eve", list="extra")
    leave(store, "bob")
    complain(store, "cyd")
    freeze(store)

    with store.unit() as unit:
        frozen = unit.runs.open(ISSUE, list="main", faces={"en": FACE})

    with store.unit(write=False) as unit:
        rows = unit.deliveries.rows(ISSUE, after=START, limit=10)
        run = unit.runs.find(ISSUE)
    assert frozen == 2
    assert [row.address for row in rows] == ["Ada@example.org", "Dee@example.org"]
    assert {row.state for row in rows} == {S.QUEUED}
    assert run is not None
    assert (run.state, run.frozen) == (RunState.OPEN, 2)


def test_an_open_run_keeps_its_audience(store: Store) -> None:
    open_run(store, "ada", "bob")
    join(store, "cyd")

    with store.unit() as unit:
        again = unit.runs.open(ISSUE, list="main", faces={"en": FACE})

    assert again == 2
    assert accounts(store) == Accounts(frozen=2, by_state={S.QUEUED: 2})
    assert [each.address for each in claim(store)] == ["Ada@example.org", "Bob@example.org"]


def test_a_closed_run_is_not_opened_again(store: Store) -> None:
    open_run(store, "ada")
    accept(store, *claim(store))
    with store.unit() as unit:
        unit.runs.close(ISSUE)
    join(store, "bob")

    with store.unit() as unit:
        again = unit.runs.open(ISSUE, list="main", faces={"en": FACE})

    with store.unit(write=False) as unit:
        run = unit.runs.find(ISSUE)
    assert again == 1
    assert states(store) == [S.ACCEPTED]
    assert run is not None
    assert run.state is RunState.CLOSED


def test_two_issues_have_books_of_their_own(store: Store) -> None:
    other = IssueKey("other")
    open_run(store, "ada", key=other)
    open_run(store, "bob")

    accept(store, *claim(store))

    with store.unit(write=False) as unit:
        assert unit.runs.accounts(other) == Accounts(frozen=1, by_state={S.QUEUED: 1})
        assert [run.issue for run in unit.runs.unfinished()] == [other, ISSUE]
    assert accounts(store) == Accounts(frozen=2, by_state={S.ACCEPTED: 2})


def test_unfinished_runs_are_those_of_issues_that_are_sending(store: Store) -> None:
    freeze(store)
    with store.unit(write=False) as unit:
        frozen = [run.issue for run in unit.runs.unfinished()]

    with store.unit() as unit:
        unit.issues.move(ISSUE, expected=IssueState.SENDING, to=IssueState.PAUSED)

    with store.unit(write=False) as unit:
        assert list(unit.runs.unfinished()) == []
    assert frozen == [ISSUE]


def test_a_claim_carries_what_its_message_needs(store: Store) -> None:
    open_run(store, "ada")

    [claimed] = claim(store)

    assert claimed == Claimed(
        issue=ISSUE,
        subscriber=SubscriberId(1),
        fence=1,
        attempt=0,
        face=FACE,
        address="Ada@example.org",
        name="Ada Sample",
        subscription_handle="main-ada",
    )


def test_claims_keep_to_their_limit_and_never_overlap(store: Store) -> None:
    open_run(store, "ada", "bob", "cyd")

    claims = [claim(store, limit=2), claim(store, limit=2), claim(store, limit=2)]

    assert [[each.subscriber for each in claimed] for claimed in claims] == [[1, 2], [3], []]


def test_a_claim_of_nothing_takes_nothing(store: Store) -> None:
    open_run(store, "ada")

    assert claim(store, limit=0) == []
    assert states(store) == [S.QUEUED]


def test_who_left_or_was_suppressed_after_the_freeze_is_skipped_with_the_reason(
    store: Store,
) -> None:
    open_run(store, "ada", "bob", "cyd", "dee")
    leave(store, "ada")
    complain(store, "cyd")

    claimed = claim(store, limit=2)

    with store.unit(write=False) as unit:
        rows = unit.deliveries.rows(ISSUE, states=[S.SKIPPED], after=START, limit=10)
    assert [each.subscriber for each in claimed] == [2, 4]
    assert [(row.subscriber, row.reason) for row in rows] == [
        (1, "unsubscribed"),
        (3, "suppressed"),
    ]
    assert accounts(store).balanced


def test_leaving_another_list_skips_nobody(store: Store) -> None:
    join(store, "ada", list="extra")
    open_run(store, "ada")

    leave(store, "ada", list="extra")

    assert len(claim(store)) == 1


def test_a_deferred_delivery_of_somebody_who_left_is_skipped(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    settle(store, outcome(claimed, S.DEFERRED))
    leave(store, "ada")

    assert claim(store) == []
    assert states(store) == [S.SKIPPED]


def test_every_claim_raises_the_fence(store: Store) -> None:
    open_run(store, "ada")

    fences = []
    for _ in range(3):
        [claimed] = claim(store)
        fences.append(claimed.fence)
        settle(store, outcome(claimed, S.DEFERRED))

    assert fences == [1, 2, 3]


def test_an_outcome_is_written_as_it_is(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    receipt = Receipt(452, "4.2.2 mailbox full\nlater")

    refused = settle(
        store,
        replace(outcome(claimed, S.DEFERRED, next_at=NOW + MINUTE), receipt=receipt),
    )

    with store.unit(write=False) as unit:
        [row] = unit.deliveries.rows(ISSUE, after=START, limit=1)
    assert refused == []
    assert (row.state, row.attempt, row.next_at) == (S.DEFERRED, 1, NOW + MINUTE)
    assert (row.relay, row.code, row.reply) == ("smtp", 452, "4.2.2 mailbox full\nlater")


def test_an_outcome_of_an_older_claim_is_refused_and_changes_nothing(store: Store) -> None:
    open_run(store, "ada")
    [old] = claim(store)
    recover(store)
    claim(store)

    late = outcome(old, S.REFUSED)
    refused = settle(store, late)

    assert refused == [late]
    assert states(store) == [S.CLAIMED]


def test_an_outcome_of_a_claim_that_was_given_up_is_refused(store: Store) -> None:
    open_run(store, "ada")
    [old] = claim(store)
    recover(store)

    late = outcome(old, S.REFUSED)
    refused = settle(store, late)

    assert refused == [late]
    assert states(store) == [S.QUEUED]


def test_an_acceptance_that_comes_late_resolves_an_unknown_delivery(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    recover(store, mark(claimed))

    refused = settle(store, outcome(claimed, S.ACCEPTED))

    assert refused == []
    assert states(store) == [S.ACCEPTED]


@pytest.mark.parametrize(
    ("before", "state"),
    [
        (S.CLAIMED, S.CLAIMED),
        (S.CLAIMED, S.SUBMITTING),
        (S.ACCEPTED, S.QUEUED),
        (S.ACCEPTED, S.REFUSED),
        (S.REFUSED, S.DEFERRED),
        (S.EXPIRED, S.QUEUED),
    ],
)
def test_an_outcome_that_cannot_follow_is_an_error_and_nothing_is_written(
    store: Store, before: DeliveryState, state: DeliveryState
) -> None:
    open_run(store, "ada", "bob")
    first, second = claim(store)
    if before is not S.CLAIMED:
        settle(store, outcome(second, before))

    with store.unit() as unit, pytest.raises(ValueError, match="cannot become"):
        unit.deliveries.settle([outcome(first, S.DEFERRED), outcome(second, state)])

    assert states(store) == [S.CLAIMED, before]


def test_a_sender_takes_back_a_refusal_that_was_not_the_recipients_fault(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    settle(store, outcome(claimed, S.REFUSED))

    refused = settle(store, outcome(claimed, S.QUEUED))

    assert refused == []
    assert states(store) == [S.QUEUED]


def test_of_many_outcomes_only_those_of_given_up_claims_are_refused(store: Store) -> None:
    open_run(store, *"abcdefgh")
    claimed = claim(store)
    recover(store)
    again = claim(store, limit=4)

    late = [outcome(each, S.ACCEPTED) for each in claimed]
    refused = settle(store, *late, *(outcome(each, S.ACCEPTED) for each in again))

    assert refused == late
    assert states(store) == [S.ACCEPTED] * 4 + [S.QUEUED] * 4


def test_two_outcomes_of_one_delivery_follow_one_another(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)

    with store.unit() as unit, pytest.raises(ValueError, match="accepted cannot become deferred"):
        unit.deliveries.settle([outcome(claimed, S.ACCEPTED), outcome(claimed, S.DEFERRED)])

    assert states(store) == [S.CLAIMED]


@pytest.mark.parametrize("state", [S.ACCEPTED, S.REFUSED, S.DEFERRED, S.UNKNOWN, S.QUEUED])
def test_an_outcome_that_is_in_the_ledger_already_changes_nothing(
    store: Store, state: DeliveryState
) -> None:
    """C14: its commit was done, and its sender was told that it was not."""
    open_run(store, "ada", "bob")
    first, second = claim(store)
    settle(store, outcome(first, state, next_at=NOW))
    before = row(store, first.subscriber)

    refused = settle(store, outcome(first, state, next_at=NOW), outcome(second, S.ACCEPTED))

    assert refused == []
    assert row(store, first.subscriber) == before
    assert states(store) == [state, S.ACCEPTED]


def test_an_outcome_spends_an_attempt_only_where_it_says_so(store: Store) -> None:
    open_run(store, "ada")
    attempts = []

    for spends in (True, False, True):
        [claimed] = claim(store)
        attempts.append(claimed.attempt)
        settle(store, replace(outcome(claimed, S.DEFERRED), spends_attempt=spends))

    [last] = claim(store)
    assert [*attempts, last.attempt] == [0, 1, 1, 2]


def test_a_deferred_delivery_is_due_at_its_time_and_not_before(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    settle(store, outcome(claimed, S.DEFERRED, next_at=NOW + MINUTE))

    early = claim(store, now=NOW + MINUTE - timedelta(milliseconds=1))
    due = claim(store, now=NOW + MINUTE)

    assert early == []
    assert [each.attempt for each in due] == [1]


def test_an_unknown_delivery_is_claimed_again(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    settle(store, outcome(claimed, S.UNKNOWN, next_at=NOW))

    [again] = claim(store)

    assert (again.subscriber, again.fence) == (claimed.subscriber, 2)


def test_everybody_has_a_first_try_before_anybody_has_a_second(store: Store) -> None:
    open_run(store, "ada", "bob", "cyd", "dee")
    ada, bob, cyd = claim(store, limit=3)
    settle(store, outcome(ada, S.UNKNOWN, next_at=NOW - 9 * MINUTE))
    settle(store, outcome(bob, S.DEFERRED, next_at=NOW - MINUTE))
    settle(store, outcome(cyd, S.DEFERRED, next_at=NOW - 2 * MINUTE))

    claimed = claim(store)

    assert [each.subscriber for each in claimed] == [4, 3, 2, 1]


def test_the_next_moment_is_the_earliest_of_retries_and_leases(
    store: Store, clock: StoppedClock
) -> None:
    open_run(store, "ada", "bob")
    moments = [next_at(store)]
    ada, bob = claim(store)
    moments.append(next_at(store))
    settle(store, outcome(ada, S.DEFERRED, next_at=NOW + MINUTE))
    moments.append(next_at(store))
    settle(store, outcome(ada, S.DEFERRED))
    settle(store, outcome(bob, S.UNKNOWN, next_at=NOW - MINUTE))
    moments.append(next_at(store))
    accept(store, *claim(store, now=NOW + MINUTE))

    moments.append(next_at(store))

    assert moments == [clock.now(), NOW + LEASE, NOW + MINUTE, NOW - MINUTE, None]


def test_a_run_closes_only_when_everybody_has_an_end(store: Store) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    accept(store, ada)

    with store.unit() as unit:
        early = unit.runs.close(ISSUE)
    settle(store, outcome(bob, S.REFUSED))
    with store.unit() as unit:
        closed = unit.runs.close(ISSUE), unit.runs.close(ISSUE)

    with store.unit(write=False) as unit:
        issue, run = unit.issues.find(ISSUE), unit.runs.find(ISSUE)
        assert list(unit.runs.unfinished()) == []
    assert (early, closed) == (False, (True, True))
    assert issue is not None
    assert issue.state is IssueState.SENT
    assert run is not None
    assert run.state is RunState.CLOSED


def test_a_run_that_is_not_open_does_not_close_though_it_has_no_rows(store: Store) -> None:
    freeze(store)

    with store.unit() as unit:
        closed = unit.runs.close(ISSUE), unit.runs.close(IssueKey("other"))

    assert closed == (False, False)


def test_a_run_with_nobody_to_write_to_closes(store: Store) -> None:
    frozen = open_run(store)

    with store.unit() as unit:
        closed = unit.runs.close(ISSUE)

    assert (frozen, closed) == (0, True)


def test_a_paused_issue_is_not_called_sent(store: Store) -> None:
    open_run(store)
    with store.unit() as unit:
        unit.issues.move(ISSUE, expected=IssueState.SENDING, to=IssueState.PAUSED)

    with store.unit() as unit:
        closed = unit.runs.close(ISSUE)

    assert not closed


def test_rows_come_page_by_page_and_by_state(store: Store) -> None:
    open_run(store, "ada", "bob", "cyd", "dee")
    ada, bob, _ = claim(store, limit=3)
    accept(store, ada)
    settle(store, outcome(bob, S.REFUSED))

    with store.unit(write=False) as unit:
        rows = unit.deliveries.rows
        first = rows(ISSUE, after=START, limit=3)
        second = rows(ISSUE, after=first[-1].subscriber, limit=3)
        ended = rows(ISSUE, states=[S.ACCEPTED, S.REFUSED], after=START, limit=9)

    assert [[row.subscriber for row in page] for page in (first, second)] == [[1, 2, 3], [4]]
    assert [row.subscriber for row in ended] == [1, 2]


@pytest.mark.parametrize("state", [IssueState.PAUSED, IssueState.CANCELLED])
def test_nothing_is_claimed_of_an_issue_that_is_not_sending(
    store: Store, state: IssueState
) -> None:
    open_run(store, "ada")
    before = len(claim(store, limit=0)), states(store)
    move(store, IssueState.SENDING, state)

    claimed = claim(store)

    assert before == (0, [S.QUEUED])
    assert claimed == []


def test_a_row_says_who_holds_it_and_when_it_was_settled(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    held = row(store, 1)

    settle(store, replace(outcome(claimed, S.REFUSED), at=NOW + MINUTE))

    settled = row(store, 1)
    assert (held.sender, held.fence, held.settled_at) == (SENDER, 1, None)
    assert (settled.sender, settled.settled_at) == ("", NOW + MINUTE)


def test_who_cannot_be_written_to_is_skipped_with_the_reason(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)

    settle(store, replace(outcome(claimed, S.SKIPPED), reason="needs-smtputf8"))

    assert (row(store, 1).state, row(store, 1).reason) == (S.SKIPPED, "needs-smtputf8")


def test_an_unknown_delivery_without_a_time_is_held_for_a_person(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)

    settle(store, outcome(claimed, S.UNKNOWN))

    assert row(store, 1).next_at is None
    assert next_at(store) is None
    assert claim(store, now=NOW + 999 * MINUTE) == []
    assert not accounts(store).complete


def test_an_answer_is_kept_verbatim_up_to_a_limit(store: Store) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)
    long, short = Receipt(550, "x" * 9000), Receipt(550, "5.1.1 no such user")

    settle(
        store,
        replace(outcome(ada, S.REFUSED), receipt=long),
        replace(outcome(bob, S.REFUSED), receipt=short),
    )

    assert row(store, 1).reply == long.text[:REPLY_LIMIT]
    assert row(store, 2).reply == short.text


def test_an_end_may_be_as_doubtful_as_what_is_unknown(store: Store) -> None:
    open_run(store, "ada", "bob")
    ada, bob = claim(store)

    settle(store, replace(outcome(ada, S.EXPIRED), doubtful=True), outcome(bob, S.EXPIRED))

    assert (row(store, 1).doubts, row(store, 2).doubts) == (1, 0)


def test_every_doubt_is_counted_and_the_doubted_can_be_listed(store: Store) -> None:
    open_run(store, "ada", "bob", "cyd")
    ada, bob, _ = claim(store)
    settle(store, outcome(ada, S.UNKNOWN, next_at=NOW), outcome(bob, S.ACCEPTED))
    [ada] = claim(store)
    recover(store, mark(ada))
    accept(store, *claim(store))

    with store.unit(write=False) as unit:
        doubted = unit.deliveries.rows(ISSUE, doubted=True, after=START, limit=9)
    assert [(each.subscriber, each.doubts) for each in doubted] == [(1, 2)]
    assert {*states(store)} == {S.ACCEPTED}


def test_cancelling_skips_whom_no_sender_holds_and_leaves_claims_to_theirs(store: Store) -> None:
    open_run(store, "ada", "bob", "cyd", "dee", "eve")
    ada, bob, cyd, dee = claim(store, limit=4)
    accept(store, ada)
    settle(store, outcome(bob, S.DEFERRED), outcome(cyd, S.UNKNOWN))

    cancel(store)

    assert states(store) == [S.ACCEPTED, S.SKIPPED, S.SKIPPED, S.CLAIMED, S.SKIPPED]
    assert {row(store, number).reason for number in (2, 3, 5)} == {"cancelled"}
    assert settle(store, outcome(dee, S.ACCEPTED)) == []
    assert accounts(store).complete


@pytest.mark.parametrize("state", [S.QUEUED, S.DEFERRED, S.UNKNOWN])
def test_what_would_wait_for_its_turn_in_a_cancelled_issue_is_skipped_at_once(
    store: Store, state: DeliveryState
) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    cancel(store)

    settle(store, outcome(claimed, state))

    assert (row(store, 1).state, row(store, 1).reason) == (S.SKIPPED, "cancelled")
    assert row(store, 1).doubts == (state is S.UNKNOWN)


def test_a_late_answer_to_what_cancelling_skipped_is_refused(store: Store) -> None:
    open_run(store, "ada")
    [claimed] = claim(store)
    settle(store, outcome(claimed, S.UNKNOWN))
    cancel(store)

    late = outcome(claimed, S.ACCEPTED)

    assert settle(store, late) == [late]


def test_a_cancelled_issue_whose_books_are_complete_closes_and_stays_cancelled(
    store: Store,
) -> None:
    open_run(store, "ada", "bob")
    [claimed] = claim(store, limit=1)
    cancel(store)

    with store.unit() as unit:
        early = unit.runs.close(ISSUE)
    accept(store, claimed)
    with store.unit() as unit:
        closed = unit.runs.close(ISSUE)
        issue = unit.issues.find(ISSUE)

    assert (early, closed) == (False, True)
    assert issue is not None
    assert issue.state is IssueState.CANCELLED


def test_the_books_are_told_by_relay_and_by_domain(store: Store) -> None:
    open_run(store, "ada", "bob", "cyd")
    ada, bob, _ = claim(store)
    refusal = replace(outcome(bob, S.REFUSED), receipt=Receipt(550, "5.1.1 no such user"))
    settle(store, outcome(ada, S.ACCEPTED), refusal)

    with store.unit(write=False) as unit:
        by_relay = unit.deliveries.by_relay(ISSUE)
        refused = unit.deliveries.by_domain(ISSUE, states=[S.REFUSED], limit=9)
        both = unit.deliveries.by_domain(ISSUE, states=[S.REFUSED, S.ACCEPTED], limit=9)
        none = unit.deliveries.by_domain(ISSUE, states=[S.REFUSED], limit=0)

    assert by_relay == {"smtp": {S.ACCEPTED: 1, S.REFUSED: 1}, "": {S.CLAIMED: 1}}
    assert refused == [("example.org", 1, "5.1.1 no such user")]
    assert both == [("example.org", 2, "5.1.1 no such user")]
    assert none == []


def test_the_books_balance_after_every_step(store: Store) -> None:
    open_run(store, "ada", "bob", "cyd")
    books = [accounts(store)]
    leave(store, "cyd")
    ada, bob = claim(store)
    books.append(accounts(store))
    settle(store, outcome(ada, S.UNKNOWN, next_at=NOW), outcome(bob, S.EXPIRED))
    books.append(accounts(store))
    claim(store)
    recover(store)
    books.append(accounts(store))

    accept(store, *claim(store))

    books.append(accounts(store))
    assert all(each.balanced and each.frozen == 3 for each in books)
    assert [each.complete for each in books] == [False, False, False, False, True]
    assert books[-1].by_state == {S.ACCEPTED: 1, S.EXPIRED: 1, S.SKIPPED: 1}
