"""The line that is to blame is found in settings as people write them, and lies inside its file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.render.lint.blame import setting_place, table_place
from pressrun.render.lint.script import Script

SETTINGS = Script(
    "pressrun.toml",
    """\
title = "Harbour"
url = "http://harbour.example.org"
[ lists . main ]
sender = "notes@example.org"
[relays."near"]
host = "127.0.0.1"
[relays.far]
per_day = 5  # as agreed
""",
)


@pytest.mark.parametrize(
    ("table", "name", "at"),
    [
        ("", "url", "2:7"),
        ("", "host", "1:1"),
        ("lists.main", "sender", "4:10"),
        ("lists.main", "host", "3:1"),
        ("relays.", "per_day", "8:11"),
        ("site", "service", "1:1"),
    ],
)
def test_a_setting_is_found_in_its_own_table_or_the_nearest_thing(
    table: str, name: str, at: str
) -> None:
    assert str(setting_place(SETTINGS, table, name)) == f"pressrun.toml:{at}"


def test_a_table_is_found_however_its_name_is_written() -> None:
    assert table_place(SETTINGS, "relays.near").line == 5
    assert table_place(SETTINGS, "lists.main").line == 3


@given(
    text=st.text(st.sampled_from("[]. =\"'#\n\r\tabrelays."), max_size=60),
    table=st.sampled_from(["", "a", "relays.", "relays.a"]),
)
def test_a_place_lies_inside_any_text(text: str, table: str) -> None:
    script = Script("pressrun.toml", text)

    place = setting_place(script, table, "a", "url")

    assert place.line is not None
    assert place.column is not None
    row = script.rows[place.line - 1]
    assert place.text == row
    assert 1 <= place.column <= len(row) + 1
    assert place.column - 1 + place.width <= max(len(row), place.column)
