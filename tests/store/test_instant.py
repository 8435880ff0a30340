from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.store.instant import EPOCH, exact, from_ms, to_ms

instants = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.timezones(),
    allow_imaginary=False,
)


@settings(deadline=None)
@given(instants)
def test_an_instant_comes_back_the_same_to_the_millisecond(at: datetime) -> None:
    back = exact(at)

    assert timedelta(0) <= at - back < timedelta(milliseconds=1)
    assert back.tzinfo is UTC


@settings(deadline=None)
@given(instants, instants)
def test_the_order_of_instants_is_kept(one: datetime, other: datetime) -> None:
    assert (to_ms(one) <= to_ms(other)) or one > other


def test_milliseconds_count_from_1970() -> None:
    assert (to_ms(EPOCH), from_ms(1_500)) == (0, EPOCH + timedelta(seconds=1.5))


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        to_ms(datetime(2026, 11, 24))  # noqa: DTZ001
