"""What MJML documents become, what is told of them, and where."""

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressrun.errors import Problem, RenderError, Severity
from pressrun.render.mjml import Compiled, compile_mjml
from pressrun.render.mjml.content import DEPTH_LIMIT
from pressrun.render.mjml.ground import Written
from pressrun.render.mjml.tags import ATTRIBUTES, CHILDREN, HOLDS_HTML, NOT_CARRIED, TAGS

CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")


def document(content: str) -> str:
    return (
        "<mjml>\n<mj-body>\n<mj-section><mj-column>\n"
        f"{content}\n</mj-column></mj-section>\n</mj-body>\n</mjml>"
    )


def whole(source: str) -> Compiled:
    return compile_mjml(source, Written("a.mjml", source))


def compiled(content: str) -> str:
    return whole(document(content)).html


def refusal(source: str) -> RenderError:
    with pytest.raises(RenderError) as caught:
        whole(source)
    return caught.value


def spot(problem: Problem) -> str:
    return str(problem.place)


def alt_of(html: str) -> str | None:
    image = html5lib.parse(html, namespaceHTMLElements=False).find(".//img")
    return None if image is None else image.get("alt")


@pytest.mark.parametrize(
    "words",
    [
        "हिन्दी, தமிழ், ไทย, שָׁלוֹם, عَرَبِيّ",
        "👩‍👩‍👧‍👦 and ❤️",
        "Non\N{NO-BREAK SPACE}merci\N{SOFT HYPHEN}",
        "می\N{ZERO WIDTH NON-JOINER}خواهم",
        "back\\slash",
        "&quot;quoted&quot; &amp; 'single'",
        "less &lt; more >",
    ],
)
@pytest.mark.parametrize(
    "element", ['<mj-image src="a.png" alt="{}" />', '<mj-text><img alt="{}"></mj-text>']
)
def test_an_attribute_keeps_every_character(element: str, words: str) -> None:
    written = compiled(element.format(words))

    plain = words.replace("&quot;", '"').replace("&lt;", "<").replace("&amp;", "&")
    assert alt_of(written) == plain


def test_a_double_quote_in_single_quotes_does_not_end_the_attribute() -> None:
    written = compiled("""<mj-image src="a.png" alt='q" onerror="alert(1)' />""")

    assert alt_of(written) == 'q" onerror="alert(1)'
    assert html5lib.parse(written, namespaceHTMLElements=False).find(".//img[@onerror]") is None


