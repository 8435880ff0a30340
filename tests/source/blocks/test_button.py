import pytest

from pressrun.model.document import Button
from pressrun.model.inline import Emphasis, Text
from pressrun.source.markdown import parse_body


def test_a_button_is_one_link_with_words() -> None:
    document, problems = parse_body(
        "::: button\n[Reserve *now*](https://example.org/r)\n:::\n", "a.md", 1
    )

    assert problems == ()
    assert document == (
        Button(
            parts=(Text("Reserve "), Emphasis((Text("now"),))),
            target="https://example.org/r",
            line=1,
        ),
    )


@pytest.mark.parametrize(
    "contents",
    [
        "",
        "Words",
        "[a](https://example.org/) and more",
        "[a](https://example.org/)\n\n[b](https://example.org/)",
        "- [a](https://example.org/)",
        "[![](a.png)](https://example.org/)",
    ],
)
def test_anything_else_is_refused_with_an_example(contents: str) -> None:
    document, problems = parse_body(f"::: button\n{contents}\n:::\n", "a.md", 1)

    assert document == ()
    refused = [problem for problem in problems if problem.code == "DIR003"]
    assert [p.place and p.place.line for p in refused] == [1]
    assert "[Reserve a place](https://example.org/reserve)" in refused[0].help


def test_a_button_takes_no_words_behind_its_name() -> None:
    _, problems = parse_body("::: button Go\n[a](https://example.org/)\n:::\n", "a.md", 1)

    assert [problem.code for problem in problems] == ["DIR003"]
