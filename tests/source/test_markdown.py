"""Bodies as editors write them, and as nobody should."""

import pickle
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressrun.errors import Problem, Severity
from pressrun.model.document import (
    Align,
    CodeBlock,
    Divider,
    List,
    ListItem,
    Paragraph,
    Quotation,
    Table,
)
from pressrun.model.inline import Code, Emphasis, Image, LineBreak, Link, Strong, Text
from pressrun.source.markdown import BODY_LIMIT, SIGN_LIMITS, parse_body


def blocks(body: str):
    document, problems = parse_body(body, "articles/a.md", 1)
    assert problems == ()
    return document


def only_problem(body: str, *, first_line: int = 1) -> Problem:
    _, problems = parse_body(body, "articles/a.md", first_line)
    assert len(problems) == 1, problems
    return problems[0]


def codes(body: str) -> list[str]:
    return [problem.code for problem in parse_body(body, "articles/a.md", 1)[1]]


def test_inlines_keep_their_order_and_their_words() -> None:
    (paragraph,) = blocks("A *b **c*** `d` [e](f.md 'g')\nh\\\ni &amp; \\*j")

    assert paragraph == Paragraph(
        parts=(
            Text("A "),
            Emphasis((Text("b "), Strong((Text("c"),)))),
            Text(" "),
            Code("d"),
            Text(" "),
            Link((Text("e"),), "f.md", "g"),
            Text(" h"),
            LineBreak(),
            Text("i & *j"),
        ),
        line=1,
    )


def test_blocks_know_their_line_of_the_file() -> None:
    document, _ = parse_body("a\n\n> b\n>\n> - c\n\n```\nd\n```\n***\n", "articles/a.md", 7)

    assert document == (
        Paragraph(parts=(Text("a"),), line=7),
        Quotation(
            blocks=(
                Paragraph(parts=(Text("b"),), line=9),
                List(
                    items=(ListItem(blocks=(Paragraph(parts=(Text("c"),), line=11),), line=11),),
                    line=11,
                ),
            ),
            line=9,
        ),
        CodeBlock(text="d", line=13),
        Divider(line=16),
    )


def test_a_level_one_heading_in_a_body_moves_all_headings_below_the_title() -> None:
    depths = [block.depth for block in blocks("# a\n\n## b\n\n###### c\n") if block]

    assert depths == [2, 3, 6]


def test_headings_that_begin_at_two_stay_where_they_are() -> None:
    assert [block.depth for block in blocks("## a\n\n### b\n")] == [2, 3]


def test_a_heading_without_words_is_left_out() -> None:
    assert blocks("## \n") == ()


def test_numbered_lists_keep_their_first_number_and_loose_lists_are_told() -> None:
    bullets, numbers = blocks("- a\n\n- b\n\n3. c\n4. d\n")

    assert (bullets.start, bullets.tight) == (None, False)
    assert (numbers.start, numbers.tight) == (3, True)


def test_tasks_are_told_from_ordinary_items() -> None:
    (tasks,) = blocks("- [ ] a\n- [x] b\n- [X] c *d*\n- e\n- [x]\n")

    assert [item.checked for item in tasks.items] == [False, True, True, None, None]
    assert tasks.items[0].blocks[0].parts == (Text("a"),)
    assert tasks.items[2].blocks[0].parts == (Text("c "), Emphasis((Text("d"),)))


def test_a_table_has_a_head_rows_and_alignments() -> None:
    (table,) = blocks("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | *2* |\n")

    assert table == Table(
        head=((Text("a"),), (Text("b"),), (Text("c"),), (Text("d"),)),
        rows=(((Text("1"),), (Emphasis((Text("2"),)),), (), ()),),
        aligns=(Align.NONE, Align.LEFT, Align.CENTRE, Align.RIGHT),
        line=1,
    )


def test_a_code_block_keeps_its_text_and_its_language() -> None:
    fenced, indented = blocks("```py title=x\nif a:\n\n    ::: b\n```\n\n    c\n    d\n")

    assert (fenced.text, fenced.language) == ("if a:\n\n    ::: b", "py")
    assert (indented.text, indented.language) == ("c\nd", "")


