"""What a rule says for clients that do not know what it says next stays before it in the mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.render.fallbacks import put_aside, put_back
from pressrun.render.finishing import finished


def mail(css: str, body: str = '<p class="a">Words</p>', attributes: str = "") -> str:
    return finished(
        f'<html><head><style type="text/css"{attributes}>{css}</style></head>'
        f"<body>{body}</body></html>"
    )


@pytest.mark.parametrize(
    ("css", "style"),
    [
        (
            ".a { width: 90%; width: calc(100% - 4px) }",
            "width: 90%; width: calc(100% - 4px)",
        ),
        (
            ".a { color: red; color: #0b5345; color: var(--b, red); margin: 0 }",
            "color: red; color: #0b5345; color: var(--b, red); margin: 0",
        ),
        (
            "p { width: 3px } .a { WIDTH: 90%; width: calc(1px + 1px) }",
            "WIDTH: 90%; width: calc(1px + 1px)",
        ),
        (
            ".a { background: url('a;b{.png'); background: linear-gradient(red, blue) !important }",
            "background: url('a;b{.png'); background: linear-gradient(red, blue) !important",
        ),
        (
            '/* } */ .a { font: 9px "A;B"; font: 1rem "A;B" }',
            "font: 9px 'A;B'; font: 1rem 'A;B'",
        ),
    ],
)
def test_what_a_rule_says_twice_is_in_the_tag_twice(css: str, style: str) -> None:
    assert f'style="{style}"' in mail(css)


def test_it_stands_before_what_wins_in_the_end() -> None:
    html = mail(".a { width: 90%; width: calc(1px + 1px) } p.a { width: 50px }")

    assert 'style="width: 90%; width: 50px"' in html


def test_it_never_comes_between_what_a_tag_itself_says_twice() -> None:
    html = mail(
        ".a { width: 90%; width: calc(1px + 1px) }",
        '<p class="a" style="width: 70px; width: calc(2px + 2px)">Words</p>',
    )

    assert 'style="width: 90%; width: 70px; width: calc(2px + 2px)"' in html


def test_what_is_important_is_no_fallback_of_what_is_not() -> None:
    html = mail(
        ".b { color: black !important } .a { color: red !important; color: blue }",
        '<p class="a b">Words</p>',
    )

    assert 'style="color: red !important;"' in html


def test_what_stays_in_the_sheet_keeps_its_names() -> None:
    html = mail(".b:hover { width: 90%; width: calc(1px + 1px) }")

    assert "width: 90%;" in html
    assert "x-said" not in html


def test_a_mail_that_says_nothing_twice_is_left_as_it_is() -> None:
    html = "<style>.a { width: 90%; margin: 0 } @media (x) { .a { top: 0; top: 1px } }</style>"

    assert put_aside(html) == html


@given(st.text(alphabet="ab{};:()'\"@/* \n<-", max_size=60))
def test_whatever_a_sheet_holds_comes_back_as_it_was(css: str) -> None:
    html = f"<style>{css}</style>"

    assert put_back(put_aside(html)) == html
