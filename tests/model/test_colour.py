"""Colours mix as screens mix them, and words can be read on what lies behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.colour import READABLE, contrast, mix, readable

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    # The lightest grey that WCAG lets stand on white, and the next one.
    assert contrast("#767676", "#ffffff") >= READABLE > contrast("#777777", "#ffffff")


def test_a_mixture_goes_from_one_colour_to_the_other() -> None:
    assert [mix("#000000", "#ff8040", share) for share in (0, 0.5, 1)] == [
        "#000000",
        "#804020",
        "#ff8040",
    ]


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#9a3412", "#fdfcf9") == "#9a3412"


def test_a_colour_too_faint_becomes_darker_by_day_and_lighter_by_night() -> None:
    assert readable("#ff8800", "#ffffff") == "#b35f00"
    assert readable("#804400", "#000000") == "#b25f00"


@given(COLOURS, COLOURS)
def test_something_can_be_read_on_every_ground(colour: str, ground: str) -> None:
    found = readable(colour, ground)

    assert contrast(found, ground) >= READABLE
    assert (found == colour) is (contrast(colour, ground) >= READABLE)