def test_line_ends_in_an_attribute_become_spaces() -> None:
    assert alt_of(compiled('<mj-image src="a.png" alt="one\n\ttwo" />')) == "one  two"


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("@media screen, yahoo")  # what is put right of the engine's own words
@settings(deadline=None, max_examples=150)
def test_any_text_survives_as_an_attribute(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace('"', "&#34;").replace("<", "&lt;")

    found = alt_of(compiled(f'<mj-image src="a.png" alt="{escaped}" />'))

    assert found == text.translate(CONTROLS)


def test_a_title_in_any_script_names_the_mail() -> None:
    title = '❤️ हिन्दी "quoted"'
    source = f"<mjml><mj-head><mj-title>{title}</mj-title></mj-head><mj-body></mj-body></mjml>"

    tree = html5lib.parse(whole(source).html, namespaceHTMLElements=False)

    named = tree.find(".//div[@aria-label]")
    assert tree.findtext(".//title") == title
    assert named is not None
    assert named.get("aria-label") == title


def test_comments_go_unless_outlook_reads_them() -> None:
    written = compiled("<mj-text><!-- note --><!--[if mso]>wide<![endif]--></mj-text>")

    assert "note" not in written
    assert "<!--[if mso]>wide<![endif]-->" in written


def test_a_prologue_and_comments_around_the_document_are_let_pass() -> None:
    source = f'<?xml version="1.0"?>\n<!doctype mjml>\n<!-- a -->{document("")}<!-- b -->\n'

    assert "<body" in whole(source).html


@pytest.mark.parametrize(
    ("content", "carried"),
    [
        ("<MJ-TEXT COLOR=red>upper</MJ-TEXT>", "upper"),
        ("<mj-text color=#ff0000>bare</mj-text>", "color:#ff0000"),
        ("<mj-text>a < b &nbsp; &amp; c & d</mj-text>", "a &lt; b &nbsp; &amp; c & d"),
        ("<mj-text><img src=a.png><br>x<hr/></mj-text>", "<img src=a.png><br>x<hr/>"),
        ("<mj-text><p>one<p>two<ul><li>a<li>b</ul></mj-text>", "<p>one<p>two<ul><li>a<li>b</ul>"),
        (
            "<mj-table><tr><td>a<td>b<tr><td>c</mj-table>",
            "<tr><td>a<td>b<tr><td>c",
        ),
        (
            "<mj-raw><div class=x><script>if (a<b) c()</script></mj-raw><mj-raw></div></mj-raw>",
            "<div class=x><script>if (a<b) c()</script>",
        ),
        ("<mj-raw><!-- kept --><![if !mso]>x<![endif]></mj-raw>", "<!-- kept --><![if !mso]>"),
        ("<mj-button href='https://example.org'>é <b>x</b></mj-button>", "é <b>x</b>"),
        ("<mj-text><a title='less < more' href=x/>y</a></mj-text>", "<a title='less < more'"),
    ],
)
def test_html_is_carried_as_it_is(content: str, carried: str) -> None:
    made = whole(document(content))

    assert carried in made.html
    assert made.findings == ()


def test_defaults_and_classes_reach_the_elements() -> None:
    head = (
        '<mj-head><mj-attributes><mj-all font-family="A" /><mj-text color="#010101"></mj-text>'
        '<mj-class name="loud" font-size="77px" /></mj-attributes></mj-head>'
    )
    text = '<mj-text mj-class="loud" css-class="own">x</mj-text>'

    html = whole(document(text).replace("<mj-body>", f"{head}<mj-body>")).html

    assert all(part in html for part in ("color:#010101", "font-size:77px", "font-family:A"))
    assert 'class="own"' in html


def test_words_that_look_like_what_stands_for_content_stay_words() -> None:
    written = compiled("<mj-text>content0z contents1z</mj-text><mj-text>two</mj-text>")

    assert "content0z contents1z" in written
    assert written.count("two") == 1


@pytest.mark.parametrize(
    ("content", "code", "what", "line"),
    [
        ("<mj-colunm></mj-colunm>", "MJML002", "<mj-colunm> is not an MJML tag", 4),
        ("<mj-include path='x' />", "MJML002", "mj-include is not read", 4),
        ("<mj-container></mj-container>", "MJML002", "mj-container is not read", 4),
        ("\n<mj-text><b>x</mj-text>", "MJML003", "<b> is never closed in <mj-text>", 5),
        ("<mj-text><i>\n<b>x</i></mj-text>", "MJML003", "</i> stands where <b> of line 5", 5),
        ("<mj-text>x</p></mj-text>", "MJML003", "</p> closes nothing in <mj-text>", 4),
        ("<mj-text>x<br></br></mj-text>", "MJML003", "<br> has no end", 4),
        (
            "<mj-text>x\n<mj-button>y</mj-button>",
            "MJML003",
            "<mj-button> stands where <mj-text>",
            5,
        ),
        ("<mj-text>x\n", "MJML003", "</mj-column> stands where <mj-text> of line 4", 6),
        ("<mj-text><script>x</mj-text>", "MJML003", "<script> is never closed", 4),
        ("<mj-image src='a'>", "MJML003", "</mj-column> stands where <mj-image> of line 4", 5),
        ("<!-- for ever", "MJML003", "a comment is never closed", 4),
        ("<mj-text>\n<!-- for ever</mj-text>", "MJML004", "a tag or a comment begins here", 5),
        ("<mj-text>\n<b <i></mj-text>", "MJML004", "a tag or a comment begins here", 5),
        ("<mj-text><![CDATA[x]]></mj-text>", "MJML004", "CDATA is no HTML", 4),
        ('<mj-text color="red>x</mj-text>', "MJML004", "'<' does not begin a tag", 4),
        ("<mj-text =5>x</mj-text>", "MJML004", "this is not an attribute", 4),
        ("<p>x</p>", "MJML007", "<p> stands directly in <mj-column>", 4),
        ("<mj-section></mj-section>", "MJML007", "<mj-section> cannot stand in <mj-column>", 4),
        ('<mj-text\ncolour="red">x</mj-text>', "MJML008", "<mj-text> has no attribute 'colour'", 5),
    ],
)
def test_what_would_spoil_the_mail_is_refused_with_its_line(
    content: str, code: str, what: str, line: int
) -> None:
    problem = refusal(document(content)).problem

    assert (problem.code, problem.place and problem.place.line) == (code, line)
    assert problem.what.startswith(what)
    assert problem.help


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("", "the document has no <mj-body>"),
        ("<mjml></mjml>", "the document has no <mj-body>"),
        ("words", "text stands outside <mjml>"),
        ("<p>", "<p> stands outside <mjml>"),
        ("<mj-body></mj-body>", "<mj-body> stands outside <mjml>"),
        ("<mjml><mj-body></mj-body><mj-body></mj-body></mjml>", "there is a second <mj-body>"),
        ("<mjml><mj-body></mj-body></mjml></mj-text>", "</mj-text> closes nothing"),
        ("<mjml><mj-raw>x</mj-raw><mj-body></mj-body></mjml>", "<mj-raw> cannot stand in <mjml>"),
        (
            "<mjml><mj-head><mj-html-attributes/></mj-head><mj-body></mj-body></mjml>",
            "mj-html-attributes is not read",
        ),
    ],
)
def test_what_is_no_document_is_refused(source: str, what: str) -> None:
    assert refusal(source).problem.what == what


