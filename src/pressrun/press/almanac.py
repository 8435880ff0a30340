"""The almanac: which schedules must be looked at when, kept in mind from one tick to the next."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pressrun.errors import PressrunError, Problem
from pressrun.model.article import id_of
from pressrun.model.booking import Booking, BookingState
from pressrun.model.issue import IssueKey
from pressrun.model.schedule import Schedule
from pressrun.ports import Store
from pressrun.press.desk import Desk
from pressrun.press.drafting import Drafter
from pressrun.press.occasions import GONE, end_gone, look

# So often is written down that nothing came: a schedule that is changed while the press is off
# makes up for no more than that of what it never was.
NOTED_EVERY: Final = timedelta(minutes=10)
# Further ahead than this no cursor stands, unless the clock did once.
_ASTRAY: Final = timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What schedules came to in a tick: moments that are decided, and what needs a person."""

    booked: tuple[Booking, ...] = ()
    problems: tuple[Problem, ...] = ()


class Almanac:
    """The schedules of a press and when each comes next.

    What is kept in mind only saves looking: another process may claim a moment first, and this
    one then finds it claimed.
    """

    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk, self._store = desk, store
        self._schedules = {schedule.name: schedule for schedule in desk.schedules}
        self._next: dict[str, datetime] = {}
        self._idle: set[IssueKey] = set()
        self._noted_at: datetime | None = None
        self._astray: tuple[Problem, ...] = ()

    @property
    def next_at(self) -> datetime | None:
        """Return when a schedule must be looked at next; None before the first turn as well."""
        return min(self._next.values(), default=None)

    def turn(self, now: datetime, *, stirred: bool) -> Turned:
        """Claim the moments that have come, and write the issues of those that are claimed.

        ``stirred`` says that articles may have changed since the last turn.
        """
        booked = [item for item in self._claim(now) if item.state is not BookingState.CLAIMED]
        problems = list(self._astray)
        with self._store.unit(write=False) as unit:
            claimed = unit.bookings.rows(states=[BookingState.CLAIMED])
        waiting = [i for i in claimed if stirred or i.at <= now or i.issue not in self._idle]
        if waiting:
            with self._desk.turn():
                self._draft_all(waiting, booked, problems)
        return Turned(booked=tuple(booked), problems=tuple(dict.fromkeys(problems)))

    def _draft_all(
        self, waiting: Sequence[Booking], booked: list[Booking], problems: list[Problem]
    ) -> None:
        drafter = Drafter(self._desk, self._store)
        for item in waiting:
            try:
                done = self._draft(drafter, item)
            except PressrunError as error:
                problems += error.problems
                log.warning("schedule.not-drafted", extra={"schedule": item.schedule})
                continue
            self._idle.discard(item.issue)
            if done is None:
                self._idle.add(item.issue)
            else:
                booked.append(done)

    def _claim(self, now: datetime) -> list[Booking]:
        first = self._noted_at is None
        booked = self._begin(now) if first else []
        while due := [
            schedule
            for name, schedule in self._schedules.items()
            if name in self._next and self._next[name] <= now
        ]:
            booked += self._look(due, now)
        if self._noted_at is None or abs(now - self._noted_at) >= NOTED_EVERY:
            if not first:
                self._note(now)
            self._noted_at = now
        return booked

    def _begin(self, now: datetime) -> list[Booking]:
        """Look at every schedule, and take back what those that are gone have ahead."""
        with self._store.unit(write=False) as unit:
            known = unit.bookings.cursors()
        if not known and not self._schedules:
            return []
        with self._store.unit() as unit:
            ended = end_gone(unit, self._desk.schedules, now=now)
        self._astray = tuple(
            _astray(cursor.schedule, cursor.at)
            for cursor in known
            if (schedule := self._schedules.get(cursor.schedule))
            and cursor.at > now + schedule.draft_ahead + _ASTRAY
        )
        return ended + self._look(self._desk.schedules, now)

    def _look(self, schedules: Sequence[Schedule], now: datetime) -> list[Booking]:
        booked, following = list[Booking](), dict[str, datetime | None]()
        with self._store.unit() as unit:
            for schedule in schedules:
                found = look(unit, schedule, now=now, mint=self._mint)
                booked += found.booked
                following[schedule.name] = found.next_at
            if booked:
                log.debug("schedule.claiming")
        # Kept in mind only once it is committed.
        for name, at in following.items():
            self._next.pop(name, None)
            if at is not None:
                self._next[name] = at
        if booked:
            log.debug("schedule.claimed")
        return booked

    def _note(self, now: datetime) -> None:
        ahead = {name: now + each.draft_ahead for name, each in self._schedules.items()}
        if ahead:
            with self._store.unit() as unit:
                unit.bookings.advance_all(ahead)

    def _draft(self, drafter: Drafter, item: Booking) -> Booking | None:
        schedule = self._schedules.get(item.schedule)
        if schedule is not None:
            return drafter.draft(schedule, item)
        with self._store.unit() as unit:
            gone = unit.bookings.move(
                item, expected=item.state, to=BookingState.SKIPPED, reason=GONE
            )
        return replace(item, state=BookingState.SKIPPED, reason=GONE) if gone else None

    def _mint(self) -> str:
        return id_of(self._desk.entropy.octets(10))


def _astray(name: str, at: datetime) -> Problem:
    return Problem(
        code="SCD001",
        what=f"schedule {name!r} was looked at up to {at:%Y-%m-%d %H:%M} UTC already, by a clock"
        " that was wrong; nothing comes of it before then",
        help="give it another name in pressrun.toml, and it begins anew",
    )
