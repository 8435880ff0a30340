"""The words for what became of mail: only those that can be known."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pressrun
from pressrun.model.delivery import DeliveryState

SOURCE = Path(pressrun.__file__).parent
# A relay says that it has accepted; whether anybody got it, SMTP cannot tell.
NEVER = re.compile(r"\bdelivered\b", re.I)
SPOKEN = sorted(file for room in ("cli", "press", "app") for file in (SOURCE / room).glob("*.py"))


def words(source: str) -> Iterator[str]:
    """Yield every text of a program that may be shown: no docstrings but those of commands."""
    tree = ast.parse(source)
    silent = {id(node) for node in docstrings(tree)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.value


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            shown = getattr(node, "decorator_list", [])  # the help of a command
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and not shown:
                yield first.value


@pytest.mark.parametrize("file", SPOKEN, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_command_says_that_mail_was_delivered(file: Path) -> None:
    said = [text for text in words(file.read_text(encoding="utf-8")) if NEVER.search(text)]

    assert [text for text in said if text != "Delivered"] == []  # the name of a class


def test_no_state_is_called_so() -> None:
    assert not any(NEVER.search(state) for state in DeliveryState)


def test_the_search_would_find_it() -> None:
    program = (
        '''"""Says nothing of delivered."""\n\n@verb\ndef f():\n    """It was delivered."""\n'''
    )

    assert [text for text in words(program) if NEVER.search(text)] == ["It was delivered."]
    assert [text for text in words('x = f"{n} delivered"') if NEVER.search(text)]
