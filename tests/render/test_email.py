import pickle
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from pressrun.errors import RenderError
from pressrun.model.document import CodeBlock, Paragraph
from pressrun.model.inline import Code, Emphasis, Image, Link, Text
from pressrun.model.issue import BoundIssue, Chapter
from pressrun.model.slot import Slot, mark
from pressrun.render.email import render_issue
from pressrun.render.finishing import finished
from pressrun.render.page import article_page, issue_feed_content, issue_page
from render.issue_samples import (
    FEEDS,
    FULL,
    ISSUE,
    LIST,
    PUBLICATION,
    THEME,
    article,
    bound,
    paragraph,
    piece,
    theme,
)
from render.reading import assert_harmless, payloads, tree, without_its_own

IN_ORDER = ("Dear reader", "storm of the month", "From the workshop", "What we mend", "Wide words")


def html_of(issue: BoundIssue = FULL) -> str:
    return render_issue(issue, PUBLICATION, LIST, THEME).html


def with_issue(**changes: object) -> BoundIssue:
    values = {name: getattr(ISSUE, name) for name in ISSUE.__slots__}
    return bound(piece(paragraph("Words.")), issue=type(ISSUE)(**{**values, **changes}))


def layout_tables(root: Element) -> list[Element]:
    return [table for table in root.iter("table") if table.get("class") != "data"]


def test_the_same_issue_gives_the_same_characters() -> None:
    assert render_issue(FULL, PUBLICATION, LIST, THEME) == render_issue(
        FULL, PUBLICATION, LIST, theme()
    )


def test_a_mail_says_its_language_its_title_and_what_its_tables_are_for() -> None:
    root = tree(html_of())

    assert (root.get("lang"), root.get("dir")) == ("en", "ltr")
    assert root.findtext(".//title") == "A heron on the rail"
    assert {table.get("role") for table in layout_tables(root)} == {"presentation"}
    assert [h1.text for h1 in root.iter("h1")] == ["A heron on the rail"]


def test_a_mail_says_its_encoding_before_anything_else() -> None:
    html = html_of()

    assert html.encode().index(b'<meta charset="utf-8">') < 512
    assert 'http-equiv="Content-Type"' not in html


def test_a_mail_is_ready_for_dark_rooms() -> None:
    html = html_of()

    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_a_mail_loads_nothing_from_strangers() -> None:
    root = tree(html_of())

    sources = {node.get("src") for node in root.iter() if node.get("src")}
    assert sources == {"https://example.org/media/0123456789abcdef.png"}
    assert list(root.iter("link")) == []
    assert "@import" not in html_of()
    assert "url(" not in html_of()


def test_words_that_look_like_what_the_inliner_or_outlook_reads_stay_words() -> None:
    said = """<style data-css-inline="keep"> data-css-inline="ignore" style='color: #abc'"""
    face = html_of(
        bound(
            piece(
                paragraph(said, Code(said)),
                Paragraph(parts=(Image("heron.png", "A", said), Link((Text("x"),), "#a", said))),
            )
        )
    )

    root = tree(face)
    shown = "".join(root.find(".//div[@class='article ltr']").itertext())
    assert shown.count("data-css-inline") == 4
    assert shown.count("#abc") == 2
    titles = [node.get("title") for node in root.iter() if node.get("title")]
    assert titles == [said, said]


def test_colours_have_six_digits_and_words_keep_theirs() -> None:
    issue = bound(piece(CodeBlock(text='<p style="color:#abc">'), paragraph("Ticket #123.")))
    short = theme(
        **{"email/style.css": "h1 { color: #abc; background: #fff; } .code { color: #000; }"}
    )

    html = render_issue(issue, PUBLICATION, LIST, short).html

    assert "color: #aabbcc;background: #ffffff" in html
    assert 'style="color:#abc"' in html
    assert "Ticket #123." in html


def test_the_preheader_is_hidden_and_nothing_leaks_into_it() -> None:
    root = tree(html_of())

    body = root.find("body")
    assert body is not None
    hidden = body[0]
    assert "display:none" in hidden.get("style", "")
    assert (hidden.text or "").startswith("One bird, one lamp, and a horn that is too loud.")
    assert len(hidden.text or "") > 150


def test_an_issue_without_a_preheader_hides_nothing() -> None:
    assert "display:none" not in html_of(with_issue(preheader=""))


def test_the_foot_says_why_it_came_and_how_to_end_it() -> None:
    mail = render_issue(FULL, PUBLICATION, LIST, THEME)

    links = {a.text: a.get("href") for a in tree(mail.html).iter("a")}
    assert links["Unsubscribe"] == mark(Slot.UNSUBSCRIBE_URL)
    assert links["View in a browser"] == mark(Slot.WEB_URL)
    for face in (mail.html, mail.text):
        assert "You receive this because you subscribed to Letters from the lamp." in face
        assert mark(Slot.ADDRESS) in face
        assert mark(Slot.UNSUBSCRIBE_URL) in face


def test_the_editors_words_come_first_then_each_section_in_order() -> None:
    mail = render_issue(FULL, PUBLICATION, LIST, THEME)

    for face in (mail.html.partition("<body")[2], mail.text):
        places = [face.index(said) for said in IN_ORDER]
        assert places == sorted(places)


def test_articles_of_a_section_stand_a_level_below_its_title() -> None:
    root = tree(html_of())

    assert [title.findtext("a") for title in root.findall(".//h2[@class='title']")] == [
        "The heron & the lamp"
    ]
    assert root.findtext(".//h2[@class='chapter']") == "From the workshop"
    assert [title.findtext("a") for title in root.findall(".//h3[@class='title']")] == [
        "Ten seconds 十秒"
    ]


