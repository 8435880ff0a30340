"""The audit names everybody whose end is not known, and everybody who might have two."""

from datetime import timedelta

import pytest

from doubles.bookkeeper import ISSUE, Bookkeeper
from pressrun.model.delivery import DeliveryState, OnUnknown, Receipt
from pressrun.model.issue import IssueState
from pressrun.press.audit import Audit, audit

S = DeliveryState
OK = Receipt(250, "2.0.0 queued as 1")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def books() -> Bookkeeper:
    books = Bookkeeper("ada", "bob", "cy")
    books.open()
    return books


def look(books: Bookkeeper) -> Audit:
    return audit(books.store, books.journals, ISSUE.key)


def twice(found: Audit) -> dict[str, int]:
    """Return who might have more than one copy, and how many at most."""
    return {row.address.partition("@")[0]: row.copies for row in found.maybe_twice}


def test_an_issue_that_went_well_leaves_nothing_open(books: Bookkeeper) -> None:
    for claimed in books.claim(books.sender().sender).values():
        books.settle(claimed, S.ACCEPTED, OK)

    found = look(books)

    assert (found.balanced, found.accounts.complete, found.open_doubts) == (True, True, 0)
    assert (found.unknown, found.maybe_twice, found.under_way) == ((), (), ())


def test_before_anything_is_sent_it_balances_and_is_not_complete(books: Bookkeeper) -> None:
    found = look(books)

    assert (found.balanced, found.accounts.complete, found.open_doubts) == (True, False, 0)


def test_who_is_unknown_is_told_with_since_when_by_which_relay_and_the_last_words(
    books: Bookkeeper,
) -> None:
    claimed = books.claim(books.sender().sender)
    books.settle(claimed["bob"], S.UNKNOWN, Receipt(0, "closed after the dot"), after=MINUTE)

    [row] = look(books).unknown

    assert (row.address, row.subscriber) == ("bob@example.org", books.ids["bob"])
    assert (row.since, row.next_at) == (books.clock.now(), books.clock.now() + MINUTE)
    assert (row.attempt, row.relay, row.said) == (1, "main", "closed after the dot")


def test_an_unknown_one_that_goes_out_again_might_have_two(books: Bookkeeper) -> None:
    claimed = books.claim(books.sender().sender)
    books.settle(claimed["bob"], S.UNKNOWN, Receipt(0, "lost"), after=MINUTE)
    before = look(books)
    books.clock.advance(MINUTE)
    again = books.claim(books.sender().sender)
    books.settle(again["bob"], S.ACCEPTED, OK)
    after = look(books)

    assert twice(before) == twice(after) == {"bob": 2}
    assert (before.open_doubts, after.open_doubts) == (1, 0)


def test_two_lost_answers_and_one_that_was_read_are_three_copies_at_most(
    books: Bookkeeper,
) -> None:
    for state in (S.UNKNOWN, S.UNKNOWN, S.ACCEPTED):
        claimed = books.claim(books.sender().sender)["bob"]
        books.settle(claimed, state, OK if state is S.ACCEPTED else None, after=MINUTE)
        books.clock.advance(MINUTE)

    assert twice(look(books)) == {"bob": 3}


def test_who_was_unknown_once_and_refused_then_has_no_second_copy(books: Bookkeeper) -> None:
    for state in (S.UNKNOWN, S.REFUSED):
        claimed = books.claim(books.sender().sender)["bob"]
        books.settle(claimed, state, Receipt(550, "5.1.1 no"), after=MINUTE)
        books.clock.advance(MINUTE)

    assert twice(look(books)) == {}


def test_a_mark_of_a_dead_sender_is_listed_before_anybody_has_recovered(
    books: Bookkeeper,
) -> None:
    journal = books.sender()
    claimed = books.claim(journal.sender)
    journal.intend(claimed["ada"])
    journal.close()

    found = look(books)

    assert twice(found) == {"ada": 2}
    assert found.maybe_twice[0].state is S.CLAIMED
    assert found.open_doubts == 1
    assert found.unknown == ()
    books.recover(journal.sender)
    assert twice(look(books)) == {"ada": 2}
    assert [row.address for row in look(books).unknown] == ["ada@example.org"]


