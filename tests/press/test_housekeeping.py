"""What nobody needs any more goes, and one duty that fails keeps none from being done."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from doubles.post import letter_counts, write
from doubles.shop import PrintShop
from pressrun.errors import StoreBusy
from pressrun.model.audience import Arrangement, SubscriptionState
from pressrun.model.delivery import DeliveryState, Outcome
from pressrun.model.vote import Vote
from pressrun.model.wish import KEPT, Wish, WishKind
from pressrun.press.housekeeping import (
    LETTERS_KEPT,
    THROTTLES_KEPT,
    VOTERS_KEPT,
    keep_house,
)

TICK = timedelta(milliseconds=1)


def house(shop: PrintShop, *, after: timedelta, store: Any = None) -> dict[str, int]:
    """Return what was done, so long after now."""
    done = keep_house(store or shop.store, shop.clock.at + after)
    return {duty: count for duty, count in done.items() if count}


def test_letters_are_forgotten_a_month_after_their_end(shop: PrintShop) -> None:
    write(shop.store, "ada", "bob", at=shop.clock.at)
    with shop.store.unit() as unit:
        [ada] = unit.letters.claim(
            sender="5" * 16, limit=1, now=shop.clock.at, lease=timedelta(minutes=15)
        )
        unit.letters.settle([Outcome(claimed=ada, state=DeliveryState.ACCEPTED, at=shop.clock.at)])

    assert house(shop, after=LETTERS_KEPT) == {}
    assert house(shop, after=LETTERS_KEPT + TICK) == {"letters": 1}
    assert letter_counts(shop.store) == {DeliveryState.QUEUED: 1}


def test_wishes_are_forgotten_when_no_link_of_theirs_may_be_answered(shop: PrintShop) -> None:
    wish = Wish(
        handle="sample",
        kind=WishKind.JOIN,
        list="main",
        address="ada@example.org",
        address_key="ada@example.org",
        address_hash="hash",
        asked_at=shop.clock.at,
    )
    with shop.store.unit() as unit:
        unit.wishes.add(wish)
        unit.wishes.add(replace(wish, handle="other", asked_at=shop.clock.at + timedelta(days=1)))

    assert house(shop, after=KEPT) == {}
    assert house(shop, after=KEPT + TICK) == {"wishes": 1}


def test_what_was_counted_against_abuse_is_forgotten_after_a_month(shop: PrintShop) -> None:
    with shop.store.unit() as unit:
        unit.throttles.spend("mailbox", at=shop.clock.at)

    assert house(shop, after=THROTTLES_KEPT) == {}
    assert house(shop, after=THROTTLES_KEPT + timedelta(hours=1)) == {"throttles": 1}


def test_who_voted_on_a_page_is_forgotten_after_a_day(shop: PrintShop) -> None:
    with shop.store.unit() as unit:
        unit.votes.cast(
            Vote(article="tide", question="q1", choice=1, at=shop.clock.at, voter="hash")
        )

    assert house(shop, after=VOTERS_KEPT) == {}
    assert house(shop, after=VOTERS_KEPT + TICK) == {"votes": 1}


def test_a_pause_ends_on_its_day(shop: PrintShop) -> None:
    shop.subscribe("ada")
    handle = shop.handle_of("ada")
    until = shop.clock.at + timedelta(days=14)
    with shop.store.unit() as unit:
        unit.people.arrange(handle, Arrangement(paused_until=until), at=shop.clock.at)

    assert house(shop, after=timedelta(days=14) - TICK) == {}
    assert house(shop, after=timedelta(days=14)) == {"pauses": 1}
    with shop.store.unit(write=False) as unit:
        reader = unit.people.by_handle(handle)
    assert reader is not None
    assert reader.subscription.state is SubscriptionState.CONFIRMED


class ShyStore:
    """Is busy the first ``times`` it is asked (port Store)."""

    def __init__(self, store: Any, times: int) -> None:
        self.store, self.times = store, times

    @contextmanager
    def unit(self, *, write: bool = True) -> Iterator[Any]:
        self.times -= 1
        if self.times >= 0:
            raise StoreBusy("another process holds the database")
        with self.store.unit(write=write) as unit:
            yield unit


def test_a_duty_that_fails_keeps_no_other_from_being_done(shop: PrintShop) -> None:
    with shop.store.unit() as unit:
        unit.throttles.spend("mailbox", at=shop.clock.at)
    shy = ShyStore(shop.store, 2)

    assert house(shop, after=THROTTLES_KEPT * 2, store=shy) == {"throttles": 1}
    assert shy.times < 0
