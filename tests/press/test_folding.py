"""Findings that say the same of one template are one finding with all its lines."""

from dataclasses import replace

from pressrun.errors import Fix, Place, Problem, Severity
from pressrun.press.folding import folded


def finding(line: int, column: int = 1, path: str = "templates/email/issue.mjml") -> Problem:
    return Problem(
        code="CON001",
        what="words are pale",
        place=Place(path=path, line=line, column=column),
        severity=Severity.WARNING,
    )


def test_the_first_is_told_and_names_the_lines_of_the_others() -> None:
    (problem,) = folded([finding(9), finding(4), finding(12), finding(12, 30)])

    assert problem.place == Place(path="templates/email/issue.mjml", line=4, column=1)
    assert problem.what == "words are pale; the same in lines 9, 12"


def test_many_lines_are_counted() -> None:
    (problem,) = folded(finding(line) for line in range(1, 12))

    assert problem.what == "words are pale; the same in lines 2, 3, 4, 5, 6, 7 and 4 more"


def test_another_in_the_same_line_needs_no_words() -> None:
    (problem,) = folded([finding(4), finding(4, 30)])

    assert problem == finding(4)


def test_other_files_words_codes_and_what_can_be_fixed_stand_by_themselves() -> None:
    several = [
        finding(1),
        finding(2, path="templates/email/style.css"),
        replace(finding(3), what="words are paler"),
        replace(finding(4), code="CON002"),
        replace(finding(5), severity=Severity.NOTE),
        replace(finding(6), fix=Fix(line=6, column=1, old="a", new="b")),
        replace(finding(7), fix=Fix(line=7, column=1, old="a", new="b")),
        finding(8, path="articles/lamp.md"),
        finding(9, path="articles/lamp.md"),
        replace(finding(10), place=None),
    ]

    assert sorted(map(repr, folded(several))) == sorted(map(repr, several))
