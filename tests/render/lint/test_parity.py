"""Whether the text part of a message says what its HTML part does."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import Problem
from pressrun.model.checking import Weights
from pressrun.model.document import Document
from pressrun.model.inline import Emphasis, Link, Text
from pressrun.model.issue import BoundIssue, Chapter, RenderedIssue
from pressrun.model.publication import Layout
from pressrun.render.email import render_issue
from pressrun.render.lint.parity import PARITY
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import MailCopy
from render.issue_samples import (
    ISSUE,
    LIST,
    PUBLICATION,
    article,
    bound,
    paragraph,
    parts,
    piece,
    theme,
)

HERON = piece(
    paragraph("A heron stands where the water is slow, and it counts eleven fish on a good day."),
    article=article(
        "heron", title="The heron by the weir", summary="One bird and a winter of fish."
    ),
    url=f"{PUBLICATION.url}/articles/heron/",
)
WHEEL = piece(
    paragraph("The wheel of the sluice was turned once in 1961; since then it has said no."),
    article=article("wheel", title="The old sluice", summary="Who turned the wheel last, and why."),
    url=f"{PUBLICATION.url}/articles/wheel/",
)
WORDS: Document = (paragraph("The first ice lay on the marsh on Tuesday, and nobody slipped."),)
LAST = '{% include "email/parts/foot.txt" %}'
OWN = {"email/issue.txt": LAST}


def issue(*, layout: Layout = Layout.ISSUE) -> BoundIssue:
    of_two = bound(HERON, WHEEL, written=WORDS)
    titled = (Chapter(pieces=(HERON,)), Chapter(pieces=(WHEEL,), title="The water, held"))
    return replace(of_two, chapters=titled, issue=replace(ISSUE, layout=layout))


def copy_of(
    said: BoundIssue, templates: Mapping[str, str], *, own: Mapping[str, str] | None = None
) -> MailCopy:
    """Return mail made with templates; ``own`` are those that the publication wrote."""
    rendered = render_issue(said, PUBLICATION, LIST, theme(**templates))
    return MailCopy(
        bound=said,
        rendered=rendered,
        weights=Weights(html=0, text=0),
        script=Script("issues/042-a/issue.md", "---\nsubject: First frost\n---\n"),
        publication=PUBLICATION,
        mailing_list=LIST,
        templates=templates if own is None else own,
    )


def looked(copy: MailCopy) -> list[tuple[str, str]]:
    return [(problem.what, str(problem.place)) for problem in PARITY.look(copy)]


@pytest.mark.parametrize("layout", Layout)
def test_the_built_in_templates_say_the_same_in_both_parts(layout: Layout) -> None:
    # As if a publication had written them itself: else nobody would look.
    own = {"email/issue.txt": "", "email/digest.txt": "", "email/letter.txt": ""}

    assert looked(copy_of(issue(layout=layout), {}, own=own)) == []


def test_a_text_layout_that_shows_nothing_is_told_of_at_its_first_line() -> None:
    [(what, place)] = looked(copy_of(issue(), OWN))

    assert what == (
        "the text part leaves out the editor's words, every article and every section, which the"
        " HTML part has"
    )
    assert place == "templates/email/issue.txt:1:1"


def test_one_article_that_is_left_out_is_named() -> None:
    chapters = (
        '{% include "email/parts/opening.txt" %}{% for chapter in chapters %}{{ chapter.title }}\n'
        '{% for piece in chapter.pieces if piece.id != "wheel" %}{{ piece.text }}\n'
        "{{ piece.url }}\n"
        "{% endfor %}{% endfor %}" + LAST
    )

    [(what, place)] = looked(copy_of(issue(), {"email/issue.txt": chapters}))

    assert what == "the text part leaves out articles/wheel.md, which the HTML part has"
    assert place == "templates/email/issue.txt:1:1"


def test_an_address_that_is_left_out_is_told_of() -> None:
    bare = (
        '{% include "email/parts/opening.txt" %}{% for chapter in chapters %}{{ chapter.title }}\n'
        "{% for piece in chapter.pieces %}{{ piece.text }}\n{% endfor %}{% endfor %}" + LAST
    )

    [(what, _)] = looked(copy_of(issue(), {"email/issue.txt": bare}))

    assert what == "the text part leaves out the address of every article, which the HTML part has"


def test_html_that_leaves_out_the_editors_words_is_told_of_where_they_belong() -> None:
    [(what, place)] = looked(
        copy_of(issue(), {"email/parts/opening.mjml": "<mj-text>Hello</mj-text>"})
    )

    assert what == "the HTML part leaves out the editor's words, which the text part has"
    assert place == "templates/email/parts/opening.mjml:1:1"


def test_a_preheader_does_not_say_what_the_mail_leaves_out() -> None:
    said = issue()
    quoted = replace(said, issue=replace(said.issue, preheader="The first ice lay on the marsh."))

    [(what, _)] = looked(copy_of(quoted, {"email/parts/opening.mjml": "<mj-text>Hello</mj-text>"}))

    assert what == "the HTML part leaves out the editor's words, which the text part has"


def test_text_that_says_only_where_to_look_is_told_of() -> None:
    [problem] = PARITY.look(copy_of(issue(), {"email/issue.txt": "See {{ issue.url }}\n" + LAST}))

    assert "every article" in problem.what
    assert '{% include "email/parts/opening.txt" %}' in problem.help


@pytest.mark.parametrize(
    ("part", "text", "value"),
    [
        ("opening.txt", "{{ issue.subject_ruled }}\n", "{{ editorial.text }}"),
        ("chapters.txt", "Read it on the web.\n", "{{ piece.text }}"),
        ("article.mjml", "<mj-text>Read it on the web.</mj-text>\n", "{{ piece.body }}"),
    ],
)
def test_a_part_of_ones_own_is_not_told_to_include_itself(part: str, text: str, value: str) -> None:
    [problem] = PARITY.look(copy_of(issue(), {f"email/parts/{part}": text}))

    assert problem.place is not None
    assert problem.place.path == f"templates/email/parts/{part}"
    assert value in problem.help
    assert "include" not in problem.help


def test_another_order_is_told_of() -> None:
    backwards = (
        '{% include "email/parts/opening.txt" %}{% for chapter in chapters | reverse %}'
        "{{ chapter.title }}\n{% for piece in chapter.pieces %}{{ piece.text }}\n{{ piece.url }}\n"
        "{% endfor %}{% endfor %}" + LAST
    )

    assert looked(copy_of(issue(), {"email/issue.txt": backwards})) == [
        (
            "the articles stand in another order in the text part than in the HTML part",
            "templates/email/issue.txt:1:1",
        )
    ]


def test_what_both_parts_leave_out_is_meant() -> None:
    templates = {
        "email/parts/opening.mjml": "<mj-text>Hello</mj-text>",
        "email/parts/opening.txt": "Hello\n",
    }

    assert looked(copy_of(issue(), templates)) == []


def test_a_summary_in_one_part_stands_for_the_article() -> None:
    short = (
        '{% include "email/parts/opening.txt" %}{% for chapter in chapters %}{{ chapter.title }}\n'
        "{% for piece in chapter.pieces %}{{ piece.text_teaser }}\n{{ piece.url }}\n"
        "{% endfor %}{% endfor %}" + LAST
    )

    assert looked(copy_of(issue(), {"email/issue.txt": short})) == []


def test_dress_notes_and_broken_lines_are_no_difference() -> None:
    dressed = piece(
        paragraph(
            "Un", Emphasis(parts("believ")), "able: ", Link(parts("the log"), "https://a.org/log"),
            " says so of the heron, of the weir and of a hundred other things that were counted.",
        ),
        paragraph("東京の水位は今朝とても低く、鳥たちは橋の下で静かに待っていました。"),
        slug="heron",
    )  # fmt: skip

    assert looked(copy_of(bound(dressed), {}, own=OWN)) == []


def test_without_a_template_of_its_own_nothing_is_looked_at() -> None:
    said = copy_of(issue(), OWN, own={})

    assert looked(said) == []


@given(st.text(), st.text(), st.text())
@settings(deadline=None)
def test_no_parts_make_it_fail(words: str, html: str, text: str) -> None:
    said = bound(piece(paragraph(Text(words))), written=(paragraph(words),))
    copy = replace(
        copy_of(bound(HERON), {}, own=OWN),
        bound=said,
        rendered=RenderedIssue(subject="", preheader="", html=html, text=text),
    )

    problems: list[Problem] = list(PARITY.look(copy))

    assert all(problem.place and problem.place.line for problem in problems)
