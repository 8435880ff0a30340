"""When mail will have been handed over, by the limits that hold while it is."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from doubles.shop import relay
from pressrun.model.relay import Limits, Relay, RelayKind
from pressrun.press.forecast import Forecaster

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def forecaster(
    *relays: Relay,
    paces: dict[str, float] | None = None,
    spent: dict[str, dict[datetime, int]] | None = None,
) -> Forecaster:
    return Forecaster(relays, now=NOW, paces=paces or {}, spent=spent or {})


def slow(name: str = "main", *, per_second: float = 1.0, weight: int = 1, **more: int) -> Relay:
    return relay(name, weight=weight, limits=Limits(per_second=per_second, **more))


def test_a_rate_that_is_set_tells_the_end() -> None:
    told = forecaster(slow(per_second=2)).send(7200, NOW)

    assert told.ends_at == NOW + HOUR
    assert told.basis == "main 2 a second, its limit"
    assert told.quota == ""


def test_without_a_limit_it_is_as_fast_as_the_last_run() -> None:
    told = forecaster(relay("main"), paces={"main": 4.0}).send(3600, NOW)

    assert told.ends_at == NOW + HOUR / 4
    assert told.basis == "main 4 a second, as in the last run"


def test_a_relay_is_no_faster_than_its_limit_or_than_it_was() -> None:
    assert forecaster(slow(per_second=1), paces={"main": 9.0}).send(60, NOW).ends_at == (
        NOW + timedelta(minutes=1)
    )
    assert forecaster(slow(per_second=9), paces={"main": 1.0}).send(60, NOW).ends_at == (
        NOW + timedelta(minutes=1)
    )


def test_where_no_rate_is_known_no_end_is_made_up() -> None:
    told = forecaster(relay("main")).send(10, NOW)

    assert told.ends_at is None
    assert told.basis == "unknown: no per_second is set, and no run was measured, for relay main"


def test_mail_that_becomes_files_has_no_end_either() -> None:
    told = forecaster(Relay(name="outbox", kind=RelayKind.OUTBOX)).send(10, NOW)

    assert told.ends_at is None
    assert "no relay is set" in told.basis


def test_nobody_to_write_to_takes_no_time() -> None:
    assert forecaster(relay("main")).send(0, NOW).ends_at == NOW


def test_shares_are_by_weight_so_the_slowest_for_its_weight_sets_the_pace() -> None:
    ways = slow("main", per_second=10, weight=3), slow("spare", per_second=1, weight=1)

    told = forecaster(*ways).send(4 * 3600, NOW)

    assert told.ends_at == NOW + HOUR


def test_a_days_limit_holds_the_rest_back_for_a_day() -> None:
    told = forecaster(slow(per_second=1, per_day=3600)).send(4000, NOW)

    assert told.ends_at is not None
    assert NOW + DAY < told.ends_at < NOW + DAY + 3 * HOUR
    assert told.quota == "waits 25 h in all for the day's limits of the relays"


def test_a_days_limit_is_told_where_no_rate_is_known() -> None:
    told = forecaster(relay("main", limits=Limits(per_day=100))).send(250, NOW)

    assert told.ends_at is not None
    assert told.ends_at > NOW + 2 * DAY


def test_what_was_sent_in_the_last_day_counts_against_it() -> None:
    spent = {"main": {NOW - 2 * HOUR: 90}}
    limits = Limits(per_second=1, per_day=100)

    told = forecaster(relay("main", limits=limits), spent=spent).send(20, NOW)

    assert told.ends_at is not None
    assert NOW + 20 * HOUR < told.ends_at < NOW + DAY


def test_another_relay_carries_on_when_ones_day_is_used_up() -> None:
    ways = slow("main", per_second=1, per_day=100), slow("spare", per_second=1)

    told = forecaster(*ways).send(1000, NOW)

    assert told.ends_at == NOW + timedelta(seconds=100 + 800)
    assert told.quota == ""


def test_a_ramp_holds_on_its_days() -> None:
    limits = Limits(per_second=10, warm_up=(50, 500))

    told = forecaster(relay("main", limits=limits)).send(100, NOW)

    assert told.ends_at is not None
    assert NOW + DAY < told.ends_at < NOW + DAY + 3 * HOUR


def test_mail_stands_behind_mail_before_it() -> None:
    line = forecaster(slow(per_second=1))
    line.send(7200, NOW)

    told = line.send(60, NOW + HOUR)

    assert told.begins_at == NOW + 2 * HOUR
    assert told.ends_at == NOW + 2 * HOUR + timedelta(minutes=1)


def test_what_never_ends_within_a_year_is_not_told_an_end() -> None:
    told = forecaster(slow(per_second=1, per_day=1)).send(1000, NOW)

    assert told.ends_at is None
    assert "hold back" in told.quota


@given(
    rate=st.sampled_from([0.05, 0.5, 3.0, 40.0]),
    per_day=st.sampled_from([0, 7, 100, 5000]),
    sizes=st.lists(st.integers(0, 3000), min_size=1, max_size=4),
)
def test_no_sending_ends_sooner_than_its_rate_and_days_allow(
    rate: float, per_day: int, sizes: list[int]
) -> None:
    line = forecaster(slow(per_second=rate, per_day=per_day))
    total, last = 0, NOW
    for size in sizes:
        told = line.send(size, NOW)
        total += size
        assert told.begins_at >= last
        if told.ends_at is None:
            return
        taken_s = (told.ends_at - NOW).total_seconds()
        assert taken_s >= total / rate - 1
        if per_day:
            assert total <= per_day * (1 + taken_s // DAY.total_seconds())
        last = told.ends_at
