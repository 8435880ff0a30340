"""Every store tells how everybody on a list stands to an issue, and leaves nobody out."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.stores import MINUTE, NOW, START, STORES, complain, join, leave, newcomer
from doubles import StoppedClock
from pressrun.model.audience import Arrangement, Cadence, SuppressionReason
from pressrun.model.reach import Reach, missing, reach_of
from pressrun.ports import Store


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = STORES[request.param](tmp_path, StoppedClock(NOW))
    yield opened
    opened.close()


def reach(store: Store, topics: tuple[str, ...] | None = None) -> dict[Reach, int]:
    with store.unit(write=False) as unit:
        counted = Counter[Reach]()
        for row in unit.people.reach("main", topics=topics):
            counted[row.reach] += row.count
    return dict(counted)


def arrange(store: Store, name: str, arrangement: Arrangement) -> None:
    with store.unit() as unit:
        assert unit.people.arrange(f"main-{name}", arrangement, at=NOW)


def test_everybody_is_counted_once_under_the_first_reason(store: Store) -> None:
    join(store, "ada", "bob", "cyd", "dee", "eve", "fay", "gus")
    leave(store, "bob")
    complain(store, "bob")
    complain(store, "cyd")
    arrange(store, "cyd", Arrangement(cadence=Cadence.FEED))
    arrange(store, "dee", Arrangement(cadence=Cadence.FEED, topics=("tides",)))
    arrange(store, "eve", Arrangement(cadence=Cadence.WEEKLY, paused_until=NOW + MINUTE))
    arrange(store, "fay", Arrangement(cadence=Cadence.MONTHLY))

    assert reach(store) == {
        Reach.ENDED: 1,
        Reach.COMPLAINT: 1,
        Reach.FEED: 1,
        Reach.PAUSED: 1,
        Reach.MONTHLY: 1,
        Reach.MAILED: 2,
    }


def test_who_chose_other_topics_is_told_apart_once_the_topics_are_known(store: Store) -> None:
    join(store, "ada", "bob", "cyd")
    arrange(store, "bob", Arrangement(topics=("Tide  tables",)))
    arrange(store, "cyd", Arrangement(topics=("lamps",)))

    assert reach(store) == {Reach.MAILED: 3}
    assert reach(store, ("tide tables",)) == {Reach.MAILED: 2, Reach.TOPIC: 1}
    assert reach(store, ()) == {Reach.MAILED: 1, Reach.TOPIC: 2}


def test_languages_are_told_of_those_who_are_written_to(store: Store) -> None:
    with store.unit() as unit:
        for name, language in (("ada", "fr"), ("bob", ""), ("cyd", "fr"), ("dee", "fr")):
            person = replace(newcomer(name), language=language)
            unit.people.join(person, list="main", evidence="form", at=NOW)
    leave(store, "dee")

    with store.unit(write=False) as unit:
        rows = unit.people.reach("main", topics=None)

    assert [(row.reach, row.language, row.count) for row in rows] == [
        (Reach.ENDED, "", 1),
        (Reach.MAILED, "", 1),
        (Reach.MAILED, "fr", 2),
    ]


def test_a_list_that_nobody_is_on_has_nobody(store: Store) -> None:
    join(store, "ada", list="extra")

    assert reach(store) == {}


TOPICS = st.lists(st.sampled_from(["tides", "Tides", "lamps", "ferries"]), max_size=2, unique=True)


@given(
    people=st.lists(
        st.tuples(
            st.sampled_from(Cadence),
            TOPICS.map(tuple),
            st.booleans(),
            st.sampled_from([None, *SuppressionReason]),
            st.booleans(),
            st.sampled_from(["", "en", "fr"]),
        ),
        max_size=6,
    ),
    topics=st.none() | TOPICS.map(tuple),
)
def test_counts_are_those_of_a_walk_over_every_reader(
    people: list[tuple[Cadence, tuple[str, ...], bool, SuppressionReason | None, bool, str]],
    topics: tuple[str, ...] | None,
) -> None:
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        for make in STORES.values():
            store = make(Path(folder), StoppedClock(NOW))
            for number, (cadence, chosen, pauses, reason, leaves, language) in enumerate(people):
                name = f"p{number}"
                with store.unit() as unit:
                    person = replace(newcomer(name), language=language)
                    unit.people.join(person, list="main", evidence="form", at=NOW)
                    until = NOW + timedelta(days=1) if pauses else None
                    arrangement = Arrangement(topics=chosen, cadence=cadence, paused_until=until)
                    unit.people.arrange(f"main-{name}", arrangement, at=NOW)
                    if reason:
                        unit.people.suppress(f"hash-of-{name}", reason=reason, at=NOW)
                if leaves:
                    leave(store, name)
            with store.unit(write=False) as unit:
                counted = unit.people.reach("main", topics=topics)
                readers = unit.people.readers("main", after=START, limit=99)
            misses = missing(topics)
            by_hand = Counter(reach_of(reader, misses) for reader in readers)
            told = Counter[Reach]()
            for row in counted:
                told[row.reach] += row.count
            assert told == by_hand
            answers.append(list(counted))
            store.close()
    assert answers[0] == answers[1]
