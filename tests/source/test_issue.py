"""An issue is what its front matter and its folder's name say."""

import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import Problem
from pressrun.model.issue import Issue, IssueKind, Section
from pressrun.model.publication import Content, Layout
from pressrun.source.frontmatter import read_source
from pressrun.source.issue import FIELDS, parse_issue

SOUND = "id: abcdefghij\nsubject: Autumn\n"


def parse(rows: str, *, folder: str = "042-autumn") -> tuple[Issue | None, tuple[Problem, ...]]:
    path = f"issues/{folder}/issue.md"
    source, problems = read_source(f"---\n{rows}\n---\nText\n".encode(), path=path)
    if source is None:
        return None, problems
    issue, more = parse_issue(source, folder=folder)
    return issue, problems + more


def issue_of(rows: str) -> Issue:
    issue, problems = parse(rows)
    assert issue is not None, [str(problem) for problem in problems]
    return issue


def told(rows: str, *, folder: str = "042-autumn") -> str:
    issue, problems = parse(rows, folder=folder)
    assert issue is None
    return "\n".join(str(problem) for problem in problems)


def test_a_whole_issue_is_read() -> None:
    issue = issue_of(
        SOUND + "preheader: What the tide left\nlist: main\nwhen: tue 9:00\narticles:\n"
        "  - heron\n"
        "  - section: At night\n"
        "    intro: Two of them.\n"
        "    articles:\n"
        "      - nightjar.md\n"
        "      - owl\n"
        "  - section: Notes\n"
        "    articles: tides\n"
    )

    assert issue == Issue(
        key=issue.key,
        number=42,
        slug="autumn",
        folder="042-autumn",
        subject="Autumn",
        digest=issue.digest,
        preheader="What the tide left",
        list="main",
        when="tue 9:00",
        sections=(
            Section(articles=("heron",), lines=(8,)),
            Section(
                articles=("nightjar.md", "owl"),
                title="At night",
                intro="Two of them.",
                lines=(12, 13),
            ),
            Section(articles=("tides",), title="Notes", lines=(15,)),
        ),
    )
    assert issue.key == "abcdefghij"


def test_a_subject_and_an_id_make_an_issue() -> None:
    issue = issue_of(SOUND)

    assert (issue.preheader, issue.list, issue.when, issue.sections) == ("", "", "", ())


def test_a_wish_for_a_date_stays_the_text_that_was_written() -> None:
    assert issue_of(SOUND + "when: 12:30").when == "12:30"


def test_an_issue_may_ask_for_a_layout_and_for_how_much_of_its_articles() -> None:
    issue = issue_of(SOUND + "layout: digest\ncontent: full")

    assert (issue.layout, issue.content) == (Layout.DIGEST, Content.FULL)
    assert (issue_of(SOUND).layout, issue_of(SOUND).content) == (None, None)


def test_a_layout_that_nobody_made_is_told_with_the_nearest_one() -> None:
    assert told(SOUND + "layout: digset\ncontent: sumary") == (
        "error[FM034]: there is no layout 'digset'\n"
        " --> issues/042-autumn/issue.md:4:9\n"
        "  |\n"
        "4 | layout: digset\n"
        "  |         ^^^^^^\n"
        "  = help: did you mean 'digest'?\n"
        "error[FM034]: there is no content 'sumary'\n"
        " --> issues/042-autumn/issue.md:5:10\n"
        "  |\n"
        "5 | content: sumary\n"
        "  |          ^^^^^^\n"
        "  = help: did you mean 'summary'?"
    )


def test_an_erratum_names_an_article_and_the_moment_it_was_corrected() -> None:
    issue = issue_of(SOUND + "erratum: tideaaaaaa\ncorrected: 2026-11-27T10:00:00Z\n")
    assert issue.erratum_of == "tideaaaaaa"
    assert issue.corrected_at == datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert issue.kind is IssueKind.ERRATUM

    assert issue_of(SOUND + "erratum: tideaaaaaa:pt-BR\n").erratum_of == "tideaaaaaa:pt-BR"
    assert issue_of(SOUND).corrected_at is None


