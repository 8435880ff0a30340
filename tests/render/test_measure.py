import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.render.measure import columns, indent, underline, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [("log", 3), ("灯塔", 4), ("e\N{COMBINING ACUTE ACCENT}", 1), ("ＡＢ", 4), ("한글", 4)],
)
def test_wide_characters_count_two_and_marks_none(text: str, width: int) -> None:
    assert columns(text) == width


def test_lines_are_filled_up_to_the_width_and_not_beyond() -> None:
    assert wrap("one two three four", 9) == "one two\nthree\nfour"


def test_an_address_is_never_broken() -> None:
    address = "https://example.org/" + "x" * 100

    assert wrap(f"see {address} there", 20) == f"see\n{address}\nthere"


def test_words_joined_by_a_no_break_space_stay_together() -> None:
    assert (
        wrap("the lamp of 34\N{NO-BREAK SPACE}metres", 14)
        == "the lamp of\n34\N{NO-BREAK SPACE}metres"
    )


def test_scripts_without_spaces_break_between_characters_and_not_before_a_stop() -> None:
    assert wrap("灯塔的光，扫过海面。", 8) == "灯塔的\n光，扫过\n海面。"


def test_a_break_asked_for_is_kept() -> None:
    assert wrap("one\ntwo", 72, "- ", "  ") == "- one\n  two"


def test_a_margin_leaves_no_space_on_empty_lines() -> None:
    assert indent("one\n\ntwo", "- ", "  ") == "- one\n\n  two"


def test_a_rule_is_as_wide_as_what_it_underlines() -> None:
    assert underline("灯塔 log", "=") == "灯塔 log\n========"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.integers(min_value=1, max_value=40)
)
@settings(deadline=None)
def test_wrapping_loses_no_character(text: str, width: int) -> None:
    wrapped = wrap(text, width)

    assert "".join(wrapped.split()) == "".join(text.split())


@given(st.lists(st.text("abc灯。", min_size=1, max_size=8), min_size=1), st.integers(18, 40))
@settings(deadline=None)
def test_no_line_is_wider_than_asked_where_words_fit(words: list[str], width: int) -> None:
    rows = wrap(" ".join(words), width).split("\n")

    assert max(columns(row) for row in rows) <= width
