"""What every store promises about what hubs were told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.stores import NOW, STORES
from doubles import StoppedClock
from pressrun.model.ping import SITE, Ping, PingState
from pressrun.ports import Store

HUB, TOPIC = "https://hub.example.org/", "https://notes.example.org/feeds/main.atom"
PING = Ping(hub=HUB, topic=TOPIC, digest="d1", attempt=2, next_at=NOW, reply="503 later")


@pytest.fixture(params=STORES, name="store")
def _store(request: pytest.FixtureRequest, clock: StoppedClock, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, clock)
    yield store
    store.close()


def every(store: Store) -> list[Ping]:
    with store.unit(write=False) as unit:
        return list(unit.pings.all())


def write(store: Store, *pings: Ping) -> None:
    with store.unit() as unit:
        for ping in pings:
            unit.pings.write(ping)


def test_a_new_store_has_told_nobody_anything(store: Store) -> None:
    assert every(store) == []


@pytest.mark.parametrize("state", PingState)
def test_a_row_is_read_as_it_was_written(store: Store, state: PingState) -> None:
    ping = replace(PING, state=state)

    write(store, ping)

    assert every(store) == [ping]


def test_a_hub_and_topic_have_one_row_the_last(store: Store) -> None:
    told = Ping(hub=HUB, topic=TOPIC, digest="d2", state=PingState.TOLD, attempt=1)

    write(store, PING)
    write(store, told)

    assert every(store) == [told]


def test_rows_come_by_topic_and_the_site_before_the_hubs(store: Store) -> None:
    later = replace(PING, topic=TOPIC.replace("atom", "json"))
    site, other = replace(PING, hub=SITE), replace(PING, hub="https://other.example.org/")

    write(store, later, other, PING, site)

    assert every(store) == [site, PING, other, later]


def test_a_dropped_row_is_gone_and_no_other(store: Store) -> None:
    other = replace(PING, hub="https://other.example.org/")
    write(store, PING, other)

    with store.unit() as unit:
        unit.pings.drop(HUB, TOPIC)
        unit.pings.drop(HUB, "https://notes.example.org/never")

    assert every(store) == [other]


def test_instants_are_kept_to_the_millisecond_and_naive_ones_refused(store: Store) -> None:
    write(store, replace(PING, next_at=NOW + timedelta(microseconds=1500)))

    assert every(store)[0].next_at == NOW + timedelta(milliseconds=1)
    with pytest.raises(ValueError, match="no time zone"):
        write(store, replace(PING, next_at=NOW.replace(tzinfo=None)))
