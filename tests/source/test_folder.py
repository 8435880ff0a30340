"""A publication on a disk, with everything that goes wrong on disks."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from doubles import InlineIsolate
from pressrun.errors import ContentError, IsolateError, Problem
from pressrun.model.document import Figure, Paragraph
from pressrun.model.feed import Memory
from pressrun.model.inline import Text
from pressrun.ports import Contents
from pressrun.source.bodies import BODIES_KEPT
from pressrun.source.folder import PICTURE_LIMIT_OCTETS, SourceFolder
from source.picture_samples import bare_png

IDS = ["2222222222", "3333333333"]


class Publication:
    """A folder that tests write into; ``open`` reads it."""

    def __init__(self, root: Path) -> None:
        self.root, self.minted = root, 0

    def write(self, path: str, content: str | bytes) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        octets = content.encode() if isinstance(content, str) else content
        (self.root / path).write_bytes(octets)

    def article(self, path: str, body: str = "Words.\n", **fields: str) -> None:
        self.write(f"articles/{path}", self._text({"title": "A title", **fields}, body))

    def issue(self, folder: str, body: str = "Dear reader,\n", **fields: str) -> None:
        self.write(f"issues/{folder}/issue.md", self._text({"subject": "S", **fields}, body))

    def _text(self, fields: dict[str, str], body: str) -> str:
        if "id" not in fields:
            fields["id"] = f"{'abcdefghijklmnop'[self.minted] * 10}"
            self.minted += 1
        rows = "".join(f"{key}: {value}\n" for key, value in fields.items())
        return f"---\n{rows}---\n{body}"

    def open(self, isolate: Any = None) -> SourceFolder:
        return SourceFolder(
            self.root, isolate=isolate or InlineIsolate(), language="en", zone="Europe/Lisbon"
        )

    def contents(self) -> Contents:
        return self.open().contents()


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    return Publication(tmp_path)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.path if problem.place else "") for problem in problems]


def test_articles_are_sorted_by_path_and_issues_by_number(publication: Publication) -> None:
    for path in ("b.md", "a.md", "more/c.md"):
        publication.article(path)
    for folder in ("10-ten", "9-nine", "011-eleven"):
        publication.issue(folder)

    contents = publication.contents()

    assert contents.problems == ()
    assert [a.path for a in contents.articles] == [
        "articles/a.md",
        "articles/b.md",
        "articles/more/c.md",
    ]
    assert [issue.number for issue in contents.issues] == [9, 10, 11]


def test_an_empty_folder_holds_nothing(publication: Publication) -> None:
    assert publication.contents() == Contents(articles=(), issues=())


def test_drafts_of_names_pictures_and_deep_folders_are_passed_over(
    publication: Publication,
) -> None:
    for path in ("_draft.md", ".a.md.swp", "heron.png", "_more/a.md", "one/two/a.md"):
        publication.write(f"articles/{path}", "not an article")
    publication.write("issues/issue.md", "not an issue")
    publication.write("issues/001-x/notes.md", "not an issue")
    publication.write("issues/001-x/old/issue.md", "not an issue")

    assert publication.contents() == Contents(articles=(), issues=())


def test_one_bad_article_stops_only_itself(publication: Publication) -> None:
    publication.article("a.md")
    publication.write("articles/b.md", "no front matter")
    publication.article("c.md", date="2026-02-30", publish="2026-02-30")
    publication.article("d.md")

    contents = publication.contents()

    assert [article.slug for article in contents.articles] == ["a", "d"]
    assert {path for _, path in told(contents.problems)} == {"articles/b.md", "articles/c.md"}


def test_what_is_no_regular_file_inside_is_a_problem_and_never_waited_for(
    publication: Publication, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("secret")
    publication.article("a.md")
    os.mkfifo(publication.root / "articles" / "pipe.md")
    (publication.root / "articles" / "secret.md").symlink_to(outside)
    (publication.root / "articles" / "gone.md").symlink_to("nowhere.md")

    contents = publication.contents()

    assert [article.slug for article in contents.articles] == ["a"]
    assert told(contents.problems) == [
        ("SRC010", "articles/gone.md"),
        ("SRC011", "articles/pipe.md"),
        ("SRC012", "articles/secret.md"),
    ]


def test_two_articles_with_one_id_are_both_set_aside(publication: Publication) -> None:
    publication.article("a.md", id=IDS[0])
    publication.article("b.md", id=IDS[1])
    publication.article("c.md", id=IDS[0])

    contents = publication.contents()

    assert [article.slug for article in contents.articles] == ["b"]
    assert told(contents.problems) == [("SRC020", "articles/a.md"), ("SRC020", "articles/c.md")]
    assert "articles/c.md" in contents.problems[0].what
    assert contents.problems[0].place is not None
    assert contents.problems[0].place.text == f"id: {IDS[0]}"


def test_two_articles_with_one_slug_are_both_set_aside(publication: Publication) -> None:
    publication.article("a.md")
    publication.article("more/a.md")
    publication.article("b.md", slug="c")
    publication.article("c.md")

    contents = publication.contents()

    assert contents.articles == ()
    assert {code for code, _ in told(contents.problems)} == {"SRC020"}


def test_two_issues_with_one_number_or_one_id_are_both_set_aside(publication: Publication) -> None:
    publication.issue("001-a")
    publication.issue("1-b")
    publication.issue("002-c", id=IDS[0])
    publication.issue("003-d", id=IDS[0])
    publication.issue("004-e")

    contents = publication.contents()

    assert [issue.slug for issue in contents.issues] == ["e"]
    assert len(contents.problems) == 4


def test_an_article_and_an_issue_may_not_share_an_id(publication: Publication) -> None:
    publication.article("a.md", id=IDS[0])
    publication.issue("001-a", id=IDS[0])

    contents = publication.contents()

    assert (contents.articles, contents.issues) == ((), ())


def test_a_body_is_parsed_with_lines_of_its_file(publication: Publication) -> None:
    publication.article("a.md", "Words.\n\n[x](javascript:y)\n")
    (article,) = publication.contents().articles

    reading = publication.open().read(article)

    assert reading.document[0] == Paragraph(parts=(Text("Words."),), line=5)
    assert [str(problem.place) for problem in reading.problems] == ["articles/a.md:7:5"]
    assert not reading.sound


def test_an_article_without_text_is_a_warning(publication: Publication) -> None:
    publication.article("a.md", "\n")
    (article,) = publication.contents().articles

    reading = publication.open().read(article)

    assert reading.sound
    assert [problem.code for problem in reading.problems] == ["MD005"]


def test_the_words_of_an_issue_may_be_none(publication: Publication) -> None:
    publication.issue("001-a", "")
    publication.issue("002-b", "Dear *reader*,\n")
    first, second = publication.contents().issues

    assert publication.open().words(first).problems == ()
    assert publication.open().words(first).document == ()
    assert len(publication.open().words(second).document) == 1


def test_a_file_that_changed_since_it_was_listed_is_not_read(publication: Publication) -> None:
    publication.article("a.md")
    (article,) = publication.contents().articles
    publication.article("a.md", "Other words.\n", id=article.id)

    reading = publication.open().read(article)

    assert (reading.document, told(reading.problems)) == ((), [("SRC022", "articles/a.md")])


def test_a_file_that_is_gone_since_it_was_listed_is_a_problem(publication: Publication) -> None:
    publication.article("a.md")
    (article,) = publication.contents().articles
    (publication.root / article.path).unlink()

    reading = publication.open().read(article)

    assert told(reading.problems) == [("SRC010", "articles/a.md")]


def test_a_parser_that_breaks_its_limits_is_a_problem_of_that_article(
    publication: Publication,
) -> None:
    class BrokenIsolate:
        def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
            raise IsolateError("it took longer than 30 s", code="ISO002")

    publication.article("a.md")
    (article,) = publication.contents().articles

    reading = publication.open(BrokenIsolate()).read(article)

    assert not reading.sound
    assert told(reading.problems) == [("ISO002", "articles/a.md")]


def test_pictures_are_found_beside_the_text_and_named_by_their_octets(
    publication: Publication,
) -> None:
    octets = bare_png(640, 480)
    publication.write("articles/two words.jpg", octets)
    publication.write("shared/h.png", octets)
    publication.article(
        "a.md",
        "::: figure\n![A](<two words.jpg>)\n:::\n\n- *![B](../shared/h.png)* and\n"
        "![C](https://example.org/c.png)\n",
    )
    (article,) = publication.contents().articles

    reading = publication.open().read(article)

    first, second = reading.pictures
    assert reading.problems == ()
    assert isinstance(reading.document[0], Figure)
    assert first.source == reading.document[0].source
    assert (first.path, second.path) == ("articles/two words.jpg", "shared/h.png")
    assert (first.media_type, first.width, first.height) == ("image/png", 640, 480)
    digest = hashlib.sha256(octets).hexdigest()
    assert first.site_path == second.site_path == f"media/{digest[:16]}.png"
    assert first.size_octets == len(octets)


def test_pictures_of_an_issue_lie_beside_its_words(publication: Publication) -> None:
    publication.write("issues/001-a/h.png", bare_png(1, 1))
    publication.issue("001-a", "![A](h.png)\n")
    (issue,) = publication.contents().issues

    assert [p.path for p in publication.open().words(issue).pictures] == ["issues/001-a/h.png"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("missing.png", "IMG001"),
        ("../../outside.png", "IMG001"),
        ("%2e%2e/%2e%2e/outside.png", "IMG001"),
        ("link.png", "IMG001"),
        ("large.png", "IMG001"),
        ("drawing.svg", "IMG008"),
        ("wide.png", "IMG004"),
    ],
)
def test_a_picture_that_cannot_be_published_is_told_where_it_is_named(
    publication: Publication, source: str, code: str
) -> None:
    publication.write("articles/drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    publication.write("articles/wide.png", bare_png(10_001, 1))
    publication.write("articles/large.png", bare_png(1, 1))
    os.truncate(publication.root / "articles" / "large.png", PICTURE_LIMIT_OCTETS + 1)
    (publication.root / "articles" / "link.png").symlink_to("/etc/hostname")
    publication.article("a.md", f"Words.\n\n![A]({source})\n")
    (article,) = publication.contents().articles

    reading = publication.open().read(article)

    assert reading.pictures == ()
    assert [(p.code, str(p.place)) for p in reading.problems] == [(code, "articles/a.md:7:6")]


def test_there_are_no_records_before_anything_was_published(publication: Publication) -> None:
    assert publication.open().memory() == Memory()


def test_a_broken_memory_is_never_taken_for_an_empty_one(publication: Publication) -> None:
    publication.write("feeds/entries.json", "{")

    with pytest.raises(ContentError) as refusal:
        publication.open().memory()

    assert refusal.value.problem.code == "MEM001"


def test_a_memory_that_cannot_be_read_is_never_taken_for_an_empty_one(
    publication: Publication,
) -> None:
    publication.write("feeds/other.json", "")
    (publication.root / "feeds" / "entries.json").mkdir()

    with pytest.raises(ContentError):
        publication.open().memory()


def test_octets_are_those_of_a_file_inside(publication: Publication) -> None:
    publication.write("feeds/main.rss", b"<rss/>")

    assert publication.open().octets("feeds/main.rss") == b"<rss/>"
    with pytest.raises(ContentError):
        publication.open().octets("../secret")


def test_the_theme_is_the_built_in_one_under_the_publications_own(
    publication: Publication, tmp_path_factory: pytest.TempPathFactory
) -> None:
    builtin = tmp_path_factory.mktemp("builtin")
    (builtin / "a.html").write_text("built in")
    (builtin / "b.html").write_text("built in")
    publication.write("templates/a.html", "own")
    folder = SourceFolder(
        publication.root,
        isolate=InlineIsolate(),
        language="en",
        zone="UTC",
        builtin_theme=builtin,
    )

    assert folder.theme().files == (("a.html", "own"), ("b.html", "built in"))


class CountingIsolate(InlineIsolate):
    """Counts the bodies that it is asked to parse."""

    def __init__(self) -> None:
        self.calls = 0

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        self.calls += function.endswith(":parse_body")
        return super().call(function, *arguments, limit_s=limit_s)


def test_a_body_is_parsed_once_until_its_file_changes(publication: Publication) -> None:
    publication.article("tide.md", "First words.\n", id="aaaaaaaaaa")
    isolate = CountingIsolate()
    folder = publication.open(isolate)

    [article] = folder.contents().articles
    first, again = folder.read(article), folder.read(article)
    publication.article("tide.md", "Other words.\n", id="aaaaaaaaaa")
    [changed] = folder.contents().articles
    other = folder.read(changed)

    assert first == again != other
    assert isolate.calls == 2


def test_more_bodies_than_are_kept_are_parsed_once_each(publication: Publication) -> None:
    count = BODIES_KEPT + 20
    for number in range(count):
        minted = f"{number:04}".translate(str.maketrans("0123456789", "abcdefghij"))
        publication.article(f"a-{number}.md", f"Number {number}.\n", id=f"aaaaaa{minted}")
    isolate = CountingIsolate()
    folder = publication.open(isolate)

    articles = folder.contents().articles
    readings = folder.read_many(articles)

    assert len(articles) == count
    assert readings == [publication.open().read(article) for article in articles]
    assert isolate.calls == count


def test_a_child_that_died_once_is_no_fault_of_the_text(publication: Publication) -> None:
    class DyingIsolate(CountingIsolate):
        def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
            if not self.calls:
                self.calls += 1
                raise IsolateError("the process died", code="ISO003")
            return super().call(function, *arguments, limit_s=limit_s)

    publication.article("tide.md", "Words.\n")
    folder = publication.open(DyingIsolate())
    [article] = folder.contents().articles

    first, again = folder.read(article), folder.read(article)

    assert told(first.problems) == [("ISO003", "articles/tide.md")]
    assert again.sound
    assert again == publication.open().read(article)


def test_front_matter_is_read_again_when_its_file_changes_or_comes_back(
    publication: Publication,
) -> None:
    folder = publication.open()
    publication.article("tide.md", id="aaaaaaaaaa", title="One")
    [one] = folder.contents().articles
    same = folder.contents().articles[0]
    publication.article("tide.md", id="aaaaaaaaaa", title="Two")
    [two] = folder.contents().articles
    (publication.root / "articles/tide.md").unlink()
    none = folder.contents().articles

    assert same is one
    assert (one.title, two.title, none) == ("One", "Two", ())
