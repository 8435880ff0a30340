"""Link text that says nothing without what stands around it."""

from dataclasses import replace

import pytest
from hypothesis import given

from pressrun.render.lint.link_text import LINK_TEXT
from pressrun.render.lint.tree import read_tree
from render.lint.copy_samples import MARKDOWN, article_copy, assert_inside, issue_copy, told
from render.lint.template_copies import document, written_copy

URL = "https://example.org/tides"


def front(language: str) -> str:
    return f"---\nid: heronaaaaa\ntitle: The heron\nlanguage: {language}\n---\n"


@pytest.mark.parametrize(
    "words",
    [
        *("here", "Here.", "Click here!", "(more)", "→ Read more", "Read more >", "Learn more"),
        *("**here**", "« cliquez ici »", "En savoir plus…", "»hier«", "Mehr erfahren", "¡Ver más!"),
        *("aqui\u0301", "اضغط هنا", "اقرأ المزيد"),
    ],
)
def test_words_that_say_nothing_are_told_whatever_signs_stand_around_them(words: str) -> None:
    said = words.strip("*")
    at = words.index(said) + len("Tides [") + 1
    (problem,) = LINK_TEXT.look(article_copy(f"Tides [{words}]({URL}) and more."))

    assert problem.what == f"link text '{said}' says nothing to a screen reader"
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (5, at)


@pytest.mark.parametrize(
    "words",
    [
        *("the tide tables", "Here be dragons", "Read more about tides", "More boats"),
        *("This island", "42", "…", "![A lamp](lamp.png)", URL, ""),
    ],
)
def test_words_that_say_something_are_not_told(words: str) -> None:
    assert told(LINK_TEXT, article_copy(f"Tides [{words}]({URL}) and more.")) == []


def test_a_word_that_says_nothing_in_one_language_may_say_something_in_another() -> None:
    body = f"On l’a vu [hier]({URL}), [ici]({URL}).\n"

    assert told(LINK_TEXT, article_copy(body, front=front("fr-CA"))) == ["LNK004 6:ici"]
    assert told(LINK_TEXT, article_copy(body, front=front("de"))) == [
        "LNK004 6:hier",
        "LNK004 6:ici",
    ]
    assert told(LINK_TEXT, issue_copy(body=body, language="fr")) == ["LNK004 6:ici"]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (f'<mj-text>Here: <a href="{URL}">here</a></mj-text>', "here"),
        (f'<mj-text><a href="{URL}"><b> Click here! </b></a></mj-text>', "Click here!"),
        (f'<mj-button href="{URL}">Read more</mj-button>', "Read more"),
    ],
)
def test_words_of_a_template_that_say_nothing_are_told_where_they_stand(
    column: str, words: str
) -> None:
    (problem,) = LINK_TEXT.look(written_copy(document(column)))

    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (3, column.index(words) + 1)
    assert problem.place.width == len(words)


@pytest.mark.parametrize(
    "column",
    [
        f'<mj-text><a href="{URL}">the tide tables</a></mj-text>',
        f'<mj-text><a href="{URL}" aria-label="The tide tables">more</a></mj-text>',
        '<mj-text><a name="here">here</a></mj-text>',
        "<mj-button>here</mj-button>",
        f'<mj-text><a href="{URL}"><img src="more.png" alt="The tides"></a></mj-text>',
    ],
)
def test_words_of_a_template_that_say_something_or_lead_nowhere_are_not_told(column: str) -> None:
    assert list(LINK_TEXT.look(written_copy(document(column)))) == []


def test_words_that_a_template_is_given_are_not_told() -> None:
    column = document(f'<mj-text><a href="{URL}">here</a></mj-text>')
    given_words = replace(written_copy(column), root=read_tree(column, lambda _: None))

    assert [problem.code for problem in LINK_TEXT.look(written_copy(column))] == ["LNK004"]
    assert list(LINK_TEXT.look(given_words)) == []


def test_spaces_and_broken_lines_are_told_as_one_space() -> None:
    (problem,) = LINK_TEXT.look(article_copy(f"Tides [click&nbsp;\nhere]({URL})"))
    (made,) = LINK_TEXT.look(
        written_copy(document(f'<mj-text><a href="{URL}"> Read\n more </a></mj-text>'))
    )

    assert problem.what == "link text 'click here' says nothing to a screen reader"
    assert made.what == "link text 'Read more' says nothing to a screen reader"


@given(MARKDOWN)
def test_no_text_makes_it_fail_and_every_place_lies_inside(text: str) -> None:
    copy = article_copy(text)

    for problem in LINK_TEXT.look(copy):
        assert_inside(copy, problem)
