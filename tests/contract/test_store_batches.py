"""What every store promises about imports and how they are taken back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.stores import MINUTE, NOW, STORES, join, leave, newcomer, open_run
from doubles import StoppedClock
from pressrun.model.audience import (
    Arrangement,
    Batch,
    Cadence,
    ConsentKind,
    ListCount,
    Proof,
    Standing,
    SubscriberId,
    SuppressionReason,
)
from pressrun.ports import Store, Unit

LATER = NOW + MINUTE
PROOF = Proof(asked_at=NOW, wording="Yes, by mail.")


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def open_batch(store: Store, file: str = "people.csv") -> int:
    with store.unit() as unit:
        return unit.people.open_batch(
            list="main", file=file, digest="d", evidence="fair 2026", at=NOW
        )


def bring_in(store: Store, batch: int, *names: str) -> list[Standing]:
    with store.unit() as unit:
        return [
            unit.people.join(
                replace(newcomer(name), topics=("tides",)),
                list="main",
                evidence="fair 2026",
                at=NOW,
                batch=batch,
            )
            for name in names
        ]


def undo(store: Store, batch: int) -> int:
    with store.unit() as unit:
        return unit.people.undo_batch(batch, evidence="wrong file", at=LATER)


def of_batch(store: Store, batch: int) -> list[str]:
    with store.unit(write=False) as unit:
        return [one.address_key.partition("@")[0] for one in unit.people.of_batch(batch)]


def test_imports_are_told_the_oldest_first(store: Store) -> None:
    first, second = open_batch(store, "a.csv"), open_batch(store, "b.csv")
    undo(store, second)

    with store.unit(write=False) as unit:
        batches = unit.people.batches()

    about = Batch(id=first, list="main", file="a.csv", digest="d", evidence="fair 2026", at=NOW)
    assert list(batches) == [about, replace(about, id=second, file="b.csv", undone_at=LATER)]


def test_who_came_with_an_import_is_told_and_who_was_there_before_is_not(store: Store) -> None:
    join(store, "bob")
    first, second = open_batch(store), open_batch(store)
    bring_in(store, first, "ada", "bob", "cyd")
    bring_in(store, second, "ada", "dee")

    assert of_batch(store, first) == ["ada", "cyd"]
    assert of_batch(store, second) == ["dee"]
    assert of_batch(store, 99) == []


def test_an_import_that_is_taken_back_leaves_nobody_and_books_that_balance(store: Store) -> None:
    join(store, "bob")
    batch = open_batch(store)
    bring_in(store, batch, "ada", "bob")
    open_run(store)
    with store.unit() as unit:
        unit.private_feeds.open("feed", list="main", subscriber=SubscriberId(2), at=NOW)

    assert undo(store, batch) == 1

    with store.unit(write=False) as unit:
        assert unit.people.person("ada@example.org") is None
        assert unit.people.by_handle("main-ada") is None
        assert unit.people.subscriptions(SubscriberId(2)) == []
        assert unit.people.count("main") == ListCount(confirmed=1)
        feed = unit.private_feeds.find("feed")
        lines = unit.people.consent(SubscriberId(2))
    assert feed is not None
    assert feed.revoked_at == LATER
    assert [(line.kind, line.batch) for line in lines] == [
        (ConsentKind.GIVEN, batch),
        (ConsentKind.UNDONE, batch),
    ]
    assert (lines[1].evidence, lines[1].at) == ("wrong file", LATER)


def test_an_import_is_taken_back_once(store: Store) -> None:
    batch = open_batch(store)
    bring_in(store, batch, "ada", "bob")

    undone = [undo(store, batch)]
    with store.unit() as unit:
        undone.append(unit.people.undo_batch(batch, evidence="again", at=LATER + MINUTE))
        undone.append(unit.people.undo_batch(99, evidence="none", at=LATER))
        [about] = unit.people.batches()

    assert undone == [2, 0, 0]
    assert about.undone_at == LATER


def test_whom_an_undone_import_brought_another_may_bring(store: Store) -> None:
    batch = open_batch(store)
    bring_in(store, batch, "ada")
    undo(store, batch)

    with store.unit() as unit:
        again = replace(newcomer("ada"), handle="anew", subscription_handle="main-anew")
        standing = unit.people.join(again, list="main", evidence="right file", at=LATER)

    assert standing is Standing.ADDED


def test_who_is_on_another_list_too_stays_who_they_are(store: Store) -> None:
    join(store, "ada", list="extra")
    batch = open_batch(store)
    bring_in(store, batch, "ada")

    assert undo(store, batch) == 1

    with store.unit(write=False) as unit:
        person = unit.people.person("ada@example.org")
        assert person is not None
        assert person.name == "Ada Sample"
        assert [held.list for held in unit.people.subscriptions(person.id)] == ["extra"]


def test_another_list_joined_since_is_no_reason_to_stay_on_this_one(store: Store) -> None:
    batch = open_batch(store)
    bring_in(store, batch, "ada")
    join(store, "ada", list="extra")

    assert of_batch(store, batch) == ["ada"]


def pause(unit: Unit) -> object:
    until = NOW + timedelta(days=14)
    return unit.people.arrange("main-ada", Arrangement(paused_until=until), at=LATER)


def move(unit: Unit) -> object:
    return unit.people.move(
        SubscriberId(1),
        address="ada.new@example.org",
        address_key="ada.new@example.org",
        address_hash="hash-of-new",
        evidence="confirmed",
        proof=PROOF,
        at=LATER,
    )


def leave_and_return(unit: Unit) -> object:
    unit.people.leave("main-ada", evidence="link", at=NOW)
    return unit.people.rejoin("main-ada", evidence="undone", at=NOW)


def bounce_and_return(unit: Unit) -> object:
    unit.people.suppress("hash-of-ada", reason=SuppressionReason.BOUNCE, at=NOW)
    return unit.people.welcome(
        newcomer("ada"), list="main", evidence="confirmed", proof=PROOF, at=LATER
    )


DEEDS: dict[str, Callable[[Unit], object]] = {
    "left": lambda unit: unit.people.leave("main-ada", evidence="link", at=LATER),
    "came back": leave_and_return,
    "said yes themselves": bounce_and_return,
    "chose nothing new": lambda unit: unit.people.arrange(
        "main-ada", Arrangement(topics=("tides",)), at=LATER
    ),
    "took to a feed at once": lambda unit: unit.people.arrange(
        "main-ada", Arrangement(cadence=Cadence.FEED), at=NOW
    ),
    "paused": pause,
    "moved": move,
    "was erased": lambda unit: unit.people.erase(SubscriberId(1), evidence="asked", at=LATER),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_who_has_done_anything_since_is_left_alone(store: Store, deed: str) -> None:
    batch = open_batch(store)
    bring_in(store, batch, "ada", "bob")

    with store.unit() as unit:
        DEEDS[deed](unit)
    with store.unit(write=False) as unit:
        before = unit.people.by_handle("main-ada")

    assert of_batch(store, batch) == ["bob"]
    assert undo(store, batch) == 1
    with store.unit(write=False) as unit:
        assert unit.people.by_handle("main-ada") == before
        assert before is not None


def test_suppressions_that_came_with_an_import_go_with_it_unless_somebody_else_said_so(
    store: Store,
) -> None:
    batch, other = open_batch(store), open_batch(store)
    said = {
        "ada": [batch],
        "bob": [batch, batch],
        "cyd": [batch, None],
        "dee": [None, batch],
        "eve": [batch, other],
        "fay": [other],
    }
    with store.unit() as unit:
        for name, sources in said.items():
            for source in sources:
                unit.people.suppress(
                    f"hash-of-{name}", reason=SuppressionReason.BOUNCE, at=NOW, batch=source
                )

    assert undo(store, batch) == 0

    with store.unit(write=False) as unit:
        kept = [name for name in said if unit.people.suppression(f"hash-of-{name}")]
    assert kept == ["cyd", "dee", "eve", "fay"]


def test_a_no_after_an_import_stays_when_it_is_taken_back(store: Store) -> None:
    batch = open_batch(store)
    bring_in(store, batch, "ada")
    leave(store, "ada")
    undo(store, batch)

    assert bring_in(store, open_batch(store), "ada") == [Standing.LEFT]
