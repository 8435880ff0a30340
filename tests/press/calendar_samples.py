"""Schedules as pressrun.toml would describe them."""

from typing import Any

from pressrun.errors import Problem
from pressrun.model.phrase import parse_every
from pressrun.model.schedule import Schedule


def schedule(
    name: str, every: str, *, zone: str = "UTC", list: str = "main", **more: Any
) -> Schedule:
    """Return a schedule; ``more`` are fields of it."""
    rule = parse_every(every)
    assert not isinstance(rule, Problem), rule
    return Schedule(
        name=name, rule=rule, said=every, zone=zone, list=list, digest=f"{name} {every}", **more
    )