def test_addresses_are_written_as_a_browser_sends_them() -> None:
    (paragraph,) = blocks("[a](https://bücher.example.org/ü?q=ö) ![b](höhe.png)")

    assert paragraph.parts == (
        Link((Text("a"),), "https://xn--bcher-kva.example.org/%C3%BC?q=%C3%B6"),
        Text(" "),
        Image("h%C3%B6he.png", "b"),
    )


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "javascript&colon;alert(1)",
        "java&#10;script:alert(1)",
        "vbscript:x",
        "file:///etc/passwd",
        "data:text/html;base64,AA",
        "//example.org/x",
        "/\\example.org",
        "https:example.org",
        "",
    ],
)
@pytest.mark.parametrize("form", ["see [words]({}) here", "see [words] here\n\n[words]: <{}>"])
def test_a_link_that_may_not_be_followed_is_its_words_and_a_problem(form, target) -> None:
    document, problems = parse_body(form.format(target), "articles/a.md", 1)

    assert document == (Paragraph(parts=(Text("see words here"),), line=1),)
    assert [problem.code for problem in problems] == ["LNK001"]


def test_a_problem_of_a_link_points_at_its_address() -> None:
    problem = only_problem("one\ntwo [x](javascript:y)\n", first_line=5)

    assert problem.place is not None
    assert (str(problem.place), problem.place.width) == ("articles/a.md:6:9", 12)
    assert problem.place.text == "two [x](javascript:y)"


@pytest.mark.parametrize("sign", ["", "!"])
def test_a_problem_of_an_empty_address_points_at_its_brackets(sign: str) -> None:
    problem = only_problem(f"one [y](https://example.org/y)\ntwo {sign}[x]()\n", first_line=5)

    assert problem.place is not None
    assert str(problem.place) == f"articles/a.md:6:{7 + len(sign)}"
    assert problem.place.width == len("]()")


def test_a_picture_from_a_forbidden_place_is_its_alternative_text() -> None:
    document, problems = parse_body("![a heron](data:image/png;base64,AA)", "a.md", 1)

    assert document == (Paragraph(parts=(Text("a heron"),), line=1),)
    assert [problem.code for problem in problems] == ["IMG005"]


def test_a_picture_without_words_is_a_warning() -> None:
    problem = only_problem("![](heron.png)")

    assert (problem.code, problem.severity) == ("IMG003", Severity.WARNING)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("a <b>c</b>", 1),
        ("a\n\n<script>alert(1)</script>", 3),
        ("a\n<div\nclass='x'>", 2),
        ("<!-- gone? -->", 1),
        ("*a <img src=x onerror=y>*", 1),
    ],
)
def test_raw_html_stays_to_be_seen_and_is_warned_of(body: str, line: int) -> None:
    document, problems = parse_body(body, "articles/a.md", 1)

    assert [(p.code, p.severity) for p in problems] == [("MD004", Severity.WARNING)]
    assert problems[0].place is not None
    assert problems[0].place.line == line
    assert words("".join(said(document))) == words(body.replace("*", ""))


@pytest.mark.parametrize("body", ["<!-- Allow LNK004: so -->", "<!-- allow LNK004 so -->"])
def test_a_comment_that_misses_being_an_excuse_is_told_how_one_is_written(body: str) -> None:
    (problem,) = parse_body(body, "articles/a.md", 1)[1]

    assert problem.code == "MD004"
    assert "<!-- allow CODE: why -->" in (problem.help or "")


@pytest.mark.parametrize("body", ["`<b>`", "\\<b>", "&lt;b&gt;", "```\n<b>\n```", "a < b > c"])
def test_html_that_is_meant_to_be_seen_is_not_warned_of(body: str) -> None:
    assert blocks(body) != ()


def test_what_xml_cannot_carry_becomes_a_replacement_character() -> None:
    (paragraph,) = blocks("a\x00b\x0bc&#12;d\ufffee `\x01` [f](g.md '\x02')")

    said = repr(paragraph)
    assert not re.search("[\x00-\x08\x0b\x0c\ufffe]", paragraph.parts[0].text)
    assert "\\x0" not in said


def test_a_stray_fence_is_told_where_it_stands() -> None:
    problem = only_problem("one\ntwo\n:::\n", first_line=3)

    assert (problem.code, problem.place and problem.place.line) == ("DIR004", 5)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("a\n\n::: quote\nb\n", 3),
        ("::: quote\nb", 1),
        ("::::: quote\nb\n\n::::\n", 1),
        ("- ::: quote\n  b\n\nc\n", 1),
        ("::: quote\n```\n::: b", 1),
    ],
)
def test_a_directive_without_an_end_is_told_where_it_begins(body: str, line: int) -> None:
    problem = only_problem(body)

    assert (problem.code, problem.place and problem.place.line) == ("DIR001", line)


def test_a_fence_outside_a_quotation_does_not_close_what_began_in_it() -> None:
    assert codes("> ::: quote\n> b\n:::\n") == ["DIR001", "DIR004"]


