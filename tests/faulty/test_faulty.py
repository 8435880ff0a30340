"""Faulty publications, one fault each: check tells exactly it, at its place, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faulty.casefile import FOLDER, Case, edited, read_case
from faulty.pressroom import PressRoom, SharedIsolate
from pressrun.render.lint.registry import CODES
from pressrun.system.isolate import ProcessIsolate

CASES = [read_case(path) for path in sorted(FOLDER.glob("*.txt"))]


@pytest.fixture(scope="module")
def pressroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PressRoom]:
    with ProcessIsolate() as isolate:
        room = PressRoom(tmp_path_factory.mktemp("faulty") / "marsh", SharedIsolate(isolate))
        room.learn()
        yield room


@pytest.fixture
def room(pressroom: PressRoom) -> PressRoom:
    pressroom.restore()
    return pressroom


def told(problem: dict[str, Any]) -> str:
    """Return a finding as case files write it."""
    place = problem["place"] or {}
    at = ":".join(str(place[part]) for part in ("path", "line", "column") if place.get(part))
    return f"{problem['code']} {at}".strip()


def shown(problem: dict[str, Any]) -> str:
    """Return a finding for whoever has to mend a case."""
    row = (problem["place"] or {}).get("text")
    return f"finds: {told(problem)}\n    {problem['what']}" + (f"\n    | {row}" if row else "")


def test_the_sound_publication_gives_no_finding(room: PressRoom) -> None:
    known = [shown(problem) for problem in room.check()]
    anew = [shown(problem) for problem in room.learn()]

    assert (known, anew) == ([], [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_is_told_at_its_place_and_nothing_else_is(case: Case, room: PressRoom) -> None:
    room.follow(case)

    problems = room.check(case.check)

    found = sorted(told(problem) for problem in problems)
    assert found == list(case.finds), "\n".join(
        [f"{case.name}: what check tells is not what the case says", ""]
        + [f"  not told: {found_}" for found_ in case.finds if found_ not in found]
        + [shown(problem) for problem in problems if told(problem) not in case.finds]
    )
    for problem in problems:
        assert_inside(room.root, problem)


def assert_inside(root: Path, problem: dict[str, Any]) -> None:
    """Fail unless a finding's line and column lie inside its file, and show its line."""
    place = problem["place"]
    if not place or not place["line"]:
        return
    text = (root / place["path"]).read_bytes().decode("utf-8", "replace")
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= place["line"] <= len(rows), problem
    row = rows[place["line"] - 1]
    if place["column"]:
        assert 1 <= place["column"] <= len(row) + 1, problem
    if place["text"] is not None:
        assert place["text"] == row, problem


def test_a_case_is_named_for_what_it_finds() -> None:
    named = {case.name: case.name.partition("-")[0] for case in CASES}

    assert [case.name for case in CASES if case.finds and named[case.name] not in case.codes] == []


def test_every_code_that_a_rule_tells_has_a_case() -> None:
    told_by_cases = {code for case in CASES for code in case.codes}

    assert sorted({code.code for code in CODES} - told_by_cases) == []


def test_lines_of_a_case_are_followed_in_order() -> None:
    text = "a\nb\nc\n"

    assert edited(text, ("- b", "+ x", "+ y", "- c")) == "a\nx\ny\n"
    assert edited(text, ("- a", "- b", "+", "", "+ d")) == "\nc\nd\n"
    with pytest.raises(ValueError, match="0 times"):
        edited(text, ("- d", "+ e"))


def test_there_are_so_many_cases_and_as_many_names() -> None:
    assert len(CASES) >= 120
    assert len({case.name.casefold() for case in CASES}) == len(CASES)
