"""One person's story is told in plain words, in order, with the relay's own."""

from datetime import timedelta

import pytest

from doubles.bookkeeper import ISSUE, Bookkeeper
from doubles.shop import PUBLICATION
from pressrun.errors import UsageError
from pressrun.model.audience import Arrangement, Cadence, ConsentKind
from pressrun.model.delivery import DeliveryState, OnUnknown, Receipt, SkipReason
from pressrun.model.issue import IssueState
from pressrun.press.explain import DID, SKIPPED, Story, explain

S = DeliveryState
MINUTE = timedelta(minutes=1)


@pytest.fixture
def books() -> Bookkeeper:
    return Bookkeeper("ada", "bob")


def tell(books: Bookkeeper, name: str = "ada") -> Story:
    return explain(PUBLICATION, books.store, books.journals, ISSUE, f"{name}@example.org")


def words(story: Story) -> str:
    return "\n".join(event.what for event in story.events)


def test_before_an_issue_goes_out_it_says_who_agreed_to_what_and_that_it_will(
    books: Bookkeeper,
) -> None:
    story = tell(books)

    assert words(story) == "agreed to list main: a sample form\nis on the list"
    assert story.events[0].at == books.clock.now()
    assert story.next == "it goes out to them with everybody else"
    assert story.message_id == ""


def test_an_accepted_copy_has_the_relays_words_their_moment_and_its_message_id(
    books: Bookkeeper,
) -> None:
    books.open()
    claimed = books.claim("a" * 16)
    books.clock.advance(MINUTE)
    books.settle(claimed["ada"], S.ACCEPTED, Receipt(250, "2.0.0 queued as 7F3"))

    story = tell(books)

    assert "was tried once\n" in words(story)
    [said] = [event for event in story.events if "7F3" in event.what]
    assert (said.what, said.at) == ("main said last: 250 2.0.0 queued as 7F3", books.clock.now())
    assert "delivered" not in words(story)
    assert story.message_id.endswith("@example.org")
    assert story.next == "nothing: this is how it ended"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (S.REFUSED, "was refused, for good"),
        (S.EXPIRED, "has expired: it was put off until the retry schedule ended"),
        (S.DEFERRED, "was deferred: it is tried again"),
        (S.UNKNOWN, "is unknown: the session was lost before the relay's answer"),
        (S.QUEUED, "waits for its turn"),
    ],
)
def test_every_state_is_told_in_words(books: Bookkeeper, state: S, told: str) -> None:
    books.open()
    claimed = books.claim("a" * 16)
    waits = MINUTE if state in {S.DEFERRED, S.UNKNOWN} else None
    books.settle(claimed["ada"], state, Receipt(451, "4.7.1 wait"), after=waits)

    story = tell(books)

    assert told in words(story)
    assert "main said last: 451 4.7.1 wait" in words(story)


def test_when_it_is_tried_again_stands_in_the_row(books: Bookkeeper) -> None:
    books.open()
    claimed = books.claim("a" * 16)
    books.settle(claimed["ada"], S.DEFERRED, Receipt(451, "4.7.1 wait"), after=MINUTE)

    story = tell(books)

    assert story.delivery is not None
    assert story.delivery.next_at == books.clock.now() + MINUTE
    assert story.next == "it goes out when it is due"


def test_a_doubt_is_told_even_when_it_ended_well(books: Bookkeeper) -> None:
    books.open()
    for state in (S.UNKNOWN, S.ACCEPTED):
        claimed = books.claim("a" * 16)
        books.settle(claimed["ada"], state, Receipt(250, "2.0.0 queued"), after=MINUTE)
        books.clock.advance(MINUTE)

    assert "the answer to one attempt was never read: there may be a copy" in words(tell(books))


def test_what_a_sender_has_announced_and_not_heard_of_is_told(books: Bookkeeper) -> None:
    books.open()
    journal = books.sender()
    claimed = books.claim(journal.sender)
    journal.intend(claimed["ada"])

    before = words(tell(books))
    journal.answer(claimed["ada"], Receipt(250, "2.0.0 queued"), relay="main")
    after = words(tell(books))

    assert "its final dot was announced, and no answer has been read yet" in before
    assert "main has just said: 250 2.0.0 queued" in after
    assert "announced" not in words(tell(books, "bob"))


