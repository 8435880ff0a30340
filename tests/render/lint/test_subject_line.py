"""Subjects that are too long, shout, or say nothing where a phone ends them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.render.lint.script import Script
from pressrun.render.lint.subject_line import SUBJECT_LINE, characters, in_capitals
from pressrun.source.quoting import yaml_scalar
from render.lint.copy_samples import assert_inside, issue_copy, told

LONG = "A heron that counts fish, a wheel that says no, and what the fr"  # 63 characters


def front(subject: str, more: str = "") -> str:
    return f"---\nid: frostaaaaa\nsubject: {subject}\npreheader: Tides.\n{more}---\n"


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        (LONG, ["SBJ001 3:fr"]),
        (f'"{LONG}"', ["SBJ001 3:fr"]),
        (LONG[:60], []),
        ("👩‍🚒" * 60, []),
        ("e\u0301" * 61, ["SBJ001 3:e\u0301"]),
        ("BREAKING NEWS FROM THE WEIR", ["SBJ002 3:BREAKING NEWS FROM THE WEIR"]),
        ("IMPORTANT", ["SBJ002 3:IMPORTANT"]),
        ("НОВОСТИ С БОЛОТА", ["SBJ002 3:НОВОСТИ С БОЛОТА"]),
        ("ACHTUNG, 3 NEUE WEGE", ["SBJ002 3:ACHTUNG, 3 NEUE WEGE"]),
        ("WE ARE BACK", ["SBJ002 3:WE ARE BACK"]),
        ('"BIG NEWS: 2026!"', ["SBJ002 3:BIG NEWS: 2026!"]),
        ("NATO", []),
        ("NASA & ESA, 2026", []),
        ("ISO 8601, RFC 3339", []),
        ("NASA ESA 東京", []),
        ("JSON, YAML, TOML", []),
        ("HTML5 & CSS3", []),
        ("東京の水位", []),
        ("العدد الأول من النشرة", []),
        ("2026-11-27", []),
        (
            "The Lamp & the Log, issue 42, No. 7/2026, by the weir",
            ["SBJ003 3:The Lamp & the Log, issue 42, No. 7/2026"],
        ),
        (
            "Letters from the lamp – Ausgabe Nr. 42 –, der Reiher",
            ["SBJ003 3:Letters from the lamp – Ausgabe Nr. 42 –"],
        ),
        ("What the harbour paid for its winch is 12,000 euros", ["SBJ003 3:12,000"]),
        ("What the harbour paid for a new winch is 12,000 euros", []),
        ("The Lamp & the Log 42, a heron by the weir counts", []),
        ("Heron", []),
    ],
)
def test_a_subject_is_told_of_at_what_is_wrong_with_it(subject: str, found: list[str]) -> None:
    assert told(SUBJECT_LINE, issue_copy(front(subject))) == found


@pytest.mark.parametrize(
    ("subject", "column"),
    [
        ("The ferry in winter goes at six, and no more boats after that", 70),
        ("Ice on the weir, the reeds, the mud and the path, and all of the", 71),
        ('"The ferry in winter goes at six, and no more boats after that"', 71),
        ("12,000 euros asked, and the harbour is 12,000 short", 49),
    ],
)
def test_what_stands_in_front_too_is_told_of_where_it_is_too_much(
    subject: str, column: int
) -> None:
    (problem,) = SUBJECT_LINE.look(issue_copy(front(subject)))

    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (3, column)


def test_a_folded_subject_is_told_of_where_it_begins() -> None:
    assert told(SUBJECT_LINE, issue_copy(front(f">\n  {LONG[:30]}\n  {LONG[30:]}"))) == [
        "SBJ001 3:>"
    ]


def test_a_translation_is_told_of_its_own_subject_and_of_none_that_it_leaves_out() -> None:
    said = issue_copy(front(LONG), language="fr")
    silent = replace(said, script=Script(said.script.path, "---\npreheader: subject: x\n---\n"))

    assert told(SUBJECT_LINE, said) == ["SBJ001 3:fr"]
    assert told(SUBJECT_LINE, silent) == []


def test_a_correction_is_called_after_its_article_whatever_its_length() -> None:
    assert told(SUBJECT_LINE, issue_copy(front(LONG, "erratum: heronaaaaa\n"))) == []


def test_one_shout_among_words_is_no_shouting() -> None:
    assert not in_capitals("The NEW winch")
    assert in_capitals("THE NEW WINCH")


@given(st.text())
def test_characters_are_parts_of_the_text_whatever_it_is(text: str) -> None:
    assert "".join(characters(text)) == text


@given(st.text(min_size=1, max_size=90))
def test_no_subject_makes_it_fail_and_every_place_lies_inside(text: str) -> None:
    line = " ".join(text.split())
    if not line.isprintable() or not line:
        return
    copy = issue_copy(front(yaml_scalar(line)))

    for problem in SUBJECT_LINE.look(copy):
        assert_inside(copy, problem)
