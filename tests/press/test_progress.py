"""Watching tells how an issue is doing, from whichever process, and stays cheap."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from doubles.bookkeeper import ISSUE, Bookkeeper
from pressrun.model.delivery import DeliveryState, Receipt
from pressrun.model.heartbeat import Heartbeat
from pressrun.model.issue import IssueState
from pressrun.ports import Unit
from pressrun.press.progress import FRESH, Progress, Watch

S = DeliveryState


@pytest.fixture
def books() -> Bookkeeper:
    books = Bookkeeper(*(f"reader{number}" for number in range(10)))
    books.open()
    return books


def beat(books: Bookkeeper, sender: str, relay: str = "main", **counts: object) -> None:
    with books.store.unit() as unit:
        unit.heartbeats.beat(
            Heartbeat(issue=ISSUE.key, sender=sender, relay=relay, at=books.clock.now(), **counts)
        )


def look(books: Bookkeeper) -> Progress:
    return Watch(books.store, ISSUE, clock=books.clock).look()


def test_an_issue_is_told_with_its_books_its_relays_and_how_long_it_takes(
    books: Bookkeeper,
) -> None:
    claimed = books.claim("a" * 16)
    books.settle(claimed["reader0"], S.ACCEPTED, Receipt(250, "2.0.0 queued"))
    beat(books, "a" * 16, accepted=1, connections=4, per_s=3.0, remark="slowed to 3/s")

    found = look(books)

    [main] = found.relays
    assert found.state is IssueState.SENDING
    assert (found.accounts.ended, found.accounts.frozen) == (1, 10)
    assert (main.accepted, main.connections, main.remark) == (1, 4, "slowed to 3/s")
    assert found.eta_s == pytest.approx(3.0)


def test_several_senders_of_one_relay_are_added_up_and_a_dead_ones_counts_stay(
    books: Bookkeeper,
) -> None:
    beat(books, "a" * 16, accepted=5, connections=8, per_s=50.0, answers=("451 old",))
    books.clock.advance(FRESH + timedelta(seconds=1))
    beat(books, "b" * 16, accepted=2, connections=4, per_s=20.0, answers=("451 new",))

    [main] = look(books).relays

    assert (main.accepted, main.connections, main.per_s) == (7, 4, 20.0)
    assert main.answers == ("451 old", "451 new")


def test_each_relay_has_a_line(books: Bookkeeper) -> None:
    beat(books, "a" * 16, relay="spare", accepted=1)
    beat(books, "a" * 16, relay="main", accepted=2)

    assert [(one.relay, one.accepted) for one in look(books).relays] == [("main", 2), ("spare", 1)]


def test_what_relays_do_not_take_is_told_by_domain_with_a_reply(books: Bookkeeper) -> None:
    claimed = books.claim("a" * 16)
    for name in ("reader0", "reader1"):
        books.settle(claimed[name], S.REFUSED, Receipt(550, "5.7.1 blocked"))

    [trouble] = look(books).domains

    assert (trouble.domain, trouble.count) == ("example.org", 2)
    assert "5.7.1 blocked" in trouble.reply


def test_with_nobody_sending_no_end_is_foretold(books: Bookkeeper) -> None:
    found = look(books)

    assert (found.relays, found.per_s, found.eta_s) == ((), 0.0, None)


class SlowToCount:
    """A store whose books take their time to count (port Store)."""

    def __init__(self, books: Bookkeeper, *, seconds: float) -> None:
        self._books, self._seconds, self.counted = books, seconds, 0

    @contextmanager
    def unit(self, *, write: bool = True) -> Iterator[Unit]:
        with self._books.store.unit(write=write) as unit:
            accounts = unit.runs.accounts

            def count(issue: object) -> object:
                self.counted += 1
                self._books.clock.advance(timedelta(seconds=self._seconds))
                return accounts(issue)

            unit.runs.accounts = count
            yield unit


@pytest.mark.parametrize(("seconds", "most"), [(0.2, 7), (0.001, 61)])
def test_books_that_take_long_to_count_are_counted_seldom(
    books: Bookkeeper, seconds: float, most: int
) -> None:
    store = SlowToCount(books, seconds=seconds)
    watch = Watch(store, ISSUE, clock=books.clock)

    for _ in range(60):
        watch.look()
        books.clock.advance(timedelta(seconds=1))

    assert 1 < store.counted <= most


def test_a_change_of_state_is_seen_at_once_with_fresh_books(books: Bookkeeper) -> None:
    watch = Watch(SlowToCount(books, seconds=5), ISSUE, clock=books.clock)
    watch.look()
    books.claim("a" * 16, count=4)
    books.move(IssueState.SENDING, IssueState.PAUSED, reason="paused by ada")

    found = watch.look()

    assert (found.state, found.reason) == (IssueState.PAUSED, "paused by ada")
    assert found.accounts.of(S.CLAIMED) == 4
