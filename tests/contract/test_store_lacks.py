"""Every store tells of one reader what it tells of all of them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.stores import NOW, START, STORES, join
from contract.test_store_audiences import TIDE, arrange, end, untold
from contract.test_store_audiences import send as send_issue
from contract.test_store_digests import HOUR, owed, send, sets, speaks, weekly
from doubles import StoppedClock
from pressrun.model.audience import Cadence, SubscriberId
from pressrun.ports import Store


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def everybody(store: Store) -> dict[str, SubscriberId]:
    with store.unit(write=False) as unit:
        readers = unit.people.readers("main", after=START, limit=99)
    return {one.subscriber.address_key.partition("@")[0]: one.subscriber.id for one in readers}


def lacks(store: Store, number: SubscriberId, *, without: tuple[str, ...] = ()) -> str | None:
    with store.unit(write=False) as unit:
        found = unit.digests.lacks(number, list="main", cadence=Cadence.WEEKLY, without=without)
    return None if found is None else "".join(found)


def test_what_one_reader_lacks_is_what_the_sets_say(store: Store) -> None:
    weekly(store, "ada", "bob", at=NOW)
    join(store, "dee")
    send(store, "b", at=NOW + HOUR)
    send(store, "a", at=NOW + 2 * HOUR)
    weekly(store, "cyd", at=NOW + HOUR)
    speaks(store, "bob", "fr")

    found = {name: lacks(store, number) for name, number in everybody(store).items()}

    assert found == {"ada": "ba", "bob": "ba", "cyd": "a", "dee": None}
    assert owed(store, "dee") is None
    by_set = Counter(found.values())
    assert {(articles, n) for _, articles, n in sets(store)} == {("ba", 1), ("a", 1)}
    assert by_set["ba"] == 2
    assert lacks(store, everybody(store)["ada"], without=("b",)) == "a"


def test_who_is_to_be_told_of_a_correction_is_told_one_by_one(store: Store) -> None:
    join(store, "ada", "bob", "cyd")
    send_issue(store)
    end(store)
    arrange(store, "bob", cadence=Cadence.FEED)

    with store.unit(write=False) as unit:
        one_by_one = {
            name: unit.digests.untold(TIDE, list="main", only=number)
            for name, number in everybody(store).items()
        }

    assert one_by_one == {"ada": 1, "bob": 0, "cyd": 1}
    assert untold(store) == 2
