"""Link text that says nothing without what stands around it."""

import pytest
from hypothesis import given

from pressrun.render.lint.link_text import LINK_TEXT
from render.lint.copy_samples import MARKDOWN, article_copy, assert_inside, issue_copy, told

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


@given(MARKDOWN)
def test_no_text_makes_it_fail_and_every_place_lies_inside(text: str) -> None:
    copy = article_copy(text)

    for problem in LINK_TEXT.look(copy):
        assert_inside(copy, problem)
