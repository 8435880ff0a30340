import pytest

from pressrun.model.document import Media, MediaKind
from pressrun.model.inline import Text
from pressrun.source.markdown import parse_body


def test_a_video_is_a_link_around_its_still_with_caption_and_credit() -> None:
    body = (
        "::: video\n[![A boat](still.png)](https://example.org/v)\n\nThe bar.\n\n"
        "Credit: Cy Sample\n:::\n"
    )

    document, problems = parse_body(body, "a.md", 1)

    assert problems == ()
    assert document == (
        Media(
            kind=MediaKind.VIDEO,
            target="https://example.org/v",
            source="still.png",
            alt="A boat",
            caption=(Text("The bar."),),
            credit="Cy Sample",
            line=1,
        ),
    )


def test_a_recording_needs_no_still() -> None:
    document, problems = parse_body(
        "::: audio\n[The *fog* bell](https://example.org/a.mp3)\n:::\n", "a.md", 1
    )

    assert problems == ()
    assert document == (
        Media(
            kind=MediaKind.AUDIO, target="https://example.org/a.mp3", title="The fog bell", line=1
        ),
    )


@pytest.mark.parametrize(
    ("contents", "line"),
    [
        ("", 1),
        ("Words", 1),
        ("[a](other.md)", 1),
        ("[a](https://example.org/) b", 1),
        ("[a](https://example.org/)\n\nOne.\n\nTwo.", 4),
        ("[a](https://example.org/)\n\n- b", 4),
        ("[![a](b.png) *![c](d.png)*](https://example.org/)", 1),
    ],
)
@pytest.mark.parametrize("kind", ["video", "audio"])
def test_anything_else_is_refused_at_its_line(kind: str, contents: str, line: int) -> None:
    document, problems = parse_body(f"::: {kind}\n{contents}\n:::\n", "a.md", 1)

    assert document == ()
    assert [(p.code, p.place and p.place.line) for p in problems] == [("DIR003", line)]


def test_no_word_is_lost_behind_the_name() -> None:
    _, problems = parse_body("::: audio Bell\n[a](https://example.org/)\n:::\n", "a.md", 1)

    assert [problem.code for problem in problems] == ["DIR003"]
