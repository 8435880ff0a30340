"""Standing orders for tests: schedules as settings would read them, and what became of moments."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pressrun.errors import Problem
from pressrun.model.booking import Booking
from pressrun.model.phrase import parse_every
from pressrun.model.schedule import Schedule
from pressrun.ports import Store


def schedule(every: str = "daily 10:00", name: str = "daily", **values: Any) -> Schedule:
    """Return a schedule of list main in Berlin; its digest is what decides its moments."""
    rule = parse_every(every)
    assert not isinstance(rule, Problem)
    zone = values.pop("zone", "Europe/Berlin")
    made = Schedule(
        name=name,
        rule=rule,
        said=every,
        zone=zone,
        list="main",
        digest="",
        grace=values.pop("grace", timedelta(hours=12)),
        **values,
    )
    decides = (rule.canonical, zone, made.skip, made.skip_at, made.extra)
    return replace(made, digest=repr(decides))


def bookings(store: Store) -> list[Booking]:
    """Return every moment that was claimed, the earliest first."""
    with store.unit(write=False) as unit:
        return list(unit.bookings.rows())


def fates(store: Store) -> list[str]:
    """Return what became of every moment: ``24 10:00 drafted``."""
    return [f"{item.wall[8:10]} {item.wall[11:]} {item.state}" for item in bookings(store)]
