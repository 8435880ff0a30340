"""The tick: whatever is due, done once, also after a restart."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from pressrun.errors import PressrunError, Problem
from pressrun.model.booking import Booking
from pressrun.model.delivery import RunState
from pressrun.model.issue import ArmedIssue, IssueKey
from pressrun.ports import Contents, Store
from pressrun.press.almanac import Almanac
from pressrun.press.desk import Desk
from pressrun.press.embargo import Embargo
from pressrun.press.freeze import freeze
from pressrun.press.lateness import lateness, put_aside
from pressrun.press.release import release

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What a tick did. ``mailing`` are issues with mail to deliver; ``problems`` need a person.

    ``booked`` are moments of schedules, each with what became of it in this tick.
    """

    started: tuple[IssueKey, ...] = ()
    missed: tuple[IssueKey, ...] = ()
    mailing: tuple[IssueKey, ...] = ()
    booked: tuple[Booking, ...] = ()
    published: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Doing:
    """What a tick has done so far."""

    started: list[IssueKey] = field(default_factory=list)
    missed: list[IssueKey] = field(default_factory=list)
    booked: list[Booking] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Ticker:
    """Ticks, and keeps in mind what need not be looked at each time.

    A tick on which nothing is due reads a few rows and looks at a few files. What is kept in mind
    is never needed: a new ticker finds it again.
    """

    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk, self._store = desk, store
        self._almanac, self._embargo = Almanac(desk, store), Embargo(desk)
        self._watch = desk.folder.watch()

    @property
    def next_at(self) -> datetime | None:
        """Return when a schedule or an article comes next, as far as the last tick could see."""
        coming = (self._almanac.next_at, self._embargo.next_at)
        return min((at for at in coming if at is not None), default=None)

    def tick(self, *, only: IssueKey | None = None) -> Ticked:
        """Do what is due: schedules' moments, issues, articles with moments of their own.

        Safe to repeat at any instant, in several processes: each step is one transaction or can
        be done again. What goes wrong with one issue is told and stops no other. ``only`` looks
        at one issue and no moments.
        """
        now, done = self._desk.clock.now(), _Doing()
        stirred = only is None and self._watch.stirred()
        if only is None:
            turned = self._almanac.turn(now, stirred=stirred)
            done.booked += turned.booked
            done.problems += turned.problems
        read = cache(self._desk.folder.contents)  # once in a tick, and only if it is needed
        # What goes to a list goes into the digests that are due at the same moment.
        for digests in (False, True):
            self._start(now, read, only, done, digests=digests)
            self._release_all(read, only, done)
        published = False
        if only is None:
            published, problems = self._embargo.lift(now, read, stirred=stirred)
            done.problems += problems
        with self._store.unit(write=False) as unit:
            mailing = [run.issue for run in unit.runs.unfinished() if run.state is RunState.OPEN]
        return Ticked(
            started=tuple(done.started),
            missed=tuple(done.missed),
            mailing=tuple(mailing),
            booked=tuple(done.booked),
            published=published,
            problems=tuple(done.problems),
        )

    def _start(
        self,
        now: datetime,
        read: Callable[[], Contents],
        only: IssueKey | None,
        done: _Doing,
        *,
        digests: bool,
    ) -> None:
        """Freeze every issue that is due, or put aside one that is too late; digests apart."""
        with self._store.unit(write=False) as unit:
            due = [armed for armed in unit.issues.due(now) if only in (None, armed.key)]
        made = {one.key for one in read().issues if one.digest_of} if due else set()
        for armed in due:
            if (armed.key in made) is not digests:
                continue
            if (late := lateness(self._desk.schedules, armed, now)) is not None:
                told = put_aside(self._store, armed, late, number=_number(armed, read))
                if told is not None and late.holds:
                    done.problems.append(told)
                elif told is not None:
                    done.missed.append(armed.key)
                continue
            outcome = freeze(self._desk, self._store, armed, read())
            if isinstance(outcome, Problem):
                done.problems.append(outcome)
            else:
                done.started.append(armed.key)
                log.info("issue.sending", extra={"issue": armed.key})

    def _release_all(
        self, read: Callable[[], Contents], only: IssueKey | None, done: _Doing
    ) -> None:
        with self._store.unit(write=False) as unit:
            frozen = [
                run
                for run in unit.runs.unfinished()
                if run.state is RunState.FROZEN and only in (None, run.issue)
            ]
        for run in frozen:
            try:
                release(self._desk, self._store, run, read())
            except PressrunError as error:
                done.problems += error.problems
                log.warning("issue.not-published", extra={"issue": run.issue})


def _number(armed: ArmedIssue, read: Callable[[], Contents]) -> str:
    """Return what to call an issue; its folder may have gone meanwhile."""
    numbers = (f"{issue.number}" for issue in read().issues if issue.key == armed.key)
    return next(numbers, armed.key)


def tick(desk: Desk, store: Store, *, only: IssueKey | None = None) -> Ticked:
    """Do once what a :class:`Ticker` does time and again."""
    return Ticker(desk, store).tick(only=only)
