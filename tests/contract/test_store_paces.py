"""Every store tells how fast relays took the mail of the last run."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from contract.stores import ISSUE, NOW, STORES, S, claim, open_run, settle
from doubles import StoppedClock
from pressrun.model.delivery import PACE_LEAST, Outcome, Receipt
from pressrun.ports import Store

NAMES = [f"p{number:03}" for number in range(2 * PACE_LEAST + 1)]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = STORES[request.param](tmp_path, StoppedClock(NOW))
    yield opened
    opened.close()


def paces(store: Store) -> dict[str, float]:
    with store.unit(write=False) as unit:
        return dict(unit.runs.paces())


def send(store: Store, *, relays: list[str], every_s: float) -> None:
    """Accept a delivery every so often, by these relays in turn."""
    for number, claimed in enumerate(claim(store, limit=len(NAMES))):
        one = Outcome(
            claimed=claimed,
            state=S.ACCEPTED,
            at=NOW + timedelta(seconds=number * every_s),
            receipt=Receipt(250),
            relay=relays[number % len(relays)],
        )
        settle(store, one)


def close(store: Store) -> bool:
    with store.unit() as unit:
        return unit.runs.close(ISSUE)


def test_nothing_is_said_before_a_run_is_closed(store: Store) -> None:
    open_run(store, *NAMES)
    send(store, relays=["main"], every_s=0.5)

    assert paces(store) == {}
    assert close(store)
    assert paces(store) == {"main": pytest.approx(2.0)}


def test_each_relay_has_its_own(store: Store) -> None:
    open_run(store, *NAMES)
    send(store, relays=["main", "spare"], every_s=0.25)
    close(store)

    assert paces(store) == {"main": pytest.approx(2.0), "spare": pytest.approx(2.0)}


def test_a_few_messages_say_nothing(store: Store) -> None:
    open_run(store, *NAMES[: PACE_LEAST - 1])
    send(store, relays=["main"], every_s=0.5)
    close(store)

    assert paces(store) == {}