def test_a_directive_may_stand_in_a_quotation_and_end_there() -> None:
    assert codes("> ::: quote\n> b\n> :::\n") == []


def test_a_directive_that_begins_in_another_shows_which_was_left_open() -> None:
    problem = only_problem("::: quote\na\n\n::: figure\n![b](c.png)\n:::\n")

    assert (problem.code, problem.place and problem.place.line) == ("DIR005", 4)
    assert "`::: quote` of line 1" in problem.what


def test_the_second_end_of_a_directive_in_another_is_no_fault_of_its_own() -> None:
    assert codes("::: callout\na\n\n::: quote\nb\n:::\n\n:::\n") == ["DIR005"]
    assert codes("::: callout\na\n\n::: quote\nb\n:::\n\n:::\n\n:::\n") == ["DIR005", "DIR004"]


def test_an_unknown_directive_suggests_the_nearest() -> None:
    problem = only_problem("::: kee-points\n- a\n:::\n")

    assert (problem.code, problem.help) == ("DIR002", "did you mean 'key-points'?")


@pytest.mark.parametrize("body", ["a\n\n```py\nb\n\n::: quote\n", "a\n\n> ```\n> b\n", "a\n\n```"])
def test_a_code_block_without_an_end_is_a_warning_where_it_begins(body: str) -> None:
    problem = only_problem(body)

    assert (problem.code, problem.severity) == ("MD006", Severity.WARNING)
    assert problem.place is not None
    assert problem.place.line == 3


@pytest.mark.parametrize("body", ["~~~\na\n~~~~ \n", "> ```\n> a\n> ```\n", "- ```\n  a\n  ```"])
def test_a_code_block_with_an_end_is_no_problem(body: str) -> None:
    assert codes(body) == []


def test_two_quizzes_may_not_share_an_id() -> None:
    quiz = "::: quiz lamp\nHow high?\n\n- [x] a\n- [ ] b\n:::\n"
    problem = only_problem(f"{quiz}\n{quiz}")

    assert (problem.code, problem.place and problem.place.line) == ("DIR003", 8)


def test_a_body_longer_than_a_novel_is_refused() -> None:
    document, problems = parse_body("a" * (BODY_LIMIT + 1), "articles/a.md", 3)

    assert document == ()
    assert [problem.code for problem in problems] == ["MD001"]


PATHOLOGICAL = {
    "quotations": "> " * 20_000,
    "numbers": "1. " * 20_000,
    "lists": "".join(f"{' ' * 2 * depth}- a\n" for depth in range(400)),
    "stairs": "".join(f"{'>' * depth}a\n" for depth in range(700)),
    "emphasis": "*a " * 10_000 + "a*" * 10_000,
    "strong": "**a " * 10_000 + "a** " * 10_000,
    "pictures": "![" * 5_000 + "a" + "](b)" * 5_000,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_nesting_without_end_is_a_problem_that_is_told_once(name: str) -> None:
    assert codes(PATHOLOGICAL[name]).count("MD002") == 1


@pytest.mark.parametrize(
    "body",
    [
        "[" * 5_000,
        "![" * 5_000,
        "[" * 5_000 + "a" + "](b)" * 5_000,
        "<" * 20_000,
        "`" + "a``" * 10_000,
        "*_" * 10_000,
        "&" * 20_000,
        "|a" * 2_000 + "\n" + "|-" * 2_000,
    ],
    ids=["brackets", "pictures", "links", "tags", "code", "marks", "entities", "table"],
)
def test_signs_without_end_are_read_as_they_stand(body: str) -> None:
    assert blocks(body) != ()


@pytest.mark.parametrize("sign", SIGN_LIMITS)
def test_more_signs_than_anybody_types_are_told_before_the_parser_looks_ahead(sign: str) -> None:
    document, problems = parse_body("a\n\n" + sign * (SIGN_LIMITS[sign] + 1), "a.md", 1)

    assert document == ()
    assert [(p.code, str(p.place)) for p in problems] == [("MD011", "a.md:3:1")]


@pytest.mark.parametrize("sign", SIGN_LIMITS)
@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_code_may_have_any_number_of_signs(sign: str, fence: str) -> None:
    assert codes(f"{fence}json\n{sign * (SIGN_LIMITS[sign] + 1)}\n{fence}\n") == []


def test_signs_behind_a_line_that_only_looks_like_a_fence_count() -> None:
    many = "[" * (SIGN_LIMITS["["] + 1)
    unclosed = "```a\n" * 20_000  # each looks for its end
    for body in (
        f"```a`b\n{many}\n```\n",
        f"````\na\n```\n{many}\n",
        f"```\na\n   ```\n{many}\n```\n",
        f"{many}\n{unclosed}",
    ):
        document, problems = parse_body(body, "a.md", 1)
        assert (document, [problem.code for problem in problems]) == ((), ["MD011"])


def test_what_is_parsed_travels_between_processes() -> None:
    outcome = parse_body("> - *a* [b](c.md) ![](d.png)\n\n::: x\n:::\n", "articles/a.md", 1)

    assert pickle.loads(pickle.dumps(outcome)) == outcome


SIGNS = st.sampled_from(
    ["\n", "\n\n", "  ", "    ", "\t", "*", "**", "_", "`", "```\n", "> ", "- ", "- [x] ", "1. ",
     "# ", "## ", ":::", "::: quote\n", "::: quiz a\n", "::: figure\n", "::: related\n",
     "::: key-points\n", ":::\n", "|", "|-|\n", "[", "](", ")", "![", "]: ", "<", ">", "<a ",
     "http://", "javascript:", "&#", ";", "\\", "--", "-- ", "Credit: ", "***\n", "\r", "\x00",
     "\u202e", "a", "b ", "é"]
)  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=60), st.lists(SIGNS, max_size=40).map("".join))


