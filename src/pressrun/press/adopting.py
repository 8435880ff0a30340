"""Adopt: let a database send that was put back or copied, without sending anything twice unasked.

What went out since it was copied is not known there. So whatever was going out waits for a person,
whatever should have gone out meanwhile does not go by itself, and schedules look ahead from now.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pressrun.model.booking import Booking, BookingState
from pressrun.model.delivery import RunState
from pressrun.model.issue import ArmedIssue, IssueKey, IssueState
from pressrun.ports import Clock, Store, Unit
from pressrun.press.tenure import Held, Tenure, known_until

log = logging.getLogger(__name__)

_S = IssueState
_GONE_BY = "its time passed before this database was adopted"
# What is known to have gone out, or to be going: nothing begins such an issue again.
_BEGUN = frozenset({_S.SENDING, _S.PAUSED, _S.SENT, _S.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """An issue that waits for a person once the database is adopted, and why.

    ``left`` of its ``frozen`` people have no answer here: any of them may have been sent it since.
    """

    issue: IssueKey
    was: IssueState
    now: IssueState
    due_at: datetime
    reason: str
    frozen: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What adopting a database does; all of it empty where nothing holds its sending.

    Args:
        until: When a sender last noted that it was at work with this database: it knows nothing of
            what went out after that. None where that was never noted.
        forgotten: How many noes ``no.log`` had and the database did not, by list; those to mail of
            any list stand under the empty name. They are taken in already.
        ahead: Issues that go out at their time, which is still to come.
        unknown: Issues that went out, as the folder says, and this database does not know it.
        given_up: Moments of schedules whose issue was yet to be made.
        letters: How many wait, and go out at once.
    """

    held: Held | None = None
    until: datetime | None = None
    forgotten: Mapping[str, int] = field(default_factory=dict)
    stopped: tuple[Stopped, ...] = ()
    ahead: tuple[ArmedIssue, ...] = ()
    unknown: tuple[IssueKey, ...] = ()
    given_up: tuple[Booking, ...] = ()
    letters: int = 0


def plan_adoption(
    tenure: Tenure, store: Store, gone: Collection[IssueKey], *, clock: Clock
) -> Adoption:
    """Return what adopting the database would do; nothing of it is done.

    ``gone`` are the issues that the folder knows to have gone out (``press.traces``).
    """
    held = tenure.held()
    if held is None:
        return Adoption()
    with store.unit(write=False) as unit:
        return _look(unit, held, gone, clock.now())


def adopt(tenure: Tenure, gone: Collection[IssueKey], *, clock: Clock) -> Adoption:
    """Let the database send from now on, and return what was done for that.

    Raises:
        OutletError: The mark beside it cannot be written; it is still held, and adopting it again
            goes on.
    """
    now = clock.now()

    def settle(unit: Unit, held: Held) -> Adoption:
        found = _look(unit, held, gone, now)
        for stopped in found.stopped:
            if stopped.now is not stopped.was:
                unit.issues.move(
                    stopped.issue, expected=stopped.was, to=stopped.now, reason=stopped.reason
                )
        for item in found.given_up:
            unit.bookings.move(item, expected=item.state, to=BookingState.MISSED, reason=_GONE_BY)
        for cursor in unit.bookings.cursors():
            # What was made of moments since is in the folder, and must not be made again.
            unit.bookings.advance(cursor.schedule, to=max(now, cursor.at), digest=cursor.digest)
        return found

    found = tenure.adopt(settle)
    if found is None:
        return Adoption()
    log.warning("instance.adopted", extra={"held": found.held, "stopped": len(found.stopped)})
    return found


def _look(unit: Unit, held: Held, gone: Collection[IssueKey], now: datetime) -> Adoption:
    rows = unit.issues.all()
    stopped = tuple(_stopped(unit, rows, gone, now))
    waits = {item.issue for item in stopped}
    begun = {row.key for row in rows if row.state in _BEGUN}
    return Adoption(
        held=held,
        until=known_until(unit.instance().nonce),
        forgotten=unit.noes.forgotten(),
        stopped=stopped,
        ahead=tuple(r for r in rows if r.state is _S.ARMED and r.key not in waits),
        unknown=tuple(sorted(set(gone) - begun)),
        given_up=tuple(
            item for item in unit.bookings.rows(states=[BookingState.CLAIMED]) if item.at <= now
        ),
        letters=unit.letters.waiting(),
    )


def _stopped(
    unit: Unit, rows: Iterable[ArmedIssue], gone: Collection[IssueKey], now: datetime
) -> Iterator[Stopped]:
    for row in rows:
        match row.state:
            case _S.SENDING | _S.PAUSED:
                yield _under_way(unit, row)
            case _S.ARMED if row.key in gone:
                reason = (
                    "it has gone out, as its folder says, though this database does not know it"
                )
                yield _held(row, reason)
            case _S.ARMED if row.due_at <= now:
                yield _held(row, f"{_GONE_BY}: it may have gone out")


def _under_way(unit: Unit, row: ArmedIssue) -> Stopped:
    run = unit.runs.find(row.key)
    frozen = left = 0
    if run is not None and run.state is not RunState.FROZEN:
        accounts = unit.runs.accounts(row.key)
        frozen, left = accounts.frozen, accounts.frozen - accounts.ended
    reason = (
        f"it was going out when this database was copied: {left:,} of {frozen:,} may have it"
        " since, and get a second copy when it goes on"
    )
    return Stopped(
        issue=row.key,
        was=row.state,
        now=_S.PAUSED,
        due_at=row.due_at,
        reason=reason,
        frozen=frozen,
        left=left,
    )


def _held(row: ArmedIssue, reason: str) -> Stopped:
    return Stopped(issue=row.key, was=row.state, now=_S.HELD, due_at=row.due_at, reason=reason)
