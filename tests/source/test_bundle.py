"""Edits of issue.md, read back by the reader that a publication uses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import ContentError, UsageError
from pressrun.source.bundle import (
    add_articles,
    feature_article,
    move_article,
    remove_articles,
    with_id,
)
from pressrun.source.frontmatter import read_source
from pressrun.source.issue import parse_issue

ISSUE = """\
---
id: abcdefghij  # minted
# What the tide brought.
subject: 'Herons: a "short" list'
articles:
  - heron  # the lead
  # put this one second
  - "nightjar"
  - section: Elsewhere
    intro: From other shores.
    articles:
    - owl.md
    - snipe
---

Dear reader,
"""


def sections(text: str) -> list[tuple[str, tuple[str, ...]]]:
    source, problems = read_source(text.encode(), path="issues/001-x/issue.md")
    assert source is not None, problems
    issue, problems = parse_issue(source, folder="001-x")
    assert issue is not None, problems
    return [(section.title, section.articles) for section in issue.sections]


def references(text: str) -> list[str]:
    return [ref for _, refs in sections(text) for ref in refs]


def test_an_article_is_added_behind_all_others_and_no_other_line_changes() -> None:
    text = add_articles(ISSUE, ["wren"])

    assert text == ISSUE.replace("    - snipe\n", "    - snipe\n    - wren\n")


def test_an_article_is_added_to_the_section_that_is_named() -> None:
    text = add_articles(ISSUE, ["wren", "teal"], "Elsewhere")

    assert sections(text)[1] == ("Elsewhere", ("owl.md", "snipe", "wren", "teal"))


def test_a_section_that_is_not_there_is_added_below_the_others() -> None:
    text = add_articles(ISSUE, ["wren"], "Last: things")

    assert text == ISSUE.replace(
        "    - snipe\n",
        '    - snipe\n  - section: "Last: things"\n    articles:\n      - wren\n',
    )


def test_an_article_that_is_there_already_is_not_added_again() -> None:
    assert add_articles(ISSUE, ["heron"]) == ISSUE


def test_removing_takes_lines_out_and_touches_nothing_else() -> None:
    text = remove_articles(ISSUE, ["heron", "snipe"])

    assert text == ISSUE.replace("  - heron  # the lead\n", "").replace("    - snipe\n", "")


def test_a_section_that_lost_everything_stays_and_can_be_filled_again() -> None:
    emptied = remove_articles(ISSUE, ["owl.md", "snipe"])
    filled = add_articles(emptied, ["owl.md"], "Elsewhere")

    assert sections(emptied)[1] == ("Elsewhere", ())
    assert sections(filled)[1] == ("Elsewhere", ("owl.md",))
    assert "# put this one second" in filled


def test_a_list_that_lost_everything_is_an_empty_list() -> None:
    text = "---\nid: abcdefghij\nsubject: x\narticles:  # in order\n- heron\n---\n"

    assert remove_articles(text, ["heron"]) == text.replace(
        "articles:  # in order\n- heron\n", "articles: []  # in order\n"
    )


def test_moving_takes_the_line_with_its_remark_along() -> None:
    text = move_article(ISSUE, "heron", 3)

    assert references(text) == ["nightjar", "owl.md", "heron", "snipe"]
    assert "    - heron  # the lead\n" in text


def test_moving_to_the_last_place_goes_below_the_last_article() -> None:
    assert references(move_article(ISSUE, "nightjar", 4)) == [
        "heron",
        "owl.md",
        "snipe",
        "nightjar",
    ]


def test_moving_to_where_it_stands_changes_nothing() -> None:
    assert move_article(ISSUE, "owl.md", 3) == ISSUE


@pytest.mark.parametrize(("ref", "to"), [("wren", 1), ("heron", 0), ("heron", 5)])
def test_what_cannot_be_moved_is_refused(ref: str, to: int) -> None:
    with pytest.raises(UsageError):
        move_article(ISSUE, ref, to)


@pytest.mark.parametrize(
    ("written", "before"),
    [
        ("articles: []\n", []),
        ("articles:\n", []),
        ("", []),
        ("articles: [a, b]  # short\n", ["a", "b"]),
        ("articles: [a,\n  b]\n", ["a", "b"]),
        ("articles: a\n", ["a"]),
        ("articles:\n  - >\n    a\n  - b\n", ["a", "b"]),
        ("articles:\n  -\n    a\n", ["a"]),
        ("articles: [a, {section: S, intro: 'I: i', articles: [b]}]\n", ["a", "b"]),
    ],
)
def test_other_forms_of_a_list_become_one_reference_to_a_line(
    written: str, before: list[str]
) -> None:
    text = f"---\nid: abcdefghij\n{written}subject: x\n---\nWords\n"

    added = add_articles(text, ["z"])

    assert references(added) == [*before, "z"]
    assert "- z\n" in added
    assert added.startswith("---\nid: abcdefghij\n")
    assert added.endswith("---\nWords\n")


def test_the_intro_of_a_section_survives_a_rewritten_list() -> None:
    text = (
        "---\nid: abcdefghij\nsubject: x\narticles: [{section: S, intro: I, articles: [b]}]\n---\n"
    )

    assert "intro: I\n" in add_articles(text, ["z"])


def test_line_ends_stay_what_they_were() -> None:
    text = ISSUE.replace("\n", "\r\n")

    assert add_articles(text, ["wren"]) == add_articles(ISSUE, ["wren"]).replace("\n", "\r\n")


def test_front_matter_that_does_not_load_is_refused() -> None:
    with pytest.raises(ContentError):
        add_articles("---\nsubject: [\n---\n", ["wren"])


def test_front_matter_on_one_line_is_refused_rather_than_broken() -> None:
    with pytest.raises(ContentError) as refusal:
        add_articles("---\n{id: abcdefghij, subject: x, articles: [a], when: b}\n---\n", ["wren"])

    assert refusal.value.problem.code == "ISS014"


def test_an_id_becomes_the_first_line_of_front_matter() -> None:
    assert with_id("---\r\ntitle: x\r\n---\r\n", "abcdefghij") == (
        "---\r\nid: abcdefghij\r\ntitle: x\r\n---\r\n"
    )


def test_an_id_without_a_value_is_filled_in() -> None:
    assert with_id("---\ntitle: x\nid:\n---\n", "abcdefghij") == (
        "---\ntitle: x\nid: abcdefghij\n---\n"
    )


SLUGS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?(\.md)?", fullmatch=True)
TITLES = st.sampled_from(["One", "Two: #2", "- three", "'four'"])


@st.composite
def issues(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw an issue in some form of writing, and its references."""
    slugs = draw(st.lists(SLUGS, unique_by=lambda slug: slug.removesuffix(".md"), max_size=6))
    cut = draw(st.integers(0, len(slugs)))
    loose, titles = slugs[:cut], draw(st.lists(TITLES, unique=True, max_size=2))
    if not titles:
        loose = slugs
    end, dent = draw(st.sampled_from(["\n", "\r\n"])), draw(st.sampled_from(["", "  ", "    "]))
    remark = st.sampled_from(["", "  # why", "   "])
    quote = st.sampled_from(["", "'", '"'])

    def item(slug: str) -> str:
        mark = draw(quote)
        return f"- {mark}{slug}{mark}{draw(remark)}"

    rows = [f"{dent}{item(slug)}" for slug in loose]
    for index, title in enumerate(titles):
        inside = slugs[cut:] if index == 0 else []
        rows.append(f'{dent}- section: "{title}"')
        rows.append(f"{dent}  articles:{'' if inside else ' []'}")
        rows += [f"{dent}    {item(slug)}" for slug in inside]
    rows = [row for row in rows for row in draw(st.sampled_from([[row], ["# note", row]]))]
    head = ["---", "id: abcdefghij", "subject: x", f"articles:{'' if rows else ' []'}"]
    return end.join([*head, *rows, "when: later", "---", "Words", ""]), slugs


