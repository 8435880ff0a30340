"""The line behind a subject: missing, or saying the same."""

from dataclasses import replace

import pytest

from pressrun.render.lint.preheader import PREHEADER
from pressrun.render.lint.script import Script
from render.lint.copy_samples import issue_copy, told


def front(
    preheader: str | None, *, subject: str = "First frost on the weir", more: str = ""
) -> str:
    line = "" if preheader is None else f"preheader: {preheader}\n"
    return f"---\nid: frostaaaaa\nsubject: {subject}\n{line}{more}---\n"


@pytest.mark.parametrize(
    ("preheader", "found"),
    [
        ("A heron that counts.", []),
        (None, ["PRE001 3:First frost on the weir"]),
        ('""', ['PRE001 4:""']),
        ('"  "', ['PRE001 4:"  "']),
        ("First frost on the weir", ["PRE002 4:First frost on the weir"]),
        ('"First FROST, on the weir!"', ['PRE002 4:"First FROST, on the weir!"']),
        ("frost on the weir", ["PRE002 4:frost on the weir"]),
        ("First frost on the weir, and more", ["PRE002 4:First frost on the weir, and more"]),
        ("After the first frost on the weir, tides", []),
        ("Frost is back on the weir", []),
        ("…", []),
    ],
)
def test_a_preheader_is_told_of_where_it_stands(preheader: str | None, found: list[str]) -> None:
    assert told(PREHEADER, issue_copy(front(preheader))) == found


def test_a_short_subject_may_be_named_again() -> None:
    assert told(PREHEADER, issue_copy(front("Tides, and a soup", subject="Tides"))) == []


@pytest.mark.parametrize(
    "more", ["digest: weekly\n", "erratum: heronaaaaa\n", "schedule: weekly\n"]
)
def test_what_the_press_wrote_itself_may_have_none(more: str) -> None:
    assert told(PREHEADER, issue_copy(front(None, more=more))) == []


def test_a_translation_may_leave_it_to_its_original() -> None:
    assert told(PREHEADER, issue_copy(front(None), language="fr")) == []


def test_letters_are_the_same_however_their_accents_are_written() -> None:
    copy = issue_copy(front("Le cafe\u0301 du port.", subject="Le café du port"))

    assert told(PREHEADER, copy) == ["PRE002 4:Le cafe\u0301 du port."]


def test_a_translation_whose_subject_repeats_the_preheader_of_its_original_is_told_there() -> None:
    said = issue_copy(front(None), language="fr")
    same = replace(said, issue=replace(said.issue, preheader="First frost on the weir."))
    silent = replace(same, script=Script(same.script.path, "---\nsections: []\n---\n"))

    assert told(PREHEADER, same) == ["PRE002 3:First frost on the weir"]
    assert told(PREHEADER, silent) == []


def test_words_below_the_front_matter_are_no_preheader() -> None:
    copy = issue_copy(front(None), "preheader: in the text\n")

    assert told(PREHEADER, copy) == ["PRE001 3:First frost on the weir"]
