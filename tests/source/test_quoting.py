import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressrun.source.fields import Scalar
from pressrun.source.frontmatter import read_source
from pressrun.source.quoting import double_quoted, yaml_scalar

# What front matter takes: no controls, no separators of lines, no halves of characters.
LINES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), min_size=1, max_size=40
)
TRICKY = st.lists(
    st.sampled_from([": ", " #", "'", '"', "\\", "- ", "? ", "[", "]", "{", "}", ",", "&", "*",
                     "!", "|", ">", "%", "@", "`", "~", "null", "no", "1.0", "a", " ", "\u200d"]),
    min_size=1, max_size=8,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(text=st.one_of(LINES, TRICKY))
@example("- dash first")
@example("Autumn: what we saw")
@example("# one")
def test_a_yaml_scalar_reads_back_as_the_same_text(text: str) -> None:
    source, problems = read_source(f"---\ntitle: {yaml_scalar(text)}\n---\n".encode(), path="a.md")

    assert source is not None, problems
    title = source.table.find("title")
    assert isinstance(title, Scalar)
    assert title.text == text


@settings(deadline=None, max_examples=300)
@given(text=st.text(st.characters(exclude_categories=("Cs",))))
def test_a_quoted_text_reads_back_from_toml_as_the_same_text(text: str) -> None:
    assert tomllib.loads(f"title = {double_quoted(text)}") == {"title": text}


@pytest.mark.parametrize("text", ["Hello", "A short walk, and back", "Bücher", "owl.md"])
def test_what_nobody_can_mistake_stays_bare(text: str) -> None:
    assert yaml_scalar(text) == text


@pytest.mark.parametrize("text", ["yes", "No", "null", "2026", "a: b", "", " a", "1e3"])
def test_what_another_reader_would_take_for_something_else_is_quoted(text: str) -> None:
    assert yaml_scalar(text) == f'"{text}"'
