"""The prospects: what the next issue of each schedule would be if it were made now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pressrun.model.article import Article
from pressrun.model.booking import Booking, BookingState
from pressrun.model.recurrence import next_after
from pressrun.model.schedule import Schedule
from pressrun.ports import Contents, Store
from pressrun.press.choosing import Chosen
from pressrun.press.desk import Desk
from pressrun.press.digesting import unseen
from pressrun.press.drafting import nothing_for
from pressrun.press.stockroom import Stockroom


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An article that the next issue does not carry; ``past`` says that it is public already."""

    slug: str
    title: str
    why: str
    past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """The next issue of a schedule.

    ``at`` is its moment, None where none comes any more. ``issue`` is its number where it is
    drafted, and ``articles`` are what it carries then, else what it would carry. ``lacking`` are
    the readers that a digest goes to. ``nothing`` says why there would be none.
    """

    schedule: str
    said: str
    at: datetime | None
    zone: str
    issue: int | None = None
    articles: tuple[str, ...] = ()
    lacking: int = 0
    nothing: str = ""
    left_out: tuple[LeftOut, ...] = ()


def prospects(desk: Desk, store: Store | None, contents: Contents) -> tuple[Prospect, ...]:
    """Return the next issue of every schedule, in the order of pressrun.toml."""
    if not desk.schedules:
        return ()
    room, ahead = Stockroom(desk, store, contents), _drafted(desk, store)
    public = {record.id for record in desk.folder.memory().records}
    return tuple(
        _prospect(desk, store, schedule, room, ahead.get(schedule.name), public)
        for schedule in desk.schedules
    )


def _prospect(
    desk: Desk,
    store: Store | None,
    schedule: Schedule,
    room: Stockroom,
    drafted: Booking | None,
    public: set[str],
) -> Prospect:
    at = drafted.at if drafted is not None else _next(schedule, desk.clock.now())
    issue = next((i for i in room.contents.issues if drafted and i.key == drafted.issue), None)
    lacking, chosen = 0, Chosen()
    if schedule.cadence is None:
        chosen = room.choose(schedule, at=at or desk.clock.now())
    elif store is not None:
        with store.unit(write=False) as unit:
            sets = unseen(desk, unit, schedule.list, schedule.cadence)
        lacking = sum(each.readers for each in sets)
    carried = issue.references if issue else tuple(a.slug for a in chosen.articles)
    empty = not carried and not lacking and issue is None
    return Prospect(
        schedule=schedule.name,
        said=schedule.said,
        at=at,
        zone=schedule.zone,
        issue=issue.number if issue else None,
        articles=carried,
        lacking=lacking,
        nothing=nothing_for(schedule, room.contents) if empty else "",
        left_out=tuple(_left_out(room.contents.originals, chosen, public)),
    )


def _left_out(articles: Iterable[Article], chosen: Chosen, public: set[str]) -> Iterable[LeftOut]:
    for article in articles:
        if article.id in chosen.left_out:
            yield LeftOut(
                slug=article.slug,
                title=article.title,
                why=chosen.left_out[article.id],
                past=article.id in public,
            )


def _drafted(desk: Desk, store: Store | None) -> dict[str, Booking]:
    """Return the next moment of each schedule whose issue is drafted already."""
    if store is None:
        return {}
    with store.unit(write=False) as unit:
        rows = unit.bookings.rows(states=[BookingState.DRAFTED], after=desk.clock.now())
    return {row.schedule: row for row in reversed(rows)}


def _next(schedule: Schedule, after: datetime) -> datetime | None:
    found = next_after(
        schedule.rule,
        schedule.zone,
        after,
        skip=schedule.skip,
        skip_at=schedule.skip_at,
        extra=schedule.extra,
    )
    return found.at if found else None