def test_a_tag_left_open_is_told_where_it_was_opened() -> None:
    problem = refusal("<mjml>\n  <mj-body>").problem

    assert problem.what == "<mj-body> is never closed"
    assert spot(problem) == "a.mjml:2:3"


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        ("<mj-colunm />", "mj-column"),
        ('<mj-text colr="red">x</mj-text>', "color"),
        ('<mj-image scr="a.png" />', "src"),
    ],
)
def test_a_misspelt_name_is_told_the_nearest_one(content: str, meant: str) -> None:
    assert refusal(document(content)).problem.help == f"did you mean '{meant}'?"


@pytest.mark.parametrize(
    ("content", "code", "what", "place"),
    [
        (
            '<mj-text color="#010101"\n  COLOR="#020202">x</mj-text>',
            "MJML005",
            "'color' is given twice in one tag; the first one counts",
            "a.mjml:5:3",
        ),
        (
            '<mj-text>\n<a href="x" class="y" href="z">w</a></mj-text>',
            "MJML005",
            "'href' is given twice in one tag; the first one counts",
            "a.mjml:5:23",
        ),
        (
            "\n words",
            "MJML007",
            "text stands directly in <mj-column>, and is not in the mail",
            "a.mjml:5:2",
        ),
        (
            '<mj-social border="1px solid red"></mj-social>',
            "MJML009",
            "'border' of <mj-social> changes nothing: the MJML engine does not write it",
            "a.mjml:4:12",
        ),
    ],
)
def test_what_changes_the_mail_otherwise_than_meant_is_a_finding(
    content: str, code: str, what: str, place: str
) -> None:
    [finding] = whole(document(content)).findings

    assert (finding.code, finding.what, spot(finding)) == (code, what, place)
    assert finding.severity is Severity.WARNING


def test_the_first_of_two_attributes_counts() -> None:
    html = compiled('<mj-text color="#010101" color="#020202">x</mj-text>')

    assert "#010101" in html
    assert "#020202" not in html


