import pytest

from pressrun.model.document import Choice, Quiz
from pressrun.model.inline import Emphasis, Text
from pressrun.source.markdown import parse_body


def test_a_quiz_has_a_question_choices_and_a_reason() -> None:
    body = "::: quiz lamp-height\nHow *high*?\n\n- [ ] 12 m\n- [x] 34 m\n\nThe cliff.\n:::\n"

    document, problems = parse_body(body, "a.md", 1)

    assert problems == ()
    assert document == (
        Quiz(
            id="lamp-height",
            question=(Text("How "), Emphasis((Text("high"),)), Text("?")),
            choices=(Choice(parts=(Text("12 m"),)), Choice(parts=(Text("34 m"),), right=True)),
            reason=(Text("The cliff."),),
            line=1,
        ),
    )


def test_a_quiz_may_give_no_reason() -> None:
    document, _ = parse_body("::: quiz a\nB?\n\n- [X] c\n- [ ] d\n:::\n", "a.md", 1)

    (quiz,) = document
    assert isinstance(quiz, Quiz)
    assert quiz.reason == ()


@pytest.mark.parametrize("argument", ["", "Lamp Height", "../x", "con", "a--b"])
def test_a_quiz_needs_an_id_that_fits_in_an_address(argument: str) -> None:
    body = f"::: quiz {argument}\nB?\n\n- [x] c\n- [ ] d\n:::\n"

    _, problems = parse_body(body, "a.md", 1)

    assert [problem.code for problem in problems] == ["DIR003"]
    assert "::: quiz lamp-height" in problems[0].help


@pytest.mark.parametrize(
    ("contents", "line"),
    [
        ("", 1),
        ("B?", 1),
        ("- [x] c\n- [ ] d", 1),
        ("B?\n\n- [x] c\n- [ ] d\n\nOne.\n\nTwo.", 1),
        ("B?\n\n- [ ] c\n- [ ] d", 4),
        ("B?\n\n- [x] c\n- [x] d", 4),
        ("B?\n\n- [x] c", 4),
        ("B?\n\n1. [x] c\n2. [ ] d", 4),
        ("B?\n\n- [x] c\n- d", 5),
        ("B?\n\n- [x] c\n- [ ]", 5),
    ],
)
def test_anything_else_is_refused_at_its_line(contents: str, line: int) -> None:
    document, problems = parse_body(f"::: quiz a\n{contents}\n:::\n", "a.md", 1)

    assert document == ()
    assert [(p.code, p.place and p.place.line) for p in problems] == [("DIR003", line)]
