import pytest

from pressrun.model.document import Paragraph, PullQuote, Quotation
from pressrun.model.inline import Emphasis, Link, Text
from pressrun.source.markdown import parse_body


def quote(contents: str) -> Quotation:
    document, problems = parse_body(f"::: quote\n{contents}\n:::\n", "a.md", 1)
    assert problems == ()
    (quotation,) = document
    assert isinstance(quotation, Quotation)
    return quotation


@pytest.mark.parametrize("dash", ["--", "—"])
def test_the_last_paragraph_with_a_dash_says_who_said_it_and_where(dash: str) -> None:
    quotation = quote(
        f"One.\n\nTwo.\n\n{dash} Ada Sample, [the log](https://example.org/log), 1911"
    )

    assert quotation == Quotation(
        blocks=(
            Paragraph(parts=(Text("One."),), line=2),
            Paragraph(parts=(Text("Two."),), line=4),
        ),
        attribution=(
            Text("Ada Sample, "),
            Link((Text("the log"),), "https://example.org/log"),
            Text(", 1911"),
        ),
        source="https://example.org/log",
        line=1,
    )


def test_a_quotation_may_have_no_attribution() -> None:
    quotation = quote("One -- or two.")

    assert (quotation.attribution, quotation.source) == ((), "")


def test_a_link_within_the_publication_is_no_source_of_a_quotation() -> None:
    assert quote("One.\n\n-- [Ada](ada.md)").source == ""


def test_a_plain_block_quotation_has_no_attribution() -> None:
    document, _ = parse_body("> One.\n>\n> -- Ada\n", "a.md", 1)

    (quotation,) = document
    assert isinstance(quotation, Quotation)
    assert (len(quotation.blocks), quotation.attribution) == (2, ())


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("::: quote\n:::\n", 1),
        ("::: quote\n-- Ada Sample\n:::\n", 1),
        ("::: quote Ada Sample\nWords.\n:::\n", 1),
        ("::: quote\nWords.\n\n- a list\n:::\n", 4),
    ],
)
def test_anything_else_is_refused_at_its_line(body: str, line: int) -> None:
    document, problems = parse_body(body, "a.md", 1)

    assert document == ()
    assert [(p.code, p.place and p.place.line) for p in problems] == [("DIR003", line)]


def test_a_pull_quote_is_one_paragraph_and_perhaps_who_said_it() -> None:
    body = "::: pull-quote\nNobody *could* tell.\n\n-- Ada Sample\n:::\n"

    document, problems = parse_body(body, "a.md", 1)

    assert problems == ()
    assert document == (
        PullQuote(
            parts=(Text("Nobody "), Emphasis((Text("could"),)), Text(" tell.")),
            attribution=(Text("Ada Sample"),),
            line=1,
        ),
    )


@pytest.mark.parametrize("contents", ["", "a\n\nb", "- a", "-- Ada Sample"])
def test_a_longer_pull_quote_is_refused(contents: str) -> None:
    document, problems = parse_body(f"::: pull-quote\n{contents}\n:::\n", "a.md", 1)

    assert document == ()
    assert [problem.code for problem in problems] == ["DIR003"]
