import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import RenderError
from pressrun.model.publication import Theme
from pressrun.render.mjml import DEPTH_LIMIT, compile_mjml

EMPTY = Theme(())


def document(content: str) -> str:
    return (
        "<mjml>\n<mj-body>\n<mj-section><mj-column>\n"
        f"{content}\n</mj-column></mj-section>\n</mj-body>\n</mjml>"
    )


def compiled(content: str) -> str:
    return compile_mjml(document(content), name="a.mjml", theme=EMPTY)


def refusal(source: str, theme: Theme = EMPTY) -> RenderError:
    with pytest.raises(RenderError) as caught:
        compile_mjml(source, name="a.mjml", theme=theme)
    return caught.value


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
def test_an_attribute_keeps_every_character(words: str) -> None:
    written = compiled(f'<mj-image src="https://example.org/a.png" alt="{words}" />')

    plain = words.replace("&quot;", '"').replace("&lt;", "<").replace("&amp;", "&")
    assert alt_of(written) == plain


def test_a_double_quote_in_single_quotes_does_not_end_the_attribute() -> None:
    written = compiled("""<mj-image src="a.png" alt='q" onerror="alert(1)' />""")

    assert alt_of(written) == 'q" onerror="alert(1)'
    assert html5lib.parse(written, namespaceHTMLElements=False).find(".//img[@onerror]") is None


def test_line_ends_in_an_attribute_become_spaces() -> None:
    written = compiled('<mj-text><p style="color:red;\n\tmargin:0">x</p></mj-text>')

    assert 'style="color:red;  margin:0"' in written


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(deadline=None, max_examples=150)
def test_any_text_survives_as_an_attribute(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace('"', "&#34;").replace("<", "&lt;")

    found = alt_of(compiled(f'<mj-image src="a.png" alt="{escaped}" />'))

    assert found == re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)


def test_a_title_in_any_script_names_the_mail() -> None:
    source = "<mjml><mj-head><mj-title>❤️ हिन्दी</mj-title></mj-head><mj-body></mj-body></mjml>"

    tree = html5lib.parse(compile_mjml(source, name="a", theme=EMPTY), namespaceHTMLElements=False)

    named = tree.find(".//div[@aria-label]")
    assert tree.findtext(".//title") == "❤️ हिन्दी"
    assert named is not None
    assert named.get("aria-label") == "❤️ हिन्दी"


def test_comments_go_unless_outlook_reads_them() -> None:
    written = compiled("<mj-text><!-- note --><!--[if mso]>wide<![endif]--></mj-text>")

    assert "note" not in written
    assert "<!--[if mso]>wide<![endif]-->" in written


@pytest.mark.parametrize(
    ("content", "code", "what", "line"),
    [
        ("<mj-colunm></mj-colunm>", "MJML002", "<mj-colunm> is not an MJML tag", 4),
        ("<mj-include path='x' />", "MJML002", "mj-include is not read", 4),
        ("\n<mj-text><b>x</mj-text>", "MJML003", "</mj-text> stands where <b> of line 5", 5),
        ("</p>", "MJML003", "</p> stands where <mj-column> of line 3", 4),
        ("<mj-text>x<br></br></mj-text>", "MJML003", "<br> has no end", 4),
        ("<!-- for ever", "MJML003", "a comment is never closed", 4),
        ("<mj-text>a < b</mj-text>", "MJML004", "'<' does not begin a tag", 4),
        ('<mj-text color="red>x</mj-text>', "MJML004", "'<' does not begin a tag", 4),
        ("<mj-text =5>x</mj-text>", "MJML004", "this is not an attribute", 4),
        ('<mj-text a="1"\nA="2">x</mj-text>', "MJML005", "'a' is given twice", 5),
    ],
)
def test_what_the_engine_would_swallow_is_told_with_its_line(
    content: str, code: str, what: str, line: int
) -> None:
    problem = refusal(document(content)).problem

    assert (problem.code, problem.place and problem.place.line) == (code, line)
    assert problem.what.startswith(what)


def test_a_tag_left_open_is_told_where_it_was_opened() -> None:
    problem = refusal("<mjml>\n  <mj-body>").problem

    assert problem.what == "<mj-body> is never closed"
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (2, 3)


def test_a_misspelt_tag_is_told_the_nearest_one() -> None:
    assert "did you mean 'mj-column'?" in refusal(document("<mj-colunm />")).problem.help


def test_a_line_found_in_a_template_is_told_by_that_templates_own_line() -> None:
    theme = Theme((("email/part.mjml", "{% for a in b %}\n    <mj-colunm />\n{% endfor %}"),))

    problem = refusal(document("  <mj-colunm />"), theme).problem

    assert str(problem.place) == "templates/email/part.mjml:2:5"


def test_a_line_that_no_template_has_is_told_as_made() -> None:
    problem = refusal(document("<mj-colunm />")).problem

    assert "line 4 is counted in the MJML that the template made" in problem.help


def test_elements_nested_too_deeply_are_refused_before_they_crash_the_engine() -> None:
    deep = "<b>" * 20_000 + "x" + "</b>" * 20_000

    problem = refusal(document(f"<mj-text>{deep}</mj-text>")).problem

    assert problem.what == f"elements are nested more than {DEPTH_LIMIT} deep"


def test_what_only_the_engine_refuses_is_told_with_its_line_too() -> None:
    problem = refusal(
        "<mjml>\n<mj-head>\n<mj-title>é</mj-title>\n  <mj-section />\n</mj-head></mjml>"
    )

    place = problem.problem.place
    assert problem.problem.what == "the MJML engine stops here: unexpected element"
    assert place is not None
    assert (place.line, place.column, place.text) == (4, 3, "  <mj-section />")


@given(st.text("<>/\"'= ab!-mj\n&", max_size=60))
@settings(deadline=None, max_examples=200)
def test_no_input_brings_anything_but_html_or_a_told_error(content: str) -> None:
    try:
        answer = compiled(content)
    except RenderError as error:
        answer = str(error)

    assert "<html" in answer or "--> templates/a.mjml:" in answer
