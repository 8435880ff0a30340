"""Alternative text: missing in templates, and in articles there and saying nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.errors import Problem
from pressrun.render.lint.picture_text import PICTURE_TEXT
from render.issue_samples import FULL, PUBLICATION, THEME
from render.lint.copy_samples import FIRST, article_copy, issue_copy
from render.lint.template_copies import document, made_copy, told, written_copy


def in_template(*columns: str, attributes: str = "") -> list[Problem]:
    return told(PICTURE_TEXT, written_copy(document(*columns, attributes=attributes)))


@pytest.mark.parametrize(
    "column",
    [
        '<mj-text><img src="a.png" alt="A lamp" width="9" height="9"></mj-text>',
        '<mj-text><img src="a.png" alt="" width="9" height="9"></mj-text>',
        '<mj-image src="a.png" alt="" />',
        '<mj-image src="a.png" alt="The archive" href="https://example.org" />',
        '<mj-text><img src="a.png" aria-hidden="true"></mj-text>',
        '<mj-text><a href="x"><img src="a.png" alt=""> The archive</a></mj-text>',
        '<mj-text><a href="x" aria-label="The archive"><img src="a.png" alt=""></a></mj-text>',
        '<mj-text><a href="x"><img src="a.png" alt=""><img src="b.png" alt="Home"></a></mj-text>',
    ],
)
def test_a_picture_that_says_what_stands_for_it_is_not_told(column: str) -> None:
    assert in_template(column) == []


def test_what_counts_for_all_pictures_is_no_picture() -> None:
    default = '<mj-image padding="0" href="https://example.org" />'

    assert in_template('<mj-image src="a.png" alt="The archive" />', attributes=default) == []


@pytest.mark.parametrize(
    ("column", "at"),
    [
        ('<mj-image src="a.png" />', 1),
        (
            '<mj-text><table role="presentation"><tr><td><img src="a"></td></tr></table></mj-text>',
            45,
        ),
        ('<mj-text><a href="x"><img src="a.png" alt=" "></a></mj-text>', 22),
        ('<mj-image src="a.png" alt="" href="https://example.org" />', 1),
        ('<mj-carousel><mj-carousel-image src="a.png" /></mj-carousel>', 14),
    ],
)
def test_a_picture_that_says_nothing_is_told_at_its_tag(column: str, at: int) -> None:
    (problem,) = in_template(column)

    assert problem.code == "ALT001"
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (3, at)


@pytest.mark.parametrize(
    ("column", "alt"),
    [
        ('<mj-text><img src="a.png" alt="key.png" width="9" height="9"></mj-text>', "key.png"),
        ('<mj-image src="https://example.org/b.png" alt="b.png" />', "b.png"),
        ('<mj-image src="a.png" alt="Picture" />', "Picture"),
    ],
)
def test_a_template_s_alternative_text_that_describes_nothing_is_told_where_it_stands(
    column: str, alt: str
) -> None:
    (problem,) = in_template(column)

    assert problem.code == "ALT002"
    assert problem.place is not None
    at = column.index(f'"{alt}"') + 2
    assert (problem.place.line, problem.place.column, problem.place.width) == (3, at, len(alt))


def test_an_alternative_text_may_come_from_mj_attributes() -> None:
    assert in_template('<mj-image src="a.png" />', attributes='<mj-image alt="" />') == []


def test_the_built_in_theme_and_pictures_of_articles_are_not_told() -> None:
    own = told(PICTURE_TEXT, made_copy(FULL, THEME, lambda name: True, PUBLICATION))
    theirs = told(PICTURE_TEXT, made_copy(FULL, THEME, lambda name: False, PUBLICATION))

    assert (own, theirs) == ([], [])


@pytest.mark.parametrize(
    ("alt", "said"),
    [
        ("lamp-room.png", "name of a file"),
        ("IMG_2041", "name of a file"),
        ("DSC01234.JPG", "name of a file"),
        ("Screenshot 2026-11-24 at 10.12.33", "name of a file"),
        ("lamp-room", "name of a file"),
        ("Image", "says that it is a picture"),
        ("Bild", "says that it is a picture"),
        ("صورة", "says that it is a picture"),
        ("Picture of a lamp", "begins with 'picture of'"),
        ("Une image d'un phare", "begins with 'une image d''"),
    ],
)
def test_text_that_describes_nothing_is_told_where_it_stands(alt: str, said: str) -> None:
    (problem,) = told(
        PICTURE_TEXT, article_copy(f"Words.\n\nMore ![{alt}](lamp-room.png) words.\n")
    )

    assert problem.code == "ALT002"
    assert said in problem.what
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (FIRST + 2, 8)
    assert problem.place.width == len(alt)


@pytest.mark.parametrize(
    "alt",
    [
        "A lamp room at dusk",
        "Lamp",
        "Imagery from orbit",
        "A painting of a lamp",
        "Page 12 of the log",
        "The figure on the prow",
        "Photo of 1921: the old lamp beside the new",
    ],
)
def test_text_that_describes_something_is_not_told(alt: str) -> None:
    assert told(PICTURE_TEXT, article_copy(f"Words and ![{alt}](lamp.png).\n")) == []


FIGURE = "::: figure\n![{alt}](lamp.png)\n\n{caption}\n:::\n"


def test_a_caption_read_twice_is_told_and_one_that_adds_something_is_not() -> None:
    twice = FIGURE.format(alt="The lamp, lit at last", caption="The *lamp*, lit at last.")
    more = FIGURE.format(alt="The lamp, lit at last", caption="The lamp on its third evening.")

    (problem,) = told(PICTURE_TEXT, article_copy(twice))

    assert "repeats the caption" in problem.what
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (FIRST + 1, 3)
    assert told(PICTURE_TEXT, article_copy(more)) == []


def test_the_lead_picture_of_front_matter_is_looked_at_too() -> None:
    front = "---\nid: heronaaaaa\ntitle: The heron\nimage: heron.png\nimage_alt: heron.png\n---\n"

    (problem,) = told(PICTURE_TEXT, article_copy("Words.\n", front=front))

    assert problem.place is not None
    assert (problem.place.line, problem.place.column, problem.place.width) == (5, 12, 9)


def test_the_editors_words_of_an_issue_are_looked_at_too() -> None:
    (problem,) = told(PICTURE_TEXT, issue_copy(body="![image](a.png) and words.\n"))

    assert problem.place is not None
    assert problem.place.path == "issues/001-frost/issue.md"


@given(st.text(), st.text())
def test_no_text_is_too_much_and_every_place_lies_inside_it(alt: str, caption: str) -> None:
    copy = article_copy(FIGURE.format(alt=alt, caption=caption))

    for problem in told(PICTURE_TEXT, copy):
        place = problem.place
        assert place is not None
        assert place.line is not None
        assert place.text == copy.script.rows[place.line - 1]
