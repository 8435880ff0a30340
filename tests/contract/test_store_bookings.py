"""What the calendar remembers: a cursor only moves forward, a moment is claimed once for ever."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.stores import NOW, STORES
from doubles import StoppedClock
from pressrun.model.booking import NEXT, Booking, BookingState, Cursor
from pressrun.model.issue import IssueKey
from pressrun.ports import Store

DAY = timedelta(days=1)
CURSOR = Cursor(schedule="weekly", digest="d1", since_at=NOW, at=NOW)
B = BookingState


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return STORES[request.param](tmp_path, StoppedClock(NOW))


def booking(
    number: int = 0, *, schedule: str = "weekly", state: BookingState = B.CLAIMED, reason: str = ""
) -> Booking:
    at = NOW + number * DAY
    return Booking(
        schedule=schedule,
        wall=f"{at:%Y-%m-%dT%H:%M}",
        zone="UTC",
        at=at,
        state=state,
        issue=IssueKey(f"{schedule}-{number}"),
        claimed_at=NOW,
        reason=reason,
    )


def claim(store: Store, *items: Booking) -> list[Booking]:
    with store.unit() as unit:
        return list(unit.bookings.claim(items))


def rows(store: Store) -> list[Booking]:
    with store.unit(write=False) as unit:
        return list(unit.bookings.rows())


def cursors(store: Store) -> list[Cursor]:
    with store.unit(write=False) as unit:
        return list(unit.bookings.cursors())


def begin(store: Store, cursor: Cursor = CURSOR) -> Cursor:
    with store.unit() as unit:
        return unit.bookings.begin(cursor)


def test_a_schedule_begins_once(store: Store) -> None:
    later = replace(CURSOR, digest="d2", since_at=NOW + DAY, at=NOW + DAY)

    assert begin(store) == CURSOR
    assert begin(store, later) == CURSOR
    assert cursors(store) == [CURSOR]


def test_cursors_are_told_by_name(store: Store) -> None:
    for name in ("weekly", "daily"):
        begin(store, replace(CURSOR, schedule=name))

    assert [cursor.schedule for cursor in cursors(store)] == ["daily", "weekly"]


@pytest.mark.parametrize(("days", "moved"), [(1, True), (0, False), (-1, False)])
def test_a_cursor_moves_forward_only_and_notes_the_digest_all_the_same(
    store: Store, days: int, moved: bool
) -> None:
    begin(store)

    with store.unit() as unit:
        told = unit.bookings.advance("weekly", to=NOW + days * DAY, digest="d2")

    assert told is moved
    assert cursors(store) == [replace(CURSOR, digest="d2", at=NOW + max(days, 0) * DAY)]


def test_a_cursor_that_never_began_does_not_move(store: Store) -> None:
    with store.unit() as unit:
        assert not unit.bookings.advance("weekly", to=NOW, digest="d1")
        unit.bookings.advance_all({"weekly": NOW})

    assert cursors(store) == []


def test_many_cursors_move_forward_at_once_and_none_back(store: Store) -> None:
    for name in ("a", "b", "c"):
        begin(store, replace(CURSOR, schedule=name))

    with store.unit() as unit:
        unit.bookings.advance_all({"a": NOW + DAY, "b": NOW - DAY})
        unit.bookings.advance_all({})

    assert [cursor.at for cursor in cursors(store)] == [NOW + DAY, NOW, NOW]
    assert {cursor.digest for cursor in cursors(store)} == {"d1"}


def test_a_moment_is_ours_only_if_nobody_claimed_it(store: Store) -> None:
    first = booking(1)
    again = replace(first, issue=IssueKey("another"), at=first.at + timedelta(hours=1))

    assert claim(store, first, booking(2)) == [first, booking(2)]
    assert claim(store, again, booking(3)) == [booking(3)]
    assert rows(store) == [first, booking(2), booking(3)]


def test_two_moments_never_share_an_issue(store: Store) -> None:
    claim(store, booking(1))

    assert claim(store, replace(booking(2), issue=booking(1).issue)) == []


def test_a_claim_that_is_undone_leaves_nothing(store: Store) -> None:
    begin(store)
    with suppress(InterruptedError), store.unit() as unit:
        unit.bookings.claim([booking(1)])
        unit.bookings.advance("weekly", to=NOW + DAY, digest="d1")
        raise InterruptedError

    assert rows(store) == []
    assert cursors(store) == [CURSOR]


def test_a_moment_is_found_by_its_wall_time_and_by_its_issue(store: Store) -> None:
    item = booking(1, state=B.MISSED, reason="too late")
    claim(store, item)

    with store.unit(write=False) as unit:
        assert unit.bookings.find("weekly", item.wall) == item
        assert unit.bookings.of_issue(item.issue) == item
        assert unit.bookings.find("daily", item.wall) is None
        assert unit.bookings.of_issue(IssueKey("nobodys")) is None


def test_a_moment_goes_from_state_to_state_as_the_table_says(store: Store) -> None:
    pairs = list(product(BookingState, BookingState))
    items = [booking(number, state=expected) for number, (expected, _) in enumerate(pairs)]
    claim(store, *items)
    wanted = []

    with store.unit() as unit:
        for item, (expected, to) in zip(items, pairs, strict=True):
            if to in NEXT[expected]:
                assert unit.bookings.move(item, expected=expected, to=to, reason="so it is")
                assert not unit.bookings.move(item, expected=expected, to=to)
                wanted.append(replace(item, state=to, reason="so it is"))
            else:
                with pytest.raises(ValueError, match="cannot become"):
                    unit.bookings.move(item, expected=expected, to=to)
                wanted.append(item)

    assert rows(store) == wanted


def test_a_moment_that_stands_elsewhere_is_not_moved(store: Store) -> None:
    item = booking(1, state=B.EMPTY)
    claim(store, item)

    with store.unit() as unit:
        assert not unit.bookings.move(item, expected=B.CLAIMED, to=B.DRAFTED)
        assert not unit.bookings.move(booking(2), expected=B.CLAIMED, to=B.DRAFTED)

    assert rows(store) == [item]


ROWS = st.lists(
    st.builds(
        booking,
        st.integers(-3, 3),
        schedule=st.sampled_from(["a", "b"]),
        state=st.sampled_from(BookingState),
    ),
    unique_by=lambda item: item.issue,
    max_size=8,
)


@settings(max_examples=25)
@given(
    items=ROWS,
    states=st.sets(st.sampled_from(BookingState)),
    after=st.one_of(st.none(), st.integers(-3, 3).map(lambda days: NOW + days * DAY)),
)
def test_rows_are_told_by_state_and_instant(
    tmp_path_factory: pytest.TempPathFactory,
    items: list[Booking],
    states: set[BookingState],
    after: datetime | None,
) -> None:
    wanted = sorted(
        (
            item
            for item in items
            if (not states or item.state in states) and (after is None or item.at > after)
        ),
        key=lambda item: (item.at, item.schedule),
    )
    for make in STORES.values():
        store = make(tmp_path_factory.mktemp("store"), StoppedClock(NOW))
        claim(store, *items)
        with store.unit(write=False) as unit:
            told = list(unit.bookings.rows(states=states, after=after))
        store.close()
        assert told == wanted
