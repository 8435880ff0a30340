"""Headings that leave a level out."""

import pytest
from hypothesis import given, settings

from pressrun.render.lint.headings import HEADINGS
from render.lint.copy_samples import MARKDOWN, article_copy, assert_inside, issue_copy, told


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("## A\n\n#### B\n", ["HED001 7:####"]),
        ("### A\n", ["HED001 5:###"]),
        ("## A\n\n##### B\n\n##### C\n\n### D\n", ["HED001 7:#####"]),
        ("# A\n\n### B\n", ["HED001 7:###"]),
        ("- ## A\n- #### B\n", ["HED001 6:####"]),
        ("::: callout Title\n#### A\n:::\n", ["HED001 6:####"]),
        ("## A #### here\n\n#### B ##\n", ["HED001 7:####"]),
        ("## A\n\n### B\n\n#### C\n\n## D\n", []),
        ("# A\n\n## B\n\n### C\n", []),
        ("A\n===\n\nB\n---\n", []),
        ("## A\n\n> #### theirs\n\n### B\n", []),
        ("```\n#### A\n```\n", []),
    ],
)
def test_a_level_that_is_left_out_is_told_under_the_signs(body: str, found: list[str]) -> None:
    assert told(HEADINGS, article_copy(body)) == found


def test_the_words_of_an_editor_are_looked_at_too() -> None:
    assert told(HEADINGS, issue_copy(body="#### A\n")) == ["HED001 6:####"]


def test_it_says_which_signs_to_write() -> None:
    [problem] = HEADINGS.look(article_copy("## A\n\n##### B\n"))

    assert "skips 2 levels" in problem.what
    assert "begin its line with  ###  " in problem.help
    assert problem.fix is None


@given(MARKDOWN)
@settings(deadline=None)
def test_no_markdown_makes_it_fail_and_every_place_lies_inside(body: str) -> None:
    copy = article_copy(body)

    for problem in HEADINGS.look(copy):
        assert_inside(copy, problem)
