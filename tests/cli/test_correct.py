"""`pressrun correct`."""

import json
import re

import pytest

from doubles.typist import Typist


@pytest.fixture
def ferry(typist: Typist) -> Typist:
    typist.article("ferry", id="ferryaaaaa", title="The ferry", extra="publish: now\n")
    typist.done("build")
    return typist


def updated(typist: Typist) -> str:
    [entry] = json.loads(typist.read("feeds/entries.json"))["entries"]
    return str(entry["updated"])


def test_a_correction_is_written_with_the_day_of_today_and_nothing_else_moves(
    ferry: Typist,
) -> None:
    before = ferry.read("articles/ferry.md")

    said = ferry.done('correct ferry "The fare: 3 euros,\n not 2."')

    written = ferry.read("articles/ferry.md")
    [line] = re.findall(r'^  - "(\d{4}-\d\d-\d\d The fare: 3 euros, not 2\.)"$', written, re.M)
    assert said.out == f"Wrote in articles/ferry.md:  - {line}\n"
    assert said.err == "Next:  pressrun build\n"
    assert written.replace(f'corrections:\n  - "{line}"\n', "") == before


def test_readers_see_the_article_as_updated_and_are_told_why(ferry: Typist) -> None:
    ferry.done('correct articles/ferry.md "The fare is 3 euros."')

    built = ferry.done("build")

    assert "1 entry shown as updated, since the words changed: 'The ferry'\n" in built.err
    assert "pressrun correct ARTICLE --minor" in built.err
    assert "<strong>Corrected on " in ferry.read("public/articles/ferry/index.html")
    assert "The fare is 3 euros." in ferry.read("feeds/main.atom")
    assert ferry.done("check").err.startswith("Next:")


def test_a_slip_that_was_mended_is_settled_before_the_next_build(ferry: Typist) -> None:
    was = updated(ferry)
    ferry.write("articles/ferry.md", ferry.read("articles/ferry.md").replace("Words.", "Word."))

    dry = ferry.done("correct ferry --minor -n")
    done = ferry.done("correct ferry --minor")
    again = ferry.done("correct ferry --minor")
    built = ferry.done("build")

    assert dry.out == "Would take the words of ferry for those published\n"
    assert done.out == "Took the words of ferry for those published\n"
    assert done.err.startswith("Updated stays ")
    assert again.out == "Nothing to do: feeds know the words of ferry as they are\n"
    assert "shown as updated" not in built.err
    assert updated(ferry) == was
    assert "Word." in ferry.read("feeds/main.rss")


@pytest.mark.parametrize("line", ['correct ferry "Words." -n', "correct ferry --minor -n"])
def test_a_dry_run_changes_no_file(ferry: Typist, line: str) -> None:
    ferry.write("articles/ferry.md", ferry.read("articles/ferry.md").replace("Words.", "Word."))
    before = ferry.state()

    ferry.done(line)

    assert ferry.state() == before


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ('correct hello "x"', 1, "error[COR001]: 'hello' is not public yet"),
        ("correct hello --minor", 1, "error[COR001]: 'hello' is not public yet"),
        ('correct fery "x"', 2, "did you mean 'ferry'?"),
        ('correct ferry " "', 2, "error[COR003]"),
        ("correct ferry", 2, "or --minor, not both"),
        ('correct ferry "x" --minor', 2, "or --minor, not both"),
        ('correct ferry "a\u202eb"', 3, "error[FM024]"),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_changes_nothing(
    ferry: Typist, line: str, status: int, told: str
) -> None:
    before = ferry.state()

    said = ferry.type(line)

    assert said.status == status
    assert told in said.err
    assert ferry.state() == before


def test_elsewhere_than_on_the_press_the_memory_is_left_alone(ferry: Typist) -> None:
    (ferry.folder / ".pressrun/state.db").unlink()
    ferry.write("articles/ferry.md", ferry.read("articles/ferry.md").replace("Words.", "Word."))
    before = ferry.read("feeds/entries.json")

    refused = ferry.type("correct ferry --minor")
    assert ferry.read("feeds/entries.json") == before
    asked = ferry.done("correct ferry --minor --publish")

    assert refused.status == 1
    assert "error[BLD001]: this machine is not the press" in refused.err
    assert asked.out.startswith("Took ")
