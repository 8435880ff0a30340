"""When issues go out, as far as anybody has said so."""

from datetime import datetime
from typing import Final

from pressrun.errors import Problem
from pressrun.model.calendar import parse_when
from pressrun.model.issue import Issue, IssueState
from pressrun.ports import Store
from pressrun.press.desk import Desk
from pressrun.press.review import Moment

_GOES_OUT: Final = frozenset({IssueState.ARMED, IssueState.HELD})


def due_dates(desk: Desk, store: Store | None) -> Moment:
    """Return what tells when an issue goes out: when it is armed for, else what it wishes for.

    A wish (`when:` in its front matter) that is not understood or has passed says nothing.
    ``store`` is read once, now.
    """
    now, zone = desk.clock.now(), desk.publication.zone
    armed: dict[str, datetime] = {}
    if store is not None:
        with store.unit(write=False) as unit:
            armed = {row.key: row.due_at for row in unit.issues.all() if row.state in _GOES_OUT}

    def moment(issue: Issue) -> datetime | None:
        if issue.key in armed:
            return armed[issue.key]
        wished = parse_when(issue.when, now=now, zone=zone) if issue.when else None
        return None if wished is None or isinstance(wished, Problem) else wished.due_at

    return moment
