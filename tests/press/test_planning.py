"""A plan tells what goes out, and what does not, if nobody changes anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from doubles.shop import PrintShop, relay
from press.calendar_samples import schedule
from pressrun.model.agenda import Agenda, Item, Standing
from pressrun.model.approval import Approving
from pressrun.model.audience import Arrangement, Cadence
from pressrun.model.booking import Booking, BookingState, Cursor
from pressrun.model.issue import ArmedIssue, IssueKey, IssueState
from pressrun.model.relay import Limits, Relay
from pressrun.model.schedule import Choice, IfEmpty, Schedule
from pressrun.press.planning import plan

# The shop's clock stands at Tuesday 24 November 2026, 8:00 in UTC.
BERLIN = "Europe/Berlin"
SLOW = relay("main", limits=Limits(per_second=1))


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    shop = PrintShop(tmp_path)
    (tmp_path / "issues/001-storm/issue.md").unlink()
    return shop


def look(
    shop: PrintShop,
    *schedules: Schedule,
    weeks: int = 4,
    relays: Sequence[Relay] = (SLOW,),
    approving: Approving = Approving.NONE,
) -> Agenda:
    desk = replace(shop.desk, schedules=schedules, approving=approving)
    return plan(desk, shop.store, shop.contents, weeks=weeks, relays=relays)


def arm(shop: PrintShop, key: str, at: datetime, *, by: str = "a tester") -> None:
    wall = at.strftime("%Y-%m-%dT%H:%M")
    with shop.store.unit() as unit:
        unit.issues.arm(
            ArmedIssue(
                key=IssueKey(key),
                list="main",
                state=IssueState.ARMED,
                wall=wall,
                zone="UTC",
                due_at=at,
                digest="d",
                armed_by=by,
                armed_at=shop.clock.now(),
            )
        )


def book(
    shop: PrintShop, name: str, wall: str, state: BookingState, issue: str = "bookedaaaa"
) -> None:
    one = Booking(
        schedule=name,
        wall=wall,
        zone="UTC",
        at=datetime.fromisoformat(wall).replace(tzinfo=UTC),
        state=state,
        issue=IssueKey(issue),
        claimed_at=shop.clock.now(),
        reason="there was no article" if state is BookingState.EMPTY else "",
    )
    with shop.store.unit() as unit:
        assert unit.bookings.claim([one])


def seen(item: Item, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(item, name) for name in names)


def test_the_first_issue_takes_what_there_is_and_the_next_is_empty(shop: PrintShop) -> None:
    agenda = look(shop, schedule("weekly", "thursday 09:00", zone=BERLIN), weeks=2)

    assert [seen(item, "wall", "carries", "if_empty", "goes_out") for item in agenda.items] == [
        ("2026-11-26T09:00", ("The lamp keeper's log", "The tide tables are back"), "", True),
        ("2026-12-03T09:00", (), "skip", False),
    ]


def test_what_a_limit_leaves_over_goes_with_the_next(shop: PrintShop) -> None:
    daily = schedule(
        "daily", "daily 09:00", choice=Choice(limit=1), if_empty=IfEmpty.ASK, list="main"
    )

    agenda = look(shop, daily, weeks=1)

    assert [len(item.carries) for item in agenda.items] == [1, 1, 0, 0, 0, 0, 0]
    assert agenda.items[2].if_empty == "ask"


def test_two_schedules_of_a_list_do_not_carry_the_same(shop: PrintShop) -> None:
    agenda = look(
        shop, schedule("late", "friday 09:00"), schedule("early", "thursday 09:00"), weeks=1
    )

    assert [(item.schedule, len(item.carries)) for item in agenda.items] == [
        ("early", 2),
        ("late", 0),
    ]


def test_an_article_with_a_moment_of_its_own_waits_for_it(shop: PrintShop) -> None:
    shop.write_article("ice", id="iceaaaaaaa", title="Ice", extra="publish: 2026-12-01 00:00\n")

    agenda = look(shop, schedule("weekly", "thursday 09:00"), weeks=2)

    assert "Ice" not in agenda.items[0].carries
    assert agenda.items[1].carries == ("Ice",)


def test_a_digest_brings_what_went_out_before_it(shop: PrintShop) -> None:
    agenda = look(
        shop,
        schedule("weekly", "thursday 09:00"),
        schedule("digest", "friday 09:00", cadence=Cadence.WEEKLY),
        weeks=2,
    )

    assert [(item.schedule, len(item.carries), item.if_empty) for item in agenda.items] == [
        ("weekly", 2, ""),
        ("digest", 2, ""),
        ("weekly", 0, "skip"),
        ("digest", 0, "skip"),
    ]


def test_readers_are_those_of_the_cadence_and_their_mail_has_an_end(shop: PrintShop) -> None:
    shop.subscribe("ada", "bob", "cyd")
    with shop.store.unit() as unit:
        weekly = Arrangement(cadence=Cadence.WEEKLY)
        unit.people.arrange(shop.handle_of("cyd"), weekly, at=shop.clock.now())

    agenda = look(
        shop,
        schedule("weekly", "thursday 09:00"),
        schedule("digest", "friday 09:00", cadence=Cadence.WEEKLY),
        weeks=1,
    )

    [readers] = agenda.readers
    assert (readers.each, readers.weekly, readers.monthly, readers.apart) == (2, 1, 0, 0)
    assert [item.readers for item in agenda.items] == [2, 1]
    first = agenda.items[0]
    assert first.handover
    assert first.at
    assert first.handover.ends_at == first.at + timedelta(seconds=2)


def test_what_the_file_skips_is_shown_as_skipped(shop: PrintShop) -> None:
    weekly = schedule("weekly", "thursday 09:00", skip=(date(2026, 11, 26), date(2026, 11, 27)))

    agenda = look(shop, weekly, weeks=2)

    assert [item.standing for item in agenda.items] == [Standing.SKIPPED, Standing.PLANNED]
    assert agenda.items[0].reason == "pressrun.toml skips it"
    [warning] = agenda.warnings
    assert warning.code == "PLN004"
    assert "skips 2026-11-27" in warning.what


def test_an_issue_that_is_armed_stands_at_its_time_with_what_it_names(shop: PrintShop) -> None:
    shop.write_issue(["tide"])
    arm(shop, "issueaaaaa", datetime(2026, 11, 25, 9, tzinfo=UTC))

    agenda = look(shop, schedule("weekly", "thursday 09:00"), weeks=1)

    armed, weekly = agenda.items
    assert seen(armed, "standing", "number", "title", "carries") == (
        Standing.ARMED,
        1,
        "After the storm",
        ("The tide tables are back",),
    )
    assert weekly.carries == ("The lamp keeper's log",)


def test_a_moment_that_was_drafted_is_there_once_as_its_issue(shop: PrintShop) -> None:
    shop.write_issue(["tide", "lamp"])
    book(shop, "weekly", "2026-11-26T09:00", BookingState.CLAIMED, "issueaaaaa")
    arm(shop, "issueaaaaa", datetime(2026, 11, 26, 9, tzinfo=UTC), by="schedule weekly")

    agenda = look(shop, schedule("weekly", "thursday 09:00"), weeks=1)

    [item] = agenda.items
    assert seen(item, "standing", "schedule", "number") == (Standing.ARMED, "weekly", 1)


def test_a_moment_that_came_to_nothing_says_why(shop: PrintShop) -> None:
    book(shop, "weekly", "2026-11-26T09:00", BookingState.EMPTY)

    [item] = look(shop, schedule("weekly", "thursday 09:00"), weeks=1).items

    assert seen(item, "standing", "reason", "goes_out") == (
        Standing.EMPTY,
        "there was no article",
        False,
    )


def test_two_issues_of_a_list_on_one_day_are_pointed_out_once(shop: PrintShop) -> None:
    for number in range(6):
        shop.write_article(f"more{number}", id=f"more{number + 2}aaaaa", title=f"More {number}")
    one = Choice(limit=1)

    agenda = look(
        shop,
        schedule("a", "thursday 09:00", choice=one),
        schedule("b", "thursday 10:00", choice=one),
        schedule("c", "thursday 11:00", choice=one, cadence=Cadence.WEEKLY),
        weeks=2,
    )

    [warning] = [one for one in agenda.warnings if one.code == "PLN002"]
    assert "schedule a and schedule b on one day, 2026-11-26 and on 1 more day" in warning.what


def test_a_days_limit_that_holds_mail_up_is_pointed_out(shop: PrintShop) -> None:
    shop.subscribe(*(f"r{number}" for number in range(5)))
    tight = relay("main", limits=Limits(per_second=1, per_day=3))

    agenda = look(shop, schedule("weekly", "thursday 09:00"), weeks=1, relays=[tight])

    [warning] = agenda.warnings
    assert warning.code == "PLN003"
    assert "day's limits" in warning.what


def test_moments_that_nobody_looked_at_are_pointed_out(shop: PrintShop) -> None:
    daily = schedule("daily", "daily 07:00")
    then = shop.clock.now() - timedelta(days=2)
    with shop.store.unit() as unit:
        unit.bookings.begin(Cursor(schedule="daily", digest="d", since_at=then, at=then))

    agenda = look(shop, daily, weeks=1)

    [warning] = agenda.warnings
    assert warning.code == "PLN001"
    assert "2 moments have gone by" in warning.what


def test_drafts_without_a_time_come_last(shop: PrintShop) -> None:
    shop.write_issue(["tide"])

    agenda = look(shop, schedule("weekly", "thursday 09:00"), weeks=1)

    assert [item.standing for item in agenda.items] == [Standing.PLANNED, Standing.DRAFT]
    assert agenda.items[1].at is None
    assert agenda.items[0].carries == ("The lamp keeper's log",)


def test_where_approval_is_required_it_is_told(shop: PrintShop) -> None:
    shop.write_issue(["tide"])
    arm(shop, "issueaaaaa", datetime(2026, 11, 25, 9, tzinfo=UTC))

    [item] = look(shop, weeks=1, approving=Approving.REQUIRED).items

    assert item.approval == "not approved"


def test_off_the_press_there_are_schedules_alone(shop: PrintShop) -> None:
    desk = replace(shop.desk, schedules=(schedule("weekly", "thursday 09:00"),))

    agenda = plan(desk, None, shop.contents, weeks=1, relays=[SLOW])

    assert [item.standing for item in agenda.items] == [Standing.PLANNED]
    assert agenda.readers == ()


def test_looking_changes_nothing(shop: PrintShop) -> None:
    weekly = schedule("weekly", "thursday 09:00")

    first, second = look(shop, weekly), look(shop, weekly)

    assert first == second
    with shop.store.unit(write=False) as unit:
        assert unit.bookings.rows() == []
        assert unit.bookings.cursors() == []
