"""Errors read well: what happened, where, what to do; and they travel between processes whole."""

import pickle
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import (
    Conflict,
    ContentError,
    FetchError,
    IsolateError,
    Locked,
    LoginRefused,
    OutletError,
    Place,
    PressrunError,
    Problem,
    Refused,
    RelayMisfit,
    RelayUnavailable,
    RenderError,
    SettingsError,
    Severity,
    StoreBusy,
    StoreError,
    UsageError,
)
from pressrun.render.measure import columns

LINE = Place(path="articles/heron.md", line=7, column=8, text="publish: tomorow", width=7)
EXIT_STATUSES = {
    PressrunError: 1,
    Refused: 1,
    RelayMisfit: 1,
    UsageError: 2,
    SettingsError: 3,
    ContentError: 3,
    RenderError: 3,
    IsolateError: 3,
    StoreError: 3,
    Conflict: 75,
    StoreBusy: 75,
    Locked: 6,
    LoginRefused: 4,
    RelayUnavailable: 75,
    OutletError: 75,
    FetchError: 75,
}
of_each_kind = pytest.mark.parametrize("kind", EXIT_STATUSES, ids=lambda kind: kind.__name__)


def every_kind(root: type[PressrunError] = PressrunError) -> set[type[PressrunError]]:
    return {root}.union(*(every_kind(kind) for kind in root.__subclasses__()))


def test_a_problem_shows_what_where_and_help_with_a_caret_under_the_words() -> None:
    problem = Problem(
        code="FM007",
        what="'tomorow' is not a moment",
        place=Place(path="articles/heron.md", line=12, column=10, text="publish: tomorow", width=7),
        help="publish: 2026-12-01 07:00",
    )

    assert str(problem).splitlines() == [
        "error[FM007]: 'tomorow' is not a moment",
        " --> articles/heron.md:12:10",
        "   |",
        "12 | publish: tomorow",
        "   |          ^^^^^^^",
        "  = help: publish: 2026-12-01 07:00",
    ]


def test_a_warning_says_that_it_is_one() -> None:
    problem = Problem(code="WGT001", what="96 kB of mail", severity=Severity.WARNING)

    assert str(problem) == "warning[WGT001]: 96 kB of mail"


def test_help_of_several_lines_is_marked_on_each() -> None:
    problem = Problem(code="X001", what="two ways out", help="either this\nor that")

    assert str(problem).splitlines()[1:] == ["  = help: either this", "  = help: or that"]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(path="pressrun.toml"), "pressrun.toml"),
        (Place(path="pressrun.toml", line=3), "pressrun.toml:3"),
        (Place(path="pressrun.toml", line=3, column=9), "pressrun.toml:3:9"),
        (Place(path="red\x1b[31m\n.md"), "red\ufffd[31m\ufffd.md"),
    ],
)
def test_a_place_reads_as_an_editor_takes_it(place: Place, said: str) -> None:
    assert str(place) == said


def test_a_place_without_its_line_shows_no_excerpt() -> None:
    problem = Problem(code="X001", what="gone", place=Place(path="articles/heron.md"))

    assert str(problem).splitlines() == ["error[X001]: gone", " --> articles/heron.md"]


def test_a_caret_never_runs_past_the_end_of_its_line() -> None:
    place = Place(path="a.md", line=1, column=4, text="abcdef", width=99)

    caret = str(Problem(code="X001", what="odd", place=place)).splitlines()[-1]

    assert caret == "  |    ^^^"


@settings(deadline=None)
@given(st.text(min_size=1, max_size=400), st.data())
def test_the_caret_points_at_the_character_it_means_in_any_line(text: str, data: object) -> None:
    column = data.draw(st.integers(1, len(text)))
    place = Place(path="a.md", line=1, column=column, text=text)

    *_, shown, caret = str(Problem(code="X001", what="odd", place=place)).split("\n")

    assert len(shown) <= 104
    assert shown.isprintable()
    at = caret.index("^")
    pointed = {c for i, c in enumerate(shown) if columns(shown[:i]) == at}
    meant = text.expandtabs(1)[column - 1]
    unseen = " " if unicodedata.category(meant) == "Zs" else "\N{REPLACEMENT CHARACTER}"
    assert (meant if meant.isprintable() else unseen) in pointed


def test_spaces_of_any_kind_are_shown_as_one_and_nothing_that_a_terminal_obeys() -> None:
    place = Place(path="a.md", line=1, text="Où\xa0?\u3000\u202e\x1b[31m")

    said = str(Problem(code="X001", what="a\x1b[2J\xa0b", place=place, help="c\x07\nd\u202e"))

    assert said.splitlines() == [
        "error[X001]: a\ufffd[2J b",
        " --> a.md:1",
        "  |",
        "1 | Où ? \ufffd\ufffd[31m",
        "  = help: c\ufffd",
        "  = help: d\ufffd",
    ]


@pytest.mark.parametrize(
    ("before", "cells"),
    [
        ("One\ttwo ", 8),
        ("日本語の文章 ", 13),
        ("Cafe\u0301 nai\u0308ve ", 11),
        ("\N{SAILBOAT}\N{FAMILY} ", 5),
        ("שלום ", 5),
    ],
    ids=["tab", "wide", "marks", "pictures", "right-to-left"],
)
def test_a_caret_stands_where_a_terminal_shows_the_word(before: str, cells: int) -> None:
    place = Place(path="a.md", line=1, column=len(before) + 1, text=f"{before}here 章", width=6)

    caret = str(Problem(code="X001", what="odd", place=place)).splitlines()[-1]

    assert caret == "  | " + " " * cells + "^" * 7


@of_each_kind
def test_each_error_ends_with_the_exit_status_of_the_design(kind: type[PressrunError]) -> None:
    assert kind("something happened").exit_status == EXIT_STATUSES[kind]


def test_the_table_of_exit_statuses_is_whole() -> None:
    assert {kind for kind in every_kind() if kind.__module__ == "pressrun.errors"} == set(
        EXIT_STATUSES
    )


@of_each_kind
def test_an_error_comes_through_a_pickle_with_its_problems_intact(
    kind: type[PressrunError],
) -> None:
    further = Problem(code="X002", what="and this", severity=Severity.WARNING)
    error = kind("it broke", code="X001", place=LINE, help="mend it", problems=[further])

    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is kind
    assert copy.problems == error.problems
    assert str(copy) == str(error)


@of_each_kind
def test_an_error_without_a_code_of_its_own_has_that_of_its_kind(kind: type[PressrunError]) -> None:
    assert kind("it broke").problem.code == kind.default_code


def test_no_two_kinds_share_a_code() -> None:
    codes = [kind.default_code for kind in EXIT_STATUSES]

    assert len(set(codes)) == len(codes)


def test_an_error_tells_all_its_problems_the_first_one_first() -> None:
    problems = [
        Problem(code="X001", what="first", place=LINE, help="do this"),
        Problem(code="X002", what="second"),
    ]

    error = ContentError.of(problems)

    assert error.problems == tuple(problems)
    assert error.problem == problems[0]
    assert str(error) == f"{problems[0]}\n\n{problems[1]}"


def test_a_place_knows_what_stands_there() -> None:
    assert Place(path="a.md", line=1, column=4, width=3, text="on the quay").marked == "the"
    assert Place(path="a.md", line=1, text="quay").marked == "q"
    assert Place(path="a.md", line=1, column=4).marked == ""
