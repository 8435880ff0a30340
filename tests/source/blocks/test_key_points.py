import pytest

from pressrun.model.document import KeyPoints
from pressrun.model.inline import Emphasis, Text
from pressrun.source.markdown import parse_body


def test_key_points_are_the_items_of_one_list_under_a_title() -> None:
    document, problems = parse_body(
        "::: key-points In short: *now*\n- a\n- b *c*\n:::\n", "a.md", 3
    )

    assert problems == ()
    assert document == (
        KeyPoints(
            items=((Text("a"),), (Text("b "), Emphasis((Text("c"),)))),
            title="In short: *now*",
            line=3,
        ),
    )


@pytest.mark.parametrize(
    ("contents", "line"),
    [
        ("", 1),
        ("Words", 1),
        ("1. a\n2. b", 1),
        ("- a\n\nWords", 1),
        ("- a\n- b\n\n  c", 3),
        ("- a\n- [x] b", 3),
        ("- a\n-", 3),
        ("- a\n  - b", 2),
    ],
)
def test_anything_else_is_refused_at_its_line_with_an_example(contents: str, line: int) -> None:
    document, problems = parse_body(f"::: key-points\n{contents}\n:::\n", "a.md", 1)

    assert document == ()
    assert [(p.code, p.place and p.place.line) for p in problems] == [("DIR003", line)]
    assert "- First point" in problems[0].help
