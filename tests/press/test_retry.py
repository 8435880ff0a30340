"""What failed, is unknown or went to files alone is sent again; nothing else is touched."""

from datetime import timedelta

import pytest

from doubles.bookkeeper import ISSUE, Bookkeeper
from pressrun.errors import Refused
from pressrun.model.delivery import DeliveryState, Receipt
from pressrun.model.issue import IssueState
from pressrun.press.pausing import cancel, pause
from pressrun.press.retry import Retried, Which, believe, retry

S = DeliveryState
OK, NO = Receipt(250, "2.0.0 queued"), Receipt(550, "5.1.1 no such sample")


@pytest.fixture
def books() -> Bookkeeper:
    """Ada accepted by a relay, bob refused, cy expired, dot unknown and held, eve in the outbox."""
    books = Bookkeeper("ada", "bob", "cy", "dot", "eve")
    books.open()
    claimed = books.claim("a" * 16)
    books.settle(claimed["ada"], S.ACCEPTED, OK)
    books.settle(claimed["bob"], S.REFUSED, NO)
    books.settle(claimed["cy"], S.EXPIRED, Receipt(451, "4.7.1 later"))
    books.settle(claimed["dot"], S.UNKNOWN, Receipt(0, "lost"))
    books.settle(claimed["eve"], S.ACCEPTED, OK, relay="outbox")
    return books


def do(books: Bookkeeper, which: Which, *, commit: bool = True) -> Retried:
    return retry(books.store, ISSUE, which, clock=books.clock, commit=commit)


@pytest.mark.parametrize(
    ("which", "names"),
    [
        (Which.FAILED, ["bob", "cy"]),
        (Which.UNKNOWN, ["dot"]),
        (Which.OUTBOX, ["eve"]),
    ],
)
def test_each_way_tries_its_own_again_and_nobody_else(
    books: Bookkeeper, which: Which, names: list[str]
) -> None:
    retried = do(books, which)

    assert (retried.which, retried.count) == (which, len(names))
    assert sorted(books.claim("b" * 16)) == names


@pytest.mark.parametrize("which", list(Which))
def test_a_second_time_there_is_nothing_left_to_queue(books: Bookkeeper, which: Which) -> None:
    do(books, which)
    taken = books.claim("b" * 16)

    assert taken
    assert do(books, which).count == 0


@pytest.mark.parametrize("which", list(Which))
def test_without_commit_it_only_counts(books: Bookkeeper, which: Which) -> None:
    before = books.counts()

    assert do(books, which, commit=False).count == do(books, which).count
    assert before != books.counts() or which is Which.UNKNOWN


def test_an_issue_that_was_sent_is_sending_again(books: Bookkeeper) -> None:
    do(books, Which.UNKNOWN)
    books.settle(books.claim("b" * 16)["dot"], S.ACCEPTED, OK)
    with books.store.unit() as unit:
        assert unit.runs.close(ISSUE.key)

    retried = do(books, Which.FAILED)

    assert retried.state is books.state is IssueState.SENDING


def test_with_nothing_to_queue_a_sent_issue_stays_sent(books: Bookkeeper) -> None:
    believe(books.store, ISSUE, clock=books.clock, commit=True)
    assert books.state is IssueState.SENT

    assert do(books, Which.UNKNOWN).count == 0
    assert books.state is IssueState.SENT


def test_a_paused_issue_stays_paused(books: Bookkeeper) -> None:
    pause(books.store, ISSUE, by="ada", commit=True)

    assert do(books, Which.FAILED).state is IssueState.PAUSED
    assert books.state is IssueState.PAUSED


def test_a_cancelled_issue_is_never_tried_again(books: Bookkeeper) -> None:
    cancel(books.store, ISSUE, by="ada", commit=True)
    before = books.counts()

    with pytest.raises(Refused) as refused:
        do(books, Which.FAILED)

    assert refused.value.problem.code == "RTY001"
    assert books.counts() == before


def test_what_has_not_gone_out_cannot_be_tried_again() -> None:
    with pytest.raises(Refused) as refused:
        do(Bookkeeper("ada"), Which.FAILED)

    assert refused.value.problem.code == "RTY002"


def test_who_has_left_meanwhile_is_skipped_when_it_is_their_turn(books: Bookkeeper) -> None:
    books.leave("bob")
    do(books, Which.FAILED)

    assert sorted(books.claim("b" * 16)) == ["cy"]
    assert books.counts()[S.SKIPPED] == 1


def test_on_the_editors_word_the_unknown_are_accepted_and_the_issue_is_sent(
    books: Bookkeeper,
) -> None:
    looked = believe(books.store, ISSUE, clock=books.clock, commit=False)
    assert books.counts()[S.UNKNOWN] == 1

    assert looked == believe(books.store, ISSUE, clock=books.clock, commit=True) == 1
    assert books.state is IssueState.SENT
    assert S.UNKNOWN not in books.counts()


def test_their_attempts_begin_anew(books: Bookkeeper) -> None:
    do(books, Which.FAILED)
    books.clock.advance(timedelta(minutes=1))

    assert {claimed.attempt for claimed in books.claim("b" * 16).values()} == {0}
