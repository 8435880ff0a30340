"""All that the database says of what is ahead, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pressrun.model.agenda import Readers, Standing
from pressrun.model.approval import Approving
from pressrun.model.article import ArticleId
from pressrun.model.audience import DIGESTS, Cadence
from pressrun.model.booking import Booking, Cursor
from pressrun.model.issue import ArmedIssue, Issue, IssueKey, IssueKind, IssueState
from pressrun.model.reach import Reach
from pressrun.model.relay import Relay
from pressrun.ports import Contents, Store, Unit
from pressrun.press.desk import Desk
from pressrun.press.digesting import unseen
from pressrun.press.recipients import recipients

# A moment whose issue waits for somebody may have been so long ago.
_BEHIND: Final = timedelta(days=90)
SHOWN: Final[Mapping[IssueState, Standing]] = {
    state: Standing[state.name]
    for state in (
        IssueState.ARMED,
        IssueState.HELD,
        IssueState.SENDING,
        IssueState.PAUSED,
        IssueState.MISSED,
    )
}
"""How issues stand that have a row and have not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of issues, moments and readers, by their own names.

    ``left`` counts messages of issues under way that have not ended, ``owing`` readers of each
    issue who lack some, ``had`` who was sent the article of an erratum. ``unseen`` are articles
    that any reader of a digest lacks.
    """

    armed: tuple[ArmedIssue, ...] = ()
    cursors: Mapping[str, Cursor] = field(default_factory=dict)
    bookings: Mapping[tuple[str, str], Booking] = field(default_factory=dict)
    approvals: Mapping[IssueKey, str] = field(default_factory=dict)
    left: Mapping[IssueKey, int] = field(default_factory=dict)
    readers: Mapping[str, Readers] = field(default_factory=dict)
    owing: Mapping[str, int] = field(default_factory=dict)
    unseen: Mapping[tuple[str, Cadence], tuple[ArticleId, ...]] = field(default_factory=dict)
    had: Mapping[str, int] = field(default_factory=dict)
    paces: Mapping[str, float] = field(default_factory=dict)
    spent: Mapping[str, Mapping[datetime, int]] = field(default_factory=dict)


def known_of(
    desk: Desk, store: Store, contents: Contents, relays: Iterable[Relay], now: datetime
) -> Known:
    """Return what a plan needs to know, in one transaction."""
    publication, required = desk.publication, desk.approving is Approving.REQUIRED
    errata = [issue for issue in contents.issues if issue.kind is IssueKind.ERRATUM]
    with store.unit(write=False) as unit:
        armed = tuple(unit.issues.all())
        open_ = [one.key for one in armed if one.state in SHOWN]
        rows = unit.bookings.rows(after=now - _BEHIND)
        accounts = {key: unit.runs.accounts(key) for key in open_}
        counted = {one.name: _readers(unit, one.name) for one in publication.lists}
        return Known(
            armed=armed,
            cursors={cursor.schedule: cursor for cursor in unit.bookings.cursors()},
            bookings={(row.schedule, row.wall): row for row in rows},
            approvals={key: _approval(unit, key) for key in open_} if required else {},
            left={key: books.frozen - books.ended for key, books in accounts.items()},
            readers={name: readers for name, (readers, _) in counted.items()},
            owing={name: owing for name, (_, owing) in counted.items()},
            unseen={
                (name, cadence): _unseen(desk, unit, name, cadence)
                for name in counted
                for cadence in DIGESTS
                if any((one.list, one.cadence) == (name, cadence) for one in desk.schedules)
                or any(one.digest_of is cadence for one in contents.issues)
            },
            had={one.key: _had(desk, unit, one, publication.lists[0].name) for one in errata},
            paces=unit.runs.paces(),
            spent={relay.name: unit.buckets.spent(relay.name) for relay in relays},
        )


def _readers(unit: Unit, list: str) -> tuple[Readers, int]:
    """Return how many of a list read how, and who of those that read each issue lacks some."""
    counts, owing = dict.fromkeys(Reach, 0), 0
    for row in unit.people.reach(list, topics=None):
        counts[row.reach] += row.count
        owing += row.count if row.owes and row.reach is Reach.MAILED else 0
    mailed = {
        "each": counts[Reach.MAILED],
        "weekly": counts[Reach.WEEKLY],
        "monthly": counts[Reach.MONTHLY],
    }
    apart = sum(counts.values()) - sum(mailed.values()) - counts[Reach.ENDED]
    return Readers(list=list, apart=apart, **mailed), owing


def _unseen(desk: Desk, unit: Unit, list: str, cadence: Cadence) -> tuple[ArticleId, ...]:
    sets = unseen(desk, unit, list, cadence)
    return tuple(dict.fromkeys(article for item in sets for article in item.articles))


def _had(desk: Desk, unit: Unit, erratum: Issue, first: str) -> int:
    return recipients(desk, unit, erratum, list=erratum.list or first)


def _approval(unit: Unit, key: IssueKey) -> str:
    given = unit.approvals.find(key)
    return f"approved by {given.by}" if given else "not approved"
