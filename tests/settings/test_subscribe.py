"""[subscribe]: how far strangers may use the form."""

from pathlib import Path

import pytest

from pressrun.model.joinrules import JoinRules
from settings.written import SOUND, heads, load, told

SUBSCRIBE = f"{SOUND}[subscribe]\n"


def test_without_the_table_the_form_is_limited_all_the_same(tmp_path: Path) -> None:
    assert load(tmp_path, SOUND).subscribe == JoinRules(
        letters_per_day=1,
        letters_per_month=3,
        asks_per_hour=20,
        letters_per_hour=500,
        min_fill_s=2.0,
        refuse_roles=True,
        international=False,
    )


def test_every_limit_can_be_set(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        f"{SUBSCRIBE}letters_per_day = 2\nletters_per_month = 6\nasks_per_hour = 200\n"
        "letters_per_hour = 5000\nmin_fill_s = 0.5\nrefuse_roles = false\ninternational = true\n",
    )

    assert found.subscribe == JoinRules(
        letters_per_day=2,
        letters_per_month=6,
        asks_per_hour=200,
        letters_per_hour=5000,
        min_fill_s=0.5,
        refuse_roles=False,
        international=True,
    )


@pytest.mark.parametrize(
    "line",
    [
        "letters_per_day = 0",
        "letters_per_month = -1",
        'asks_per_hour = "many"',
        "letters_per_hour = 1000001",
        "min_fill_s = 61",
        "refuse_roles = 1",
        'international = "yes"',
    ],
)
def test_what_is_no_limit_is_told_where_it_stands(tmp_path: Path, line: str) -> None:
    name = line.partition(" ")[0]

    said = told(tmp_path, f"{SUBSCRIBE}{line}\n")

    [head] = heads(said)
    assert head.startswith(f"error[CFG006]: 'subscribe.{name}' must be ")
    assert "pressrun.toml:" in said


def test_a_setting_that_is_not_there_is_told_with_its_nearest(tmp_path: Path) -> None:
    said = told(tmp_path, f"{SUBSCRIBE}letter_per_day = 1\n")

    assert "did you mean 'letters_per_day'?" in said
