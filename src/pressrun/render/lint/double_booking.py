"""Two issues that the same readers would get on one day."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.errors import Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.model.issue import say_number
from pressrun.render.lint.blame import moment_place
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import Neighbour, SendingCopy

SND010: Final = Code(
    code="SND010",
    title="two issues for the same readers on one day",
    why="Readers who get two issues on one day read neither with care, and many unsubscribe from"
    " the second. It is most often an issue that was moved onto the day of another.",
    mend="Move one of them to another day: `pressrun schedule ISSUE WHEN`. A schedule leaves a day"
    " out by its line `skip`. If both are meant, leave it: a warning stops nothing.",
    severity=Severity.WARNING,
    excusable=True,
)


def _look(copy: SendingCopy) -> Iterator[Problem]:
    if copy.due_at is None:
        return
    here = copy.due_at.astimezone(ZoneInfo(copy.publication.zone))
    days = {one: one.due_at.astimezone(here.tzinfo) for one in copy.neighbours}
    shared = [one for one, at in days.items() if at.date() == here.date()]
    if not shared:
        return
    first, at = shared[0], days[shared[0]]
    when = f"{at:%Y-%m-%d} at {at:%H:%M}"
    same = "at the very same time" if at == here else "on the same day"
    more = f", and {len(shared) - 1} more" if len(shared) > 1 else ""
    yield Problem(
        code=SND010.code,
        what=f"list {quoted(copy.mailing_list.name)} gets {_name(first)} {same}, {when}{more}",
        place=moment_place(copy),
        help=f"move one of them: pressrun schedule {copy.issue.shown_number}"
        f' "{_free(here, days.values()):%Y-%m-%d %H:%M}"{_or_skip(first)}',
        severity=SND010.severity,
    )


def _name(one: Neighbour) -> str:
    if one.schedule:
        return f"what schedule {quoted(one.schedule)} makes"
    return f"issue {say_number(one.number)} {quoted(one.subject)}"


def _or_skip(one: Neighbour) -> str:
    """Return how a schedule is told to leave out a day, which is one of its own zone."""
    if not one.schedule:
        return ""
    return f'\nor leave it out of [schedules.{one.schedule}]:  skip = ["{one.wall[:10]}"]'


def _free(here: datetime, booked: Iterable[datetime]) -> datetime:
    """Return the same time of the next day that is not taken."""
    taken = {at.date() for at in booked}
    last = max(taken).toordinal() - here.toordinal() + 1
    try:
        ahead = (here + timedelta(days=days) for days in range(1, last + 1))
        return next((day for day in ahead if day.date() not in taken), here)
    except OverflowError:  # the year 10000
        return here


DOUBLE_BOOKING: Final = Rule(on=(SendingCopy,), codes=(SND010,), look=_look)