def test_a_held_unknown_says_how_to_end_it(books: Bookkeeper) -> None:
    books.open()
    journal = books.sender()
    journal.intend(books.claim(journal.sender)["ada"])
    journal.close()
    books.recover(journal.sender, on_unknown=OnUnknown.HOLD)

    assert tell(books).next == "it is held: pressrun retry --unknown, or pressrun audit --settle"


def test_who_left_before_their_turn_was_skipped_and_says_why(books: Bookkeeper) -> None:
    books.open()
    books.clock.advance(MINUTE)
    books.leave("ada")
    books.claim("a" * 16)

    story = tell(books)

    assert "left list main: a sample link" in words(story)
    assert "was skipped: they had left the list before it was their turn" in words(story)
    assert story.next == "nothing: this is how it ended"


def test_an_address_that_the_relay_cannot_be_told_is_skipped_with_that_reason(
    books: Bookkeeper,
) -> None:
    books.open()
    claimed = books.claim("a" * 16)
    books.settle(claimed["ada"], S.SKIPPED, reason=SkipReason.NEEDS_SMTPUTF8)

    assert "letters that the relay cannot be told (RFC 6531)" in words(tell(books))


def test_a_suppressed_address_is_never_mailed(books: Bookkeeper) -> None:
    books.suppress("ada")

    story = tell(books)

    assert "the address is suppressed (complaint): it is never mailed" in words(story)
    assert story.next == "nothing: they are not to be mailed, and are skipped"


def test_who_paused_since_the_freeze_is_skipped_and_the_day_of_return_is_told(
    books: Bookkeeper,
) -> None:
    until = books.clock.now() + timedelta(days=14)
    books.open()
    with books.store.unit() as unit:
        unit.people.arrange("main-ada", Arrangement(paused_until=until), at=books.clock.now())
    books.claim("a" * 16)

    said = words(tell(books))

    assert f"the pause that they asked for ends on {until:%Y-%m-%d} (UTC)" in said
    assert "was skipped: they had paused their mail before it was their turn" in said


def test_who_reads_by_a_feed_is_not_mailed_and_the_topics_they_chose_are_told(
    books: Bookkeeper,
) -> None:
    chosen = Arrangement(topics=("tides", "rope"), cadence=Cadence.FEED)
    with books.store.unit() as unit:
        unit.people.arrange("main-ada", chosen, at=books.clock.now())

    story = tell(books)

    assert "reads by a feed of their own, and is not mailed" in words(story)
    assert "wants only issues about: tides, rope" in words(story)
    assert story.next == "nothing: they are not to be mailed, and are skipped"


def test_who_chose_other_topics_is_skipped_for_that(books: Bookkeeper) -> None:
    with books.store.unit() as unit:
        unit.people.arrange("main-ada", Arrangement(topics=("rope",)), at=books.clock.now())
    books.open()

    assert "was skipped: none of its articles has a topic that they chose" in words(tell(books))


def test_every_line_of_the_consent_log_and_every_skipping_has_words_of_its_own() -> None:
    assert set(DID) == set(ConsentKind)
    assert len(set(DID.values())) == len(DID)
    assert set(SKIPPED) == set(SkipReason)


def test_who_came_after_the_freeze_is_not_in_the_audience(books: Bookkeeper) -> None:
    books.open()
    books.clock.advance(MINUTE)
    books.join("cy")

    story = tell(books, "cy")

    assert "was not in its audience: their subscription changed after it was frozen" in words(story)
    assert story.next == "nothing: the audience is frozen"


def test_an_address_that_nobody_has_is_told_as_such(books: Bookkeeper) -> None:
    story = tell(books, "nobody")

    assert words(story) == "nobody on list main has this address"
    assert (story.reader, story.delivery) == (None, None)


def test_what_is_no_address_is_a_usage_error(books: Bookkeeper) -> None:
    with pytest.raises(UsageError):
        explain(PUBLICATION, books.store, books.journals, ISSUE, "ada at example")


def test_while_an_issue_is_paused_nothing_happens(books: Bookkeeper) -> None:
    books.open()
    books.move(IssueState.SENDING, IssueState.PAUSED, reason="paused by ada")

    assert tell(books).next == "nothing while the issue is paused"
