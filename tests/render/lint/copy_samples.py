"""Copies for rules, made of the text of a file as an editor would write it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from pressrun.errors import Problem
from pressrun.model.publication import Publication
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, Page
from pressrun.source.article import parse_article
from pressrun.source.frontmatter import read_source
from pressrun.source.issue import parse_issue
from pressrun.source.markdown import parse_body
from render.issue_samples import PUBLICATION

FRONT = "---\nid: heronaaaaa\ntitle: The heron\n---\n"
ISSUE_FRONT = "---\nid: frostaaaaa\nsubject: First frost\npreheader: A wheel says no.\n---\n"
FIRST = 5  # the line on which the body of either begins
HOUSE = replace(PUBLICATION, url="https://marsh.example.org")


def article_copy(
    body: str,
    *,
    front: str = FRONT,
    publication: Publication = HOUSE,
    pages: Mapping[str, str] = {},
    headings: Mapping[str, Sequence[str]] = {},
) -> ArticleCopy:
    """Return the copy of an article; ``pages`` are names of files by the addresses in it."""
    # Of a body nothing is refused here: no rule may depend on that.
    source, faults = read_source(front.encode(), path="articles/heron.md")
    assert source, faults
    article, faults = parse_article(source, language="en", zone="UTC")
    assert article, faults
    document, _ = parse_body(body, source.path, source.body_line)
    return ArticleCopy(
        article=article,
        document=document,
        script=Script(source.path, front + body),
        publication=publication,
        **_known(pages, headings),
    )


def issue_copy(
    front: str = ISSUE_FRONT,
    body: str = "",
    *,
    publication: Publication = HOUSE,
    pages: Mapping[str, str] = {},
    language: str = "",
) -> IssueCopy:
    """Return the copy of an ``issue.md``, or of a translation that says all of it."""
    suffix = f".{language}" if language else ""
    path = f"issues/001-frost/issue{suffix}.md"
    source, faults = read_source(front.encode(), path=path)
    assert source, faults
    issue, faults = parse_issue(source, folder="001-frost")
    assert issue, faults
    document, _ = parse_body(body, source.path, source.body_line)
    return IssueCopy(
        issue=replace(issue, language=language),
        document=document,
        script=Script(path, front + body),
        publication=publication,
        **_known(pages, {}),
    )


def _known(pages: Mapping[str, str], headings: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        "pages": {at: Page(slug=f.removesuffix(".md"), file=f) for at, f in pages.items()},
        "headings": {name: tuple(known) for name, known in headings.items()},
    }


def told(rule: Rule, copy: ArticleCopy | IssueCopy) -> list[str]:
    """Return what a rule tells: the code, the line, and the text above the caret."""
    return [f"{problem.code} {said(problem)}" for problem in rule.look(copy)]


def said(problem: Problem) -> str:
    place = problem.place
    assert place is not None
    assert place.line is not None
    assert place.column is not None
    assert place.text is not None
    return f"{place.line}:{place.text[place.column - 1 : place.column - 1 + place.width]}"


def mended(copy: ArticleCopy | IssueCopy, problem: Problem) -> str:
    """Return the line of a problem as its fix would leave it."""
    fix = problem.fix
    assert fix is not None
    row = copy.script.rows[fix.line - 1]
    assert row[fix.column - 1 :].startswith(fix.old)
    return row[: fix.column - 1] + fix.new + row[fix.column - 1 + len(fix.old) :]


_MARKS = (
    *(
        "[",
        "](",
        ")",
        "<",
        ">",
        "`",
        "```\n",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "| ",
        "|-|\n",
        "[^1]",
        ": ",
    ),
    *("http://", "https://", "mailto:", "localhost", "#", "/", "%20", "@", "\\", "\t", "&#35;"),
    *("::: related\n- [x](http://h)\n:::\n", "::: quote\n", ":::\n", "\u202e", "é", "\x00", "\r"),
    *("{{", "}}", "{%", "%}", "*|", "|*", "%%", "[[", "]]", "<<", ">>", "name", "## ", "#### "),
)
MARKDOWN = st.lists(st.sampled_from(_MARKS) | st.text(max_size=6), max_size=40).map("".join)


def assert_inside(copy: ArticleCopy | IssueCopy, problem: Problem) -> None:
    """Fail where a problem's place does not lie inside its file."""
    place = problem.place
    assert place is not None
    assert place.line is not None
    assert place.column is not None
    row = copy.script.rows[place.line - 1]
    assert place.text == row
    assert 1 <= place.column <= len(row) + 1
    assert place.column - 1 + place.width <= max(len(row), place.column)