@settings(deadline=None, max_examples=400)
@given(body=ANY_TEXT, first_line=st.integers(1, 9))
@example("> ::: a\n>", 1)
@example("::: a\n  ", 1)
def test_no_text_raises_and_every_problem_lies_in_the_file(body: str, first_line: int) -> None:
    document, problems = parse_body(body, "articles/a.md", first_line)

    lines = re.split(r"\r\n?|\n", body)
    for problem in problems:
        assert problem.place is not None
        assert problem.place.line is not None
        assert problem.place.text == lines[problem.place.line - first_line]
        assert str(problem)
    assert all(first_line <= block.line < first_line + len(lines) for block in document)


WORD = st.from_regex(r"[a-zA-Zäéß]{1,8}", fullmatch=True)
PHRASE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
DRESSED = st.one_of(
    PHRASE,
    PHRASE.map("*{}*".format),
    PHRASE.map("**{}**".format),
    PHRASE.map("`{}`".format),
    PHRASE.map("[{}](https://example.org/)".format),
    PHRASE.map("![{}](a.png)".format),
)
LINE = st.lists(DRESSED, min_size=1, max_size=4).map(" ".join)
PLAIN_BLOCK = st.one_of(
    st.lists(LINE, min_size=1, max_size=3).map("\n".join),
    LINE.map("## {}".format),
    LINE.map("> {}".format),
    st.lists(LINE, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {i}" for i in items)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda items: "\n".join(f"1. {i}" for i in items)),
    PHRASE.map("```\n{}\n```".format),
    st.tuples(LINE, LINE).map(lambda cells: "| {} | {} |\n|---|---|\n| {} | |".format(*cells, "x")),
    LINE.map("::: quote\n{}\n\n-- Somebody\n:::".format),
    st.tuples(LINE, LINE).map(lambda pair: "::: key-points\n- {}\n- {}\n:::".format(*pair)),
)


@settings(deadline=None, max_examples=80)
@given(parts=st.lists(PLAIN_BLOCK, min_size=1, max_size=5))
def test_every_word_that_is_written_is_in_the_document(parts: list[str]) -> None:
    body = "\n\n".join(parts)
    written = re.sub(r"\]\([^)]*\)|::: [a-z-]+", " ", body)

    document, problems = parse_body(body, "articles/a.md", 1)

    assert problems == ()
    assert sorted(words(" ".join(said(document)))) == sorted(words(written))


def test_no_known_attack_is_more_than_text_and_a_problem(corpora: Path) -> None:
    payloads = (corpora / "xss" / "payloads.txt").read_text(encoding="utf-8").split("\n")

    for payload in payloads:
        document, _ = parse_body(payload, "articles/a.md", 1)
        targets = [value for name, value in fields(document) if name in {"target", "source"}]
        assert all(re.match(r"https?://|mailto:|[^:]*(?:[/?#]|$)|$", t) for t in targets), payload


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def said(value: object) -> list[str]:
    """Return every text, code, alternative text and title in a document, in order."""
    shown = {"text", "alt", "title", "argument"}
    return [text for name, text in fields(value) if name in shown and isinstance(text, str)]


def fields(value: object):
    """Yield every named field of a document's blocks and inlines."""
    if isinstance(value, tuple):
        for item in value:
            yield from fields(item)
    for name in getattr(value, "__dataclass_fields__", ()):
        yield name, getattr(value, name)
        yield from fields(getattr(value, name))
