"""Words that were typed read as they were typed, whatever Markdown would make of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.document import Paragraph
from pressrun.model.inline import Text
from pressrun.source.literal import literal
from pressrun.source.markdown import parse_body

SIGNS = st.text(alphabet="\\`*_[]<>~|&#$^{}!-+=:.)(\"' 1a@/é\n", max_size=30)


def read(text: str) -> str:
    """Return what a paragraph of these words says; nothing else may come of them."""
    body = f"Before.\n\n{literal(text)}\n\nAfter.\n"
    document, problems = parse_body(body, "issues/001-a/issue.md", 1)
    assert problems == ()
    _, said, _ = document
    assert isinstance(said, Paragraph)
    assert all(isinstance(part, Text) for part in said.parts), said.parts
    return "".join(part.text for part in said.parts if isinstance(part, Text))


@pytest.mark.parametrize(
    "text",
    [
        "The fare is 3 euros, not 2.",
        "2026. was the year",
        "12) comes after",
        "- not a list",
        "+ nor this",
        "# no heading",
        "::: no directive",
        "> no quotation",
        "```",
        "~~~ no fence",
        "---",
        "===",
        "| a | b |",
        "[x] *a* _b_ `c` <b>d</b> &amp; [e](f.md) ![g](h) [^1] \\",
        "*[HTML]: no abbreviation",
    ],
)
def test_what_looks_like_markdown_stays_words(text: str) -> None:
    assert read(text) == text


def test_a_line_break_and_a_tab_become_a_space() -> None:
    assert literal("3\teuros,\n not 2") == "3 euros, not 2"


@given(SIGNS)
def test_whatever_signs_are_typed_are_read(text: str) -> None:
    said = " ".join(text.split())
    if said:
        assert read(text) == said


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1))
def test_whatever_is_typed_is_read(text: str) -> None:
    said = " ".join(text.split())
    if said:
        assert read(text) == said
