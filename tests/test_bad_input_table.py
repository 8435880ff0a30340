"""The page of bad input names every row and promise, and tests that there are."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "bad-input.md"
ROWS = [
    *(str(number) for number in (*range(44, 79), 87, 88)),
    *(f"P{number}" for number in (16, 17, 18, 21, 22, 26, 27, 28, *range(35, 49))),
]
NOT_YET = {"P42"}


def rows() -> dict[str, str]:
    """Return each row of the page by its number."""
    page = PAGE.read_text(encoding="utf-8")
    return {row[1]: row[0] for row in re.finditer(r"^\| (P?\d+) \|.*$", page, re.M)}


def named(row: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(\w+)`", row)


def test_every_row_is_there_and_in_order() -> None:
    assert list(rows()) == ROWS


def test_every_row_names_a_test_unless_it_says_that_it_is_not_yet() -> None:
    without = {number for number, row in rows().items() if not named(row)}

    assert without == NOT_YET
    assert all("Not yet:" in rows()[number] for number in without)


def test_every_test_that_is_named_is_there() -> None:
    wanted = {pair for row in rows().values() for pair in named(row)}
    found = {
        (file, node.name)
        for file in {file for file, _ in wanted}
        if (TESTS / file).exists()
        for node in ast.walk(ast.parse((TESTS / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert len(wanted) > len(ROWS)
    assert wanted - found == set()
