"""An issue is stopped for a while or for good; typed twice it is stopped once."""

from datetime import timedelta

import pytest

from doubles.bookkeeper import ISSUE, Bookkeeper
from pressrun.errors import Refused
from pressrun.model.delivery import DeliveryState, Receipt
from pressrun.model.issue import IssueState
from pressrun.press.pausing import Change, cancel, is_seen, pause, resume

S, State = DeliveryState, IssueState
OK = Receipt(250, "2.0.0 queued")


@pytest.fixture
def books() -> Bookkeeper:
    return Bookkeeper("ada", "bob", "cy")


def do_pause(books: Bookkeeper, *, commit: bool = True) -> Change:
    return pause(books.store, ISSUE, by="ada", commit=commit)


def do_resume(books: Bookkeeper, *, commit: bool = True) -> Change:
    return resume(books.store, ISSUE, by="bob", clock=books.clock, commit=commit)


def do_cancel(books: Bookkeeper, *, commit: bool = True) -> Change:
    return cancel(books.store, ISSUE, by="ada", commit=commit)


def test_a_paused_issue_is_given_to_nobody_and_a_resumed_one_is(books: Bookkeeper) -> None:
    books.open()
    do_pause(books)
    held = books.claim("a" * 16)
    do_resume(books)
    given = books.claim("a" * 16)

    assert held == {}
    assert sorted(given) == ["ada", "bob", "cy"]


def test_pausing_says_who_did_and_how_far_it_was(books: Bookkeeper) -> None:
    books.open()
    claimed = books.claim("a" * 16)
    books.settle(claimed["ada"], S.ACCEPTED, OK)

    change = do_pause(books)

    assert (change.was, change.now, change.reason) == (State.SENDING, State.PAUSED, "paused by ada")
    assert (change.accounts.ended, change.under_way, change.waiting) == (1, 2, 0)


def test_what_is_only_scheduled_is_held_and_goes_out_when_it_is_resumed(
    books: Bookkeeper,
) -> None:
    assert do_pause(books).now is State.HELD
    assert books.state is State.HELD
    with books.store.unit(write=False) as unit:
        assert unit.issues.due(books.clock.now()) == []

    assert do_resume(books).now is State.ARMED

    with books.store.unit(write=False) as unit:
        assert [row.key for row in unit.issues.due(books.clock.now())] == [ISSUE.key]


def test_what_was_held_past_its_day_must_be_scheduled_anew(books: Bookkeeper) -> None:
    do_pause(books)
    books.clock.advance(timedelta(hours=13))

    with pytest.raises(Refused) as refused:
        do_resume(books)

    assert refused.value.problem.code == "PAU002"
    assert books.state is State.HELD


@pytest.mark.parametrize("verb", [do_pause, do_cancel])
def test_a_second_time_changes_nothing_and_says_why_it_stands(books: Bookkeeper, verb) -> None:
    books.open()
    first, second = verb(books), verb(books)

    assert (first.changed, second.changed) == (True, False)
    assert second.now is books.state
    assert "by ada" in second.reason


def test_resuming_what_goes_out_changes_nothing(books: Bookkeeper) -> None:
    books.open()

    assert not do_resume(books).changed
    assert books.state is State.SENDING


def test_what_a_breaker_paused_is_told_from_what_a_person_paused(books: Bookkeeper) -> None:
    books.open()
    books.move(State.SENDING, State.PAUSED, reason="error[BRK001]: the relay refuses our sender")

    change = do_resume(books, commit=False)

    assert change.reason == "error[BRK001]: the relay refuses our sender"
    assert not change.by_person
    assert books.state is State.PAUSED
    do_resume(books)
    assert is_seen(books.reason)
    do_pause(books)
    assert do_resume(books).by_person
    assert not is_seen(books.reason)


def test_cancelling_says_what_goes_on_and_what_will_not_be_sent(books: Bookkeeper) -> None:
    books.open()
    claimed = books.claim("a" * 16, count=2)
    books.settle(claimed["ada"], S.ACCEPTED, OK)

    change = do_cancel(books)

    assert (change.accounts.of(S.ACCEPTED), change.under_way, change.waiting) == (1, 1, 1)
    assert books.state is State.CANCELLED
    assert books.counts() == {S.ACCEPTED: 1, S.CLAIMED: 1, S.SKIPPED: 1}
    assert books.claim("b" * 16) == {}


def test_a_cancelled_issue_neither_goes_on_nor_begins(books: Bookkeeper) -> None:
    books.open()
    do_cancel(books)

    for verb in (do_pause, do_resume):
        with pytest.raises(Refused) as refused:
            verb(books)
        assert refused.value.problem.code == "PAU001"
    assert books.state is State.CANCELLED
    assert books.counts() == {S.SKIPPED: 3}


@pytest.mark.parametrize("verb", [do_pause, do_resume, do_cancel])
def test_an_issue_that_is_sent_is_past_all_this(books: Bookkeeper, verb) -> None:
    books.open()
    for claimed in books.claim("a" * 16).values():
        books.settle(claimed, S.ACCEPTED, OK)
    with books.store.unit() as unit:
        assert unit.runs.close(ISSUE.key)

    with pytest.raises(Refused):
        verb(books)

    assert books.state is State.SENT


@pytest.mark.parametrize("verb", [do_pause, do_cancel])
def test_without_commit_it_says_the_same_and_changes_nothing(books: Bookkeeper, verb) -> None:
    books.open()

    dry = verb(books, commit=False)

    assert books.state is State.SENDING
    assert dry == verb(books)
    assert books.state is dry.now


def test_a_login_that_was_refused_accustoms_nobody_to_what_readers_refuse(
    books: Bookkeeper,
) -> None:
    books.open()
    books.move(State.SENDING, State.PAUSED, reason="error[SMTP535]: the login is refused")

    change = do_resume(books)

    assert not change.by_person
    assert not is_seen(books.reason)