def test_content_that_the_engine_leaves_out_is_a_finding() -> None:
    titles = "<mj-head><mj-title>one</mj-title><mj-title>two</mj-title></mj-head>"

    made = whole(f"<mjml>{titles}<mj-body></mj-body></mjml>")

    assert "<title>two</title>" in made.html
    [finding] = made.findings
    assert (finding.code, spot(finding)) == ("MJML011", "a.mjml:1:16")


@pytest.mark.parametrize(
    ("column", "image", "width"),
    [
        ("", 'padding="0 25px"', "150"),
        ("", 'padding-left="0"', "175"),
        ('padding="0  20px "', 'padding="0"', "160"),
        ('width="33.33333333333333%"', "", "149"),
        ('width="123.5px"', "", "73"),
    ],
)
def test_a_picture_is_as_wide_as_mjml_makes_it(column: str, image: str, width: str) -> None:
    columns = f'<mj-column {column}><mj-image src="a" width="900px" {image} /></mj-column>'

    html = whole(wrapped("mj-section", f"{columns}<mj-column /><mj-column />")).html

    assert f'width="{width}"' in html
    assert f"width:{width}px;" in html


def test_a_column_keeps_all_digits_of_its_width() -> None:
    column = '<mj-column width="33.33333333333333%"><mj-text>x</mj-text></mj-column>'

    html = whole(f"<mjml><mj-body><mj-section>{column}</mj-section></mj-body></mjml>").html

    assert "width:33.33333333333333% !important" in html


def test_columns_of_a_group_share_it_in_whole_percents() -> None:
    columns = "<mj-column><mj-text>x</mj-text></mj-column>" * 7

    html = whole(wrapped("mj-group", columns)).html

    assert html.count("width:14%;") == 7


def test_a_hero_of_fluid_height_is_as_high_as_its_picture() -> None:
    hero = '<mj-hero mode="fluid-height" background-width="600px" background-height="469px" />'

    html = whole(wrapped("mj-body", hero)).html

    assert html.count("padding-bottom:78%;") == 2


def test_a_button_without_a_background_has_none_in_outlook_either() -> None:
    assert "bgcolor" not in compiled('<mj-button background-color="none">x</mj-button>')


def test_a_carousel_keeps_its_arrows_and_a_second_one_is_a_finding() -> None:
    carousel = '<mj-carousel><mj-carousel-image src="a.png" /></mj-carousel>'

    assert "@media screen yahoo" in compiled(carousel)
    [finding] = whole(document(f"{carousel}\n{carousel}")).findings
    assert (finding.code, spot(finding)) == ("MJML012", "a.mjml:5:1")


def test_a_picture_without_words_has_an_empty_alt() -> None:
    assert alt_of(compiled('<mj-image src="a.png" />')) == ""


@pytest.mark.parametrize("element", ["mj-text", "mj-raw"])
def test_elements_nested_too_deeply_are_refused_before_they_crash_anything(element: str) -> None:
    deep = "<b>" * 20_000 + "x" + "</b>" * 20_000

    problem = refusal(document(f"<{element}>{deep}</{element}>")).problem

    assert problem.what == f"elements are nested more than {DEPTH_LIMIT} deep"


def test_what_several_raws_leave_open_is_counted_together() -> None:
    raw = f"<mj-raw>{'<div>' * 150}</mj-raw>"

    assert "nested" in refusal(document(raw + raw)).problem.what
    assert "<div>" in compiled(raw + f"<mj-raw>{'</div>' * 150}</mj-raw>" + raw)


@pytest.mark.parametrize("tag", sorted(NOT_CARRIED.keys() & ATTRIBUTES.keys()))
def test_the_table_of_what_is_not_carried_names_known_attributes(tag: str) -> None:
    assert NOT_CARRIED[tag] <= ATTRIBUTES[tag]