def test_no_line_of_the_text_is_too_wide_but_addresses_and_code() -> None:
    rows = render_issue(FULL, PUBLICATION, LIST, THEME).text.split("\n")

    assert [row for row in rows if len(row) > 72 and "http" not in row and row[0] != " "] == []
    assert not any(row != row.rstrip() for row in rows)


def test_an_article_in_another_language_says_so_and_reads_its_own_way() -> None:
    hebrew = piece(paragraph("מגדלור"), article=article(title="מגדלור בלילה", language="he"))

    inner = tree(html_of(bound(hebrew))).find(".//div[@lang='he']")

    assert inner is not None
    assert inner.get("dir") == "rtl"


@pytest.mark.parametrize(
    "words",
    [
        ("see https://slot.invalid/name/",),
        (Link(parts=(Text("x"),), target="https://SLOT.invalid/unsubscribe-url/"),),
        (Link(parts=(Text("x"),), target="//slot.invalid/unsubscribe-url/"),),
        ("https://slot.", "invalid/name/"),
        (Link(parts=(Text("x"),), target="https://example.org/?u=https://slot.invalid/vote-url/"),),
    ],
    ids=["text", "link", "link without scheme", "in two parts", "in another address"],
)
def test_an_article_cannot_write_where_a_readers_own_values_go(words: tuple[object, ...]) -> None:
    with pytest.raises(RenderError) as caught:
        html_of(bound(piece(paragraph(*words))))

    assert caught.value.problem.code == "RND001"
    assert str(caught.value.problem.place) == "articles/the-heron-and-the-lamp.md"


def test_neither_can_the_issue_itself() -> None:
    with pytest.raises(RenderError) as caught:
        html_of(with_issue(subject="https://slot.invalid/name/"))

    assert str(caught.value.problem.place) == "issues/042-the-lamp/issue.md"


def test_words_that_a_mark_is_split_over_do_not_join_into_one() -> None:
    split = paragraph("https://slot.", Emphasis(parts=(Text("invalid"),)), "/name/")

    assert mark(Slot.NAME) not in html_of(bound(piece(split)))
    assert mark(Slot.NAME) not in render_issue(bound(piece(split)), PUBLICATION, LIST, THEME).text


def test_a_template_that_breaks_is_told_with_its_own_line() -> None:
    source = dict(THEME.files)["email/parts/frame.mjml"]
    broken = source.replace("</mj-body>", "</mj-bdy>")

    with pytest.raises(RenderError) as caught:
        render_issue(FULL, PUBLICATION, LIST, theme(**{"email/parts/frame.mjml": broken}))

    place = caught.value.problem.place
    assert place is not None
    line = broken.split("\n").index("  </mj-bdy>") + 1
    assert (place.path, place.line, place.column) == ("templates/email/parts/frame.mjml", line, 3)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_characters_that_no_face_can_carry_are_shown_as_such() -> None:
    mail = render_issue(bound(piece(paragraph("a\x00b\x0bc\ud800d"))), PUBLICATION, LIST, THEME)

    assert "a�b�c�d" in mail.html
    assert "a�b�c�d" in mail.text


@pytest.mark.parametrize(
    "title",
    [
        "हिन्दी और 👩‍🚒",
        'quoted "twice" and \\ once',
        "line\nend",
        "مرحبا",
        "<b> & </mj-text>",
        "{{ 7*7 }}",
    ],
)
def test_a_title_in_any_script_reads_the_same(title: str) -> None:
    issue = with_issue(subject=title, preheader=title)

    root = tree(html_of(issue))

    said = " ".join(title.split())
    assert " ".join((root.findtext(".//title") or "").split()) == said
    assert " ".join((root.findtext(".//h1") or "").split()) == said


def test_no_payload_in_any_field_comes_to_life(corpora: Path) -> None:
    # Every fifth: test_faces.py takes them all through a body, and fields are escaped alike.
    lines = payloads(corpora)[::5]

    for start in range(0, len(lines), 400):
        nasty = " ".join(lines[start : start + 400])
        one = piece(
            paragraph("Words."),
            article=article(title=nasty, summary=nasty, authors=(nasty,), tags=(nasty,)),
        )
        issue = with_issue(subject=nasty, preheader=nasty)
        issue = bound(
            issue=issue.issue, chapters=(Chapter(pieces=(one,), title=nasty, intro=nasty),)
        )

        assert_harmless(html_of(issue))
        assert_harmless(without_its_own(article_page(one, PUBLICATION, FEEDS, THEME)))
        assert_harmless(without_its_own(issue_page(issue, PUBLICATION, FEEDS, THEME)))
        assert_harmless(issue_feed_content(issue, PUBLICATION, THEME))


def test_the_html_has_no_parse_error_and_no_leftover_of_a_template() -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)

    parser.parse(html_of())

    assert parser.errors == []
    assert re.search(r"\{[{%]", html_of()) is None


def test_rules_that_no_tag_can_hold_stay_in_the_style_sheet() -> None:
    style = "a { color: red } a:hover { color: blue } @media print { a { color: black } }"

    html = finished(f"<html><head><style>{style}</style></head><body><a>x</a></body></html>")

    assert '<a style="color: red;">' in html
    assert "a:hover { color: blue; }" in html
    assert "@media print" in html


def test_a_style_sheet_of_states_is_left_whole() -> None:
    style = ".next { display: none !important } :checked + .next { display: block !important }"

    html = finished(f'<html><head><style>{style}</style></head><body class="next"></body></html>')

    assert f"<style>{style}</style>" in html
    assert '<body class="next">' in html
