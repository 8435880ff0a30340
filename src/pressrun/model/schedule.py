"""Standing orders for issues that recur."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from pressrun.model.audience import Cadence
from pressrun.model.publication import Content, Layout
from pressrun.model.recurrence import Rule

# What `pressrun` writes down as the one who armed an issue of a schedule.
ARMED_BY: Final = "schedule "


class IfLate(StrEnum):
    """What becomes of an issue that nobody could send within the grace of its schedule."""

    SKIP = "skip"
    SEND = "send"
    ASK = "ask"  # it is held until somebody schedules it


class IfEmpty(StrEnum):
    """What becomes of a moment for which no article is there."""

    SKIP = "skip"
    ASK = "ask"  # a folder without articles is written, and held


class CatchUp(StrEnum):
    """Which of several moments that went by unseen are made up for."""

    LATEST = "latest"
    ALL = "all"
    SKIP = "skip"  # none that is later than the grace


class Order(StrEnum):
    """How chosen articles stand in an issue; those that are pinned come first in all."""

    NEWEST = "newest"
    OLDEST = "oldest"
    WEIGHT = "weight"  # the heaviest first, then the newest


class Numbering(StrEnum):
    """How issues are counted: ``numbering`` in pressrun.toml (``Settings.numbering``)."""

    PUBLICATION = "publication"  # 1, 2, 3 for ever
    YEAR = "year"  # 2026001, 2026002: the year, then the place within it


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which articles a rule takes; an empty tuple takes them whatever theirs is.

    ``tags`` and ``sections`` are compared as ``model.privatefeed.topic_key`` does, ``languages``
    as tags of BCP 47 with their primary subtag. ``limit`` 0 is no limit.
    """

    tags: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the issues of a schedule, with its own intro and choice."""

    title: str
    intro: str = ""
    choice: Choice = Choice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A standing order: ``[schedules.NAME]`` in pressrun.toml.

    ``zone`` is an IANA name, ``list`` a mailing list's name. ``skip`` are local days on which
    nothing comes, ``skip_at`` single local moments; ``extra`` are local moments besides, all
    naive. ``subject`` may hold ``{number}``, ``{date}`` and ``{first}`` (the title of the first
    article). A schedule with a ``cadence`` makes digests for readers who chose it. ``digest``
    tells when it is due from when it was due before: SHA-256 of what decides its moments.
    """

    name: str
    rule: Rule
    said: str  # the rule as it was written
    zone: str
    list: str
    digest: str
    subject: str = ""
    layout: Layout | None = None
    content: Content | None = None
    skip: tuple[date, ...] = ()
    skip_at: tuple[datetime, ...] = ()
    extra: tuple[datetime, ...] = ()
    choice: Choice = Choice()
    parts: tuple[Part, ...] = ()
    order: Order = Order.NEWEST
    if_late: IfLate = IfLate.ASK
    grace: timedelta = timedelta(hours=12)
    if_empty: IfEmpty = IfEmpty.SKIP
    catch_up: CatchUp = CatchUp.LATEST
    draft_ahead: timedelta = timedelta(0)
    cadence: Cadence | None = None
