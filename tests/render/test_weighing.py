"""Mail is weighed as one reader gets it, and every part of it has its octets."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressrun.errors import Place
from pressrun.model.checking import Weights
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Content, Layout, Publication, Theme
from pressrun.model.quotedprintable import encode_text
from pressrun.model.slot import Slot, mark
from pressrun.render.email import measure_issue, render_issue
from pressrun.render.mjml import compile_mjml
from pressrun.render.mjml.ground import Written
from pressrun.render.scale import Scale
from pressrun.render.seams import Marked, Seam
from render.issue_samples import FULL, LIST, PUBLICATION, THEME, article, paragraph, theme
from render.long_samples import CUTTING, long_documents, long_issue, long_piece, prose
from render.look_samples import MANY, MIXED

SCALE = Scale.of(PUBLICATION, FULL.url)
MARKS = "\ufdd2\ufdd3"


def laid_out(issue: BoundIssue, layout: Layout, content: Content | None = None) -> BoundIssue:
    return replace(issue, issue=replace(issue.issue, layout=layout, content=content))


def weights(
    issue: BoundIssue, publication: Publication = PUBLICATION, own: Theme = THEME
) -> Weights:
    return measure_issue(issue, publication, LIST, own).weighed.weights


def part(issue: BoundIssue, name: str) -> int:
    return dict(weights(issue).parts).get(name, 0)


def several(*lengths: int) -> BoundIssue:
    return long_issue(*(long_piece(f"p{n}", *prose(f"p{n}", k)) for n, k in enumerate(lengths)))


# The scale.


def test_octets_are_those_of_the_transfer_encoding() -> None:
    assert SCALE.octets("abc") == 3
    assert SCALE.octets("é=\n") == len("=C3=A9=3D\r\n")
    assert SCALE.octets("x" * 500) == len(encode_text("x" * 500))


def test_personal_values_weigh_what_a_reader_with_long_ones_gets() -> None:
    assert SCALE.octets(mark(Slot.NAME)) == 64 + 6
    assert SCALE.octets(mark(Slot.ADDRESS)) == 64 + 6
    leave = "https://example.org/unsubscribe/" + "m" * 22
    assert SCALE.octets(mark(Slot.UNSUBSCRIBE_URL)) == len(leave) + 6
    elsewhere = replace(PUBLICATION, service_url="https://forms.example.org/harbour")
    assert Scale.of(elsewhere, "").octets(mark(Slot.UNSUBSCRIBE_URL)) == len(leave) + 6 + 14


# What is told of a message.


def everywhere() -> list[tuple[BoundIssue, Publication]]:
    issues = [FULL, MANY, MIXED, several(2), several(3, 1, 4, 1, 5, 9)]
    return [
        (laid_out(issue, layout, content), publication)
        for issue in issues
        for layout in Layout
        for content in (None, *Content)
        for publication in (PUBLICATION, CUTTING)
    ]


@pytest.mark.parametrize(("issue", "publication"), everywhere())
def test_what_is_measured_is_what_is_sent(issue: BoundIssue, publication: Publication) -> None:
    measured = measure_issue(issue, publication, LIST, THEME)

    assert measured.rendered == render_issue(issue, publication, LIST, THEME)
    found = measured.weighed.weights
    assert found.html == SCALE.octets(measured.rendered.html)
    assert found.text == SCALE.octets(measured.rendered.text)
    assert [path for path, _ in found.articles] == [p.article.path for p in issue.pieces]
    assert sum(octets for _, octets in (*found.articles, *found.parts)) == found.html
    assert min(octets for _, octets in (*found.articles, *found.parts)) > 100


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(Layout), st.sampled_from((None, *Content)), st.booleans())
def test_whatever_stands_in_articles_is_measured_as_it_is_sent(
    data: st.DataObject, layout: Layout, content: Content | None, cutting: bool
) -> None:
    said = st.text(st.characters() | st.sampled_from(MARKS + "\ufdd0\ufdd1<&\"'=."), max_size=30)
    pieces = [
        replace(
            long_piece(f"p{n}", *data.draw(long_documents(f"p{n}")), paragraph(data.draw(said))),
            article=article(f"p{n}", title=data.draw(said), summary=data.draw(said)),
        )
        for n in range(data.draw(st.integers(0, 6)))
    ]
    issue = laid_out(long_issue(*pieces, written=(paragraph(data.draw(said)),)), layout, content)
    measured = measure_issue(issue, CUTTING if cutting else PUBLICATION, LIST, THEME)

    assert measured.rendered == render_issue(issue, PUBLICATION, LIST, THEME)
    found = measured.weighed.weights
    assert found.html == Scale.of(PUBLICATION, issue.url).octets(measured.rendered.html)
    if found.articles:
        assert sum(octets for _, octets in (*found.articles, *found.parts)) == found.html


def test_an_article_that_grows_weighs_more_and_no_other_part_does() -> None:
    before, after = weights(several(3, 4, 5)), weights(several(3, 14, 5))

    grown = after.html - before.html
    assert grown > 8_000
    for (path, old), (_, new) in zip(before.articles, after.articles, strict=True):
        assert abs(new - old - (grown if path == "articles/p1.md" else 0)) < 40
    for (_, old), (_, new) in zip(before.parts, after.parts, strict=True):
        assert abs(new - old) < 40


def test_cards_weigh_by_their_words() -> None:
    def issue(words: str) -> BoundIssue:
        pieces = (
            long_piece("p0", paragraph("Short.")),
            long_piece("p1", paragraph(words)),
            long_piece("p2", paragraph("Short.")),
        )
        return laid_out(long_issue(*pieces), Layout.DIGEST)

    before, after = (dict(weights(issue("x" * n)).articles) for n in (10, 210))

    assert {p for p in before if abs(after[p] - before[p]) > 40} == {"articles/p1.md"}
    assert abs(after["articles/p1.md"] - before["articles/p1.md"] - 200) < 20


def test_the_editors_words_and_the_list_of_contents_have_their_own_weight() -> None:
    short, long = several(1), replace(several(1), words=(paragraph("Dear reader. " * 100),))
    assert part(short, "the editor's words") == 0
    assert 1300 < part(long, "the editor's words") < 1600

    assert part(several(1, 1, 1, 1), "the list of contents") == 0
    assert 600 < part(several(1, 1, 1, 1, 1), "the list of contents") < 2500
    for content in Content:
        letter = laid_out(several(1, 1, 1, 1, 1), Layout.LETTER, content)
        assert part(letter, "the list of contents") == 0


def test_masthead_and_subject_are_the_frames_and_no_articles() -> None:
    for issue in (several(1), replace(several(1), words=(paragraph("Dear reader."),))):
        named = replace(issue, issue=replace(issue.issue, subject="A subject " * 20))
        grown = dict(weights(named).articles)["articles/p0.md"]

        assert abs(grown - dict(weights(issue).articles)["articles/p0.md"]) < 40
        assert part(named, "the frame") > 2_000


def test_the_style_sheet_is_weighed_with_the_head() -> None:
    longer = theme(**{"email/style.css": "@media print { h1 { color: #123456; } }\n" * 100})
    plain = theme(**{"email/style.css": ""})
    issue, head = several(1), "the style sheet and head"

    grown = (
        dict(weights(issue, own=longer).parts)[head] - dict(weights(issue, own=plain).parts)[head]
    )

    assert 3_000 < grown < 5_500


def test_what_cannot_be_told_apart_is_weighed_as_a_whole() -> None:
    own = theme(**{"email/parts/chapters.mjml": "", "email/parts/contents.mjml": ""})

    found = weights(several(2, 3), own=own)

    assert found.html > 5_000
    assert found.articles == found.parts == ()


@pytest.mark.parametrize(
    "body",
    [
        "{{ piece.body | replace('words', 'signs') }}",
        "<p>{{ piece.body }}</p>",
        "<b>{{ piece.body | striptags | truncate(50) }}</b>",
        "{{ piece.body }}{{ piece.body }}",
        '<a href="{{ piece.url }}"></a>',
    ],
)
def test_templates_of_ones_own_cannot_tell_that_they_are_measured(body: str) -> None:
    own = theme(**{"email/parts/article.mjml": f"<mj-text><div>{body}</div></mj-text>"})

    measured = measure_issue(several(2, 3), CUTTING, LIST, own)

    assert measured.rendered == render_issue(several(2, 3), PUBLICATION, LIST, own)


def test_where_html_allows_no_words_blanks_alone_may_move() -> None:
    # Browsers put words in front of a table, and with them the blanks that touch them.
    own = theme(
        **{"email/parts/article.mjml": "<mj-text><table>{{ piece.body }}</table></mj-text>"}
    )

    measured = measure_issue(several(2, 3), CUTTING, LIST, own).rendered.html

    sent = render_issue(several(2, 3), PUBLICATION, LIST, own).html
    assert "".join(measured.split()) == "".join(sent.split())


# Marks.


def test_a_place_in_what_was_marked_is_the_place_without_marks() -> None:
    made = "<mjml>\n<mj-body>words</mj-body>\n</mjml>"
    seams = [Seam(made.index("words")), Seam(made.index("rds")), Seam(made.index("</mj-body"))]
    origin = Written("a.mjml", made)
    marked = Marked(made, seams, origin)

    bare = re.sub("\ufdd2\\d+\ufdd3", "", marked.source)
    assert bare == made
    for sought in ("<mjml>", "<mj-body>", "wo", "rds", "</mj-body>", "</mjml>"):
        assert marked.place(marked.source.index(sought)) == origin.place(made.index(sought))
    for at in range(len(marked.source)):
        place: Place = marked.place(at)[0]
        assert place.line is not None
        assert place.line <= 3


def test_findings_stand_where_they_would_without_marks() -> None:
    broken = '<mj-text align="left" align="right">{{ piece.body }}</mj-text>'
    own = theme(**{"email/parts/article.mjml": broken})
    issue = several(1, 1, 1)

    measured = measure_issue(issue, CUTTING, LIST, own)

    plain = render_issue(issue, PUBLICATION, LIST, own).findings
    assert plain != ()
    assert measured.rendered.findings == plain


def test_words_cannot_pass_for_a_mark() -> None:
    made = f"<mjml><mj-body><mj-section><mj-column><mj-text>{MARKS[0]}0{MARKS[1]}</mj-text>"
    made += "</mj-column></mj-section></mj-body></mjml>"
    marked = Marked(made, [Seam(made.index("</mj-text>"))], Written("a.mjml", made))

    html, offsets = marked.parted(compile_mjml(marked.source, marked).html)

    assert html.count(f"{MARKS[0]}0{MARKS[1]}") == 1
    assert html.count(MARKS[0]) == 1
    assert len(offsets) == 1


def test_marks_that_come_out_in_another_order_say_nothing() -> None:
    marked = Marked("ab", [Seam(1), Seam(2)], Written("a.mjml", "ab"))
    first, second = f"{MARKS[0]}0{MARKS[1]}", f"{MARKS[0]}1{MARKS[1]}"

    assert marked.parted(f"x{first}y{second}z") == ("xyz", (1, 2))
    for html in (f"x{second}y{first}z", f"x{first}yz", f"x{first}y{second}z{first}"):
        assert marked.parted(html) == ("xyz", ())
