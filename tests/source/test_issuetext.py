"""What an issue says to readers of another language stands in a file beside it."""

import pytest

from pressrun.model.document import Paragraph
from source.test_folder import Publication, publication, told

__all__ = ["publication"]


def issue(publication: Publication) -> None:
    rows = "[tide, {section: The sea, intro: Two pieces., articles: [lamp]}]"
    publication.issue("001-storm", subject="After the storm", preheader="Salt.", articles=rows)


def write(publication: Publication, rows: str, tag: str = "fr", body: str = "Chers.\n") -> None:
    publication.write(f"issues/001-storm/issue.{tag}.md", f"---\n{rows}\n---\n{body}")


def test_a_text_stands_in_the_place_of_what_it_translates(publication: Publication) -> None:
    issue(publication)
    write(
        publication,
        "subject: Après la tempête\nsections:\n  - section: La mer\n    intro: Deux textes.",
    )

    contents = publication.contents()

    assert contents.problems == ()
    (found,) = contents.issues
    said = found.translated(found.texts[0])
    assert (said.key, said.references) == (found.key, found.references)
    assert (said.subject, said.preheader) == ("Après la tempête", "Salt.")
    assert [(each.title, each.intro) for each in said.sections] == [
        ("", ""),
        ("La mer", "Deux textes."),
    ]
    assert found.subject == "After the storm"
    words = publication.open().words(said)
    assert words.problems == ()
    assert isinstance(words.document[0], Paragraph)
    assert "Chers" in str(words.document)
    assert "Dear" in str(publication.open().words(found).document)


def test_sections_may_be_named_by_their_titles_alone(publication: Publication) -> None:
    issue(publication)
    write(publication, "sections: [La mer]")

    (found,) = publication.contents().issues

    assert [each.title for each in found.translated(found.texts[0]).sections] == ["", "La mer"]


def test_an_empty_front_matter_leaves_everything_to_the_issue(publication: Publication) -> None:
    issue(publication)
    write(publication, "subject:")

    contents = publication.contents()

    (found,) = contents.issues
    assert found.translated(found.texts[0]).subject == "After the storm"


def test_more_sections_than_the_issue_has_are_told(publication: Publication) -> None:
    issue(publication)
    write(publication, "sections: [La mer, Le port]")

    contents = publication.contents()

    assert told(contents.problems) == [("FM040", "issues/001-storm/issue.fr.md")]


def test_a_text_without_an_issue_is_a_problem(publication: Publication) -> None:
    write(publication, "subject: Après la tempête")

    contents = publication.contents()

    assert contents.issues == ()
    assert told(contents.problems) == [("SRC021", "issues/001-storm/issue.fr.md")]


def test_a_text_that_does_not_load_is_told_and_the_issue_stays(publication: Publication) -> None:
    issue(publication)
    write(publication, "subject: [a, b]")

    contents = publication.contents()

    assert contents.issues[0].texts == ()
    assert {path for _, path in told(contents.problems)} == {"issues/001-storm/issue.fr.md"}


@pytest.mark.parametrize("name", ["issue.draft-of-mine.md", "issue.old1.md", "notes.fr.md"])
def test_other_files_beside_an_issue_are_passed_over(publication: Publication, name: str) -> None:
    issue(publication)
    publication.write(f"issues/001-storm/{name}", "not even front matter")

    contents = publication.contents()

    assert contents.problems == ()
    assert contents.issues[0].texts == ()
