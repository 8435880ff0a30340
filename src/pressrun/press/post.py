"""A relay at work: how to reach it, and how it is paced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pressrun.model.relay import Relay
from pressrun.ports import Clock, Store, Transport
from pressrun.press.pace import Pace


@dataclass(frozen=True, slots=True)
class Post:
    """One relay's place in the office. It lives as long as the process: its pace remembers."""

    relay: Relay
    transport: Transport
    pace: Pace


def open_posts(
    ways: Iterable[tuple[Relay, Transport]], *, store: Store, clock: Clock
) -> Sequence[Post]:
    """Return a post for every relay, with what it was given in the last day."""
    with store.unit(write=False) as unit:
        return tuple(
            Post(relay, way, Pace(relay, clock=clock, spent=unit.buckets.spent(relay.name)))
            for relay, way in ways
        )