def test_the_tables_name_the_same_tags() -> None:
    held = {child for children in CHILDREN.values() for child in children}

    assert held == TAGS
    assert CHILDREN.keys() - {""} <= TAGS
    assert HOLDS_HTML.isdisjoint(CHILDREN)
    assert HOLDS_HTML.issubset(TAGS)


HOMES = [home for home in CHILDREN if home != "mj-attributes"]


def wrapped(parent: str, child: str) -> str:
    """Return ``child`` in ``parent`` in as many elements as it takes to stand in a document."""
    while parent:
        child = f"<{parent}>{child}</{parent}>"
        parent = next(home for home in HOMES if parent in CHILDREN[home])
    return child if "<mj-body>" in child else child.replace("</mjml>", "<mj-body></mj-body></mjml>")


PAIRS = [(parent, child) for parent in CHILDREN if parent for child in sorted(CHILDREN[parent])]


@pytest.mark.parametrize(("parent", "child"), PAIRS)
def test_the_engine_takes_whatever_the_tables_allow(parent: str, child: str) -> None:
    name = ' name="x"' if child in {"mj-class", "mj-font"} else ""

    assert "<html" in whole(wrapped(parent, f"<{child}{name}></{child}>")).html


def anywhere(problem: Problem, source: str) -> bool:
    place = problem.place
    lines = source.split("\n")
    return (
        place is not None
        and place.line is not None
        and place.column is not None
        and place.line <= len(lines)
        and place.column <= len(lines[place.line - 1]) + 1
    )


def outcome(source: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the HTML and the findings, or no HTML and the problems that prevent it."""
    try:
        made = whole(source)
    except RenderError as error:
        return "", error.problems
    return made.html, made.findings


def answered(source: str) -> None:
    html, told = outcome(source)
    assert "<html" in html or told
    assert all(anywhere(problem, source) for problem in told)


@given(st.text("<>/\"'= ab!-mj[]\n&", max_size=60) | st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_content_brings_html_or_an_error_with_its_place(content: str) -> None:
    answered(document(content))
    answered(document(f"<mj-text>{content}</mj-text>"))
    answered(document(f"<mj-raw>{content}</mj-raw>"))
    answered(content)


VALUES = st.sampled_from(
    ["", "0", "0px", "-1px", "100%", "1e99px", "abc", "left", "#fff", "true", "fluid-height"]
) | st.text(max_size=8)
PLACED = st.sampled_from(PAIRS)


@given(PLACED, st.data())
@settings(deadline=None, max_examples=300)
def test_any_attributes_bring_html_or_an_error_with_its_place(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    parent, child = pair
    known = sorted(ATTRIBUTES.get(child, ATTRIBUTES["mj-section"]))
    names = data.draw(st.lists(st.sampled_from(known or ["x"]), max_size=5))
    values = [data.draw(VALUES).replace('"', "'") for _ in names]
    written = "".join(f' {n}="{v}"' for n, v in zip(names, values, strict=True))
    answered(wrapped(parent, f"<{child}{written}></{child}>"))


SOUND = wrapped(
    "mj-column",
    '<mj-text color="#fff">é <b>x</b></mj-text>\n<mj-image src="a.png" alt="q" />\n'
    '<mj-social><mj-social-element name="facebook" href="x">y</mj-social-element></mj-social>\n'
    "<mj-raw><div></mj-raw><mj-carousel><mj-carousel-image src='a' /></mj-carousel>",
)
SPLICES = st.sampled_from(
    ["<", ">", "</", "/>", '"', "'", "=", "<!--", "-->", "<mj-text>", "\n", "é"]
)


@given(st.lists(st.tuples(st.integers(0, len(SOUND)), st.integers(0, 12), SPLICES), max_size=4))
@settings(deadline=None, max_examples=400)
def test_a_mutated_document_brings_html_or_an_error_with_its_place(
    cuts: list[tuple[int, int, str]],
) -> None:
    source = SOUND
    for at, length, splice in cuts:
        source = source[:at] + splice + source[at + length :]

    answered(source)