@settings(deadline=None, max_examples=60)
@given(issue=issues(), fresh=st.lists(SLUGS, max_size=3, unique=True), data=st.data())
def test_what_is_added_reads_back_behind_what_was_there(issue, fresh, data) -> None:
    text, before = issue
    names = {slug.removesuffix(".md") for slug in before}
    fresh = [slug for slug in fresh if slug.removesuffix(".md") not in names]
    fresh = [s for s in fresh if s.removesuffix(".md") == s or s.removesuffix(".md") not in fresh]

    added = add_articles(text, fresh)

    assert sorted(references(added)) == sorted([*before, *fresh])
    assert [ref for ref in references(added) if ref in before] == before
    assert remark_lines(added) >= remark_lines(text)


@settings(deadline=None, max_examples=60)
@given(issue=issues(), data=st.data())
def test_what_is_removed_is_gone_and_the_rest_stands_as_it_was(issue, data) -> None:
    text, before = issue
    gone = data.draw(st.lists(st.sampled_from(before), unique=True)) if before else []

    removed = remove_articles(text, gone)

    assert references(removed) == [slug for slug in before if slug not in gone]
    assert removed.count("# note") == text.count("# note")


@settings(deadline=None, max_examples=60)
@given(issue=issues().filter(lambda issue: issue[1]), data=st.data())
def test_what_is_moved_reads_back_at_its_place(issue, data) -> None:
    text, before = issue
    ref = data.draw(st.sampled_from(before))
    to = data.draw(st.integers(1, len(before)))

    moved = move_article(text, ref, to)

    rest = [slug for slug in before if slug != ref]
    assert references(moved) == [*rest[: to - 1], ref, *rest[to - 1 :]]
    assert remark_lines(moved) == remark_lines(text)


def remark_lines(text: str) -> int:
    return text.count("#")


def featured(text: str) -> str:
    source, problems = read_source(text.encode(), path="issues/001-x/issue.md")
    assert source is not None, problems
    issue, problems = parse_issue(source, folder="001-x")
    assert issue is not None, problems
    return issue.featured


def test_what_is_featured_is_one_line_and_all_else_stays() -> None:
    once = feature_article(ISSUE, "owl")
    other = feature_article(once, "heron")

    assert (featured(ISSUE), featured(once), featured(other)) == ("", "owl", "heron")
    assert other == ISSUE.replace("# minted\n", "# minted\nfeatured: heron\n")
    assert feature_article(other, "") == ISSUE
    assert feature_article(ISSUE, "") == ISSUE
