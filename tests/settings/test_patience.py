"""The table [delivery] becomes how long to go on trying."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.delivery import OnUnknown
from pressrun.model.patience import Patience
from pressrun.settings.durations import parse_duration, written
from settings.written import SOUND, load, told

UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def test_every_setting_of_delivery_is_read(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        f'{SOUND}\n[delivery]\nretry = ["30s", "1h 30m", "1d"]\ngive_up = "5d"\n'
        'on_unknown = "hold"\njitter = 0.1\n',
    )

    assert found.patience == Patience(
        retry=(timedelta(seconds=30), timedelta(minutes=90), timedelta(days=1)),
        give_up=timedelta(days=5),
        on_unknown=OnUnknown.HOLD,
        jitter=0.1,
    )


def test_without_the_table_patience_is_what_the_model_says(tmp_path: Path) -> None:
    assert load(tmp_path, SOUND).patience == Patience()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("retry = 60", "must be a list of 1 to 50 times with their units, each from 1s to 1d"),
        ("retry = []", "must be a list of 1 to 50 times"),
        ('retry = ["1m", 300]', 'write  retry = ["1m", "5m", "15m", "30m", "1h", "4h"]'),
        ('retry = ["0s"]', "each from 1s to 1d"),
        ('retry = ["25h"]', "each from 1s to 1d"),
        ("give_up = 48", "must be a time with its unit, from 1m to 5d"),
        ('give_up = "48"', "must be a time with its unit, from 1m to 5d"),
        ('give_up = "121h"', 'write  give_up = "48h"'),
        ('give_up = "-1h"', "must be a time with its unit"),
        ('give_up = "1.5h"', "must be a time with its unit"),
        ('on_unknown = "resend"', 'must be "retry" or "hold"'),
        ("jitter = 0.6", "must be a number from 0 to 0.5"),
        ("jitter = true", "must be a number from 0 to 0.5"),
        ('givup = "1h"', "did you mean 'give_up'?"),
    ],
)
def test_patience_that_cannot_be_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert said in told(tmp_path, f"{SOUND}\n[delivery]\n{row}\n")


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ('retry = ["1h"]\ngive_up = "1h"', "pressrun.toml:12:9"),
        ('give_up = "1m"', "pressrun.toml:12:11"),
    ],
)
def test_a_delivery_is_tried_again_before_it_is_given_up(
    tmp_path: Path, rows: str, place: str
) -> None:
    said = told(tmp_path, f"{SOUND}\n[delivery]\n{rows}\n")

    assert "leaves no time to try again: the first pause is" in said
    assert f" --> {place}\n" in said


@given(st.integers(1, 10**7 - 1))
def test_a_span_that_is_written_is_read_as_the_same(seconds: int) -> None:
    span = timedelta(seconds=seconds)

    assert parse_duration(written(span)) == span


@given(
    st.lists(st.sampled_from(list(UNITS)), min_size=1, unique=True),
    st.data(),
    st.sampled_from(["", " ", "  "]),
)
def test_a_span_is_the_sum_of_what_it_says_largest_unit_first(
    units: list[str], data: st.DataObject, gap: str
) -> None:
    counts = {unit: data.draw(st.integers(0, 10**7 - 1)) for unit in units}
    ordered = sorted(counts, key=lambda unit: -UNITS[unit])
    text = gap.join(f"{counts[unit]}{gap}{unit}" for unit in ordered)

    assert parse_duration(text) == timedelta(
        seconds=sum(counts[unit] * UNITS[unit] for unit in units)
    )
    if len(ordered) > 1:
        backwards = gap.join(f"{counts[unit]}{unit}" for unit in reversed(ordered))
        assert parse_duration(backwards) is None


@given(st.text(max_size=20) | st.text("0123456789dhms .-", max_size=20))
def test_no_text_is_read_as_a_span_without_a_unit(text: str) -> None:
    span = parse_duration(text)

    assert span is None or (span >= timedelta() and any(unit in text for unit in UNITS))
