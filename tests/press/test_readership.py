"""Readers are counted without being known, and what is remembered has an end."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.stores import STORES
from doubles import CountingEntropy, StoppedClock
from pressrun.errors import StoreError
from pressrun.model.readership import Count
from pressrun.ports import Store
from pressrun.press.readership import EACH_FEED, SERVICES, Tally, keep, readerships

DAY, NEXT_DAY = date(2026, 11, 24), date(2026, 11, 25)
NEWSBOAT = "newsboat/2.21.0 (Linux x86_64)"
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; {} subscribers; like FeedFetcher)"


@pytest.fixture
def tally(clock: StoppedClock, entropy: CountingEntropy) -> Tally:
    return Tally(clock=clock, entropy=entropy)


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def read(
    tally: Tally,
    *,
    feed: str = "main",
    kind: str = ".rss",
    agent: str = NEWSBOAT,
    address: str = "192.0.2.1",
) -> None:
    tally.note(feed, kind, agent=agent, address=address)


def rows(store: Store) -> list[Count]:
    with store.unit(write=False) as unit:
        return list(unit.readerships.since(date.min))


def test_the_same_reader_counts_once_a_day_whatever_they_fetch(tally: Tally) -> None:
    for kind in (".rss", ".atom", ".rss"):
        read(tally, kind=kind)

    assert tally.take() == [Count("main", "", DAY, 1)]


def test_another_address_or_another_program_is_another_reader(tally: Tally) -> None:
    read(tally)
    read(tally, address="192.0.2.2")
    read(tally, agent="Liferea/1.13.5 (Linux; en_US; https://lzone.de/liferea/)")

    assert tally.take() == [Count("main", "", DAY, 3)]


def test_each_feed_has_a_count_of_its_own(tally: Tally) -> None:
    read(tally)
    read(tally, feed="tags/ferries")
    read(tally, feed="tags/ferries", address="192.0.2.2")

    assert tally.take() == [Count("main", "", DAY, 1), Count("tags/ferries", "", DAY, 2)]


def test_of_a_services_two_formats_the_greater_number_counts_and_of_one_the_latest(
    tally: Tally,
) -> None:
    read(tally, agent=FEEDLY.format(16))
    read(tally, kind=".atom", agent=FEEDLY.format(7), address="192.0.2.2")
    assert tally.take() == [Count("main", "Feedly", DAY, 16)]

    read(tally, agent=FEEDLY.format(5))

    assert tally.take() == [Count("main", "Feedly", DAY, 7)]


def test_a_service_that_states_nothing_is_one_reader_from_however_many_addresses(
    tally: Tally,
) -> None:
    agent = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)"
    for number in range(5):
        read(tally, agent=agent, address=f"192.0.2.{number}")

    assert tally.take() == [Count("main", "", DAY, 1)]


def test_a_crawler_is_no_reader(tally: Tally) -> None:
    read(tally, agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    assert tally.take() == []

    read(tally)
    assert tally.take() == [Count("main", "", DAY, 1)]


def test_what_was_taken_is_not_taken_again_until_it_grows(tally: Tally) -> None:
    read(tally)
    first = tally.take()
    read(tally)
    again = tally.take()
    read(tally, address="192.0.2.2")

    assert first == [Count("main", "", DAY, 1)]
    assert again == []
    assert tally.take() == [Count("main", "", DAY, 2)]


def test_a_new_day_begins_from_nothing_and_keeps_yesterdays_number(
    tally: Tally, clock: StoppedClock
) -> None:
    read(tally)
    read(tally, address="192.0.2.2")
    clock.advance(timedelta(days=1))
    read(tally)

    assert tally.take() == [Count("main", "", DAY, 2), Count("main", "", NEXT_DAY, 1)]


def test_no_mark_of_a_reader_is_the_same_on_another_day(tally: Tally, clock: StoppedClock) -> None:
    read(tally)
    first = marks(tally)
    clock.advance(timedelta(days=1))
    read(tally)

    assert len(first) == len(marks(tally)) == 1
    assert marks(tally).isdisjoint(first)


def marks(tally: Tally) -> set[int]:
    """Look into what a tally has in memory; nothing else does."""
    return set().union(*tally._met.values())


def test_nothing_in_memory_is_an_address_or_a_user_agent(tally: Tally) -> None:
    read(tally)
    read(tally, agent=FEEDLY.format(16))

    held = repr([getattr(tally, name) for name in vars(tally)])

    assert "Feedly" in held
    assert "192.0.2.1" not in held
    assert "newsboat" not in held
    assert "fetcher" not in held


def test_memory_has_an_end_and_the_number_is_at_least(tally: Tally) -> None:
    for number in range(EACH_FEED + 5):
        read(tally, address=str(number))
    for number in range(SERVICES + 5):
        read(tally, agent=f"Service{number}/1 (3 subscribers)")

    taken = tally.take()
    assert taken[0] == Count("main", "", DAY, EACH_FEED)
    assert len(taken) == 1 + SERVICES


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=10)), max_size=20))
def test_whatever_comes_is_counted_at_most_once_each(fetches: list[tuple[str, str]]) -> None:
    tally = Tally(clock=StoppedClock(), entropy=CountingEntropy())
    for agent, address in fetches:
        read(tally, agent=agent, address=address)

    rest = [count.readers for count in tally.take() if not count.service]

    assert sum(rest) <= len(set(fetches))


def test_numbers_are_kept_and_a_restart_within_the_day_takes_none_away(
    store: Store, clock: StoppedClock
) -> None:
    for count in (3, 2):
        tally = Tally(clock=clock, entropy=CountingEntropy())
        for number in range(count):
            read(tally, address=str(number))
        read(tally, agent=FEEDLY.format(16))
        keep(tally, store)

    assert rows(store) == [Count("main", "", DAY, 3), Count("main", "Feedly", DAY, 16)]
    [found] = readerships(store, clock)
    assert (found.feed, found.at_least) == ("main", 19)


def test_after_seven_days_nobody_is_told_any_more(
    store: Store, clock: StoppedClock, tally: Tally
) -> None:
    read(tally)
    keep(tally, store)

    clock.advance(timedelta(days=6))
    assert [found.at_least for found in readerships(store, clock)] == [1]
    clock.advance(timedelta(days=1))
    assert readerships(store, clock) == ()


def test_what_a_store_does_not_take_is_kept_the_next_time(
    tmp_path: Path, clock: StoppedClock, tally: Tally
) -> None:
    store = STORES["sqlite"](tmp_path, clock)
    read(tally)
    away = tmp_path / "away.db"
    (tmp_path / "state.db").rename(away)
    with pytest.raises(StoreError):
        keep(tally, store)

    away.rename(tmp_path / "state.db")
    keep(tally, store)

    assert rows(store) == [Count("main", "", DAY, 1)]
    store.close()


def test_with_nothing_new_the_store_is_left_alone(tally: Tally, store: Store) -> None:
    store.close()

    keep(tally, store)

    assert tally.take() == []
