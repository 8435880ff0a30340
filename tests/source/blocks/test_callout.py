from pressrun.model.document import Callout, List, ListItem, Paragraph
from pressrun.model.inline import Text
from pressrun.source.markdown import parse_body


def test_a_callout_has_a_title_and_any_markdown() -> None:
    document, problems = parse_body("::: callout Before you go\nWait.\n\n- a\n:::\n", "a.md", 1)

    assert problems == ()
    assert document == (
        Callout(
            title="Before you go",
            blocks=(
                Paragraph(parts=(Text("Wait."),), line=2),
                List(
                    items=(ListItem(blocks=(Paragraph(parts=(Text("a"),), line=4),), line=4),),
                    line=4,
                ),
            ),
            line=1,
        ),
    )


def test_a_callout_needs_no_title() -> None:
    (callout,) = parse_body("::: callout\nWait.\n:::\n", "a.md", 1)[0]

    assert isinstance(callout, Callout)
    assert callout.title == ""


def test_a_callout_without_words_is_refused_at_its_line() -> None:
    document, problems = parse_body("a\n\n::: callout Title\n:::\n", "a.md", 1)

    assert len(document) == 1
    assert [(p.code, p.place and p.place.line) for p in problems] == [("DIR003", 3)]
