"""The public calendar changes with what it says, and with nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from doubles.shop import PrintShop
from press.calendar_samples import schedule
from pressrun.model.booking import Booking, BookingState
from pressrun.model.issue import IssueKey
from pressrun.model.manifest import Manifest
from pressrun.press.desk import Desk
from pressrun.press.publiccalendar import CalendarKeeper, hang_calendar
from pressrun.press.publish import publish
from render.test_calendarfile import read


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    return PrintShop(tmp_path)


@pytest.fixture
def desk(shop: PrintShop) -> Desk:
    desk = replace(shop.desk, schedules=(schedule("weekly", "thursday 09:00"),))
    publish(desk)
    return desk


def events(shop: PrintShop) -> dict[str, str]:
    _, *found = read((shop.root / "public/calendar.ics").read_bytes())
    return {event["UID"]: event["DTSTART"] for event in found}


def listed(shop: PrintShop) -> bool:
    octets = (shop.root / "public/manifest.json").read_bytes()
    return "calendar.ics" in Manifest.parse(octets).files


def test_it_tells_half_a_year_of_moments_and_stands_in_the_manifest(
    shop: PrintShop, desk: Desk
) -> None:
    assert hang_calendar(desk, shop.store)

    found = events(shop)
    assert len(found) == 26
    assert found["weekly-2026-11-26T09:00@example.org"] == "20261126T090000Z"
    assert listed(shop)


def test_another_build_keeps_it(shop: PrintShop, desk: Desk) -> None:
    hang_calendar(desk, shop.store)

    publish(desk)

    assert listed(shop)
    assert len(events(shop)) == 26


def test_it_is_the_same_until_the_week_is_over(shop: PrintShop, desk: Desk) -> None:
    assert hang_calendar(desk, shop.store)

    shop.clock.advance(timedelta(days=1))
    assert not hang_calendar(desk, shop.store)
    shop.clock.advance(timedelta(days=6))
    assert hang_calendar(desk, shop.store)
    assert "weekly-2027-05-27T09:00@example.org" in events(shop)


def test_an_issue_of_somebodys_stands_there_by_its_key_and_without_its_subject(
    shop: PrintShop, desk: Desk
) -> None:
    shop.schedule("2026-11-25 09:00")

    hang_calendar(desk, shop.store)

    assert events(shop)["issueaaaaa@example.org"] == "20261125T080000Z"
    assert b"storm" not in (shop.root / "public/calendar.ics").read_bytes()


def test_a_moment_that_came_to_nothing_goes(shop: PrintShop, desk: Desk) -> None:
    hang_calendar(desk, shop.store)
    one = Booking(
        schedule="weekly",
        wall="2026-11-26T09:00",
        zone="UTC",
        at=datetime(2026, 11, 26, 9, tzinfo=UTC),
        state=BookingState.SKIPPED,
        issue=IssueKey("bookedaaaa"),
        claimed_at=shop.clock.now(),
    )
    with shop.store.unit() as unit:
        unit.bookings.claim([one])

    assert hang_calendar(desk, shop.store)
    assert "weekly-2026-11-26T09:00@example.org" not in events(shop)


def test_where_there_is_nothing_to_tell_none_is_made(shop: PrintShop) -> None:
    publish(shop.desk)

    assert not hang_calendar(shop.desk, shop.store)
    assert not (shop.root / "public/calendar.ics").exists()


def test_where_nothing_was_published_none_is_made(shop: PrintShop) -> None:
    desk = replace(shop.desk, schedules=(schedule("weekly", "thursday 09:00"),))

    assert not hang_calendar(desk, shop.store)


def test_off_the_press_it_has_the_schedules(shop: PrintShop, desk: Desk) -> None:
    shop.schedule("2026-11-25 09:00")

    hang_calendar(desk, None)

    assert len(events(shop)) == 26


def test_its_keeper_looks_again_when_another_issue_is_next(shop: PrintShop, desk: Desk) -> None:
    keeper = CalendarKeeper(desk, shop.store)

    assert keeper.look(stirred=False)
    assert not keeper.look(stirred=False)
    shop.schedule("2026-11-25 09:00")
    assert keeper.look(stirred=False)
    assert "issueaaaaa@example.org" in events(shop)
