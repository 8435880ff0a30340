"""What mail clients leave out of a publication's own templates is told, and only that."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.errors import Problem, Severity
from pressrun.model.checking import Checking
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Layout, Look
from pressrun.render.lint.client_support import CLIENT_SUPPORT
from pressrun.render.lint.subjects import TemplateCopy
from render.issue_samples import FULL, PUBLICATION, THEME
from render.lint.client_samples import SAMPLES
from render.lint.template_copies import document, made_copy, told, written_copy
from render.look_samples import MANY, MIXED

# Templates that ask for a feature, with a few characters put in anywhere.
DAMAGED = st.builds(
    lambda sample, at, text: sample[: at % len(sample)] + text + sample[at % len(sample) :],
    st.sampled_from(sorted(SAMPLES.values())),
    st.integers(0, 500),
    st.text(max_size=4) | st.sampled_from(["<", '"', "{", "}", "/*", "<!--", "<style>", "\r\n"]),
)
FLEX = '<mj-text><div style="display: flex">Words</div></mj-text>'


def found(
    *columns: str, css: str = "", shares: tuple[tuple[str, float], ...] = ()
) -> list[Problem]:
    copy = written_copy(document(*columns, css=css))
    return told(CLIENT_SUPPORT, replace(copy, checking=Checking(shares)))


def codes(*columns: str, css: str = "") -> list[str]:
    return [problem.code for problem in found(*columns, css=css)]


def raw(html: str) -> str:
    return f"<mj-text>{html}</mj-text>"


def test_what_is_lost_is_told_of_whom_and_since_when_that_is_known() -> None:
    (problem,) = found(FLEX)

    assert problem.code == "CAN001"
    assert problem.severity is Severity.WARNING
    assert problem.what == (
        "'display: flex' is not in 7 of 48 client platforms: Outlook 2007-2019 (Windows), Outlook"
        " (Windows Mail), Orange (all), GMX (Desktop Webmail) and 1 more; partly in 2 more; tested"
        " 2021-11 in 41"
    )
    assert problem.help.splitlines() == [
        "set parts side by side with <mj-column>, or with cells of a table",
        "https://www.caniemail.com/features/css-display-flex/",
    ]


def test_it_stands_under_the_very_words() -> None:
    (problem,) = found(FLEX)

    place = problem.place
    assert place is not None
    assert place.text is not None
    assert place.text[place.column - 1 :][: place.width] == "display"


def test_one_finding_tells_of_a_feature_and_in_which_lines_it_stands() -> None:
    (problem,) = found(FLEX, raw("nothing"), FLEX, FLEX, FLEX)

    assert problem.place is not None
    assert problem.place.line == 3
    assert problem.help.endswith("the same stands in 3 more lines: 5, 6, 7")


@pytest.mark.parametrize(
    "html",
    [
        '<p style="position: absolute; top: 4px; left: 0; z-index: 2">Words</p>',
        '<div style="float: left">Words</div>',
        '<img src="https://example.org/a.png" alt="" style="object-fit: cover">',
        '<p style="background-image: url(a.png)">Words</p>',
        '<p style="background: linear-gradient(red, blue)">Words</p>',
        '<p style="color: var(--brand)">Words</p>',
        '<p style="width: calc(100% - 4px)">Words</p>',
        '<p style="font-size: 1.2rem">Words</p>',
        '<p style="color: oklch(60% 0.1 20)">Words</p>',
        '<p style="margin-inline: 4px">Words</p>',
        '<svg viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>',
        '<video src="https://example.org/a.mp3"></video>',
        '<form action="https://example.org/"><input type="text"><button>Go</button></form>',
        '<img src="https://example.org/a.webp" alt="">',
        '<img src="https://example.org/a.svg?v=2" alt="">',
        '<img src="data:image/png;base64,AA==" alt="">',
        '<picture><source srcset="https://example.org/a.webp"></picture>',
        "<div hidden>Words</div>",
        '<a href="#below">Below</a>',
        '<td background="https://example.org/a.png">Words</td>',
    ],
)
def test_what_is_lost_without_a_feature_is_one_warning(html: str) -> None:
    assert codes(raw(html)) == ["CAN001"]


@pytest.mark.parametrize(
    "html",
    [
        '<p style="border-radius: 3px">Words</p>',
        '<p style="box-shadow: 0 1px 2px #000000">Words</p>',
        '<p style="text-shadow: 0 1px 2px #000000">Words</p>',
        '<p style="transition: color 1s">Words</p>',
        '<p style="opacity: 0.5">Words</p>',
        "<abbr>CSS</abbr>",
        '<img src="https://example.org/a.png" alt="" loading="lazy">',
        '<link rel="stylesheet" href="https://fonts.example.org/css?family=Own">',
    ],
)
def test_what_readers_do_not_miss_is_one_note(html: str) -> None:
    (problem,) = found(raw(html))

    assert (problem.code, problem.severity) == ("CAN002", Severity.NOTE)


@pytest.mark.parametrize(
    "css",
    [
        "a:hover { color: red; display: flex }",
        "@media (max-width: 480px) { .a { display: flex; width: calc(1px + 1vw) } }",
        "@media (prefers-color-scheme: dark) { .a { color: light-dark(red, blue) } }",
        "@font-face { font-family: Own; src: url(own.woff2) }",
        "@import url('https://fonts.example.org/css');",
        "@supports (display: grid) { .a { display: grid } }",
    ],
)
def test_what_a_sheet_asks_of_those_alone_who_know_it_is_one_note(css: str) -> None:
    assert codes(css=css) == ["CAN002"]


@pytest.mark.parametrize(
    "html",
    [
        '<p style="width: 90%; width: calc(100% - 4px)">Words</p>',
        '<p style="display: block; display: flex">Words</p>',
        '<p style="color: #00bb55; color: var(--brand)">Words</p>',
        '<p style="background-color: #eeeeee; background-image: url(a.png)">Words</p>',
        '<p style="background: #eeeeee url(a.png)">Words</p>',
        '<p style="background: #eeeeee; background: linear-gradient(red, blue)">Words</p>',
        '<td bgcolor="#eeeeee" style="background-image: url(a.png)">Words</td>',
        '<td bgcolor="#eeeeee" background="https://example.org/a.png">Words</td>',
        '<p style="font-family: system-ui, Arial, sans-serif">Words</p>',
        '<p style="position: static; float: none; box-shadow: none">Words</p>',
        '<p style="-webkit-text-size-adjust: none; mso-line-height-rule: exactly">Words</p>',
        '<img align="left" src="https://example.org/a.png" alt="" style="float: left">',
        '<img srcset="https://example.org/b.png 2x" src="https://example.org/a.png" alt="">',
        (
            '<picture><source srcset="https://example.org/a.avif" src="https://example.org/a.avif">'
            '<img src="https://example.org/a.png" alt=""></picture>'
        ),
        '<video><a href="https://example.org/film">See the film</a></video>',
        (
            '<video src="https://example.org/a.mp4" poster="https://example.org/a.png">'
            '<img src="https://example.org/a.png" alt=""></video>'
        ),
        "<!--[if mso]><table><tr><td style='display: flex'><![endif]-->Words",
        '<!--[if !mso]><!--><div><p style="float: left">Words</p></div><!--<![endif]-->',
        '<a href="#">Nowhere</a>',
        (
            '<table align="center" width="100" cellpadding="0" role="presentation"><tr><td'
            ' style="padding: 4px; margin: 0; width: 100px; text-align: center; max-width: 90%;'
            ' line-height: 20px; font: 16px Arial; letter-spacing: 1px">Words</td></tr></table>'
        ),
        "<h2>Words</h2><p><strong>in</strong> <span>plain</span></p><ul><li>HTML</li></ul>",
    ],
)
def test_what_has_an_answer_beside_it_or_is_in_every_client_is_not_told(html: str) -> None:
    assert codes(raw(html)) == []


def test_of_what_is_hidden_only_the_hiding_is_told() -> None:
    (problem,) = found(
        raw('<p style="display: none; visibility: hidden; opacity: 0; max-height: 0.1px">Words</p>')
    )

    assert problem.code == "CAN002"
    assert "'display: none'" in problem.what


def test_an_answer_for_outlook_beside_it_leaves_the_others_to_be_told() -> None:
    html = '<div style="position: absolute">Words</div>'
    (bare,), (answered,) = found(raw(html)), found(raw(f"<!--[if mso]>Words<![endif]-->{html}"))

    assert "is not in 8 of 48 client platforms: Gmail (all), Outlook 2007-2019" in bare.what
    assert "is not in 6 of 48 client platforms: Gmail (all), " in answered.what
    assert "Windows" not in answered.what


def test_what_is_hidden_from_outlook_is_asked_of_the_others() -> None:
    (problem,) = found(
        raw('<!--[if !mso]><!--><div><p style="display: flex">Words</p></div><!--<![endif]-->')
    )

    assert "is not in 5 of 48 client platforms: Orange (all), GMX" in problem.what


def test_the_attributes_of_mjml_are_told_as_the_css_that_they_become() -> None:
    (problem,) = found('<mj-button href="https://example.org/" border-radius="8px">Go</mj-button>')

    assert problem.code == "CAN002"
    assert problem.what.startswith("'border-radius' is not in 7 of 48 client platforms")
    assert problem.place is not None
    assert (problem.place.line, problem.place.column, problem.place.width) == (3, 40, 13)


def test_a_square_corner_of_mjml_asks_for_nothing() -> None:
    assert codes('<mj-button href="https://example.org/" border-radius="0">Go</mj-button>') == []


def test_a_picture_behind_a_section_needs_a_colour() -> None:
    section = '<mj-section background-url="https://example.org/a.png"{}></mj-section>'
    bare = told(CLIENT_SUPPORT, written_copy(section.format("")))
    coloured = told(CLIENT_SUPPORT, written_copy(section.format(' background-color="#eeeeee"')))

    assert [problem.code for problem in bare] == ["CAN001"]
    assert "Outlook" not in bare[0].what  # the engine draws it for Outlook by VML
    assert coloured == []


@pytest.mark.parametrize(
    "attributes",
    [
        '<mj-section background-color="#eeeeee" />',
        '<mj-all background-color="#eeeeee" />',
        '<mj-class name="dark" background-color="#111111" />',
    ],
)
def test_the_colour_behind_a_picture_may_be_a_default(attributes: str) -> None:
    source = document(attributes=attributes).replace(
        "<mj-section>",
        '<mj-section mj-class="wide dark" background-url="https://example.org/a.png">',
    )

    assert told(CLIENT_SUPPORT, written_copy(source)) == []


def test_the_colour_behind_a_picture_may_be_that_of_the_wrapper() -> None:
    section = '<mj-section background-url="https://example.org/a.png"></mj-section>'
    wrapped = f'<mj-wrapper background-color="#111111">{section}</mj-wrapper>'

    assert told(CLIENT_SUPPORT, written_copy(wrapped)) == []


@pytest.mark.parametrize(
    ("css", "columns"),
    [
        (".hero { background-color: #111111 } .hero { background-image: url(a.png) }", ""),
        (
            ".hero { background: linear-gradient(red, blue) }",
            '<mj-text css-class="wide Hero" container-background-color="#111111">A</mj-text>',
        ),
        (
            "td.hero { background-image: url(a.png) }",
            '<mj-table><tr><td class="hero" bgcolor="#111111">Words</td></tr></mj-table>',
        ),
    ],
)
def test_the_colour_behind_a_picture_may_be_said_elsewhere(css: str, columns: str) -> None:
    assert codes(columns, css=css) == []
    assert codes(columns, css=css.replace(".hero", ".other", 1).split("} ")[-1]) == ["CAN001"]


def test_a_rule_that_is_written_into_the_tags_may_have_any_selector() -> None:
    css = "#a > .b + p.c ~ a[href]:first-child:not(.d), * { color: red }"

    assert codes(css=css) == []
    late = found(raw(f'<style data-css-inline="ignore">{css}</style>'))
    assert [problem.code for problem in late] == ["CAN001"]
    assert late[0].what.startswith(
        "a style sheet that is not written into the tags is not in 10 of"
    )


def test_generated_words_are_told_and_generated_space_is_not() -> None:
    assert codes(css="a::before { content: 'New: ' }") == ["CAN001"]
    assert codes(css="a::before { content: '' }") == []


def test_a_rule_in_a_rule_is_told() -> None:
    assert codes(css=".a { color: red; .b { color: blue } }") == ["CAN001"]


def test_companions_go_without_saying_and_alone_they_are_told() -> None:
    with_it = found(raw('<p style="display: flex; justify-content: center; gap: 4px">Words</p>'))
    alone = found(raw('<p style="justify-content: center">Words</p>'))

    assert [problem.code for problem in with_it] == ["CAN001"]
    assert [problem.code for problem in alone] == ["CAN002"]


def test_shares_of_readers_are_told_where_they_are_known() -> None:
    (few,) = found(FLEX, shares=(("outlook.windows", 0.4), ("gmail", 50.0)))
    (many,) = found(FLEX, shares=(("outlook.windows", 12.0), ("gmail", 50.0)))

    assert few.what.endswith("; about 0.4 % of your readers")
    assert many.what.endswith("; about 12 % of your readers")
    assert (few.code, few.severity) == ("CAN001", Severity.NOTE)
    assert (many.code, many.severity) == ("CAN001", Severity.WARNING)


def test_of_whom_nothing_is_said_may_be_any_number_of_readers() -> None:
    (unknown,) = found(FLEX, shares=(("gmail", 50.0),))
    (nobody,) = found(FLEX, shares=(("gmail", 50.0), ("apple-mail", 49.6)))

    assert "of your readers" not in unknown.what
    assert unknown.severity is Severity.WARNING
    assert nobody.what.endswith("; about 0 % of your readers")
    assert nobody.severity is Severity.NOTE


def test_what_others_than_the_publication_wrote_is_not_told() -> None:
    copy = written_copy(document(FLEX))
    of_others = document(FLEX)

    assert told(CLIENT_SUPPORT, copy)
    assert told(CLIENT_SUPPORT, _written_by_nobody(of_others)) == []


def _written_by_nobody(source: str) -> TemplateCopy:
    copy = written_copy(source)
    for element in copy.root.walk():
        element.written = lambda at: None
    return copy


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("bound", [FULL, MIXED, MANY], ids=["full", "mixed", "many"])
def test_the_built_in_templates_lose_nothing_anywhere(bound: BoundIssue, layout: Layout) -> None:
    publication = replace(PUBLICATION, look=Look(layout=layout))
    copy = made_copy(bound, THEME, lambda name: True, publication)

    problems = told(CLIENT_SUPPORT, copy)

    assert {problem.code for problem in problems} == {"CAN002"}


@given(st.text() | DAMAGED)
def test_any_template_is_read_and_every_place_lies_inside_it(source: str) -> None:
    rows = source.split("\n")

    for problem in told(CLIENT_SUPPORT, written_copy(source)):
        place = problem.place
        assert place is not None
        assert place.line is not None
        assert place.column is not None
        assert place.column - 1 + place.width <= max(1, len(rows[place.line - 1]))
