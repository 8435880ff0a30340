"""A wall time is one instant, clock changes included; and an instant is said for people."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.model.moment import is_zone, resolve, say_instant

BERLIN = "Europe/Berlin"
SUNDAY = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Antarctica/Troll",
)
zones = st.sampled_from(ZONES)
instants = st.integers(631_152_000, 2_082_758_400).map(  # the years 1990 to 2035
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def wall_in(zone: str, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def changes(zone: str) -> list[tuple[datetime, timedelta]]:
    """Return every instant from 1990 to 2035 at which the zone's clocks jump, and how far."""

    def offset(at: datetime) -> timedelta:
        return at.astimezone(ZoneInfo(zone)).utcoffset()

    found, at = [], datetime(1990, 1, 1, tzinfo=UTC)
    while at.year < 2036:
        later = at + timedelta(days=3)
        if offset(at) != offset(later):
            low, high = at, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if offset(middle) == offset(at) else (low, middle)
            high = high.replace(microsecond=0)
            found.append((high, offset(later) - offset(at)))
        at = later
    return found


@pytest.mark.parametrize(
    ("name", "known"),
    [(BERLIN, True), ("UTC", True), ("Europe/Atlantis", False), ("Europe", False), ("", False)],
)
def test_a_zone_is_known_by_its_iana_name(name: str, known: bool) -> None:
    assert is_zone(name) == known


@pytest.mark.parametrize(
    ("wall", "zone", "expected", "shifted"),
    [
        ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29 01:30", True),
        ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25 00:30", False),
        ("2026-03-08 02:30", "America/New_York", "2026-03-08 07:30", True),
        ("2026-11-01 01:30", "America/New_York", "2026-11-01 05:30", False),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03 15:45", True),
        ("2011-12-30 09:00", "Pacific/Apia", "2011-12-30 19:00", True),
        ("2026-03-30 00:00", "Europe/Berlin", "2026-03-29 22:00", False),
    ],
)
def test_a_time_that_is_skipped_moves_by_the_gap_and_one_that_comes_twice_is_the_first(
    wall: str, zone: str, expected: str, shifted: bool
) -> None:
    answer = resolve(datetime.fromisoformat(wall), zone)

    assert answer == (datetime.fromisoformat(f"{expected}+00:00"), shifted)


@settings(deadline=None, max_examples=500)
@given(instants, zones)
def test_every_instant_has_a_wall_time_that_leads_back_to_it_or_to_its_earlier_twin(
    at: datetime, zone: str
) -> None:
    wall = wall_in(zone, at)

    due_at, shifted = resolve(wall, zone)

    assert not shifted
    assert wall_in(zone, due_at) == wall
    assert due_at <= at


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_clock_change_the_gap_is_added_and_the_first_twin_taken(zone: str) -> None:
    second = timedelta(seconds=1)

    for at, jump in changes(zone):
        unmoved = wall_in(zone, at - second) + second  # what clocks nobody touched would show
        if jump > timedelta(0):
            inside = (unmoved, unmoved + jump / 2, unmoved + jump - second)
            after = (unmoved + jump, at)
        else:
            inside = (unmoved + jump, unmoved + jump / 2, unmoved - second)
            after = (unmoved, at - jump)

        resolved = [resolve(wall, zone) for wall in inside]

        assert resolved == [(at + (wall - unmoved), jump > timedelta(0)) for wall in inside]
        assert resolve(unmoved - second, zone)[0] < at
        assert resolve(after[0], zone) == (after[1], False)


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        (
            "2026-11-24 08:00",
            BERLIN,
            "Tue 24 Nov 2026 09:00 Europe/Berlin = 08:00 UTC, in 1 day 19 h",
        ),
        (
            "2026-11-23 23:30",
            BERLIN,
            "Tue 24 Nov 2026 00:30 Europe/Berlin = Mon 23 Nov 23:30 UTC, in 1 day 10 h",
        ),
        ("2026-11-22 13:02", "UTC", "Sun 22 Nov 2026 13:02 UTC, in 2 min"),
        ("2026-11-22 13:00:45", "UTC", "Sun 22 Nov 2026 13:00:45 UTC, in 45 s"),
        ("2026-11-22 13:00", "UTC", "Sun 22 Nov 2026 13:00 UTC, now"),
        ("2026-11-22 10:55", "UTC", "Sun 22 Nov 2026 10:55 UTC, 2 h 5 min ago"),
        ("2026-11-25 13:00:09", "UTC", "Wed 25 Nov 2026 13:00:09 UTC, in 3 days"),
    ],
)
def test_an_instant_is_said_in_the_zone_in_utc_and_by_how_far_off_it_is(
    at: str, zone: str, said: str
) -> None:
    assert say_instant(datetime.fromisoformat(f"{at}+00:00"), zone, SUNDAY) == said


@settings(deadline=None)
@given(instants, zones)
def test_what_is_said_names_the_day_of_the_zone(at: datetime, zone: str) -> None:
    wall = wall_in(zone, at)

    said = say_instant(at, zone, SUNDAY)

    assert said.startswith(f"{wall:%a} {wall.day} {wall:%b %Y %H:%M}")
