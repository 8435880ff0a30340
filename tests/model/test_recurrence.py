"""Every moment of a rule comes once, through every change of clocks, however one looks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.clockfaces import LINES, RULES, YEARS, Faces, Meant
from pressrun.errors import Problem
from pressrun.model.cron import parse_cron
from pressrun.model.phrase import parse_every
from pressrun.model.recurrence import HORIZON, Occurrence, Rule, next_after, occurrences

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "Africa/Casablanca",  # turned by Ramadan
    "Asia/Gaza",
    "Asia/Beirut",  # midnight is skipped, as in the next three
    "Africa/Cairo",
    "America/Havana",
    "America/Santiago",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)
MORE_ZONES = (
    *("Europe/London", "Europe/Dublin", "America/St_Johns", "America/Sao_Paulo", "Asia/Tehran"),
    *("America/Asuncion", "Antarctica/Troll", "Asia/Kathmandu", "Pacific/Kiritimati"),
    *("America/Nuuk", "Africa/Juba", "Asia/Amman"),
)
# Days on which clocks did what they will hardly do again.
ODD_DAYS = (
    ("Pacific/Apia", "2011-12-20", "2012-01-10"),  # there was no 30 December
    ("America/Sao_Paulo", "2014-10-01", "2019-03-31"),  # midnight was skipped
    ("Pacific/Kwajalein", "1993-08-10", "1993-09-01"),  # there was no 21 August
    ("Asia/Gaza", "2010-03-01", "2012-11-30"),
    ("Africa/Casablanca", "2011-03-01", "2013-11-30"),
    ("America/Caracas", "2007-12-01", "2008-01-15"),  # half an hour back, for years
    ("Asia/Pyongyang", "2018-04-20", "2018-05-20"),
    ("Europe/London", "1968-02-01", "1971-11-30"),
)
# Each zone has its share of the rules: 48 pairs, and every rule stands in two or more.
PAIRS = [
    (zone, (*RULES, *LINES)[(4 * place + one) % len((*RULES, *LINES))])
    for place, zone in enumerate(ZONES)
    for one in range(4)
]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@cache
def faces(zone: str, first: datetime, last: datetime) -> Faces:
    return Faces(zone, first, last)


@cache
def rule(words: str) -> Rule:
    found = (parse_cron if words.count(" ") == 4 and "*" in words else parse_every)(words)
    assert not isinstance(found, Problem), found
    return found


def at(text: str, zone: str, after: str, until: str) -> list[Occurrence]:
    return occurrences(rule(text), zone, after=instant(after), until=instant(until))


def assert_nothing_is_lost_or_doubled(
    zone: str, meant: Meant, first: datetime, last: datetime
) -> None:
    """Compare the moments of some years with what the clock on the wall shows."""
    # The clock is looked at from a little before: what it showed then decides what is the first.
    expected = faces(zone, first - timedelta(days=3), last + timedelta(days=3)).instants(
        meant.at, meant.is_meant
    )

    found = [one.at for one in occurrences(rule(meant.words), zone, after=first, until=last)]

    assert found == [at for at in expected if first < at <= last]


@pytest.mark.parametrize(("zone", "meant"), PAIRS, ids=lambda p: getattr(p, "words", p))
def test_no_moment_of_eleven_years_is_lost_or_comes_twice(zone: str, meant: Meant) -> None:
    assert_nothing_is_lost_or_doubled(zone, meant, *YEARS)


@pytest.mark.slow
@pytest.mark.parametrize("zone", [*ZONES, *MORE_ZONES])
def test_no_moment_of_eleven_years_is_lost_or_comes_twice_by_any_rule(zone: str) -> None:
    for meant in (*RULES, *LINES):
        assert_nothing_is_lost_or_doubled(zone, meant, *YEARS)


@pytest.mark.parametrize(("zone", "first", "last"), ODD_DAYS, ids=lambda p: str(p))
def test_no_moment_is_lost_or_comes_twice_where_whole_days_were_left_out(
    zone: str, first: str, last: str
) -> None:
    for meant in (*RULES, *LINES):
        assert_nothing_is_lost_or_doubled(zone, meant, instant(first), instant(last))


def test_the_oracle_sees_a_moment_that_is_lost_and_one_that_comes_twice() -> None:
    seen = faces("Europe/Berlin", instant("2026-01-01"), instant("2027-01-01"))

    night = seen.instants([time(2, 30)], lambda day: day == date(2026, 3, 29))
    again = seen.instants([time(2, 30)], lambda day: day == date(2026, 10, 25))

    assert night == [instant("2026-03-29 01:30")]
    assert again == [instant("2026-10-25 00:30")]


def test_a_time_that_clocks_skip_moves_forward_and_says_so() -> None:
    [one] = at("daily 02:30", "Europe/Berlin", "2026-03-29 00:00", "2026-03-29 12:00")

    assert one == Occurrence(
        wall=wall("2026-03-29 02:30"),
        zone="Europe/Berlin",
        at=instant("2026-03-29 01:30"),
        shifted=True,
    )
    assert one.key == "2026-03-29T02:30"


def test_a_time_that_comes_twice_is_the_first_and_says_so() -> None:
    [one] = at("daily 02:30", "Europe/Berlin", "2026-10-24 12:00", "2026-10-25 12:00")

    assert (one.at, one.twice, one.shifted) == (instant("2026-10-25 00:30"), True, False)


def test_the_day_that_apia_left_out_makes_one_issue_of_two_under_the_wall_that_was_there() -> None:
    found = at("daily 09:00", "Pacific/Apia", "2011-12-29 00:00", "2011-12-31 12:00")

    assert [(one.key, one.shifted) for one in found] == [
        ("2011-12-29T09:00", False),
        ("2011-12-31T09:00", False),
    ]


def test_a_moment_alone_on_the_day_that_apia_left_out_comes_a_day_later() -> None:
    [one] = at("friday 09:00", "Pacific/Apia", "2011-12-28 00:00", "2012-01-03 00:00")

    assert (one.key, one.at, one.shifted) == (
        "2011-12-30T09:00",
        instant("2011-12-30 19:00"),
        True,
    )


def test_a_window_is_open_before_and_closed_behind() -> None:
    moment = "2026-12-03 08:00"

    assert at("thursday 09:00", "Europe/Berlin", moment, "2026-12-10 07:59") == []
    assert len(at("thursday 09:00", "Europe/Berlin", "2026-12-03 07:59", moment)) == 1
    assert at("thursday 09:00", "Europe/Berlin", moment, "2026-12-01 00:00") == []


def test_what_is_skipped_does_not_come_and_what_is_extra_does() -> None:
    found = occurrences(
        rule("daily 09:00, 18:00"),
        "Europe/Berlin",
        after=instant("2026-12-23 00:00"),
        until=instant("2026-12-27 00:00"),
        skip=(date(2026, 12, 24),),
        skip_at=(wall("2026-12-25 18:00"),),
        extra=(wall("2026-12-24 07:00"), wall("2026-12-26 09:00"), wall("2027-01-01 00:00")),
    )

    assert [one.key for one in found] == [
        "2026-12-23T09:00",
        "2026-12-23T18:00",
        "2026-12-24T07:00",
        "2026-12-25T09:00",
        "2026-12-26T09:00",
        "2026-12-26T18:00",
    ]


pairs = st.tuples(
    st.sampled_from([*ZONES, *MORE_ZONES]), st.sampled_from([m.words for m in (*RULES, *LINES)])
)
# The years of the odd days are among them.
moments = st.integers(-7 * 366 * 1440, 24 * 366 * 1440).map(
    lambda minutes: instant("2010-01-01") + timedelta(minutes=minutes)
)
walls = moments.map(lambda moment: moment.replace(tzinfo=None))
exceptions = st.fixed_dictionaries(
    {
        "skip": st.frozensets(walls.map(datetime.date), max_size=3),
        "skip_at": st.frozensets(walls, max_size=3),
        "extra": st.frozensets(walls, max_size=3),
    }
)


@settings(max_examples=100)
@given(pair=pairs, cuts=st.lists(moments, min_size=2, max_size=6), but=exceptions)
def test_windows_that_meet_come_to_the_same_as_one(
    pair: tuple[str, str], cuts: list[datetime], but: dict[str, frozenset[datetime]]
) -> None:
    zone, words = pair
    ends = [min(cuts), *sorted(min(c, min(cuts) + timedelta(days=900)) for c in cuts)]
    # Changes of clocks are nights, and windows of a few hours end within them.
    ends = sorted({*ends, *(end + timedelta(hours=7) for end in ends)})

    def looked(after: datetime, until: datetime) -> list[Occurrence]:
        return occurrences(rule(words), zone, after=after, until=until, **but)

    parts = [one for a, b in pairwise(ends) for one in looked(a, b)]

    assert parts == looked(ends[0], ends[-1])


@pytest.mark.parametrize(
    ("zone", "night"),
    [("Pacific/Apia", "2011-12-30 10:00"), ("Asia/Beirut", "2026-03-28 22:00")],
)
def test_windows_of_an_hour_around_a_gap_lose_nothing(zone: str, night: str) -> None:
    hours = [instant(night) + timedelta(hours=place) for place in range(-60, 60)]

    for meant in (*RULES, *LINES):
        by_hour = [
            one
            for after, until in pairwise(hours)
            for one in occurrences(rule(meant.words), zone, after=after, until=until)
        ]
        by_one = occurrences(rule(meant.words), zone, after=hours[0], until=hours[-1])

        assert by_hour == by_one, meant.words


@settings(max_examples=100)
@given(pair=pairs, start=moments, but=exceptions)
def test_the_next_and_the_next_are_all_there_are(
    pair: tuple[str, str], start: datetime, but: dict[str, frozenset[datetime]]
) -> None:
    zone, words = pair
    found: list[Occurrence] = []
    cursor = start
    while len(found) < 12:
        one = next_after(rule(words), zone, cursor, **but)
        assert one is not None
        found.append(one)
        cursor = one.at

    assert found == occurrences(rule(words), zone, after=start, until=cursor, **but)


def test_the_next_leap_day_is_found_across_a_century_without_one() -> None:
    one = next_after(rule("0 9 29 feb *"), "UTC", instant("2097-01-01 00:00"))

    assert one is not None
    assert one.at == instant("2104-02-29 09:00")


def test_there_is_no_next_where_every_one_within_the_horizon_is_skipped() -> None:
    now = instant("2026-11-27 12:00")
    days = [date(year, 2, 29) for year in range(2028, 2060, 4)]

    assert next_after(rule("0 9 29 feb *"), "UTC", now, skip=days) is None
    assert next_after(rule("0 9 29 feb *"), "UTC", now, skip=days[1:]) is not None
    assert timedelta(days=29 * 365) < HORIZON


def test_an_extra_moment_is_the_next_where_it_comes_before_the_rule() -> None:
    def following(*extra: datetime) -> str:
        found = next_after(
            rule("thursday 09:00"), "Europe/Berlin", instant("2026-11-27 12:00"), extra=extra
        )
        assert found is not None
        return found.key

    assert following() == "2026-12-03T09:00"
    assert following(wall("2026-12-01 09:00")) == "2026-12-01T09:00"
    assert following(wall("2026-12-04 09:00"), wall("2026-11-20 09:00")) == "2026-12-03T09:00"


@pytest.mark.parametrize("look", [occurrences, next_after], ids=lambda f: f.__name__)
def test_instants_may_be_given_in_any_zone(look: Callable[..., object]) -> None:
    here = instant("2026-11-27 12:00")
    there = here.astimezone(datetime.strptime("+0900", "%z").tzinfo)
    ends = {"until": here + timedelta(days=30)} if look is occurrences else {}

    assert look(rule("thursday 09:00"), "UTC", after=there, **ends) == look(
        rule("thursday 09:00"), "UTC", after=here, **ends
    )