def test_an_erratum_of_nothing_and_a_moment_that_is_none_are_told() -> None:
    assert "error[FM041]: 'the tide' is no article's id" in told(SOUND + "erratum: the tide\n")
    assert "error[FM041]" in told(SOUND + "erratum: 'tideaaaaaa:'\n")
    said = told(SOUND + "erratum: tideaaaaaa\ncorrected: yesterday\n")
    assert "error[FM007]: 'yesterday' is not a moment: it reads 2026-12-01 09:00" in said
    assert "write  corrected: 2026-12-01 09:00" in said


def test_a_missing_id_is_told_with_the_command_that_mints_one() -> None:
    assert told("subject: Autumn") == (
        "error[FM020]: 'id' is missing\n"
        " --> issues/042-autumn/issue.md:1:1\n"
        "  |\n"
        "1 | ---\n"
        "  | ^^^\n"
        "  = help: run `pressrun check --fix` to mint one"
    )


def test_a_missing_subject_is_told_beside_its_misspelling() -> None:
    issue, problems = parse("id: abcdefghij\nsudject: Autumn")

    assert issue is None
    assert [(str(problem.severity), problem.what, problem.help) for problem in problems] == [
        ("error", "'subject' is missing", 'write  subject: "…"'),
        ("warning", "unknown key 'sudject'", "did you mean 'subject'?"),
    ]


def test_a_subject_is_one_line_of_at_most_255_characters() -> None:
    assert "error[FM024]" in told('id: abcdefghij\nsubject: "Autumn\\nBcc: x@example.org"')
    assert "error[FM023]" in told("id: abcdefghij\nsubject: " + "x" * 256)
    assert "error[FM013]" in told('id: abcdefghij\nsubject: "Autumn\\rBcc: x@example.org"')


def test_a_folder_without_a_number_is_refused() -> None:
    assert told(SOUND, folder="autumn") == (
        "error[FM030]: 'autumn' is not a folder of an issue: a number, a hyphen and a slug\n"
        " --> issues/autumn/issue.md\n"
        "  = help: name it like  042-autumn"
    )


def test_an_article_listed_twice_is_told_with_both_lines() -> None:
    said = told(SOUND + "articles:\n  - owl\n  - section: Night\n    articles: [owl.md]")

    assert said == (
        "error[FM032]: 'owl.md' is listed twice (lines 5 and 7)\n"
        " --> issues/042-autumn/issue.md:7:16\n"
        "  |\n"
        "7 |     articles: [owl.md]\n"
        "  |                ^^^^^^\n"
        "  = help: keep one of them"
    )


def test_an_article_behind_a_section_is_refused() -> None:
    said = told(SOUND + "articles:\n  - section: Night\n    articles: [owl]\n  - heron")

    assert said.startswith(
        "error[FM031]: an article stands behind a section and in none\n"
        " --> issues/042-autumn/issue.md:7:5\n"
    )
    assert said.endswith("= help: write it above the first section")


def test_a_section_says_what_it_lacks_and_what_it_has_too_much() -> None:
    _, problems = parse(SOUND + "articles:\n  - section:\n    artikles: [owl]")

    assert [(problem.code, problem.what) for problem in problems] == [
        ("FM031", "'articles' is missing"),
        ("FM031", "'section' is empty"),
        ("FM009", "unknown key 'artikles'"),
    ]


def test_an_empty_reference_is_an_error() -> None:
    assert "error[FM022]" in told(SOUND + "articles: [owl, '']")


@settings(deadline=None, max_examples=150)
@given(
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)),
        st.recursive(
            st.text(max_size=6),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["section", "intro", "articles", "x"]), inner)
            ),
            max_leaves=8,
        ),
    ),
    st.text(max_size=8),
)
def test_no_front_matter_raises(front: dict[str, object], folder: str) -> None:
    rows = "\n".join(f"{key}: {json.dumps(value)}" for key, value in front.items())

    issue, problems = parse(rows, folder=folder)

    assert (issue is None) == any(problem.severity == "error" for problem in problems)
    assert all(str(problem) for problem in problems)
