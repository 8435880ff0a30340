"""What every store promises about wishes, about how often somebody asked, and about the no log."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.stores import MINUTE, NOW, STORES, join
from doubles import StoppedClock
from pressrun.errors import Conflict
from pressrun.model.audience import ListCount, SubscriberId
from pressrun.model.wish import Wish, WishKind
from pressrun.ports import Store

HOUR = timedelta(hours=1)
ASKED = Wish(
    handle="first",
    kind=WishKind.JOIN,
    list="main",
    address="Ada@example.org",
    address_key="ada@example.org",
    address_hash="hash-of-ada",
    asked_at=NOW,
    name="Ada Sample",
    language="fr",
    topics=("tides", "Café & more"),
    code_hash="c1",
    wording="Yes, by mail.",
    page="https://example.org/",
    network_hash="n1",
)


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def add(store: Store, *wishes: Wish) -> None:
    with store.unit() as unit:
        for wish in wishes:
            unit.wishes.add(wish)


def find(store: Store, handle: str = "first") -> Wish | None:
    with store.unit(write=False) as unit:
        return unit.wishes.find(handle)


def waiting(store: Store, list: str = "main") -> int:
    with store.unit(write=False) as unit:
        return unit.wishes.waiting(list)


def test_a_wish_is_found_as_it_was_asked(store: Store) -> None:
    join(store, "bob")
    erasure = replace(
        ASKED,
        handle="second",
        kind=WishKind.ERASE,
        subscriber=SubscriberId(1),
        tries=2,
        done_at=NOW + MINUTE,
        topics=(),
    )
    add(store, ASKED, erasure)

    assert find(store) == ASKED
    assert find(store, "second") == erasure
    assert find(store, "third") is None


def test_a_handle_is_one_wishs_alone(store: Store) -> None:
    add(store, ASKED)

    with pytest.raises(Conflict), store.unit() as unit:
        unit.wishes.add(replace(ASKED, address_hash="hash-of-bob"))
    assert find(store) == ASKED


def test_a_topic_of_a_wish_is_one_line(store: Store) -> None:
    with store.unit() as unit, pytest.raises(ValueError, match="one line"):
        unit.wishes.add(replace(ASKED, topics=("two\nlines",)))


def test_the_latest_wish_is_told_apart_by_mailbox_kind_and_list(store: Store) -> None:
    others = [
        replace(ASKED, handle="kind", kind=WishKind.EXPORT),
        replace(ASKED, handle="list", list="extra"),
        replace(ASKED, handle="mailbox", address_hash="hash-of-bob"),
        replace(ASKED, handle="older", asked_at=NOW - MINUTE),
    ]
    add(store, ASKED, *(replace(w, asked_at=w.asked_at + MINUTE) for w in others[:3]), others[3])

    with store.unit() as unit:
        latest = unit.wishes.latest("hash-of-ada", kind=WishKind.JOIN, list="main")
        unit.wishes.finish("first", at=NOW)
        done = unit.wishes.latest("hash-of-ada", kind=WishKind.JOIN, list="main")
        none = unit.wishes.latest("hash-of-cyd", kind=WishKind.JOIN, list="main")

    assert latest == ASKED
    assert done == replace(ASKED, done_at=NOW)
    assert none is None


def test_a_wish_that_is_renewed_is_young_again_with_another_code_and_no_tries(
    store: Store,
) -> None:
    add(store, replace(ASKED, tries=5))

    with store.unit() as unit:
        renewed = unit.wishes.renew("first", code_hash="c2", at=NOW + MINUTE)

    assert renewed
    assert find(store) == replace(ASKED, code_hash="c2", asked_at=NOW + MINUTE)


def test_a_wish_is_fulfilled_once_and_then_not_renewed(store: Store) -> None:
    add(store, ASKED)

    with store.unit() as unit:
        told = [
            unit.wishes.finish("first", at=NOW + MINUTE),
            unit.wishes.finish("first", at=NOW + HOUR),
            unit.wishes.finish("none", at=NOW),
            unit.wishes.renew("first", code_hash="c2", at=NOW + HOUR),
            unit.wishes.renew("none", code_hash="c2", at=NOW),
        ]

    assert told == [True, False, False, False, False]
    assert find(store) == replace(ASKED, done_at=NOW + MINUTE)


def test_wrong_codes_are_counted(store: Store) -> None:
    add(store, ASKED, replace(ASKED, handle="second"))

    with store.unit() as unit:
        counts = [unit.wishes.miss(handle) for handle in ("first", "first", "none")]

    assert counts == [1, 2, 0]
    assert find(store) == replace(ASKED, tries=2)
    assert find(store, "second") == replace(ASKED, handle="second")


def test_wishes_of_a_mailbox_are_told_the_oldest_first_and_forgotten_together(
    store: Store,
) -> None:
    older = replace(ASKED, handle="older", asked_at=NOW - MINUTE)
    other = replace(ASKED, handle="other", address_hash="hash-of-bob")
    add(store, ASKED, older, other)

    with store.unit() as unit:
        assert list(unit.wishes.of("hash-of-ada")) == [older, ASKED]
        assert unit.wishes.forget_mailbox("hash-of-ada") == 2
        assert unit.wishes.forget_mailbox("hash-of-ada") == 0
        assert unit.wishes.of("hash-of-ada") == []
    assert find(store, "other") == other


def test_wishes_of_a_subscriber_are_forgotten_whatever_mailbox_they_are_for(store: Store) -> None:
    join(store, "ada")
    ada = SubscriberId(1)
    moving = replace(ASKED, handle="moving", address_hash="hash-of-new", subscriber=ada)
    add(store, ASKED, moving)

    with store.unit() as unit:
        assert unit.wishes.forget_person(ada) == 1
        assert unit.wishes.forget_person(ada) == 0
    assert find(store, "moving") is None
    assert find(store) == ASKED


def test_old_wishes_are_forgotten_done_or_not(store: Store) -> None:
    add(store, ASKED, replace(ASKED, handle="old", asked_at=NOW - MINUTE, done_at=NOW))

    with store.unit() as unit:
        assert unit.wishes.forget(before=NOW) == 1
        assert unit.wishes.forget(before=NOW) == 0
    assert find(store, "old") is None
    assert find(store) == ASKED


def test_mailboxes_that_wait_to_join_a_list_are_counted_once_and_pending(store: Store) -> None:
    join(store, "dee")
    add(
        store,
        ASKED,
        replace(ASKED, handle="again"),
        replace(ASKED, handle="bob", address_hash="hash-of-bob"),
        replace(ASKED, handle="extra", list="extra", address_hash="hash-of-cyd"),
        replace(ASKED, handle="export", kind=WishKind.EXPORT, address_hash="hash-of-cyd"),
        replace(ASKED, handle="done", done_at=NOW, address_hash="hash-of-cyd"),
    )

    assert (waiting(store), waiting(store, "extra"), waiting(store, "other")) == (2, 1, 0)
    with store.unit(write=False) as unit:
        assert unit.people.count("main") == ListCount(pending=2, confirmed=1)


def test_what_was_asked_is_counted_by_subject_and_by_the_hour(store: Store) -> None:
    nine = NOW.replace(hour=9, minute=0)
    with store.unit() as unit:
        for minutes in (-61, -1, 0, 59, 60):
            unit.throttles.spend("mailbox h1", at=nine + minutes * MINUTE)
        unit.throttles.spend("mailbox h2", at=nine)
        spent = [
            unit.throttles.spent("mailbox h1", since=nine + minutes * MINUTE)
            for minutes in (-60, -1, 0, 59, 60, 120)
        ]
        other = unit.throttles.spent("mailbox h2", since=nine - 9 * HOUR)
        none = unit.throttles.spent("mailbox h3", since=nine)

    # The hour in which the beginning lies is counted whole.
    assert spent == [4, 4, 3, 3, 1, 0]
    assert (other, none) == (1, 0)


def test_hours_that_are_past_are_forgotten_whole(store: Store) -> None:
    nine = NOW.replace(hour=9, minute=0)
    with store.unit() as unit:
        for hours in (-2, -1, 0):
            unit.throttles.spend("network n1", at=nine + hours * HOUR)
        assert unit.throttles.forget(before=nine + 59 * MINUTE) == 2
        assert unit.throttles.forget(before=nine + 59 * MINUTE) == 0
        assert unit.throttles.spent("network n1", since=nine - 9 * HOUR) == 1


@pytest.mark.parametrize("kind", STORES)
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    spends=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 400)), max_size=12),
    since=st.integers(0, 400),
)
def test_a_count_is_of_every_spending_since_its_hour_began(
    kind: str, tmp_path: Path, clock: StoppedClock, spends: list[tuple[str, int]], since: int
) -> None:
    store, subject = STORES[kind](tmp_path, clock), f"{len(spends)} {since} "
    midnight = NOW.replace(hour=0)
    with store.unit() as unit:
        unit.throttles.forget(before=NOW + 99 * HOUR)
        for whose, minute in spends:
            unit.throttles.spend(subject + whose, at=midnight + minute * MINUTE)
        spent = unit.throttles.spent(subject + "a", since=midnight + since * MINUTE)
    store.close()

    assert spent == sum(whose == "a" and at >= since - since % 60 for whose, at in spends)


def test_how_much_of_the_no_log_is_known_is_kept(store: Store) -> None:
    with store.unit() as unit:
        first = unit.noes.position()
        unit.noes.advance(1 << 40)

    with store.unit(write=False) as unit:
        assert (first, unit.noes.position()) == (0, 1 << 40)
