import tomllib
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from doubles import InlineIsolate
from pressrun.model.audience import DIGESTS, Cadence
from pressrun.model.issue import Issue, IssueKey, Section
from pressrun.model.publication import Content, Layout
from pressrun.source.article import parse_article
from pressrun.source.folder import SourceFolder
from pressrun.source.frontmatter import read_source
from pressrun.source.issue import parse_issue
from pressrun.source.scaffold import issue_text, new_article, new_issue, new_publication

# A title that shows: letters, marks of any kind, spaces.
TITLES = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "Nd", "P", "S", "Zs")), min_size=1, max_size=60
).filter(lambda text: any(character.isalnum() for character in text))


def publication(title: str = "Harbour Notes") -> dict[str, str]:
    return new_publication(
        title=title,
        authority="example.org",
        year=2026,
        zone="Europe/Lisbon",
        article_id="abcdefghij",
        issue_id="klmnopqrst",
    )


def test_a_new_publication_has_settings_an_article_and_an_issue() -> None:
    files = publication()

    assert sorted(files) == [
        ".gitignore",
        "articles/hello.md",
        "issues/001-hello/issue.md",
        "pressrun.toml",
    ]
    assert tomllib.loads(files["pressrun.toml"]) == {
        "title": "Harbour Notes",
        "url": "http://127.0.0.1:8080",
        "authority": "example.org",
        "year": 2026,
        "language": "en",
        "zone": "Europe/Lisbon",
        "lists": {"main": {"sender": "Harbour Notes <notes@example.org>"}},
        "site": {"host": "127.0.0.1", "port": 8080},
    }


def test_the_relay_of_a_new_publication_is_an_example_to_uncomment() -> None:
    toml = publication()["pressrun.toml"]

    uncommented = tomllib.loads(
        toml.replace("# [", "[").replace("# host", "host").replace("# port", "port")
    )

    assert uncommented["relays"] == {"main": {"host": "127.0.0.1", "port": 25}}


def test_state_and_site_of_a_new_publication_are_not_tracked() -> None:
    assert publication()[".gitignore"].split() == [".pressrun/", "public/"]


def test_a_new_publication_loads_without_a_problem(tmp_path: Path) -> None:
    for path, text in publication('Ada\'s "Notes": # 1').items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    folder = SourceFolder(tmp_path, isolate=InlineIsolate(), language="en", zone="UTC")

    contents = folder.contents()

    assert contents.problems == ()
    (article,), (issue,) = contents.articles, contents.issues
    assert issue.references == (article.slug,)
    assert folder.read(article).problems == folder.words(issue).problems == ()
    kinds = [type(block).__name__ for block in folder.read(article).document]
    assert {"KeyPoints", "Heading", "Quotation"} <= set(kinds)


def test_a_sender_whose_name_needs_quotation_marks_goes_by_the_lists_title() -> None:
    toml = tomllib.loads(publication("Notes, and more")["pressrun.toml"])

    assert toml["lists"]["main"]["sender"] == "notes@example.org"


def test_an_authority_that_is_an_address_is_the_sender() -> None:
    files = new_publication(
        title="Notes",
        authority="ada@example.org",
        year=2026,
        zone="UTC",
        article_id="abcdefghij",
        issue_id="klmnopqrst",
    )

    sender = tomllib.loads(files["pressrun.toml"])["lists"]["main"]["sender"]

    assert sender == "Notes <ada@example.org>"


@settings(deadline=None)
@given(title=TITLES)
def test_any_title_survives_in_toml(title: str) -> None:
    assert tomllib.loads(publication(title)["pressrun.toml"])["title"] == " ".join(title.split())


@settings(deadline=None)
@given(title=TITLES, author=TITLES)
def test_a_new_article_reads_back_with_its_title_and_author(title: str, author: str) -> None:
    text = new_article(title=title, id="abcdefghij", author=author)

    source, problems = read_source(text.encode(), path="articles/a.md")
    assert source is not None, problems
    article, problems = parse_article(source, language="en", zone="UTC")

    assert article is not None, problems
    assert article.title == " ".join(title.split())
    assert article.authors == (" ".join(author.split()),)
    assert article.id == "abcdefghij"


def test_a_new_article_without_an_author_names_none() -> None:
    assert "author" not in new_article(title="A", id="abcdefghij")


@settings(deadline=None)
@given(subject=TITLES)
def test_a_new_issue_reads_back_with_its_subject(subject: str) -> None:
    text = new_issue(subject=subject, id="abcdefghij")

    source, problems = read_source(text.encode(), path="issues/001-a/issue.md")
    assert source is not None, problems
    issue, problems = parse_issue(source, folder="001-a")

    assert issue is not None, problems
    assert (issue.subject, issue.references) == (" ".join(subject.split()), ())


LINES = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "Nd", "P", "S", "Zs")), min_size=1, max_size=40
).filter(lambda text: any(character.isalnum() for character in text))
SLUGS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
SECTIONS = st.lists(
    st.tuples(LINES, st.one_of(st.just(""), LINES), st.lists(SLUGS, min_size=1, max_size=3)),
    max_size=2,
)


@given(
    LINES,
    st.one_of(st.just(""), LINES),
    st.lists(SLUGS, max_size=3),
    SECTIONS,
    st.sampled_from([None, *Layout]),
    st.sampled_from([None, *Content]),
    st.sampled_from([None, *DIGESTS]),
)
def test_an_issue_written_by_a_schedule_reads_back_as_it_was_meant(
    subject: str,
    preheader: str,
    loose: list[str],
    sections: list[tuple[str, str, list[str]]],
    layout: Layout | None,
    content: Content | None,
    digest_of: Cadence | None,
) -> None:
    seen: set[str] = set()
    parts = []
    for title, intro, articles in [("", "", loose), *sections]:
        fresh = tuple(slug for slug in dict.fromkeys(articles) if slug not in seen)
        seen |= set(fresh)
        if fresh:
            title, intro = " ".join(title.split()), " ".join(intro.split())
            parts.append(Section(articles=fresh, title=title, intro=intro))
    meant = Issue(
        key=IssueKey("abcdefghij"),
        number=44,
        slug="weekly",
        folder="044-weekly",
        subject=" ".join(subject.split()),
        digest="",
        preheader=" ".join(preheader.split()),
        list="main",
        layout=layout,
        content=content,
        sections=tuple(parts),
        featured=parts[0].articles[0] if parts else "",
        schedule="the weekly: one",
        digest_of=digest_of,
    )

    source, problems = read_source(issue_text(meant).encode(), path="issues/044-weekly/issue.md")

    assert source is not None
    read, more = parse_issue(source, folder="044-weekly")
    assert (*problems, *more) == ()
    assert read is not None
    bare = tuple(replace(section, lines=()) for section in read.sections)
    assert replace(read, digest="", sections=bare) == meant
