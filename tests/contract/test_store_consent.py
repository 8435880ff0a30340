"""Every store counts readers who may be written to and have no yes on record."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from contract.stores import MINUTE, NOW, STORES, complain, join, leave, newcomer
from doubles import StoppedClock
from pressrun.model.audience import (
    Arrangement,
    Cadence,
    Proof,
    SubscriberId,
    Subscription,
    SubscriptionState,
)
from pressrun.ports import Store
from pressrun.store.memory import MemoryStore
from pressrun.store.sql import SqlStore

PROOF = Proof(asked_at=NOW, wording="Yes, write to me")


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = STORES[request.param](tmp_path, StoppedClock(NOW))
    yield opened
    opened.close()


def without_consent(store: Store, list: str = "main") -> int:
    with store.unit(write=False) as unit:
        return unit.people.without_consent(list)


def join_unasked(store: Store, *names: str, cadence: Cadence = Cadence.EACH) -> None:
    with store.unit() as unit:
        for name in names:
            person = replace(newcomer(name), cadence=cadence)
            unit.people.join(person, list="main", evidence="", at=NOW)


def test_who_came_with_evidence_or_by_a_form_has_agreed(store: Store) -> None:
    join(store, "ada")
    with store.unit() as unit:
        unit.people.join(newcomer("bob"), list="main", evidence="", at=NOW, proof=PROOF)
        unit.people.welcome(newcomer("cyd"), list="main", evidence="", proof=PROOF, at=NOW)

    assert without_consent(store) == 0


def test_who_came_with_neither_has_not(store: Store) -> None:
    join(store, "ada")
    join_unasked(store, "bob", "cyd")

    assert without_consent(store) == 2
    assert without_consent(store, "extra") == 0


def test_only_who_may_be_written_to_is_counted(store: Store) -> None:
    join_unasked(store, "ada", "bob", "cyd", "dee")
    join_unasked(store, "eve", cadence=Cadence.FEED)
    join_unasked(store, "fay", cadence=Cadence.WEEKLY)
    leave(store, "ada")
    complain(store, "bob")
    with store.unit() as unit:
        unit.people.arrange("main-cyd", Arrangement(paused_until=NOW + MINUTE), at=NOW)

    assert without_consent(store) == 2  # dee, and fay with her digest


def test_coming_back_is_another_yes(store: Store) -> None:
    join_unasked(store, "ada", "bob")
    leave(store, "ada")
    leave(store, "bob")
    with store.unit() as unit:
        unit.people.rejoin("main-ada", evidence="link", at=NOW)
        unit.people.rejoin("main-bob", evidence="", at=NOW)

    assert without_consent(store) == 1


def test_another_address_is_no_yes_of_its_own_and_takes_none_away(store: Store) -> None:
    join(store, "ada")
    join_unasked(store, "bob")
    with store.unit() as unit:
        for number, name in ((1, "ada"), (2, "bob")):
            assert unit.people.move(
                SubscriberId(number),
                address=f"{name}@example.net",
                address_key=f"{name}@example.net",
                address_hash=f"new-hash-of-{name}",
                evidence="letter",
                proof=PROOF,
                at=NOW,
            )

    assert without_consent(store) == 1


def test_a_yes_to_one_list_is_none_to_another(store: Store) -> None:
    join(store, "ada", list="extra")
    join_unasked(store, "ada")

    assert (without_consent(store), without_consent(store, "extra")) == (1, 0)


def test_who_was_put_there_by_other_means_is_counted(store: Store, tmp_path: Path) -> None:
    join(store, "ada", list="extra")

    _put(store, tmp_path / "state.db")

    assert without_consent(store) == 1


def _put(store: Store, file: Path) -> None:
    """Put subscriber 1 on list main as another program would, past the port."""
    if isinstance(store, MemoryStore):
        row = Subscription(
            subscriber=SubscriberId(1),
            list="main",
            state=SubscriptionState.CONFIRMED,
            handle="by-hand",
            changed_at=NOW,
        )
        with store.unit() as unit:
            unit.people._shelf.subscribe(row)  # type: ignore[attr-defined]
        return
    assert isinstance(store, SqlStore)
    with sqlite3.connect(file) as connection:
        connection.execute(
            "INSERT INTO subscription (list, subscriber, state, handle, changed_at)"
            " VALUES ('main', 1, 'confirmed', 'by-hand', 0)"
        )
    connection.close()
