"""Coming moments of schedules come with what clocks do to them."""

from datetime import UTC, date, datetime, timedelta

from press.calendar_samples import schedule
from pressrun.press.moments import coming, coming_of

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_time_that_clocks_skip_says_what_it_becomes() -> None:
    [moment] = coming_of(
        schedule("night", "sunday 02:30", zone=BERLIN),
        after=at("2027-03-22"),
        until=at("2027-03-29"),
    )

    assert moment.at == at("2027-03-28T01:30")
    assert moment.notes == (
        "clocks go forward then: 02:30 becomes 03:30",
        "UTC offset changes from +01:00 to +02:00 before this one",
    )


def test_a_time_that_comes_twice_says_that_it_is_the_first() -> None:
    [moment] = coming_of(
        schedule("night", "sunday 02:30", zone=BERLIN),
        after=at("2026-10-20"),
        until=at("2026-10-27"),
    )

    assert moment.notes == ("clocks go back then: of two times 02:30 it is the first",)


def test_the_first_moment_after_a_change_says_so_and_no_other() -> None:
    moments = coming_of(
        schedule("week", "thursday 09:00", zone=BERLIN),
        after=at("2026-10-20"),
        until=at("2026-11-13"),
    )

    assert [moment.notes for moment in moments] == [
        (),
        ("UTC offset changes from +02:00 to +01:00 before this one",),
        (),
        (),
    ]


def test_a_day_that_a_zone_leaves_out_is_told_with_its_date() -> None:
    [moment] = coming_of(
        schedule("apia", "friday 09:00", zone="Pacific/Apia"),
        after=at("2011-12-29"),
        until=at("2012-01-03"),
    )

    assert moment.notes[0] == ("clocks go forward then: 2011-12-30 09:00 becomes 2011-12-31 09:00")


def test_what_the_file_skips_is_there_and_marked() -> None:
    weekly = schedule(
        "week",
        "thursday 09:00",
        zone=BERLIN,
        skip=(date(2026, 12, 24),),
        extra=(datetime.fromisoformat("2026-12-23T09:00"),),
    )

    moments = coming_of(weekly, after=at("2026-12-14"), until=at("2027-01-01"))

    assert [(moment.occurrence.key, moment.skipped) for moment in moments] == [
        ("2026-12-17T09:00", False),
        ("2026-12-23T09:00", False),
        ("2026-12-24T09:00", True),
        ("2026-12-31T09:00", False),
    ]


def test_moments_of_several_schedules_come_in_order() -> None:
    some = [
        schedule("b", "daily 09:00"),
        schedule("a", "daily 09:00"),
        schedule("c", "daily 08:00"),
    ]
    start = at("2026-12-01")

    moments = coming(some, after=start, until=start + timedelta(days=1))

    assert [moment.schedule.name for moment in moments] == ["c", "a", "b"]
