import pytest

from pressrun.model.document import Related, RelatedItem
from pressrun.source.markdown import parse_body


def test_items_are_references_and_links_with_or_without_a_teaser() -> None:
    body = (
        "::: related Also *interesting*\n"
        "- nightjar-at-dusk\n"
        "- owl.md -- sees *you*\n"
        "- [Own label](nightjar-at-dusk.md) — a teaser -- with a dash\n"
        "- [Outside page](https://example.org/x)\n"
        "- <https://example.org/y> -- teaser\n"
        ":::\n"
    )

    document, problems = parse_body(body, "a.md", 1)

    assert problems == ()
    assert document == (
        Related(
            items=(
                RelatedItem(ref="nightjar-at-dusk", line=2),
                RelatedItem(ref="owl.md", teaser="sees you", line=3),
                RelatedItem(
                    ref="nightjar-at-dusk.md",
                    label="Own label",
                    teaser="a teaser -- with a dash",
                    line=4,
                ),
                RelatedItem(ref="https://example.org/x", label="Outside page", line=5),
                RelatedItem(
                    ref="https://example.org/y",
                    label="https://example.org/y",
                    teaser="teaser",
                    line=6,
                ),
            ),
            title="Also *interesting*",
            line=1,
        ),
    )


@pytest.mark.parametrize(
    ("contents", "line"),
    [
        ("", 1),
        ("Words.", 1),
        ("1. owl", 1),
        ("- owl\n- two words", 3),
        ("- *owl*", 2),
        ("- [Owl](owl.md) and words", 2),
        ("- [Write](mailto:ada@example.org)", 2),
        ("- [Above](#above)", 2),
        ("- -- a teaser of nothing", 2),
        ("- owl\n\n  More words.", 2),
    ],
)
def test_anything_else_is_refused_at_its_line_with_an_example(contents: str, line: int) -> None:
    document, problems = parse_body(f"::: related\n{contents}\n:::\n", "a.md", 1)

    assert document == ()
    assert [(p.code, p.place and p.place.line) for p in problems] == [("DIR003", line)]
    assert "- slug-of-an-article" in problems[0].help
