"""An editor's words become one instant, clock changes included, or a problem with what to type."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import Problem
from pressrun.model.calendar import When, is_zone, parse_when, resolve

BERLIN = "Europe/Berlin"
SUNDAY = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 14:00 in Berlin
ZONES = ("UTC", BERLIN, "America/St_Johns", "Asia/Gaza", "Australia/Lord_Howe", "Pacific/Chatham")
zones = st.sampled_from(ZONES)
instants = st.integers(631_152_000, 2_082_758_400).map(  # the years 1990 to 2035
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def due(text: str, now: datetime = SUNDAY, zone: str = BERLIN) -> str:
    """Return the instant that ``text`` means, in UTC, to the minute; or the code of its problem."""
    answer = parse_when(text, now=now, zone=zone)
    return answer.code if isinstance(answer, Problem) else f"{answer.due_at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "2026-11-22 13:00"),
        ("in 2 minutes", "2026-11-22 13:02"),
        ("in 1 minute", "2026-11-22 13:01"),
        ("in an hour", "2026-11-22 14:00"),
        ("in 2h", "2026-11-22 15:00"),
        ("in 2 days", "2026-11-24 13:00"),
        ("in 3 weeks", "2026-12-13 13:00"),
        ("18:00", "2026-11-22 17:00"),
        ("today 18:00", "2026-11-22 17:00"),
        ("tomorrow 9:00", "2026-11-23 08:00"),
        ("tomorrow at 09:00", "2026-11-23 08:00"),
        ("tue 9:00", "2026-11-24 08:00"),
        ("Tuesday  09:00", "2026-11-24 08:00"),
        ("next tue 9:00", "2026-11-24 08:00"),
        ("sun 18:00", "2026-11-22 17:00"),
        ("next sun 18:00", "2026-11-29 17:00"),
        ("sun 9:00", "2026-11-29 08:00"),
        ("2026-12-01 09:00", "2026-12-01 08:00"),
        ("2026-12-01T09:00", "2026-12-01 08:00"),
        ("2026-12-01T09:00Z", "2026-12-01 09:00"),
        ("2026-12-01T09:00-05:30", "2026-12-01 14:30"),
        ("2026-12-01 at 9:00", "2026-12-01 08:00"),
    ],
)
def test_an_editor_writes_a_moment_in_many_ways(text: str, expected: str) -> None:
    assert due(text) == expected


def test_seconds_may_follow_the_minutes() -> None:
    answer = parse_when("9:00:30", now=SUNDAY - timedelta(hours=8), zone=BERLIN)

    assert answer.due_at == datetime(2026, 11, 22, 8, 0, 30, tzinfo=UTC)


def test_a_moment_keeps_the_wall_time_that_was_meant() -> None:
    answer = parse_when("tue 9:00", now=SUNDAY, zone=BERLIN)

    assert answer == When(
        wall=datetime.fromisoformat("2026-11-24T09:00"),
        zone=BERLIN,
        due_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    )


def test_an_instant_with_an_offset_is_told_in_the_publications_own_zone() -> None:
    answer = parse_when("2026-12-01T09:00Z", now=SUNDAY, zone=BERLIN)

    assert answer.wall == datetime.fromisoformat("2026-12-01T10:00")


def test_today_is_the_day_it_is_in_the_publications_zone() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday half past noon in Kiritimati

    assert due("tomorrow 9:00", late, "Pacific/Kiritimati") == "2026-11-23 19:00"


def test_days_are_counted_on_the_calendar_and_hours_on_the_clock() -> None:
    eve = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)  # noon in Berlin, clocks go back that night

    assert due("in 1 day", eve) == "2026-10-25 11:00"
    assert due("in 24 hours", eve) == "2026-10-25 10:00"


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("9:00", "SCH001", '"tomorrow 09:00"'),
        ("today 9:00", "SCH001", '"tomorrow 09:00"'),
        ("2026-11-01 9:00", "SCH001", '"tomorrow 09:00"'),
        ("2026-11-01 18:00", "SCH001", '"today 18:00"'),
        ("2026-11-22T12:59Z", "SCH001", '"tomorrow 13:59"'),
        ("tusday 9:00", "SCH004", '"tuesday 9:00"'),
        ("next wendsday 7:30", "SCH004", '"next wednesday 7:30"'),
        ("tommorow 9:00", "SCH004", '"tomorrow 9:00"'),
        ("tusday", "SCH004", '"tuesday 9:00"'),
        ("2 9:00", "SCH004", '"tue 9:00"'),
        ("soon", "SCH004", '"tue 9:00"'),
        ("", "SCH004", '"tue 9:00"'),
        ("1.12.2026 9:00", "SCH004", '"2026-12-01 09:00"'),
        ("tue", "SCH005", '"tue 9:00"'),
        ("tomorrow", "SCH005", '"tomorrow 9:00"'),
        ("next tue", "SCH005", '"next tue 9:00"'),
        ("2026-12-01", "SCH005", '"2026-12-01 9:00"'),
        ("tue 9am", "SCH006", '"tue 9:00"'),
        ("9:30 p.m.", "SCH006", '"21:30"'),
        ("12am", "SCH006", '"0:00"'),
        ("tomorrow 9.30", "SCH006", '"tomorrow 9:30"'),
        ("2026-12-01 9", "SCH006", '"2026-12-01 9:00"'),
        ("24:00", "SCH006", "0 to 23"),
        ("tue 9:60", "SCH006", "00 to 59"),
        ("2026-02-30 09:00", "SCH007", "2026-12-01"),
        ("in 999999999 weeks", "SCH008", "9999"),
        ("9999-12-31T23:59-23:00", "SCH008", "9999"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_type(
    text: str, code: str, remedy: str
) -> None:
    answer = parse_when(text, now=SUNDAY, zone=BERLIN)

    assert isinstance(answer, Problem)
    assert answer.code == code
    assert remedy in answer.help


@pytest.mark.parametrize("text", ["9:00", "tusday 9:00", "2 9:00", "tue", "tue 9am", "soon"])
def test_what_help_proposes_is_understood(text: str) -> None:
    refused = parse_when(text, now=SUNDAY, zone=BERLIN)

    proposed = refused.help.split('"')[1]

    assert isinstance(parse_when(proposed, now=SUNDAY, zone=BERLIN), When)


def test_a_time_gone_by_says_how_long_ago_it_was() -> None:
    answer = parse_when("today 9:00", now=SUNDAY, zone=BERLIN)

    assert answer.what == "'today 9:00' was 5 h ago in Europe/Berlin"


@pytest.mark.parametrize(
    "zone", ["Europe/Atlantis", "Europe", "", "../etc/passwd", "\0", "a" * 999]
)
def test_an_unknown_zone_is_a_problem_and_no_crash(zone: str) -> None:
    answer = parse_when("tue 9:00", now=SUNDAY, zone=zone)

    assert not is_zone(zone)
    assert answer.code == "SCH009"


def test_a_problem_shows_no_control_characters_and_no_endless_words() -> None:
    answer = parse_when("\x1b[2J" + "x" * 10_000, now=SUNDAY, zone=BERLIN)

    assert answer.what.isprintable()
    assert len(answer.what) < 100


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                "now",
                "in",
                "next",
                "at",
                "today",
                "tue",
                "1",
                "12",
                "9:00",
                "99:99",
                "2 days",
                "am",
                "2026-12-01",
                "0000-00-00",
                "9999-12-31",
                "T00:00",
                "23:59:59",
                "Z",
                "+23:59",
                "h",
            ]
        )
        | st.text(max_size=6),
        max_size=5,
    ).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)])),
    instants,
    zones,
)
def test_any_words_give_a_moment_ahead_or_a_problem_with_help(
    text: str, now: datetime, zone: str
) -> None:
    answer = parse_when(text, now=now, zone=zone)

    if isinstance(answer, Problem):
        assert answer.code.startswith("SCH")
        assert answer.help
    else:
        assert answer.due_at >= now
        assert answer.due_at.tzinfo is UTC
        assert answer.wall.tzinfo is None


@settings(deadline=None)
@given(
    st.sampled_from(["monday", "tue", "wednes", "thu", "fri", "saturday", "sun"]),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    instants,
    zones,
)
def test_a_weekday_is_the_first_such_moment_still_ahead(
    day: str, clock: object, now: datetime, zone: str
) -> None:
    text = f"{day} {clock:%H:%M}"

    answer = parse_when(text, now=now, zone=zone)

    assert f"{answer.wall:%A}".lower().startswith(day)
    assert answer.wall.time() == clock
    assert resolve(answer.wall, zone) == (answer.due_at, answer.shifted)
    week_before, _ = resolve(answer.wall - timedelta(weeks=1), zone)
    assert week_before < now <= answer.due_at


def test_a_moment_in_a_gap_keeps_the_time_that_was_written_and_says_that_it_moved() -> None:
    answer = parse_when("2027-03-28 02:30", now=SUNDAY, zone=BERLIN)

    assert answer.wall == datetime.fromisoformat("2027-03-28T02:30")
    assert answer.shifted
    assert answer.due_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30 there
