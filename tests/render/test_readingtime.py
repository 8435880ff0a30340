"""Reading time goes by the words of a language, and by the signs of scripts without spaces."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.document import CodeBlock, Figure
from pressrun.model.publication import Content
from pressrun.render.readingtime import issue_minutes, reading_minutes
from pressrun.source.markdown import parse_body
from render.issue_samples import ISSUE, PUBLICATION, bound, paragraph, piece


@pytest.mark.parametrize(
    ("text", "language", "minutes"),
    [
        ("word " * 2280, "en", 10),
        ("word " * 2280, "en-GB", 10),
        ("Wort " * 1790, "de", 10),
        ("slovo " * 1840, "uk", 10),
        ("水" * 2550, "zh-Hant", 10),
        ("水の" * 1785, "ja", 10),
        ("水" * 3570, "ja", 10),
        ("ก" * 9200, "th", 10),
        ("don't mother-in-law " * 1140, "en", 10),
        ("word", "en", 1),
        ("", "en", 0),
    ],
)
def test_a_text_takes_as_long_as_people_need_for_its_language(
    text: str, language: str, minutes: int
) -> None:
    document = (paragraph(text),) if text else ()

    assert reading_minutes(document, language) == minutes


def test_code_and_descriptions_of_pictures_are_not_read_and_captions_are() -> None:
    words = "word " * 1140
    said = paragraph(words).parts
    figure = Figure(source="a.png", alt=words, caption=said)

    assert reading_minutes((CodeBlock(text=words), paragraph(words)), "en") == 5
    assert reading_minutes((figure,), "en") == 5


def test_words_in_blocks_inside_blocks_are_read_once() -> None:
    text = "word " * 1000
    document, _ = parse_body(f"> - {text}\n\n::: callout T\n{text}\n:::\n", "articles/a.md", 1)

    assert reading_minutes(document, "en") == 9


def test_an_issue_takes_as_long_as_what_it_carries_of_its_articles() -> None:
    long, editor = paragraph("word " * 2280), paragraph("word " * 1140)
    whole = bound(piece(long), piece(long, slug="second"), written=(editor,))
    short = replace(whole, issue=replace(ISSUE, content=Content.SUMMARY))

    assert (
        issue_minutes(replace(whole, issue=replace(ISSUE, content=Content.FULL)), PUBLICATION) == 25
    )
    assert issue_minutes(short, PUBLICATION) == 5


@given(st.text(), st.text())
def test_no_text_in_no_language_makes_it_fail(text: str, language: str) -> None:
    assert reading_minutes((paragraph(text),), language) >= 0
