"""Excuses in a body: whoever reads the article sees nothing of them, wherever they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.document import CodeBlock, Document
from pressrun.render.lint.excuses import find_excuses
from pressrun.render.lint.script import Script
from pressrun.source.frontmatter import read_source
from pressrun.source.markdown import parse_body

EXCUSE = "<!-- allow LNK004: it is | so -->"


def read(body: str) -> Document:
    document, problems = parse_body(body, "articles/a.md", 1)
    assert problems == ()
    return document


@pytest.mark.parametrize(
    ("excusing", "bare"),
    [
        (f"{EXCUSE}\nOne\ntwo", "\nOne\ntwo"),
        (f"One {EXCUSE}\ntwo", "One\ntwo"),
        (f"One  {EXCUSE}\ntwo {EXCUSE}  {EXCUSE}", "One\ntwo"),
        (f"One\n{EXCUSE}\ntwo\n{EXCUSE}", "One\ntwo"),
        (f"{EXCUSE}\n\nOne", "\n\nOne"),
        (f"{EXCUSE}", ""),
        (f"{EXCUSE}\n# One {EXCUSE}\n{EXCUSE}\nTwo", "\n# One\n\nTwo"),
        (f"One {EXCUSE}\n===\n{EXCUSE}\n---", "One\n===\n\n---"),
        (f"- one\n- {EXCUSE}\n  two {EXCUSE}\n- three", "- one\n-\n  two\n- three"),
        (f"- one\n{EXCUSE}\n- two\n\n  {EXCUSE}\n  three", "- one\n\n- two\n\n  \n  three"),
        (f"> {EXCUSE}\n> one {EXCUSE}\n> {EXCUSE}\n> two", ">\n> one\n> two"),
        (f"::: callout One {EXCUSE}\n{EXCUSE}\ntwo\n:::", "::: callout One\n\ntwo\n:::"),
        (f"| a | {EXCUSE}\n|---|\n| 1 | {EXCUSE}\n{EXCUSE}\n| 2 |", "| a |\n|---|\n| 1 |\n| 2 |"),
        (f"[x]: b.md {EXCUSE}\n\n[x]", "[x]: b.md\n\n[x]"),
        (f"a[^1]\n\n[^1]: b {EXCUSE}\n    {EXCUSE}\n    c", "a[^1]\n\n[^1]: b\n    c"),
        (f"*[RSS]: Really {EXCUSE}\n\nRSS", "*[RSS]: Really\n\nRSS"),
        ("One <!-- allow lnk4 -->", "One"),
        ("One <!--\tallow LNK004:-->", "One"),
    ],
)
def test_an_excuse_is_not_shown(excusing: str, bare: str) -> None:
    assert lineless(read(excusing)) == lineless(read(bare))


@pytest.mark.parametrize(
    "body",
    [
        f"```\n{EXCUSE}\n```",
        f"    {EXCUSE}",
        f"- a\n\n  ~~~\n  b {EXCUSE}\n  ~~~",
        f"`{EXCUSE}`",
        f"\\{EXCUSE}",
        f"`a` {EXCUSE} b",
        "<!-- allowed LNK004: it is so -->",
        "<!-- allow -->",
        "<!-- allow everything: always -->",
        "<!-- allow LNK004: it\nis so -->",
        "<!-- LNK004 -->",
    ],
)
def test_what_is_an_example_or_no_excuse_stays_as_it_is_written(body: str) -> None:
    document, _ = parse_body(body, "articles/a.md", 1)

    assert "allow" in repr(document) or "LNK004" in repr(document)


def test_a_block_below_an_excuse_knows_its_line() -> None:
    first, second = read(f"{EXCUSE}\nOne\n\n{EXCUSE}\n{EXCUSE}\n- two")

    assert (first.line, second.line) == (2, 6)


def test_an_excuse_at_the_end_of_a_row_of_front_matter_is_no_lost_text() -> None:
    text = "---\nsubject: LOUD  # allow SBJ002: the title of the work\ntitle: A # 1\n---\n"

    _, problems = read_source(text.encode(), path="issues/001-a/issue.md")

    assert [(problem.code, str(problem.place)) for problem in problems] == [
        ("FM033", "issues/001-a/issue.md:3:10")
    ]


PIECES = st.sampled_from(
    ["One", "- ", "  ", "> ", "1. ", "```", "~~~", "    ", "# Two", "", "`", "    - ", "\t", "---"]
)
ROWS = st.builds(
    # What a fence says of its code is on no face anyway.
    lambda row, excuse: row + ("" if "```" in row or "~~~" in row else excuse),
    st.lists(PIECES, max_size=3).map("".join),
    st.sampled_from(["", " <!-- allow {}: so -->", "<!-- allow {}: so -->"]),
)


@given(st.lists(ROWS, min_size=1, max_size=9))
def test_what_is_not_shown_is_found_and_what_is_shown_is_not(rows: list[str]) -> None:
    rows = [row.format(f"LNK{number:03}") for number, row in enumerate(rows)]
    body = "\n".join(rows)
    document, _ = parse_body(body, "articles/a.md", 3)
    shown = repr(document)

    found = find_excuses(Script("articles/a.md", f"---\n---\n{body}"))

    written = {f"LNK{n:03}" for n, row in enumerate(rows) if "allow" in row}
    assert {excuse.code for excuse in found} == {code for code in written if code not in shown}


def lineless(document: Document) -> list[object]:
    """Return a document without its lines, which excuses take up."""
    return [_bare(block) for block in document]


def _bare(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_bare(item) for item in value)
    if isinstance(value, CodeBlock) or hasattr(value, "line"):
        names = [name for name in value.__slots__ if name != "line"]  # type: ignore[attr-defined]
        return (type(value), *(_bare(getattr(value, name)) for name in names))
    return value
