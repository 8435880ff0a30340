import pytest

from pressrun.model.document import Figure
from pressrun.model.inline import Emphasis, Text
from pressrun.source.markdown import parse_body


def figure(contents: str) -> Figure:
    document, problems = parse_body(f"::: figure\n{contents}\n:::\n", "a.md", 1)
    assert problems == ()
    (block,) = document
    assert isinstance(block, Figure)
    return block


def test_a_figure_has_a_picture_a_caption_and_a_credit() -> None:
    assert figure("![A heron](heron.png)\n\nAt *dawn*.\n\nCredit: Ada *Sample*") == Figure(
        source="heron.png",
        alt="A heron",
        caption=(Text("At "), Emphasis((Text("dawn"),)), Text(".")),
        credit="Ada Sample",
        line=1,
    )


def test_caption_and_credit_may_each_be_missing() -> None:
    bare = figure("![A heron](heron.png)")
    captioned = figure("![A heron](heron.png)\n\nAt dawn.")
    credited = figure("![A heron](heron.png)\n\nCredit: Ada Sample")

    assert (bare.caption, bare.credit) == ((), "")
    assert (captioned.caption, captioned.credit) == ((Text("At dawn."),), "")
    assert (credited.caption, credited.credit) == ((), "Ada Sample")


@pytest.mark.parametrize(
    ("contents", "line"),
    [
        ("", 1),
        ("Words.", 1),
        ("![a](b.png) and words", 1),
        ("![a](b.png) ![c](d.png)", 1),
        ("![a](b.png)\nA caption without an empty line.", 1),
        ("![a](b.png)\n\nOne.\n\nTwo.", 4),
        ("![a](b.png)\n\nCaption.\nCredit: without an empty line", 4),
        ("![a](b.png)\n\nCredit: first\n\nCaption.", 4),
        ("![a](b.png)\n\n- a list", 4),
    ],
)
def test_anything_else_is_refused_at_its_line_with_an_example(contents: str, line: int) -> None:
    document, problems = parse_body(f"::: figure\n{contents}\n:::\n", "a.md", 1)

    assert document == ()
    assert [(p.code, p.place and p.place.line) for p in problems] == [("DIR003", line)]
    assert "![What it shows](picture.png)" in problems[0].help


def test_words_behind_the_name_are_refused() -> None:
    _, problems = parse_body("::: figure wide\n![a](b.png)\n:::\n", "a.md", 1)

    assert [problem.code for problem in problems] == ["DIR003"]
