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

    said = ferry.done('correct ferry --note "The fare: 3 euros,\n not 2."')

    written = ferry.read("articles/ferry.md")
    [line] = re.findall(r'^  - "(\d{4}-\d\d-\d\d The fare: 3 euros, not 2\.)"$', written, re.M)
    wrote, published = said.out.splitlines()
    assert wrote == f"Wrote in articles/ferry.md:  - {line}"
    assert published.startswith("Pages and feeds show it as updated 2")
    assert said.err == "Nobody is to be told by mail.\nNext:  pressrun queue\n"
    assert written.replace(f'corrections:\n  - "{line}"\n', "") == before


def test_pages_and_feeds_say_it_at_once_under_the_same_id(ferry: Typist) -> None:
    [before] = json.loads(ferry.read("feeds/entries.json"))["entries"]
    ids = re.findall("tag:[^<]*:ferryaaaaa", ferry.read("feeds/main.atom"))

    ferry.done('correct articles/ferry.md "The fare is 3 euros."')

    [after] = json.loads(ferry.read("feeds/entries.json"))["entries"]
    assert "<strong>Corrected on " in ferry.read("public/articles/ferry/index.html")
    assert "The fare is 3 euros." in ferry.read("feeds/main.atom")
    assert re.findall("tag:[^<]*:ferryaaaaa", ferry.read("feeds/main.atom")) == ids != []
    assert after["digest"] != before["digest"]
    assert after["published"] == before["published"]
    assert "shown as updated" not in ferry.done("build").err


def test_the_same_words_again_are_not_written_twice(ferry: Typist) -> None:
    ferry.done('correct ferry --note "The fare is 3 euros."')
    before = ferry.read("articles/ferry.md"), updated(ferry)

    said = ferry.done('correct ferry "The fare is  3 euros."')

    assert (ferry.read("articles/ferry.md"), updated(ferry)) == before
    assert said.out.startswith("articles/ferry.md says so already:  - ")


def test_what_readers_would_see_as_new_stops_a_correction_before_it_is_written(
    ferry: Typist,
) -> None:
    settings = ferry.read("pressrun.toml")
    ferry.write("pressrun.toml", re.sub("(?m)^year = .*$", "year = 1999", settings))
    before = ferry.state()

    said = ferry.type('correct ferry "The fare is 3 euros."')

    assert said.status == 1
    assert "error[IDN001]" in said.err
    assert ferry.state() == before


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
        ("correct ferry", 2, "say what is right, --note "),
        ('correct ferry "x" --note y', 2, "say what is right once"),
        ('correct ferry "x" --minor', 2, "--minor tells nobody"),
        ("correct ferry --draft-erratum --minor", 2, "--minor tells nobody"),
        ("correct ferry --draft-erratum", 1, "error[COR004]: nothing says what is right"),
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

    noted = ferry.done('correct ferry "The fare is 3 euros."')
    drafted = ferry.type("correct ferry --draft-erratum")

    assert noted.out.startswith("Wrote in articles/ferry.md:  - ")
    assert noted.err == "Next:  pressrun build\n"
    assert "The fare" not in ferry.read("public/articles/ferry/index.html")
    assert drafted.status == 1
    assert "error[BLD001]" in drafted.err
    assert refused.status == 1
    assert "error[BLD001]: this machine is not the press" in refused.err
    assert asked.out.startswith("Took ")
