"""Short forms and what they stand for."""

import pytest

from pressrun.errors import Severity
from pressrun.model.document import Paragraph
from pressrun.model.inline import Abbreviation, Code, Emphasis, Link, Text
from pressrun.source.markdown import parse_body


def test_a_short_form_is_explained_wherever_it_stands_as_a_word() -> None:
    body = (
        "RSS, *RSS*, `RSS`, [an RSS feed](https://example.org/RSS), RSSx and XRSS.\n\n"
        "*[RSS]: Really Simple Syndication\n"
    )

    document, problems = parse_body(body, "a.md", 1)

    again = Abbreviation("RSS", "Really Simple Syndication")
    assert problems == ()
    assert document == (
        Paragraph(
            parts=(
                Abbreviation("RSS", "Really Simple Syndication", first=True),
                Text(", "),
                Emphasis((again,)),
                Text(", "),
                Code("RSS"),
                Text(", "),
                Link((Text("an "), again, Text(" feed")), "https://example.org/RSS"),
                Text(", RSSx and XRSS."),
            ),
            line=1,
        ),
    )


def test_several_may_be_explained_together_and_the_longest_wins() -> None:
    body = "HTML5 and HTML.\n\n*[HTML]: HyperText\n*[HTML5]: The fifth\n"

    (paragraph,), problems = parse_body(body, "a.md", 1)

    assert problems == ()
    assert [part.text for part in paragraph.parts] == ["HTML5", " and ", "HTML", "."]


@pytest.mark.parametrize("form", ["C++", "U.S.", "a b", "एफ़"])
def test_a_short_form_may_have_any_signs(form: str) -> None:
    (paragraph,), problems = parse_body(f"See {form} here.\n\n*[{form}]: Long\n", "a.md", 1)

    assert problems == ()
    assert Abbreviation(form, "Long", first=True) in paragraph.parts


def test_one_that_never_occurs_is_told_where_it_stands() -> None:
    _, problems = parse_body("a\n\n*[RSS]: Really Simple Syndication\n", "a.md", 5)

    assert [(p.code, str(p.place)) for p in problems] == [("MD010", "a.md:7:1")]


def test_a_paragraph_that_explains_and_says_more_is_a_paragraph() -> None:
    (paragraph,), problems = parse_body("*[RSS]: Really Simple\nand more\n", "a.md", 1)

    assert problems == ()
    assert isinstance(paragraph, Paragraph)


def test_of_two_explanations_the_first_counts_and_the_second_is_told() -> None:
    (paragraph,), problems = parse_body("RSS\n\n*[RSS]: One\n\n*[RSS]: Two\n", "a.md", 5)

    assert [(p.code, str(p.place)) for p in problems] == [("MD013", "a.md:9:1")]
    assert "line 7" in problems[0].what
    assert problems[0].severity is Severity.WARNING
    assert paragraph.parts == (Abbreviation("RSS", "One", first=True),)
