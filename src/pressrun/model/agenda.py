"""What is ahead: every issue that has a time, and every coming moment of every schedule."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pressrun.errors import Problem
from pressrun.model.audience import Cadence
from pressrun.model.issue import IssueKey


class Standing(StrEnum):
    """Where an item of the agenda stands; those after ``SKIPPED`` are states of its issue."""

    PLANNED = "planned"  # a moment of a schedule, and no folder yet
    CLAIMED = "being drafted"  # its folder is written by the next tick
    EMPTY = "empty"  # its schedule found no article, and went on
    MISSED = "missed"
    SKIPPED = "skipped"
    DRAFT = "draft"
    ARMED = "armed"
    HELD = "held"
    SENDING = "sending"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """When the mail of one sending would all be handed over.

    ``ends_at`` is None where no rate is known, or the end is more than 400 days away.
    ``begins_at`` is later than its moment where mail before it is still under way. ``basis`` says
    in words what the rate is taken from; ``quota`` says what a day's limit holds up, and is empty
    where none does.
    """

    messages: int
    begins_at: datetime
    ends_at: datetime | None
    basis: str
    quota: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that goes out, or does not.

    ``wall`` is local in ``zone`` as it is meant (``2026-12-03T09:00``), ``at`` the instant; a
    draft without a time has neither. ``title`` is the issue's subject, empty for a moment of a
    schedule that has no issue yet. ``carries`` are titles of articles as they stand. ``if_empty``
    says what becomes of it where it carries nothing, and is empty elsewhere. ``reason`` says
    why it stands where it does, ``notes`` tell of clocks.
    """

    standing: Standing
    list: str
    wall: str = ""
    zone: str = ""
    at: datetime | None = None
    title: str = ""
    issue: IssueKey | None = None
    number: int = 0
    schedule: str = ""
    cadence: Cadence | None = None
    erratum: bool = False
    carries: tuple[str, ...] = ()
    if_empty: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    approval: str = ""
    readers: int = 0
    handover: Handover | None = None

    @property
    def goes_out(self) -> bool:
        """Tell whether mail is expected of it."""
        return self.standing in _GOING and not self.if_empty


_GOING = frozenset({Standing.PLANNED, Standing.CLAIMED, Standing.ARMED, Standing.SENDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """How many of a list read by mail, by how often; ``apart`` are all others that are on it."""

    list: str
    each: int = 0
    weekly: int = 0
    monthly: int = 0
    apart: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """Items by their moment, then drafts without one; ``warnings`` want a look."""

    zone: str
    now: datetime
    until: datetime
    items: tuple[Item, ...]
    readers: tuple[Readers, ...]
    basis: str
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicMoment:
    """What the public calendar says of a moment: no more than which list, and when.

    ``uid`` is the same for ever (RFC 5545 §3.8.4.7); ``summary`` is the list's title.
    """

    uid: str
    at: datetime
    summary: str
