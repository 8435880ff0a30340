"""What every store promises about votes."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from contract.stores import MINUTE, NOW, STORES, join
from doubles import StoppedClock
from pressrun.model.audience import SubscriberId
from pressrun.model.vote import Count, Vote
from pressrun.ports import Store


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    join(store, "ada", "bob")
    yield store
    store.close()


def known(choice: int, *, whose: int = 1, question: str = "q1", article: str = "herons") -> Vote:
    return Vote(
        article=article, question=question, choice=choice, at=NOW, subscriber=SubscriberId(whose)
    )


def passing(choice: int, *, voter: str = "aa", question: str = "q1", at: datetime = NOW) -> Vote:
    return Vote(article="herons", question=question, choice=choice, at=at, voter=voter)


def cast(store: Store, *votes: Vote) -> None:
    with store.unit() as unit:
        for vote in votes:
            unit.votes.cast(vote)


def count(store: Store, question: str = "q1") -> list[tuple[int, int, int]]:
    with store.unit(write=False) as unit:
        found = unit.votes.count("herons", question)
    return [(each.choice, each.subscribers, each.others) for each in found]


def find(store: Store, vote: Vote) -> int | None:
    with store.unit(write=False) as unit:
        return unit.votes.find(vote)


def test_each_voter_has_one_vote_and_the_last_one_counts(store: Store) -> None:
    cast(store, known(1), known(3), known(2, whose=2), passing(2), passing(1, voter="bb"))

    assert count(store) == [(1, 0, 1), (2, 1, 1), (3, 1, 0)]
    assert find(store, known(9)) == 3
    assert find(store, passing(9)) == 2
    assert find(store, passing(9, voter="cc")) is None
    with store.unit(write=False) as unit:
        assert unit.votes.count("herons", "q1")[0] == Count(choice=1, subscribers=0, others=1)


def test_questions_are_apart_and_told_in_order(store: Store) -> None:
    cast(store, known(1, question="q2"), known(2), known(3, article="bees"))

    assert count(store) == [(2, 1, 0)]
    assert count(store, "q9") == []
    with store.unit(write=False) as unit:
        assert list(unit.votes.questions()) == [
            ("bees", "q1"),
            ("herons", "q1"),
            ("herons", "q2"),
        ]
        assert unit.votes.of(SubscriberId(1)) == [
            known(3, article="bees"),
            known(2),
            known(1, question="q2"),
        ]
        assert unit.votes.of(SubscriberId(2)) == []


def test_votes_of_somebody_forgotten_are_counted_as_before_and_are_nobodys(store: Store) -> None:
    cast(store, known(1), known(2, whose=2), known(1, question="q2"), passing(1))

    with store.unit() as unit:
        assert unit.votes.disown(SubscriberId(1)) == 2
        assert unit.votes.disown(SubscriberId(1)) == 0
        assert unit.votes.disown(SubscriberId(2)) == 1

    assert count(store) == [(1, 1, 1), (2, 1, 0)]
    assert count(store, "q2") == [(1, 1, 0)]
    assert find(store, known(9)) is None
    with store.unit(write=False) as unit:
        assert unit.votes.of(SubscriberId(1)) == []
    cast(store, known(3))
    assert count(store) == [(1, 1, 1), (2, 1, 0), (3, 1, 0)]


def test_votes_on_pages_lose_their_hash_after_a_while_and_stay_counted(store: Store) -> None:
    cast(store, passing(1, voter="aa"), passing(1, voter="bb", at=NOW + MINUTE), known(1))

    def blur(before: datetime) -> int:
        with store.unit() as unit:
            return unit.votes.blur(before=before)

    assert blur(NOW) == 0
    assert blur(NOW + MINUTE) == 1
    assert find(store, passing(9, voter="aa")) is None
    assert find(store, passing(9, voter="bb")) == 1
    assert find(store, known(9)) == 1
    assert blur(NOW + MINUTE) == 0
    assert blur(NOW + 2 * MINUTE) == 1
    assert count(store) == [(1, 1, 2)]


def test_nobodys_votes_never_take_one_anothers_place(store: Store) -> None:
    voters = [f"{number:02}" for number in range(12)]
    for voter in voters:
        cast(store, passing(1, voter=voter))
        with store.unit() as unit:
            unit.votes.blur(before=NOW + MINUTE)
    cast(store, known(1), *(passing(2, voter=voter) for voter in voters))
    with store.unit() as unit:
        unit.votes.disown(SubscriberId(1))
        unit.votes.blur(before=NOW + MINUTE)

    assert count(store) == [(1, 1, 12), (2, 0, 12)]
