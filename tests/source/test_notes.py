"""Footnotes: numbered by their calls, told where one half is missing."""

import pytest

from pressrun.errors import Severity
from pressrun.model.document import Footnote, Footnotes, Paragraph
from pressrun.model.inline import NoteReference, Text
from pressrun.source.markdown import parse_body


def paragraph(text: str, line: int) -> Paragraph:
    return Paragraph(parts=(Text(text),), line=line)


def test_notes_are_numbered_by_their_first_calls_and_stand_at_the_end() -> None:
    body = "One[^b] two[^a] three[^b].\n\n[^a]: Alpha.\n\n    More.\n\n[^b]: Beta.\n\nLast."

    document, problems = parse_body(body, "a.md", 10)

    assert problems == ()
    assert document == (
        Paragraph(
            parts=(
                Text("One"),
                NoteReference(1),
                Text(" two"),
                NoteReference(2),
                Text(" three"),
                NoteReference(1, 2),
                Text("."),
            ),
            line=10,
        ),
        paragraph("Last.", 18),
        Footnotes(
            items=(
                Footnote(number=1, blocks=(paragraph("Beta.", 16),), references=2, line=16),
                Footnote(
                    number=2,
                    blocks=(paragraph("Alpha.", 12), paragraph("More.", 14)),
                    line=12,
                ),
            ),
            line=18,
        ),
    )


def test_a_note_may_call_another_and_itself() -> None:
    body = "One[^a].\n\n[^a]: See[^b] and[^a].\n[^b]: Beta.\n"

    document, problems = parse_body(body, "a.md", 1)

    assert problems == ()
    notes = document[-1]
    assert isinstance(notes, Footnotes)
    assert [(item.number, item.references) for item in notes.items] == [(1, 2), (2, 1)]


@pytest.mark.parametrize("place", ["- a[^1]", "> a[^1]", "## a[^1]", "| a[^1] |\n|---|\n| b |"])
def test_a_note_may_be_called_from_anywhere(place: str) -> None:
    document, problems = parse_body(f"{place}\n\n[^1]: Note.\n", "a.md", 1)

    assert problems == ()
    assert isinstance(document[-1], Footnotes)


def test_a_note_that_is_written_in_a_list_belongs_to_the_article() -> None:
    document, problems = parse_body("- a[^1]\n\n  [^1]: Note.\n", "a.md", 1)

    assert problems == ()
    assert isinstance(document[-1], Footnotes)


def test_a_call_that_nothing_explains_stays_and_is_told_where_it_stands() -> None:
    document, problems = parse_body("one\ntwo [^a-z] three", "a.md", 3)

    assert (
        "".join(getattr(part, "text", "") for part in document[0].parts) == "one two [^a-z] three"
    )
    assert [(p.code, str(p.place), p.severity) for p in problems] == [
        ("MD007", "a.md:4:5", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("a\n\n[^b]: Never called.", "MD009", 3),
        ("a[^b]\n\n[^b]: One.\n\n[^b]: Two.", "MD008", 5),
    ],
)
def test_a_note_too_many_is_told_where_it_stands(body: str, code: str, line: int) -> None:
    _, problems = parse_body(body, "a.md", 1)

    assert [(p.code, p.place and p.place.line) for p in problems] == [(code, line)]
    assert problems[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    "call",
    [
        "![A heron[^1]](heron.png)",
        "::: figure\n![A heron](heron.png)\n\nCredit: Ada[^1]\n:::",
        "::: related\n- [Page](https://example.org/) -- A teaser[^1]\n:::",
        "Said[^1] and ![shown[^1]](heron.png)",
    ],
    ids=["description", "credit", "teaser", "both"],
)
def test_a_call_where_no_number_can_stand_is_told(call: str) -> None:
    _, problems = parse_body(f"{call}\n\n[^1]: Note.", "a.md", 1)

    last = call.count("\n") + 3
    assert [(p.code, p.place and p.place.line) for p in problems] == [("MD012", last)]
    assert problems[0].severity is Severity.ERROR


def test_a_call_in_a_block_that_is_refused_anyway_is_not_told_as_well() -> None:
    _, problems = parse_body("::: figure\nWords[^1]\n:::\n\n[^1]: Note.", "a.md", 1)

    assert [problem.code for problem in problems] == ["DIR003"]


def test_an_article_without_calls_has_no_notes() -> None:
    document, _ = parse_body("a", "a.md", 1)

    assert document == (paragraph("a", 1),)


def test_a_bracket_that_is_no_call_is_a_bracket() -> None:
    document, problems = parse_body("`[^a]` \\[^a] [a^] [^]", "a.md", 1)

    assert problems == ()
    assert not any(isinstance(part, NoteReference) for part in document[0].parts)
