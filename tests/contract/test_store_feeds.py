"""What every store promises about readers' own feeds, their keys and topics, and readership."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.stores import MINUTE, NOW, STORES, complain, join
from doubles import StoppedClock
from pressrun.model.audience import SubscriberId
from pressrun.model.key import Purpose
from pressrun.model.readership import Count
from pressrun.ports import Store

FEED = Purpose.PRIVATE_FEED
DAY, NEXT_DAY = date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def number_of(store: Store, name: str, *, list: str = "main") -> SubscriberId:
    with store.unit(write=False) as unit:
        reader = unit.people.find(f"{name}@example.org", list=list)
    assert reader is not None
    return reader.subscriber.id


def open_feed(store: Store, handle: str, name: str, *, at: datetime = NOW) -> SubscriberId:
    number = number_of(store, name)
    with store.unit() as unit:
        unit.private_feeds.open(handle, list="main", subscriber=number, at=at)
    return number


def test_a_key_is_found_by_its_id_and_the_newest_signs(store: Store) -> None:
    with store.unit() as unit:
        none = unit.keys.newest(FEED)
        first = unit.keys.add(FEED, b"first", at=NOW)
        second = unit.keys.add(FEED, b"second", at=NOW)

    with store.unit(write=False) as unit:
        assert unit.keys.newest(FEED) == second
        assert unit.keys.find(first.id, purpose=FEED) == first
        assert unit.keys.find(second.id, purpose=FEED) == second
        assert unit.keys.find(second.id + 1, purpose=FEED) is None
    assert none is None
    assert first.id != second.id
    assert (first.secret, second.secret) == (b"first", b"second")


def test_a_key_of_another_purpose_is_never_found(store: Store) -> None:
    with store.unit() as unit:
        key = unit.keys.add(FEED, b"secret", at=NOW)

    with store.unit(write=False) as unit:
        for number in range(key.id):
            assert unit.keys.find(number, purpose=FEED) is None
        # That of address hashes is there, and it is no key of a feed.
        assert unit.people.hash_key() != key.secret


def test_a_reader_has_one_feed_and_the_one_before_stays_known(store: Store) -> None:
    join(store, "ada", "bob")
    ada = open_feed(store, "first", "ada")
    open_feed(store, "theirs", "bob")
    open_feed(store, "second", "ada", at=NOW + MINUTE)

    with store.unit(write=False) as unit:
        standing = unit.private_feeds.standing(ada, list="main")
        first, theirs = unit.private_feeds.find("first"), unit.private_feeds.find("theirs")
        assert unit.private_feeds.find("nobody") is None
        assert unit.private_feeds.standing(ada, list="extra") is None
    assert standing is not None
    assert (standing.handle, standing.subscriber, standing.list) == ("second", ada, "main")
    assert (standing.created_at, standing.revoked_at) == (NOW + MINUTE, None)
    assert first is not None
    assert (first.created_at, first.revoked_at) == (NOW, NOW + MINUTE)
    assert theirs is not None
    assert theirs.revoked_at is None


def test_a_feed_is_revoked_once(store: Store) -> None:
    join(store, "ada")
    ada = open_feed(store, "first", "ada")

    with store.unit() as unit:
        done = [
            unit.private_feeds.revoke(ada, list="main", at=NOW + number * MINUTE)
            for number in range(2)
        ]

    with store.unit(write=False) as unit:
        feed = unit.private_feeds.find("first")
        assert unit.private_feeds.standing(ada, list="main") is None
    assert done == [True, False]
    assert feed is not None
    assert feed.revoked_at == NOW


def test_a_feed_never_prints_its_handle(store: Store) -> None:
    join(store, "ada")
    open_feed(store, "secret-handle", "ada")

    with store.unit(write=False) as unit:
        assert "secret-handle" not in repr(unit.private_feeds.find("secret-handle"))


def test_a_reader_is_found_by_number_with_all_that_is_known(store: Store) -> None:
    join(store, "ada")
    ada = number_of(store, "ada")
    complain(store, "ada")

    with store.unit(write=False) as unit:
        reader = unit.people.reader(ada, list="main")
        assert reader == unit.people.find("ada@example.org", list="main")
        assert unit.people.reader(ada, list="extra") is None
        assert unit.people.reader(SubscriberId(99), list="main") is None
    assert reader is not None
    assert reader.suppressed is not None


def test_of_two_numbers_the_greater_stands(store: Store) -> None:
    rest = [Count("main", "", DAY, number) for number in (3, 5, 4)]
    for count in rest:
        with store.unit() as unit:
            unit.readerships.raise_to([count])

    with store.unit(write=False) as unit:
        assert list(unit.readerships.since(DAY)) == [Count("main", "", DAY, 5)]


def test_numbers_of_a_day_and_later_are_told_in_order(store: Store) -> None:
    counts = [
        Count("main", "", DAY, 1),
        Count("main", "", NEXT_DAY, 2),
        Count("main", "Feedly", DAY, 3),
        Count("tags/ferries", "", NEXT_DAY, 4),
    ]
    with store.unit() as unit:
        unit.readerships.raise_to(reversed(counts))

    with store.unit(write=False) as unit:
        assert list(unit.readerships.since(DAY)) == counts
        assert list(unit.readerships.since(NEXT_DAY)) == [counts[1], counts[3]]


COUNTS = st.builds(
    Count,
    st.sampled_from(["main", "issues"]),
    st.sampled_from(["", "Feedly"]),
    st.sampled_from([DAY, NEXT_DAY]),
    st.integers(0, 5),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.lists(COUNTS, max_size=4), max_size=4))
def test_both_stores_hold_the_greatest_of_whatever_came(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Count]]
) -> None:
    held = []
    for make in STORES.values():
        store = make(tmp_path_factory.mktemp("store"), StoppedClock())
        for batch in batches:
            with store.unit() as unit:
                unit.readerships.raise_to(batch)
        with store.unit(write=False) as unit:
            held.append(list(unit.readerships.since(DAY)))
        store.close()

    reference, other = held
    assert other == reference
    greatest: dict[tuple[str, str, date], int] = {}
    for count in (count for batch in batches for count in batch):
        where = (count.feed, count.service, count.day)
        greatest[where] = max(greatest.get(where, 0), count.readers)
    assert {(c.feed, c.service, c.day): c.readers for c in reference} == greatest
