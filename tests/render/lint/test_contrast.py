"""Words that can hardly be told from what lies behind them, as they are said and where."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.errors import Problem, Severity
from pressrun.model.colour import READABLE, contrast, readable
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Layout, Look
from pressrun.render.lint.contrast import CONTRAST
from pressrun.render.lint.forced_dark import forced_dark
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import PublicationCopy
from pressrun.render.lint.tree import read_tree
from render.issue_samples import FULL, PUBLICATION, THEME, theme
from render.lint.template_copies import document, made_copy, told, written_copy
from render.look_samples import MANY, MIXED

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def found(source: str) -> list[Problem]:
    return told(CONTRAST, written_copy(source))


def codes(source: str) -> list[str]:
    return [problem.code for problem in found(source)]


def test_pale_words_are_told_where_their_colour_is_said() -> None:
    (problem,) = found(document('<mj-text color="#aaaaaa">Pale</mj-text>'))

    assert problem.code == "CON001"
    assert problem.place is not None
    assert (problem.place.line, problem.place.column, problem.place.width) == (3, 17, 7)
    assert "#aaaaaa on #ffffff have a contrast of 2.32:1, and need 4.5:1" in problem.what
    assert problem.help == f"write {readable('#aaaaaa', '#ffffff')}, or one further from #ffffff"


@pytest.mark.parametrize(
    "column",
    [
        '<mj-text color="#767676">Just dark enough for words of any size</mj-text>',
        '<mj-text color="#949494" font-size="24px">Large</mj-text>',
        '<mj-text color="#949494" font-size="19px" font-weight="700">Large and bold</mj-text>',
        '<mj-text color="#949494"><h1>A title is twice as large</h1></mj-text>',
        '<mj-text color="#ffffff">&#8199; · — ·</mj-text>',
        '<mj-text><div style="display:none;color:#fff">For the preview alone</div></mj-text>',
        '<mj-text><span style="font-size:1px;color:#fff">For the preview alone</span></mj-text>',
        '<mj-text color="rgba(0,0,0,.8)">Dark enough with what shines through</mj-text>',
        '<mj-text><a href="#">A link has the program\'s colour</a></mj-text>',
        '<mj-text><p style="background:url(x.png);color:#fff">On a picture</p></mj-text>',
        '<mj-text><p style="background:linear-gradient(red,blue);color:#fff">On two</p></mj-text>',
        '<mj-text color="oklch(90% 0 0)">A colour that is not known here</mj-text>',
        '<mj-text><td background="x.png" style="color:#eee">On a picture</td></mj-text>',
    ],
)
def test_what_can_be_read_or_cannot_be_known_is_not_told(column: str) -> None:
    assert [p for p in found(document(column)) if p.severity is not Severity.NOTE] == []


@pytest.mark.parametrize(
    ("column", "ground"),
    [
        ('<mj-text container-background-color="#bbbbbb" color="#aaa">x</mj-text>', "#bbbbbb"),
        ('<mj-button color="#ffff00" href="https://example.org">Press</mj-button>', "#414141"),
        ('<mj-button background-color="#eee" href="https://example.org">x</mj-button>', "#eeeeee"),
        ('<mj-table><tr bgcolor="#222222"><td>Black on black</td></tr></mj-table>', "#222222"),
        ('<mj-text><p style="background:#111 none">Black on black</p></mj-text>', "#111111"),
        ('<mj-text><font color="silver">Silver on white</font></mj-text>', "#ffffff"),
    ],
)
def test_the_ground_is_that_of_the_nearest_element_that_has_one(column: str, ground: str) -> None:
    problems = found(document(column))
    if ground == "#414141":
        assert problems == []
        return

    assert [problem.code for problem in problems] == ["CON001"]
    assert f"on {ground} " in problems[0].what


def test_a_colour_of_mj_attributes_is_told_where_it_is_said_and_not_where_it_is_worn() -> None:
    source = document("<mj-text>Pale</mj-text>", attributes='<mj-text color="#bbbbbb" />')

    (problem,) = found(source)

    assert problem.place is not None
    assert problem.place.line == 1
    assert problem.place.text is not None
    assert problem.place.text[problem.place.column or 0 :].startswith("bbbbbb")


def test_a_class_of_mjml_outweighs_the_defaults_and_an_attribute_outweighs_both() -> None:
    classes = '<mj-class name="pale" color="#bbbbbb" /><mj-text color="#000000" />'

    assert codes(document('<mj-text mj-class="pale">x</mj-text>', attributes=classes)) == ["CON001"]
    dark = '<mj-text mj-class="pale" color="#222222">x</mj-text>'
    assert codes(document(dark, attributes=classes)) == []


@pytest.mark.parametrize(
    ("css", "worn"),
    [
        (".a { color: #bbb }", True),
        ("td.a > div { color: #bbb !important }", True),
        (".a { color: #bbb } .a { color: #000 }", False),
        ("p.a { color: #000 } .a { color: #bbb }", False),
        (".a { color: #bbb !important } p.a { color: #000 }", True),
        (".b .a { color: #bbb }", False),
        ("div > p { color: #bbb }", True),
        ("td > p { color: #bbb }", False),
        ("p:hover { color: #bbb }", False),
        ("p:first-child { color: #bbb }", False),
        ("[data-ogsc] .a { color: #bbb }", False),
        ("@media (max-width: 480px) { .a { color: #bbb } }", False),
        ("@media screen { .a { color: #bbb } }", True),
        ("@supports (color: red) { .a { color: #bbb } }", False),
        ("/* .a { color: #bbb } */", False),
        ("p { color: #bbb; } } .a { color: #000 ", True),
    ],
)
def test_style_sheets_are_weighed_as_mail_programs_weigh_them(css: str, worn: bool) -> None:
    column = '<mj-text css-class="a"><p class="a">Words</p></mj-text>'
    if "!important }" in css and "td.a" in css:
        column = '<mj-text css-class="a">Words</mj-text>'

    assert codes(document(column, css=css)) == ["CON001"] * worn


@pytest.mark.parametrize(
    ("font", "told_of"),
    [
        ("400 16px/24px serif", True),
        ("16px serif", True),
        ("italic 600 18px/1.5 serif", True),
        ("400 24px/30px serif", False),
        ("bold 19px serif", False),
        ("800 14.5pt/20px serif", False),
        ("0/0 serif", False),
        ("caption", False),
    ],
)
def test_a_size_in_the_shorthand_is_that_behind_the_weight(font: str, told_of: bool) -> None:
    column = f'<mj-text><p style="font: {font}; color: #888888">x</p></mj-text>'

    assert codes(document(column)) == ["CON001"] * told_of


def test_of_a_colour_on_several_grounds_the_worst_is_told() -> None:
    css = "p { color: #777777 } .a { background: #eeeeee } .b { background: #bbbbbb }"
    columns = (f'<mj-text><div class="{name}"><p>x</p></div></mj-text>' for name in "abc")

    (problem,) = found(document(*columns, css=css))

    assert "words #777777 on #bbbbbb have" in problem.what


NIGHT = "@media (prefers-color-scheme: dark) {{ {} }}"


def test_words_that_no_rule_turns_light_are_told_where_a_rule_turns_the_ground_dark() -> None:
    css = NIGHT.format("body, .paper, div { background-color: #111111 !important; }")

    (problem,) = found(document('<mj-text color="#222222">Ink</mj-text>', css=css))

    assert problem.code == "CON002"
    assert "words #222222 on #111111 in dark rooms" in problem.what
    assert "prefers-color-scheme: dark" in problem.help


@pytest.mark.parametrize(
    ("column", "helps"),
    [
        ('<mj-text color="#222222">Ink</mj-text>', True),
        ('<mj-text><p style="color: #222222">Ink</p></mj-text>', False),
    ],
)
def test_the_built_in_class_is_named_where_it_would_turn_the_words(
    column: str, helps: bool
) -> None:
    css = NIGHT.format("body, div { background-color: #111111 !important; }")

    (problem,) = found(document(column, css=css))

    assert ("such as margin" in problem.help) is helps
    assert ("in email/style.css" in problem.help) is not helps


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("mj-section", 'background-color="#fff3cd"'),
        ("mj-wrapper", 'background-color="#fff3cd"'),
        ("mj-button", 'background-color="#9a3412" href="#"'),
    ],
)
def test_what_the_help_says_of_a_ground_in_dark_rooms_mends_it(tag: str, said: str) -> None:
    words = "x" if tag == "mj-button" else '<mj-text css-class="ink">x</mj-text>'
    column = f'<{tag} css-class="name" {said}>{words}</{tag}>'
    night = NIGHT.format(".ink > div { color: #eee !important; } a { color: #f0a483 !important; }")

    def looked(css: str) -> list[Problem]:
        source = document(column, css=night + css)
        own = written_copy(source)
        first, last = source.index(column), source.index(column) + len(column)
        # The rules are the built-in theme's: the column alone is the publication's own.
        root = read_tree(source, lambda at: own.root.place(at) if first <= at < last else None)
        return [p for p in told(CONTRAST, replace(own, root=root)) if p.code == "CON002"]

    (problem,) = looked("")

    assert looked(problem.help.split("\n")[1]) == []


def test_a_rule_for_dark_rooms_that_is_to_blame_itself_is_told_what_to_say() -> None:
    css = NIGHT.format(
        "body, div { background-color: #111 !important; } .a > div { color: #333 !important; }"
    )

    (problem,) = found(document('<mj-text css-class="a" color="#222222">Ink</mj-text>', css=css))

    near = readable("#333333", "#111111")
    assert (problem.code, problem.help) == ("CON002", f"write {near}, or one further from #111111")


def test_a_rule_for_dark_rooms_that_turns_words_as_well_is_enough() -> None:
    css = NIGHT.format(
        "body, div { background-color: #111 !important; } .a > div { color: #eee !important; }"
    )

    assert codes(document('<mj-text css-class="a" color="#222222">Ink</mj-text>', css=css)) == []


def test_a_rule_for_dark_rooms_that_is_not_important_changes_nothing() -> None:
    css = NIGHT.format("body, div { background-color: #111 !important; } .a > div { color: #eee; }")

    (problem,) = found(document('<mj-text css-class="a" color="#222222">Ink</mj-text>', css=css))

    assert problem.code == "CON002"
    assert "words #222222 on #111111" in problem.what


def test_what_a_program_paints_by_night_where_nobody_says_so_is_not_guessed() -> None:
    css = NIGHT.format(".b { color: #eee }")
    source = document('<mj-text color="#222222">Ink</mj-text>', css=css)

    assert codes(source.replace(' background-color="#ffffff"', "")) == []


def test_words_whose_class_has_no_rule_for_dark_rooms_are_told_at_the_class() -> None:
    own = theme(
        **{"email/parts/opening.mjml": '<mj-text css-class="promo">{{ issue.subject }}</mj-text>'}
    )
    copy = made_copy(FULL, own, lambda name: name.endswith("opening.mjml"), PUBLICATION)

    (problem,) = told(CONTRAST, copy)

    assert problem.code == "CON002"
    assert problem.place is not None
    assert (problem.place.path, problem.place.column, problem.place.width) == (
        "templates/email/parts/opening.mjml",
        21,
        5,
    )


def test_colours_that_turn_into_each_other_where_mail_is_darkened_by_force_are_told() -> None:
    (problem,) = found(document('<mj-text color="#fa8739">x</mj-text>', ground="#2f323b"))

    assert problem.code == "CON003"
    assert problem.severity is Severity.WARNING
    assert "become #b64f00 on #cdd0dc" in problem.what


def test_what_the_model_finds_near_the_line_is_a_note() -> None:
    (problem,) = found(document('<mj-text color="#767676">x</mj-text>'))

    assert (problem.code, problem.severity) == ("CON003", Severity.NOTE)


def test_light_and_dark_change_places_by_force_and_hues_stay() -> None:
    assert forced_dark("#ffffff") == "#333333"
    assert forced_dark("#000000") == "#ffffff"
    red, green, blue = (int(forced_dark("#0b5345")[at : at + 2], 16) for at in (1, 3, 5))
    assert red < blue < green


@given(COLOURS, COLOURS)
def test_the_colour_that_the_help_names_will_do(words: str, ground: str) -> None:
    for problem in found(document(f'<mj-text color="{words}">x</mj-text>', ground=ground)):
        near = problem.help.split()[1].rstrip(",")
        if near.startswith("#"):
            assert contrast(near, ground) >= READABLE
            if problem.code == "CON003":
                assert contrast(forced_dark(near), forced_dark(ground)) >= READABLE


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("issue", [FULL, MANY, MIXED, replace(FULL, chapters=())])
def test_the_built_in_theme_gives_nothing_even_where_it_is_a_publications_own(
    issue: BoundIssue, layout: Layout
) -> None:
    laid = replace(issue, issue=replace(issue.issue, layout=layout))

    copy = made_copy(laid, THEME, lambda name: True, PUBLICATION)

    assert told(CONTRAST, copy) == []


def test_a_part_of_ones_own_among_built_in_ones_is_not_told_of_theirs() -> None:
    foot = document("<mj-text>x</mj-text>").partition("<mj-section>")[2].partition("</mj-body>")[0]
    own = theme(**{"email/parts/foot.mjml": f"<mj-section>{foot}"})

    assert told(CONTRAST, made_copy(FULL, own, lambda name: "foot" in name, PUBLICATION)) == []


def test_an_accent_that_is_lost_by_force_is_told_in_the_settings() -> None:
    look = Look(paper="#2f323b", ink="#ffffff", accent="#fa8739")
    rows = '[theme]\npaper = "#2f323b"\nink = "#ffffff"\naccent = "#fa8739"\n'

    (problem,) = told(
        CONTRAST,
        PublicationCopy(
            publication=replace(PUBLICATION, look=look), script=Script("pressrun.toml", rows)
        ),
    )

    assert problem.code == "CON003"
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (4, 10)


WRITTEN = """<mj-text
 color='#aaa'
 style='color:
<style>
</style>
<p class='a'>
</p>
<mj-attributes>
</mj-attributes>
@media
(prefers-color-scheme: dark)
rgb(1,2,3)
background
#fff
!important
a"""
PIECES = st.sampled_from([*WRITTEN.splitlines(), *"{}:;/*.>#[](),'\" \n"])


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_no_document_is_too_much_and_every_place_lies_inside_it(source: str) -> None:
    rows = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    for problem in found(source):
        place = problem.place
        assert place is not None
        assert place.line is not None
        assert place.column is not None
        assert place.text == rows[place.line - 1]
        assert place.column + place.width - 1 <= len(place.text) + 1


@pytest.mark.parametrize("closing", ["}" * 5000, ""])
def test_rules_nested_without_end_are_read_to_the_end(closing: str) -> None:
    css = "@media all {" * 5000 + ".a { color: #bbb }" + closing

    assert codes(document('<mj-text css-class="a">x</mj-text>', css=css)) == []
