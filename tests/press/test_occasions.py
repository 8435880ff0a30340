"""Every moment of a schedule becomes one thing, once: an issue, or a reason why not."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from contract.stores import STORES
from doubles.shop import PrintShop
from doubles.standing import bookings, fates, schedule
from pressrun.model.issue import IssueState
from pressrun.model.schedule import CatchUp, Choice, IfEmpty, IfLate, Schedule
from pressrun.press.schedule import arm, plan
from pressrun.press.tick import Ticker, tick

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(params=STORES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> PrintShop:
    """A shop on Tuesday 24 November 2026, 09:00 in Berlin, whose issue 1 carries nothing new."""
    made = PrintShop(tmp_path)
    made.store = STORES[request.param](tmp_path, made.clock)
    return made


def order(shop: PrintShop, *schedules: Schedule) -> None:
    shop.desk = replace(shop.desk, schedules=schedules)


def write(shop: PrintShop, *slugs: str) -> None:
    for slug in slugs:
        shop.write_article(slug, id=f"{slug}aaaaaaaaaa"[:10], title=slug.title())


def states(shop: PrintShop) -> list[str]:
    """Return where every issue of a schedule stands, by number."""
    with shop.store.unit(write=False) as unit:
        rows = [(issue, unit.issues.find(issue.key)) for issue in shop.contents.issues[1:]]
    return [f"{issue.number} {row.state if row else 'draft'}" for issue, row in rows]


@dataclass(frozen=True)
class Case:
    """The press looks at 09:00, then again after each of ``naps``."""

    schedule: Schedule
    naps: tuple[timedelta, ...]
    fates: tuple[str, ...]
    issues: tuple[str, ...] = ()
    articles: tuple[str, ...] = ("heron",)
    started: int = field(default=0)


CASES = {
    "before its time nothing comes": Case(schedule(), (59 * timedelta(minutes=1),), ()),
    "at its time it goes out": Case(
        schedule(), (HOUR,), ("24 10:00 drafted",), ("2 sending",), started=1
    ),
    "it comes once however often the press looks": Case(
        schedule(),
        (HOUR, timedelta(0), HOUR),
        ("24 10:00 drafted",),
        ("2 sending",),
        started=1,
    ),
    "at the end of the grace it goes out": Case(
        schedule(), (13 * HOUR,), ("24 10:00 drafted",), ("2 sending",), started=1
    ),
    "later it asks": Case(
        schedule(), (13 * HOUR + timedelta(seconds=1),), ("24 10:00 held",), ("2 held",)
    ),
    "later it is skipped": Case(
        schedule(if_late=IfLate.SKIP), (14 * HOUR,), ("24 10:00 missed",), ()
    ),
    "later it goes out all the same": Case(
        schedule(if_late=IfLate.SEND),
        (14 * HOUR,),
        ("24 10:00 drafted",),
        ("2 sending",),
        started=1,
    ),
    "of several that went by the latest is made up for": Case(
        schedule(),
        (3 * DAY + HOUR,),
        ("24 10:00 skipped", "25 10:00 skipped", "26 10:00 skipped", "27 10:00 drafted"),
        ("2 sending",),
        started=1,
    ),
    "the latest is late as well, and asks": Case(
        schedule(),
        (2 * DAY - HOUR,),
        ("24 10:00 skipped", "25 10:00 held"),
        ("2 held",),
    ),
    "the latest is late as well, and is skipped": Case(
        schedule(if_late=IfLate.SKIP),
        (2 * DAY - HOUR,),
        ("24 10:00 skipped", "25 10:00 missed"),
    ),
    "all of them are made up for, one article each": Case(
        schedule(catch_up=CatchUp.ALL, if_late=IfLate.SEND, choice=Choice(limit=1)),
        (2 * DAY + HOUR,),
        ("24 10:00 drafted", "25 10:00 drafted", "26 10:00 drafted"),
        ("2 sending", "3 sending", "4 sending"),
        articles=("heron", "owl", "tern"),
        started=3,
    ),
    "all of them, and the first has everything": Case(
        schedule(catch_up=CatchUp.ALL, if_late=IfLate.SEND),
        (DAY + HOUR,),
        ("24 10:00 drafted", "25 10:00 empty"),
        ("2 sending",),
        started=1,
    ),
    "all of them, and those that are late ask": Case(
        schedule(catch_up=CatchUp.ALL, choice=Choice(limit=1)),
        (DAY + HOUR,),
        ("24 10:00 held", "25 10:00 drafted"),
        ("2 held", "3 sending"),
        articles=("heron", "owl"),
        started=1,
    ),
    "none that is later than the grace": Case(
        schedule(catch_up=CatchUp.SKIP),
        (2 * DAY + HOUR,),
        ("24 10:00 missed", "25 10:00 missed", "26 10:00 drafted"),
        ("2 sending",),
        started=1,
    ),
    "none at all where the last is late too": Case(
        schedule(catch_up=CatchUp.SKIP), (14 * HOUR,), ("24 10:00 missed",)
    ),
    "without an article it is empty": Case(schedule(), (HOUR,), ("24 10:00 empty",), articles=()),
    "without an article it asks": Case(
        schedule(if_empty=IfEmpty.ASK), (HOUR,), ("24 10:00 held",), ("2 held",), articles=()
    ),
    "drafted ahead it waits for its time": Case(
        schedule(draft_ahead=2 * HOUR), (), ("24 10:00 drafted",), ("2 armed",)
    ),
    "drafted ahead it goes out at its time": Case(
        schedule(draft_ahead=2 * HOUR),
        (HOUR,),
        ("24 10:00 drafted",),
        ("2 sending",),
        started=1,
    ),
    "drafted ahead and overslept it asks": Case(
        schedule(draft_ahead=2 * HOUR),
        (14 * HOUR,),
        ("24 10:00 held",),
        ("2 held",),
    ),
    "drafted ahead and overslept it is skipped": Case(
        schedule(draft_ahead=2 * HOUR, if_late=IfLate.SKIP),
        (14 * HOUR,),
        ("24 10:00 missed",),
        ("2 missed",),
    ),
    "ahead of its time an empty one is not given up": Case(
        schedule(draft_ahead=2 * HOUR), (), ("24 10:00 claimed",), articles=()
    ),
    "a day that is left out has none, an extra moment is one": Case(
        schedule(skip=(date(2026, 11, 24),), extra=(datetime(2026, 11, 24, 9, 30),)),  # noqa: DTZ001
        (2 * HOUR,),
        ("24 09:30 drafted",),
        ("2 sending",),
        started=1,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("restarts", [False, True], ids=["on and on", "restarted each time"])
def test_what_becomes_of_a_moment(shop: PrintShop, case: Case, restarts: bool) -> None:
    order(shop, case.schedule)
    write(shop, *case.articles)
    ticker = Ticker(shop.desk, shop.store)

    started = list(ticker.tick().started)
    for nap in case.naps:
        shop.clock.advance(nap)
        ticker = Ticker(shop.desk, shop.store) if restarts else ticker
        started += ticker.tick().started

    assert tuple(fates(shop.store)) == case.fates
    assert tuple(states(shop)) == case.issues
    assert len(started) == case.started


def test_nothing_before_the_press_first_saw_a_schedule_is_made_up(shop: PrintShop) -> None:
    order(shop, schedule("daily 08:00", if_late=IfLate.SEND, catch_up=CatchUp.ALL))
    write(shop, "heron")

    tick(shop.desk, shop.store)

    assert fates(shop.store) == []


def test_what_a_moment_became_is_told_once(shop: PrintShop) -> None:
    order(shop, schedule())
    write(shop, "heron")
    ticker = Ticker(shop.desk, shop.store)
    ticker.tick()
    shop.clock.advance(2 * DAY + HOUR)

    told = [[f"{item.wall[8:10]} {item.state}" for item in ticker.tick().booked] for _ in "ab"]

    assert told == [["24 skipped", "25 skipped", "26 drafted"], []]


def test_the_alarm_can_be_set_for_when_a_schedule_comes_next(shop: PrintShop) -> None:
    order(
        shop,
        schedule(draft_ahead=HOUR / 2),
        schedule("daily 09:45", name="early"),
    )
    ticker = Ticker(shop.desk, shop.store)
    ticker.tick()

    assert ticker.next_at == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    shop.clock.advance(HOUR / 2)
    ticker.tick()
    assert ticker.next_at == datetime(2026, 11, 24, 8, 45, tzinfo=UTC)


# --- a definition that changes -----------------------------------------------------------------


def test_a_changed_schedule_takes_back_what_it_has_ahead_no_more(shop: PrintShop) -> None:
    order(shop, schedule(draft_ahead=3 * HOUR))
    write(shop, "heron")
    tick(shop.desk, shop.store)
    assert states(shop) == ["2 armed"]

    order(shop, schedule("daily 11:00", draft_ahead=3 * HOUR))
    told = tick(shop.desk, shop.store).booked

    assert [(item.state, item.reason) for item in told if item.wall.endswith("10:00")] == [
        ("skipped", "the schedule was changed")
    ]
    assert states(shop) == ["2 draft"]
    assert fates(shop.store) == ["24 10:00 skipped", "24 11:00 claimed"]


def test_a_changed_schedule_keeps_the_moments_that_it_still_has(shop: PrintShop) -> None:
    order(shop, schedule(draft_ahead=3 * HOUR))
    write(shop, "heron")
    tick(shop.desk, shop.store)

    order(shop, schedule(draft_ahead=3 * HOUR, skip=(date(2026, 12, 24),)))
    tick(shop.desk, shop.store)
    shop.clock.advance(HOUR)
    tick(shop.desk, shop.store)

    assert fates(shop.store) == ["24 10:00 drafted"]
    assert states(shop) == ["2 sending"]


def test_a_moment_that_a_change_brings_within_what_was_looked_at_is_not_lost(
    shop: PrintShop,
) -> None:
    order(shop, schedule("daily 20:00", draft_ahead=12 * HOUR))
    write(shop, "heron")
    tick(shop.desk, shop.store)

    order(shop, schedule("daily 10:00", draft_ahead=12 * HOUR))
    tick(shop.desk, shop.store)

    assert fates(shop.store) == ["24 10:00 claimed", "24 20:00 skipped"]


def test_an_issue_that_somebody_scheduled_themselves_stays_theirs(shop: PrintShop) -> None:
    order(shop, schedule(draft_ahead=3 * HOUR))
    write(shop, "heron")
    tick(shop.desk, shop.store)
    with shop.store.unit() as unit:
        armed = unit.issues.find(shop.contents.issues[1].key)
        assert armed is not None
        unit.issues.arm(replace(armed, armed_by="ada"))

    order(shop)
    tick(shop.desk, shop.store)

    assert states(shop) == ["2 armed"]


def test_a_schedule_that_is_gone_takes_back_what_it_has_ahead(shop: PrintShop) -> None:
    order(shop, schedule(draft_ahead=3 * HOUR))
    write(shop, "heron")
    tick(shop.desk, shop.store)

    order(shop)
    [told] = tick(shop.desk, shop.store).booked

    assert told.reason == "the schedule is no longer in pressrun.toml"
    assert states(shop) == ["2 draft"]


def test_one_that_comes_back_makes_up_for_nothing_it_was_away_for(shop: PrintShop) -> None:
    order(shop, schedule())
    write(shop, "heron")
    tick(shop.desk, shop.store)
    order(shop)
    tick(shop.desk, shop.store)
    shop.clock.advance(5 * DAY)

    order(shop, schedule())
    tick(shop.desk, shop.store)
    back = fates(shop.store)
    shop.clock.advance(HOUR)
    tick(shop.desk, shop.store)

    assert back == []
    assert fates(shop.store) == ["29 10:00 drafted"]


# --- clocks that are wrong ---------------------------------------------------------------------


def test_a_clock_that_steps_back_sends_nothing_twice_and_loses_nothing(shop: PrintShop) -> None:
    order(shop, schedule())
    write(shop, "heron")
    ticker = Ticker(shop.desk, shop.store)
    ticker.tick()
    shop.clock.advance(HOUR)
    ticker.tick()

    shop.clock.advance(-2 * HOUR)
    ticker.tick()
    write(shop, "owl")
    shop.clock.advance(DAY + 2 * HOUR)
    ticker.tick()

    assert fates(shop.store) == ["24 10:00 drafted", "25 10:00 drafted"]


def test_a_clock_that_was_years_ahead_is_told_about(shop: PrintShop) -> None:
    order(shop, schedule())
    shop.clock.advance(1000 * DAY)
    tick(shop.desk, shop.store)

    shop.clock.advance(-1000 * DAY)
    told = tick(shop.desk, shop.store).problems

    assert [problem.code for problem in told] == ["SCD001"]
    assert "2029-08-20" in told[0].what


def test_after_years_asleep_every_moment_is_accounted_for(shop: PrintShop) -> None:
    order(shop, schedule("first monday 10:00"))
    write(shop, "heron")
    tick(shop.desk, shop.store)

    shop.clock.advance(timedelta(days=5 * 365))
    tick(shop.desk, shop.store)

    rows = bookings(shop.store)
    assert [item.state for item in rows] == ["skipped"] * 59 + ["held"]
    assert rows[0].wall == "2026-12-07T10:00"
    assert rows[-1].wall == "2031-11-03T10:00"


def test_a_clock_change_neither_doubles_nor_loses_a_moment(shop: PrintShop) -> None:
    order(shop, schedule("daily 02:30", if_late=IfLate.SEND, if_empty=IfEmpty.SKIP))
    shop.at(datetime(2026, 10, 24, 12, tzinfo=UTC))
    ticker = Ticker(shop.desk, shop.store)
    for _ in range(4 * 24):  # the night in which 02:30 comes twice
        ticker.tick()
        shop.clock.advance(HOUR / 2)
    autumn = [item.at for item in bookings(shop.store)]
    shop.at(datetime(2027, 3, 27, 12, tzinfo=UTC))
    order(shop, schedule("daily 02:30", name="spring"))
    ticker = Ticker(shop.desk, shop.store)
    for _ in range(2 * 24):  # the night in which there is none
        ticker.tick()
        shop.clock.advance(HOUR / 2)
    spring = [item for item in bookings(shop.store) if item.schedule == "spring"]

    assert [f"{at:%d %H:%M}" for at in autumn] == ["25 00:30", "26 01:30"]
    assert [(item.wall[8:], f"{item.at:%H:%M}") for item in spring] == [("28T02:30", "01:30")]


def test_an_issue_held_for_being_late_says_what_to_type(shop: PrintShop) -> None:
    order(shop, schedule())
    write(shop, "heron")
    tick(shop.desk, shop.store)
    shop.clock.advance(14 * HOUR)
    tick(shop.desk, shop.store)

    with shop.store.unit(write=False) as unit:
        row = unit.issues.find(shop.contents.issues[1].key)

    assert row is not None
    assert row.state is IssueState.HELD
    assert row.reason == "its time was 13 h ago: pressrun schedule 2 now"
    assert row.armed_by == "schedule daily"


def test_an_issue_that_was_held_goes_out_when_somebody_says_so(shop: PrintShop) -> None:
    order(shop, schedule())
    write(shop, "heron")
    tick(shop.desk, shop.store)
    shop.clock.advance(14 * HOUR)
    tick(shop.desk, shop.store)
    contents = shop.contents

    arm(
        shop.desk,
        shop.store,
        plan(shop.desk, shop.store, contents.issues[1], contents, "now"),
        by="ada",
    )
    tick(shop.desk, shop.store)

    assert states(shop) == ["2 sending"]
    assert fates(shop.store) == ["24 10:00 drafted"]
