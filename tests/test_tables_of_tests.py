"""Pages that name the test of every row: each row is there, and each test."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"


@dataclass(frozen=True)
class Table:
    """The rows of a page by the numbers that it must have, in order."""

    page: str
    number: str
    numbers: tuple[str, ...]
    not_yet: frozenset[str]

    def rows(self) -> dict[str, str]:
        page = (DOCS / self.page).read_text(encoding="utf-8")
        return {row[1]: row[0] for row in re.finditer(rf"^\| ({self.number}) \|.*$", page, re.M)}


TABLES = (
    Table(
        "faults.md",
        r"[SC]\d+",
        (
            *(f"S{number}" for number in range(1, 48)),
            *(f"C{number}" for number in (*range(1, 18), 19, 22, 25, 26, 27, 28, 34)),
        ),
        frozenset({"S43"}),
    ),
    Table(
        "bad-input.md",
        r"P?\d+",
        (
            *(str(number) for number in (*range(44, 79), 87, 88)),
            *(f"P{number}" for number in (16, 17, 18, 21, 22, 26, 27, 28, *range(35, 49))),
        ),
        frozenset({"P42"}),
    ),
)
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.page)


def named(row: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(\w+)`", row)


@every_table
def test_every_row_is_there_and_in_order(table: Table) -> None:
    assert tuple(table.rows()) == table.numbers


@every_table
def test_every_row_names_a_test_unless_it_says_that_it_is_not_yet(table: Table) -> None:
    without = {number for number, row in table.rows().items() if not named(row)}

    assert without == table.not_yet
    assert all("Not yet:" in table.rows()[number] for number in without)


@every_table
def test_every_test_that_is_named_is_there(table: Table) -> None:
    wanted = {pair for row in table.rows().values() for pair in named(row)}
    found = {
        (file, node.name)
        for file in {file for file, _ in wanted}
        if (TESTS / file).exists()
        for node in ast.walk(ast.parse((TESTS / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert len(wanted) > len(table.numbers)
    assert wanted - found == set()
