"""`pressrun polls`: what is asked, and how readers answered."""

import csv
import io
import json

import pytest

from doubles.console import matches
from doubles.typist import Typist
from pressrun.app import App
from pressrun.app.polls import Visitor

POLL = "::: poll cadence\nHow *often*?\n\n- [ ] Weekly\n- [ ] =1+1\n\nCloses: {closes}\n:::\n"
QUIZ = "::: quiz height\nHow high?\n\n- [ ] 12 m\n- [x] 34 m\n\nThe cliff.\n:::\n"


@pytest.fixture
def asked(typist: Typist) -> Typist:
    """A publication that asks two things, of which one was answered three times."""
    body = POLL.format(closes="2999-12-08") + "\n" + QUIZ
    write(typist, "lamp", "lampaaaaaa", body)
    typist.done("build")
    with App(typist.folder, {}) as app:
        for number, choice in enumerate((1, 1, 2)):
            app.polls.vote("lampaaaaaa", "cadence", choice, Visitor("192.0.2.1", f"{number}"))
    return typist


def write(typist: Typist, slug: str, id: str, body: str) -> None:
    front = f"id: {id}\ntitle: About the {slug}\npublish: now\n"
    typist.write(f"articles/{slug}.md", f"---\n{front}---\n\n{body}")


def test_who_asks_nothing_is_told_how_to(typist: Typist) -> None:
    said = typist.done("polls")

    assert said.out == ""
    assert said.err.startswith("No public article asks anything yet: write a `::: poll`")
    assert json.loads(typist.done("polls --json").out) == []


def test_what_is_asked_is_listed_with_its_counts(asked: Typist) -> None:
    said = asked.done("polls")

    assert matches(
        "QUESTION …KIND  ASKS …SUBSCRIBERS  OTHERS  OPEN\n"
        "lampaaaaaa/cadence  poll  How often?  0            3       until 2999-12-08\n"
        "lampaaaaaa/height   quiz  How high?   0            0       yes",
        said.out,
    )
    assert said.err == "Next:  pressrun polls results lampaaaaaa/cadence\n"


@pytest.mark.parametrize("name", ["cadence", "lampaaaaaa/cadence"])
def test_results_are_a_table(asked: Typist, name: str) -> None:
    said = asked.done(f"polls results {name}")

    assert matches(
        "How often?\n"
        "NO  CHOICE  SUBSCRIBERS  OTHERS\n"
        "1   Weekly  0            2 (67%)\n"
        "2   =1+1    0            1 (33%)\n"
        "    All     0            3",
        said.out,
    )
    assert said.err == "Next:  pressrun polls results lampaaaaaa/cadence --csv\n"


def test_no_spreadsheet_runs_what_the_csv_says_and_programs_get_it_as_it_is(asked: Typist) -> None:
    safe = list(csv.DictReader(io.StringIO(asked.done("polls results cadence --csv").out)))
    raw = list(csv.DictReader(io.StringIO(asked.done("polls results cadence --raw").out)))

    assert [row["says"] for row in safe] == ["Weekly", "'=1+1"]
    assert [row["says"] for row in raw] == ["Weekly", "=1+1"]
    assert [(row["choice"], row["subscribers"], row["others"]) for row in safe] == [
        ("1", "0", "2"),
        ("2", "0", "1"),
    ]
    assert {row["title"] for row in safe} == {"About the lamp"}


def test_json_says_all_of_it(asked: Typist) -> None:
    listed = json.loads(asked.done("polls --json").out)

    assert json.loads(asked.done("polls results cadence --json").out) == listed[0]
    assert listed[0]["closes"] == "2999-12-08"
    assert listed[0]["open"] is True
    assert listed[1]["kind"] == "quiz"
    assert listed[1]["choices"][1] == {
        "choice": 2,
        "says": "34 m",
        "right": True,
        "subscribers": 0,
        "others": 0,
    }


def test_a_name_that_means_nothing_or_two_things_is_told(asked: Typist) -> None:
    write(asked, "tide", "tideaaaaaa", POLL.format(closes="2026-01-31"))
    asked.done("build")

    wrong, twice = asked.type("polls results cadense"), asked.type("polls results cadence")

    assert (wrong.status, twice.status) == (2, 1)
    assert "error[POL001]: no public article asks 'cadense'" in wrong.err
    assert "did you mean 'cadence'?" in wrong.err
    assert "error[POL002]: 2 articles ask 'cadence'" in twice.err
    assert "name lampaaaaaa/cadence or tideaaaaaa/cadence" in twice.err
    assert "closed 2026-01-31" in asked.done("polls").out


def test_looking_changes_nothing(asked: Typist) -> None:
    before = asked.state()

    for line in ("polls", "polls --json", "polls results cadence", "polls results cadence --csv"):
        asked.done(line)

    assert asked.state() == before