def test_what_a_dead_sender_claimed_and_never_announced_is_in_no_doubt(books: Bookkeeper) -> None:
    journal = books.sender()
    books.claim(journal.sender)
    journal.close(keep=True)

    assert twice(look(books)) == {}
    assert look(books).open_doubts == 0


def test_a_mark_of_a_living_sender_is_under_way_and_no_doubt(books: Bookkeeper) -> None:
    journal = books.sender()
    claimed = books.claim(journal.sender)
    journal.intend(claimed["ada"])
    journal.intend(claimed["bob"])
    journal.answer(claimed["bob"], OK, relay="main")

    found = look(books)

    assert [(row.address, row.said) for row in found.under_way] == [
        ("ada@example.org", ""),
        ("bob@example.org", "250 2.0.0 queued as 1"),
    ]
    assert (found.maybe_twice, found.open_doubts) == ((), 0)


def test_an_answer_in_a_dead_senders_journal_is_a_known_end(books: Bookkeeper) -> None:
    journal = books.sender()
    claimed = books.claim(journal.sender)
    journal.intend(claimed["ada"])
    journal.answer(claimed["ada"], OK, relay="main")
    journal.close()

    found = look(books)

    assert [(row.address, row.said) for row in found.answered] == [
        ("ada@example.org", "250 2.0.0 queued as 1")
    ]
    assert (found.maybe_twice, found.open_doubts) == ((), 0)


def test_a_mark_whose_delivery_was_settled_since_says_nothing(books: Bookkeeper) -> None:
    journal = books.sender()
    claimed = books.claim(journal.sender)
    journal.intend(claimed["ada"])
    journal.close()
    books.settle(claimed["ada"], S.ACCEPTED, OK)

    assert look(books).open_doubts == 0
    assert twice(look(books)) == {}


def test_a_mark_of_an_older_claim_says_nothing_of_the_newer(books: Bookkeeper) -> None:
    journal = books.sender()
    claimed = books.claim(journal.sender)
    journal.intend(claimed["ada"])
    journal.close()
    books.settle(claimed["ada"], S.QUEUED)
    books.claim(books.sender().sender)

    assert look(books).open_doubts == 0


def test_claims_whose_sender_left_no_journal_might_have_been_sent(books: Bookkeeper) -> None:
    books.claim("0123456789abcdef", count=1)

    found = look(books)

    assert twice(found) == {"ada": 2}
    assert "left no journal here" in found.maybe_twice[0].why
    assert found.open_doubts == 1


def test_what_is_accepted_on_somebodys_word_has_one_copy_at_most(books: Bookkeeper) -> None:
    journal = books.sender()
    claimed = books.claim(journal.sender)
    journal.intend(claimed["ada"])
    journal.close()
    books.recover(journal.sender, on_unknown=OnUnknown.HOLD)
    with books.store.unit() as unit:
        assert unit.deliveries.believe(ISSUE.key, now=books.clock.now()) == 1

    found = look(books)

    assert (found.unknown, found.open_doubts) == ((), 0)
    assert twice(found) == {}


def test_another_issues_marks_are_not_looked_at(books: Bookkeeper) -> None:
    journal = books.sender()
    claimed = books.claim(journal.sender)
    journal.intend(claimed["ada"])
    journal.close()

    other = audit(books.store, books.journals, type(ISSUE.key)("otherissue"))

    assert (other.open_doubts, other.accounts.frozen) == (0, 0)


def test_looking_changes_nothing(books: Bookkeeper) -> None:
    journal = books.sender()
    journal.intend(books.claim(journal.sender)["ada"])
    journal.close()
    before = books.counts()

    first, second = look(books), look(books)

    assert first == second
    assert books.counts() == before
    assert books.journals.dead() == [journal.sender]
    assert books.state is IssueState.SENDING
