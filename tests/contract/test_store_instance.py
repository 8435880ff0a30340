"""What every store promises about which of its states may send, and noes it had forgotten."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.stores import STORES
from doubles import StoppedClock
from pressrun.ports import Store


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def test_a_new_store_has_sent_nothing_and_has_no_nonce(store: Store) -> None:
    with store.unit(write=False) as unit:
        assert unit.instance().nonce == ""


def test_a_nonce_is_renewed_with_its_unit_and_the_identity_stays(store: Store) -> None:
    with store.unit() as unit:
        before = unit.instance()
        unit.renew_instance("one")

    def break_off() -> None:
        with store.unit() as unit:
            unit.renew_instance("two")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    with store.unit(write=False) as unit:
        assert (unit.instance().id, unit.instance().nonce) == (before.id, "one")


def test_forgotten_noes_are_counted_by_list_until_counting_begins_anew(store: Store) -> None:
    with store.unit() as unit:
        unit.noes.add_forgotten({"main": 2, "": 1})
        unit.noes.add_forgotten({"main": 1, "tides*": 4})
    with store.unit(write=False) as unit:
        counted = unit.noes.forgotten()

    with store.unit() as unit:
        unit.noes.clear_forgotten()

    with store.unit(write=False) as unit:
        assert unit.noes.forgotten() == {}
    assert counted == {"": 1, "main": 3, "tides*": 4}


def test_counting_forgotten_noes_leaves_what_was_taken_in_as_it_is(store: Store) -> None:
    with store.unit() as unit:
        unit.noes.advance(7)
        unit.noes.add_forgotten({"main": 2})
        unit.noes.clear_forgotten()

    with store.unit(write=False) as unit:
        assert unit.noes.position() == 7
