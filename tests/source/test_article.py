"""An article is what its front matter says; what it cannot say is told, all of it at once."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import Problem, Severity
from pressrun.model.article import Article, Publish, PublishRule
from pressrun.source.article import FIELDS, parse_article
from pressrun.source.frontmatter import read_source

SOUND = "id: abcdefghij\ntitle: Heron\n"


def parse(
    rows: str, *, path: str = "articles/heron.md", zone: str = "Europe/Berlin"
) -> tuple[Article | None, tuple[Problem, ...]]:
    source, problems = read_source(f"---\n{rows}\n---\nText\n".encode(), path=path)
    if source is None:
        return None, problems
    article, more = parse_article(source, language="en", zone=zone)
    return article, problems + more


def article_of(rows: str, *, path: str = "articles/heron.md") -> Article:
    article, problems = parse(rows, path=path)
    assert article is not None, [str(problem) for problem in problems]
    return article


def told(rows: str, *, path: str = "articles/heron.md") -> str:
    article, problems = parse(rows, path=path)
    assert article is None
    return "\n".join(str(problem) for problem in problems)


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> Publish:
    return Publish(PublishRule.MOMENT, datetime(year, month, day, hour, minute, tzinfo=UTC))


def test_a_title_and_an_id_make_an_article() -> None:
    article = article_of(SOUND, path="articles/2026-11-24-heron-at-dusk.md")

    assert article == Article(
        id=article.id,
        slug="heron-at-dusk",
        title="Heron",
        path="articles/2026-11-24-heron-at-dusk.md",
        digest=article.digest,
        language="en",
    )
    assert article.id == "abcdefghij"
    assert len(article.digest) == 64


def test_every_field_is_read() -> None:
    article = article_of(
        SOUND
        + "slug: grey-heron\nsummary: >\n  It waits\n  in the reeds.\nauthors: [Ada Sample, Bo]\n"
        "tags: [birds, night, birds]\nlanguage: pt-br\npublish: now\ndraft: true"
    )

    assert article.slug == "grey-heron"
    assert article.summary == "It waits in the reeds."
    assert article.authors == ("Ada Sample", "Bo")
    assert article.tags == ("birds", "night")
    assert article.language == "pt-BR"
    assert article.publish == Publish(PublishRule.NOW)
    assert article.draft is True


def test_one_text_does_for_a_list_of_one() -> None:
    article = article_of(SOUND + "author: Ada Sample\ntags: birds")

    assert (article.authors, article.tags) == (("Ada Sample",), ("birds",))


def test_an_empty_value_is_as_good_as_none() -> None:
    assert article_of(SOUND + "slug:\nsummary: ''\ntags: []\ndraft:\n").slug == "heron"


@pytest.mark.parametrize("title", ["12:30", "1.10", "no", "0123", "=?utf-8?q?x=0d=0aBcc:_e?="])
def test_a_title_is_never_anything_but_text(title: str) -> None:
    assert article_of(f"id: abcdefghij\ntitle: {title}").title == title


def test_a_missing_id_is_told_with_the_command_that_mints_one() -> None:
    assert told("title: Heron") == (
        "error[FM020]: 'id' is missing\n"
        " --> articles/heron.md:1:1\n"
        "  |\n"
        "1 | ---\n"
        "  | ^^^\n"
        "  = help: run `pressrun check --fix` to mint one"
    )


def test_an_unknown_key_is_a_warning_with_the_nearest_known_one() -> None:
    article, problems = parse(SOUND + "sumary: It waits")

    assert article is not None
    assert "\n".join(str(problem) for problem in problems) == (
        "warning[FM009]: unknown key 'sumary'\n"
        " --> articles/heron.md:4:1\n"
        "  |\n"
        "4 | sumary: It waits\n"
        "  | ^^^^^^\n"
        "  = help: did you mean 'summary'?"
    )


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("date: 2026-02-03", "publish"),
        ("description: It waits", "summary"),
        ("categories: [birds]", "tags"),
    ],
)
def test_a_key_that_other_programs_have_is_told_by_its_name_here(row: str, name: str) -> None:
    _, problems = parse(SOUND + row)

    assert [(p.code, p.help) for p in problems] == [("FM009", f"it is called '{name}' here")]


def test_an_impossible_date_is_told_with_the_reason() -> None:
    assert told(SOUND + "publish: 2026-02-30 09:00") == (
        "error[FM007]: '2026-02-30 09:00' is not a moment: February 2026 has 28 days\n"
        " --> articles/heron.md:4:10\n"
        "  |\n"
        "4 | publish: 2026-02-30 09:00\n"
        "  |          ^^^^^^^^^^^^^^^^\n"
        "  = help: write  publish: 2026-12-01 09:00"
    )


def test_draft_takes_no_quotation_marks() -> None:
    assert told(SOUND + 'draft: "false"') == (
        "error[FM027]: 'draft' is true or false, without quotation marks\n"
        " --> articles/heron.md:4:8\n"
        "  |\n"
        '4 | draft: "false"\n'
        "  |        ^^^^^^^\n"
        "  = help: write  draft: false"
    )


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    said = told("id: 123\ntitle: ''\nslug: ../x\nlanguage: english\npublish: 12:30\ndraft: yes")

    assert [line for line in said.splitlines() if line.startswith("error[")] == [
        "error[FM021]: '123' is not an id: ten characters out of a-z and 2-7",
        "error[FM018]: 'title' is empty",
        "error[FM025]: '../x' cannot be a slug: small letters a-z, digits and single hyphens",
        "error[FM026]: 'english' is not a language tag",
        "error[FM007]: '12:30' is not a moment: it reads 2026-12-01 09:00, or 'issue', or 'now'",
        "error[FM027]: 'draft' is true or false, without quotation marks",
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('title: "\u200b \u200d"', "FM022"),
        ("title: " + "é" * 256, "FM023"),
        ("title: |\n  One\n  Two", "FM024"),
        ('title: "One\\tTwo"', "FM024"),
        ('title: "Heron \u202edel"', "FM024"),
        ('title: "Heron \\u2066del"', "FM024"),
        ("title: [Heron]", "FM017"),
        ("title: {a: Heron}", "FM017"),
    ],
)
def test_a_title_is_one_visible_line(row: str, code: str) -> None:
    _, problems = parse(f"id: abcdefghij\n{row}")

    assert [problem.code for problem in problems] == [code]


def test_a_title_of_255_characters_is_taken() -> None:
    assert len(article_of("id: abcdefghij\ntitle: " + "é" * 255).title) == 255


@pytest.mark.parametrize(
    "slug",
    ["../../etc", "/x", "a/../..", "con", ".", "a" * 81, "%2e%2e", "Heron", "a--b", "a_b", "é"],
)
def test_a_slug_is_one_safe_name(slug: str) -> None:
    assert "error[FM025]" in told(f'{SOUND}slug: "{slug}"')


def test_a_file_name_that_is_no_slug_asks_for_one() -> None:
    said = told(SOUND, path="articles/Grey Heron.md")

    assert "error[FM025]: 'Grey Heron' cannot be a slug" in said
    assert said.endswith("= help: write  slug: grey-heron")


@pytest.mark.parametrize("value", ["True", "yes", "on", "1", "'true'", "[true]", "|\n  true"])
def test_only_true_and_false_say_whether_it_is_a_draft(value: str) -> None:
    article, problems = parse(f"{SOUND}draft: {value}")

    assert article is None
    assert {problem.code for problem in problems} <= {"FM027", "FM017"}


@pytest.mark.parametrize("tags", ["[birds, '']", "[birds, ' ']", "['\u200b']", "[[birds]]"])
def test_an_empty_or_nested_tag_is_an_error(tags: str) -> None:
    article, problems = parse(f"{SOUND}tags: {tags}")

    assert article is None
    assert [problem.severity for problem in problems] == [Severity.ERROR]


def test_one_tag_with_a_comma_in_it_is_a_warning() -> None:
    article, problems = parse(SOUND + "tags: birds, night")

    assert article is not None
    assert [(problem.code, problem.help) for problem in problems] == [
        ("FM028", "write  tags: [birds, night]")
    ]


def test_author_and_authors_do_not_go_together() -> None:
    assert "error[FM016]: 'authors' says what another key says already" in told(
        SOUND + "author: Ada Sample\nauthors: [Bo Sample]"
    )


@pytest.mark.parametrize(
    ("written", "publish"),
    [
        ("issue", Publish()),
        ("2026-12-01 09:00", moment(2026, 12, 1, 8)),
        ("2026-12-01 9:00", moment(2026, 12, 1, 8)),
        ("2026-12-01", moment(2026, 11, 30, 23)),
        ("2026-12-01T09:00+02:00", moment(2026, 12, 1, 7)),
        ("2026-12-01T09:00:00Z", moment(2026, 12, 1, 9)),
        ("2026-12-01 09:00 -0530", moment(2026, 12, 1, 14, 30)),
        ("2026-10-25 02:30", moment(2026, 10, 25, 0, 30)),  # comes twice; the first is meant
    ],
)
def test_a_moment_is_meant_in_the_zone_of_the_publication(written: str, publish: Publish) -> None:
    assert article_of(f"{SOUND}publish: {written}").publish == publish


def test_a_time_that_clocks_skip_is_moved_forward_with_a_warning() -> None:
    article, problems = parse(SOUND + "publish: 2026-03-29 02:30")

    assert article is not None
    assert article.publish == moment(2026, 3, 29, 1, 30)
    assert "\n".join(str(problem) for problem in problems) == (
        "warning[FM019]: clocks in Europe/Berlin skip 2026-03-29 02:30; 2026-03-29 03:30 is meant\n"
        " --> articles/heron.md:4:10\n"
        "  |\n"
        "4 | publish: 2026-03-29 02:30\n"
        "  |          ^^^^^^^^^^^^^^^^\n"
        "  = help: write  publish: 2026-03-29 03:30"
    )


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-13-01", "there is no month 13"),
        ("0000-00-00", "years run from 1970 to 9998"),
        ("9999-12-31 23:59", "years run from 1970 to 9998"),
        ("2024-02-30", "February 2024 has 29 days"),
        ("2026-12-01 24:00", "the time runs from 00:00 to 23:59"),
        ("99999-01-01", "it reads 2026-12-01 09:00, or 'issue', or 'now'"),
        ("2026-12-01 09:00 +25:00", "it reads 2026-12-01 09:00, or 'issue', or 'now'"),
        ("tomorow", "it reads 2026-12-01 09:00, or 'issue', or 'now'"),
    ],
)
def test_what_is_no_moment_is_told_with_the_reason(written: str, reason: str) -> None:
    assert f"error[FM007]: '{written}' is not a moment: {reason}\n" in told(
        f"{SOUND}publish: {written}"
    )


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)),
        st.text(max_size=12) | st.lists(st.text(max_size=4), max_size=3) | st.booleans(),
    )
)
def test_no_front_matter_raises(front: dict[str, object]) -> None:
    rows = "\n".join(f"{key}: {json.dumps(value)}" for key, value in front.items())

    article, problems = parse(rows)

    assert (article is None) == any(problem.severity == "error" for problem in problems)
    assert all(str(problem) for problem in problems)


@settings(deadline=None, max_examples=150)
@given(st.dates(date(1970, 1, 1), date(9998, 12, 31)), st.times(), st.sampled_from(["", "Z"]))
def test_every_wall_time_is_an_instant(day: date, clock: time, offset: str) -> None:
    article, _ = parse(f"{SOUND}publish: {day} {clock:%H:%M}{offset}", zone="America/St_Johns")

    assert article is not None
    assert article.publish.at is not None
    assert article.publish.at.tzinfo is UTC


def test_naughty_strings_make_articles_or_problems(corpora: Path) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text("utf-8"))

    outcomes = [
        parse(f"{SOUND}summary: {json.dumps(string)}\ntags: [{json.dumps(string)}]")
        for string in strings
    ]

    assert sum(article is not None for article, _ in outcomes) > 400
    assert all(problems for article, problems in outcomes if article is None)
