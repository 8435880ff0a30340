"""`pressrun new article|issue`."""

import pytest

from doubles.typist import Typist


def test_an_article_begins_with_a_title_and_an_id_of_its_own(typist: Typist) -> None:
    said = typist.done('new article "Tide: tables & more"')

    assert said.out == "Made articles/tide-tables-more.md\n"
    assert said.err == "Next:  write it, then  pressrun queue add tide-tables-more\n"
    assert 'title: "Tide: tables & more"' in typist.read("articles/tide-tables-more.md")
    # It has no text yet, and that is told.
    assert typist.done("check").out == "2 articles, 1 issue: 0 errors, 1 warning\n"


def test_an_issue_begins_with_the_next_number(typist: Typist) -> None:
    typist.write("issues/041-lost/notes.txt", "a number that was used")

    said = typist.done('new issue "Öffnung"')

    assert said.out == "Made issues/042-offnung/issue.md\n"
    assert said.err == "Next:  pressrun queue add ARTICLE --issue 42\n"


def test_a_title_without_latin_letters_is_named_by_its_id(typist: Typist) -> None:
    first, second = typist.done("new article 東京"), typist.done("new article 京都")

    assert first.out != second.out
    assert typist.done("check").out == "3 articles, 1 issue: 0 errors, 2 warnings\n"


def test_an_article_that_is_there_is_never_written_over(typist: Typist) -> None:
    before = typist.state()

    said = typist.type("new article Hello")

    assert said.status == 2
    assert said.err == (
        "error[ART002]: articles/hello.md exists already\n"
        "  = help: choose another title, or edit it\n"
    )
    assert typist.state() == before


@pytest.mark.parametrize("line", ["new article '  '", "new issue ''"])
def test_an_empty_name_is_refused_with_what_to_type(typist: Typist, line: str) -> None:
    before = typist.state()

    said = typist.type(line)

    assert said.status == 2
    assert "= help: pressrun new " in said.err
    assert typist.state() == before
